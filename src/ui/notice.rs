//! What happened, or what stands in the way, in one sentence.

use super::{Anchor, Icon, PostButton, Tone, Variant};
use leptos::prelude::*;

/// How a thing just done is undone: a POST.
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
    /// With script, it can be put away.
    #[prop(optional)]
    dismissible: bool,
) -> impl IntoView {
    let role = if notice.tone == Tone::Bad {
        "alert"
    } else {
        "status"
    };
    let class = format!(
        "notice {}{}",
        notice.tone.class(),
        if banner { " banner" } else { "" }
    );
    view! {
        <div class=class role=role>
            <Icon icon=notice.tone.icon()/>
            <div>
                {notice.text}
                {notice.link.map(|link| view! { " " <a href=link.href>{link.label}</a> })}
                {notice
                    .undo
                    .map(|undo| {
                        view! {
                            " "
                            <PostButton action=undo.action fields=undo.fields variant=Variant::Quiet small=true>
                                {undo.label}
                            </PostButton>
                        }
                    })}
            </div>
            {dismissible
                .then(|| {
                    view! {
                        <button class="notice-close" type="button" data-dismiss="" aria-label="Dismiss" hidden>
                            <Icon icon=icondata_lu::LuX/>
                        </button>
                    }
                })}
        </div>
    }
}
