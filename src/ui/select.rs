//! Selects, radios and checkboxes.

use super::field::{Labelled, Wrong, described_by, field_id};
use super::{Icon, Maybe};
use leptos::prelude::*;

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// A line below the label; only radio buttons show it.
    pub help: Option<String>,
    /// Group heading shared by adjacent choices; only for a [`Select`].
    pub group: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            help: None,
            group: None,
        }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }
}

/// One of a list that may be long.
#[component]
pub fn Select(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    options: Vec<Choice>,
    /// The chosen value.
    #[prop(optional, into)]
    value: Maybe,
    /// Placeholder option without a value.
    #[prop(optional, into)]
    placeholder: Maybe,
    #[prop(optional, into)] error: Maybe,
    #[prop(optional, into)] help: Maybe,
    #[prop(optional, into)] autocomplete: Maybe,
    #[prop(optional)] required: bool,
    #[prop(optional)] optional: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] short: bool,
    #[prop(optional)] hide_label: bool,
    #[prop(optional, into)] id: Maybe,
) -> impl IntoView {
    let id = id.0.unwrap_or_else(|| field_id(&name));
    let described = described_by(&id, &error, &help);
    let invalid = error.is_some().then_some("true");
    let chosen = value.0;
    let options = grouped(options)
        .into_iter()
        .map(|(group, choices)| {
            let choices = choices
                .into_iter()
                .map(|choice| {
                    let selected = chosen.as_deref() == Some(choice.value.as_str());
                    view! { <option value=choice.value selected=selected>{choice.label}</option> }
                })
                .collect_view();
            match group {
                Some(group) => view! { <optgroup label=group>{choices}</optgroup> }.into_any(),
                None => choices.into_any(),
            }
        })
        .collect_view();
    let select = view! {
        <div class="select">
            <select
                class="input"
                id=id.clone()
                name=name
                autocomplete=autocomplete.0
                required=required
                disabled=disabled
                aria-invalid=invalid
                aria-describedby=described
            >
                {placeholder.0.map(|text| view! { <option value="">{text}</option> })}
                {options}
            </select>
            <Icon icon=icondata_lu::LuChevronDown/>
        </div>
    };
    view! {
        <Labelled id label help error optional hide_label short>
            {select}
        </Labelled>
    }
}

/// Runs of choices under the same heading.
fn grouped(choices: Vec<Choice>) -> Vec<(Option<String>, Vec<Choice>)> {
    let mut groups: Vec<(Option<String>, Vec<Choice>)> = Vec::new();
    for choice in choices {
        match groups.last_mut() {
            Some((group, run)) if *group == choice.group => run.push(choice),
            _ => groups.push((choice.group.clone(), vec![choice])),
        }
    }
    groups
}

/// One of a few, each with its explanation.
#[component]
pub fn Radio(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    options: Vec<Choice>,
    #[prop(optional, into)] value: Maybe,
    #[prop(optional, into)] error: Maybe,
    #[prop(optional, into)] help: Maybe,
    #[prop(optional)] required: bool,
    /// Whether each choice has its own box, for important ones.
    #[prop(optional)]
    boxed: bool,
) -> impl IntoView {
    let id = field_id(&name);
    let described = described_by(&id, &error, &help);
    let invalid = error.is_some().then_some("true");
    let choices = options
        .into_iter()
        .enumerate()
        .map(|(at, choice)| {
            let checked = value.0.as_deref() == Some(choice.value.as_str());
            // The first one carries the id that the error summary leads to.
            let id = (at == 0).then(|| id.clone());
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        id=id
                        name=name.clone()
                        value=choice.value
                        checked=checked
                        required=required
                        aria-invalid=invalid
                    />
                    <span>
                        {choice.label} {choice.help.map(|help| view! { <small class="help">{help}</small> })}
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" aria-describedby=described>
            <legend>{label}</legend>
            <div class=if boxed { "choices choices-boxed" } else { "choices" }>{choices}</div>
            <Wrong id=format!("{id}-error") message=error/>
            {help.0.map(|help| view! { <p class="help" id=format!("{id}-help")>{help}</p> })}
        </fieldset>
    }
}

/// Yes or no. Unchecked, the browser sends nothing.
#[component]
pub fn Checkbox(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(default = "true".to_owned(), into)] value: String,
    #[prop(optional)] checked: bool,
    #[prop(optional)] required: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional, into)] error: Maybe,
    #[prop(optional, into)] help: Maybe,
    /// Id, if several share a name.
    #[prop(optional, into)]
    id: Maybe,
) -> impl IntoView {
    let id = id.0.unwrap_or_else(|| field_id(&name));
    let described = described_by(&id, &error, &help);
    let invalid = error.is_some().then_some("true");
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    view! {
        <div class="field">
            <label class="choice">
                <input
                    type="checkbox"
                    id=id
                    name=name
                    value=value
                    checked=checked
                    required=required
                    disabled=disabled
                    aria-invalid=invalid
                    aria-describedby=described
                />
                <span>
                    {label}
                    {help.0.map(|help| view! { <small class="help" id=help_id>{help}</small> })}
                </span>
            </label>
            <Wrong id=error_id message=error/>
        </div>
    }
}
