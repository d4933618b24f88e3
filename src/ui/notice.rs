//! Notices: a result or warning in one sentence.

use super::icon::icon;
use super::{Anchor, Html, Tone};
use crate::html;
use leptos::prelude::*;

/// Undo of an action: a POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    pub label: String,
    pub action: String,
    /// Hidden fields, name and value.
    pub fields: Vec<(String, String)>,
}

/// One sentence, and perhaps where to go or how to undo it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notice {
    pub tone: Tone,
    pub text: String,
    pub link: Option<Anchor>,
    pub undo: Option<Undo>,
}

impl Notice {
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self {
            tone,
            text: text.into(),
            link: None,
            undo: None,
        }
    }

    pub fn link(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.link = Some(Anchor::new(label, href));
        self
    }

    pub fn undo(self, action: impl Into<String>, fields: Vec<(String, String)>) -> Self {
        self.button("Undo", action, fields)
    }

    /// A button of another name.
    pub fn button(
        mut self,
        label: impl Into<String>,
        action: impl Into<String>,
        fields: Vec<(String, String)>,
    ) -> Self {
        self.undo = Some(Undo {
            label: label.into(),
            action: action.into(),
            fields,
        });
        self
    }
}

/// A notice in the page, or, as a `banner`, across the top of every page while its reason lasts.
#[component]
pub fn NoticeBar(
    notice: Notice,
    #[prop(optional)] banner: bool,
    /// Whether it can be dismissed, with script.
    #[prop(optional)]
    dismissible: bool,
) -> impl IntoView {
    notice_bar(&notice, banner, dismissible).into_view()
}

/// The notice as markup.
pub fn notice_bar(notice: &Notice, banner: bool, dismissible: bool) -> Html {
    let role = if notice.tone == Tone::Bad {
        "alert"
    } else {
        "status"
    };
    let link = notice
        .link
        .as_ref()
        .map(|link| html!(r#" <a href="{}">{}</a>"#, link.href, link.label));
    let undo = notice.undo.as_ref().map(|undo| {
        let fields: Html = undo
            .fields
            .iter()
            .map(|(name, value)| html!(r#"<input type="hidden" name="{}" value="{}">"#, name, value))
            .collect();
        html!(
            r#" <form class="inline" method="post" action="{}">{}<button class="button button-quiet button-small" type="submit">{}</button></form>"#,
            undo.action,
            fields,
            undo.label
        )
    });
    let close = dismissible.then(|| {
        html!(
            r#"<button class="notice-close" type="button" data-dismiss="" aria-label="Dismiss" hidden>{}</button>"#,
            icon(icondata_lu::LuX)
        )
    });
    html!(
        r#"<div class="notice {}{}" role="{}">{}<div>{}{}{}</div>{}</div>"#,
        notice.tone.class(),
        if banner { " banner" } else { "" },
        role,
        icon(notice.tone.icon()),
        notice.text,
        link,
        undo,
        close
    )
}
