//! Form fields: label above, help below, error beside the field.

use super::{Icon, Maybe};
use crate::form::FieldErrors;
use leptos::prelude::*;

/// The id of the field of that name, where an [`ErrorSummary`] leads.
pub fn field_id(name: &str) -> String {
    format!("field-{name}")
}

/// Label, control, help and error in their order; the control names the last two by their ids.
#[component]
pub(super) fn Labelled(
    id: String,
    label: String,
    help: Maybe,
    error: Maybe,
    optional: bool,
    hide_label: bool,
    short: bool,
    children: Children,
) -> impl IntoView {
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    view! {
        <div class=if short { "field field-short" } else { "field" }>
            <label for=id class=hide_label.then_some("unseen")>
                {label}
                {optional.then(|| view! { <span class="optional">"optional"</span> })}
            </label>
            {children()}
            <Wrong id=error_id message=error/>
            {help.0.map(|help| view! { <p class="help" id=help_id>{help}</p> })}
        </div>
    }
}

/// Error of one field.
#[component]
pub(super) fn Wrong(id: String, message: Maybe) -> impl IntoView {
    message.0.map(|message| {
        view! {
            <p class="error" id=id>
                <Icon icon=icondata_lu::LuCircleAlert/>
                <span>{message}</span>
            </p>
        }
    })
}

/// The ids that describe a control, for `aria-describedby`.
pub(super) fn described_by(id: &str, error: &Maybe, help: &Maybe) -> Option<String> {
    match (error.is_some(), help.is_some()) {
        (true, true) => Some(format!("{id}-error {id}-help")),
        (true, false) => Some(format!("{id}-error")),
        (false, true) => Some(format!("{id}-help")),
        (false, false) => None,
    }
}

/// One line of input.
#[component]
pub fn Field(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(optional, into)] value: Maybe,
    #[prop(optional, into)] error: Maybe,
    #[prop(optional, into)] help: Maybe,
    /// The input's `type`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional, into)] autocomplete: Maybe,
    #[prop(optional, into)] inputmode: Maybe,
    #[prop(optional, into)] placeholder: Maybe,
    #[prop(optional, into)] pattern: Maybe,
    #[prop(optional, into)] min: Maybe,
    #[prop(optional, into)] max: Maybe,
    #[prop(optional, into)] step: Maybe,
    #[prop(optional)] maxlength: Option<u32>,
    /// Id of a datalist.
    #[prop(optional, into)]
    list: Maybe,
    /// Text before the input, such as a currency sign.
    #[prop(optional, into)]
    prefix: Maybe,
    /// Text after the input, such as a unit.
    #[prop(optional, into)]
    suffix: Maybe,
    #[prop(optional)] required: bool,
    /// Marks the field as optional beside the label.
    #[prop(optional)]
    optional: bool,
    #[prop(optional)] readonly: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] autofocus: bool,
    /// As wide as a number or a code.
    #[prop(optional)]
    short: bool,
    /// The label is only for screen readers, as in a grid of many inputs.
    #[prop(optional)]
    hide_label: bool,
    /// Id, for forms with equal field names on one page.
    #[prop(optional, into)]
    id: Maybe,
    /// More classes of the input.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let id = id.0.unwrap_or_else(|| field_id(&name));
    let described = described_by(&id, &error, &help);
    let invalid = error.is_some().then_some("true");
    let input = view! {
        <input
            class=format!("input {class}").trim_end().to_owned()
            id=id.clone()
            type=kind
            name=name
            value=value.0
            autocomplete=autocomplete.0
            inputmode=inputmode.0
            placeholder=placeholder.0
            pattern=pattern.0
            min=min.0
            max=max.0
            step=step.0
            list=list.0
            maxlength=maxlength.map(|most| most.to_string())
            required=required
            readonly=readonly
            disabled=disabled
            autofocus=autofocus
            aria-invalid=invalid
            aria-describedby=described
        />
    };
    let input = if prefix.is_some() || suffix.is_some() {
        view! {
            <div class="affixed">
                {prefix.0.map(|prefix| view! { <span>{prefix}</span> })} {input}
                {suffix.0.map(|suffix| view! { <span>{suffix}</span> })}
            </div>
        }
        .into_any()
    } else {
        input.into_any()
    };
    view! {
        <Labelled id label help error optional hide_label short>
            {input}
        </Labelled>
    }
}

/// Multi-line text that grows while typing.
#[component]
pub fn TextArea(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(optional, into)] value: Maybe,
    #[prop(optional, into)] error: Maybe,
    #[prop(optional, into)] help: Maybe,
    #[prop(optional, into)] placeholder: Maybe,
    #[prop(default = 4)] rows: u32,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] required: bool,
    #[prop(optional)] optional: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] hide_label: bool,
    #[prop(optional, into)] id: Maybe,
) -> impl IntoView {
    let id = id.0.unwrap_or_else(|| field_id(&name));
    let described = described_by(&id, &error, &help);
    let invalid = error.is_some().then_some("true");
    // A parser drops one line break after the opening tag; the text's own must survive that.
    let text = format!("\n{}", only_text(&value.or_empty()));
    let area = view! {
        <textarea
            class="input"
            id=id.clone()
            name=name
            rows=rows.to_string()
            placeholder=placeholder.0
            maxlength=maxlength.map(|most| most.to_string())
            required=required
            disabled=disabled
            aria-invalid=invalid
            aria-describedby=described
            inner_html=text
        ></textarea>
    };
    view! {
        <Labelled id label help error optional hide_label short=false>
            {area}
        </Labelled>
    }
}

/// A file to send up. The form around it needs `enctype="multipart/form-data"`.
#[component]
pub fn FileField(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// Accepted types, such as `image/png,image/jpeg` or `.csv`.
    #[prop(optional, into)]
    accept: Maybe,
    #[prop(optional)] multiple: bool,
    #[prop(optional)] required: bool,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] error: Maybe,
    #[prop(optional, into)] help: Maybe,
    /// Id, for forms with equal field names on one page.
    #[prop(optional, into)]
    id: Maybe,
) -> impl IntoView {
    let id = id.0.unwrap_or_else(|| field_id(&name));
    let described = described_by(&id, &error, &help);
    let invalid = error.is_some().then_some("true");
    let input_id = id.clone();
    view! {
        <Labelled id label help error optional hide_label=false short=false>
            <div class="file">
                <input
                    id=input_id
                    type="file"
                    name=name
                    accept=accept.0
                    multiple=multiple
                    required=required
                    aria-invalid=invalid
                    aria-describedby=described
                />
            </div>
        </Labelled>
    }
}

/// Escapes text for elements that hold only text, where a hydration marker would be visible.
pub(super) fn only_text(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// All errors of a form, each linked to its field. Nothing where nothing is.
#[component]
pub fn ErrorSummary(
    errors: FieldErrors,
    #[prop(default = "Please fix the fields below. Nothing you typed is lost.".to_owned(), into)]
    title: String,
    /// Whether to focus it when the page opens, so that it is read out.
    #[prop(default = true)]
    focus: bool,
    /// Fields with an id of their own, by name, for forms with equal field names on one page.
    #[prop(optional)]
    ids: &'static [(&'static str, &'static str)],
) -> impl IntoView {
    let id_of = |field: &str| {
        let own = ids.iter().find(|(name, _)| *name == field);
        own.map_or_else(|| field_id(field), |(_, id)| (*id).to_owned())
    };
    let lines: Vec<_> = errors
        .iter()
        .flat_map(|(field, messages)| {
            messages
                .iter()
                .map(move |message| (field.to_owned(), message.clone()))
        })
        .map(|(field, message)| {
            if field == FieldErrors::FORM {
                view! { <li>{message}</li> }.into_any()
            } else {
                view! { <li><a href=format!("#{}", id_of(&field))>{message}</a></li> }.into_any()
            }
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <div class="error-summary" id="errors" role="alert" tabindex="-1" autofocus=focus>
                <strong>{title}</strong>
                <ul>{lines}</ul>
            </div>
        }
    })
}

/// Sticky bar of a long form: a note on the left, buttons on the right.
#[component]
pub fn SaveBar(
    #[prop(optional, into)] note: Maybe,
    /// The buttons, the primary one last.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="save-bar" data-save-bar="">
            <span class="muted">{note.or_empty()}</span>
            {children()}
        </div>
    }
}
