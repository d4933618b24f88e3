//! Statuses: a tone, and a word that says the same without colour.

use super::{Glyph, Html};
use crate::html;
use leptos::prelude::*;

/// Meaning of a colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    #[default]
    Neutral,
    Good,
    Warning,
    Bad,
    Info,
}

impl Tone {
    /// The class that sets the tone's three colours.
    pub fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Good => "tone-good",
            Self::Warning => "tone-warning",
            Self::Bad => "tone-bad",
            Self::Info => "tone-info",
        }
    }

    /// The icon for a message of this tone.
    pub fn icon(self) -> Glyph {
        match self {
            Self::Neutral | Self::Info => icondata_lu::LuInfo,
            Self::Good => icondata_lu::LuCircleCheck,
            Self::Warning => icondata_lu::LuTriangleAlert,
            Self::Bad => icondata_lu::LuCircleAlert,
        }
    }
}

/// The state of something: a dot, or an icon, and the word.
#[component]
pub fn Status(
    #[prop(optional)] tone: Tone,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(into)] word: String,
) -> impl IntoView {
    status(tone, icon, &word).into_view()
}

/// The state as markup.
pub fn status(tone: Tone, icon: Option<Glyph>, word: &str) -> Html {
    let icon = icon.map(super::icon::icon);
    html!(r#"<span class="status {}">{}{}</span>"#, tone.class(), icon, word)
}

/// A count badge; 100 and more are `99+`. `what` says to a screen reader what is counted.
#[component]
pub fn Count(number: i64, #[prop(optional, into)] what: String) -> impl IntoView {
    count(number, &what).into_view()
}

/// The number as markup.
pub fn count(number: i64, what: &str) -> Html {
    let what = (!what.is_empty()).then(|| html!(r#"<span class="unseen"> {}</span>"#, what));
    let shown = if number > 99 {
        html!("99+")
    } else {
        html!("{}", number)
    };
    html!(r#"<span class="count">{}{}</span>"#, shown, what)
}
