//! Buttons: of forms, links that look like one, and single-button forms.

use super::{Glyph, Icon, Maybe};
use leptos::prelude::*;

/// Emphasis of a button. A page has one primary button at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Variant {
    Primary,
    #[default]
    Default,
    /// Without background or border, for rare actions.
    Quiet,
    /// Destructive.
    Danger,
}

impl Variant {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Default => "button",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// A label and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    pub label: String,
    pub href: String,
}

impl Anchor {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
        }
    }
}

fn classes(variant: Variant, small: bool, square: bool, wide: bool) -> String {
    let mut class = variant.class().to_owned();
    for (name, wanted) in [
        (" button-small", small),
        (" button-square", square),
        (" button-wide", wide),
    ] {
        if wanted {
            class.push_str(name);
        }
    }
    class
}

/// A button of the form around it.
#[component]
pub fn Button(
    #[prop(optional)] variant: Variant,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] small: bool,
    /// Full width.
    #[prop(optional)]
    wide: bool,
    #[prop(optional)] disabled: bool,
    /// Accessible label of an icon-only button.
    #[prop(optional, into)]
    label: Maybe,
    #[prop(optional, into)] name: Maybe,
    #[prop(optional, into)] value: Maybe,
    /// The id of a form elsewhere on the page.
    #[prop(optional, into)]
    form: Maybe,
    #[prop(optional, into)] formaction: Maybe,
    /// Sends the form though required fields are blank.
    #[prop(optional)]
    novalidate: bool,
    /// Data attribute for scripts.
    #[prop(optional, into)]
    mark: Maybe,
    /// Method other than the form's, such as `get`.
    #[prop(optional, into)]
    formmethod: Maybe,
    #[prop(default = "submit")] kind: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let class = classes(variant, small, children.is_none(), wide);
    view! {
        <button
            class=class
            type=kind
            name=name.0
            value=value.0
            form=form.0
            formaction=formaction.0
            formnovalidate=novalidate
            data-mark=mark.0
            formmethod=formmethod.0
            disabled=disabled
            title=label.0.clone()
            aria-label=label.0
        >
            {icon.map(|icon| view! { <Icon icon=icon/> })}
            {children.map(|children| children())}
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] variant: Variant,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] small: bool,
    #[prop(optional)] wide: bool,
    /// Instead of a visible text: where a link that shows only its icon leads.
    #[prop(optional, into)]
    label: Maybe,
    /// Whether the link downloads a file.
    #[prop(optional)]
    download: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let class = classes(variant, small, children.is_none(), wide);
    view! {
        <a
            class=class
            href=href
            download=download
            title=label.0.clone()
            aria-label=label.0
        >
            {icon.map(|icon| view! { <Icon icon=icon/> })}
            {children.map(|children| children())}
        </a>
    }
}

/// A form that is only its button: one POST with hidden fields.
#[component]
pub fn PostButton(
    #[prop(into)] action: String,
    /// Hidden fields, name and value.
    #[prop(optional)]
    fields: Vec<(String, String)>,
    #[prop(optional)] variant: Variant,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] small: bool,
    #[prop(optional)] wide: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional, into)] label: Maybe,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let fields = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let class = classes(variant, small, children.is_none(), wide);
    view! {
        <form class="inline" method="post" action=action>
            {fields}
            <button
                class=class
                type="submit"
                disabled=disabled
                title=label.0.clone()
                aria-label=label.0
            >
                {icon.map(|icon| view! { <Icon icon=icon/> })}
                {children.map(|children| children())}
            </button>
        </form>
    }
}
