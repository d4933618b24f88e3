//! Message threads, oldest first.

use super::{Avatar, Slot, Status, Tone};
use leptos::prelude::*;

/// Container of [`Message`]s.
#[component]
pub fn Thread(children: Children) -> impl IntoView {
    view! { <div class="thread">{children()}</div> }
}

/// One message. Its line breaks are kept.
#[component]
pub fn Message(
    #[prop(into)] author: String,
    #[prop(into)] text: String,
    #[prop(optional, into)] at: Slot,
    /// Whether it is from the reading side.
    #[prop(optional)]
    mine: bool,
    /// A note that the other side never sees.
    #[prop(optional)]
    internal: bool,
    /// Below the text: attachments.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let class = match (internal, mine) {
        (true, _) => "message message-internal",
        (false, true) => "message message-mine",
        (false, false) => "message",
    };
    view! {
        <article class=class>
            <Avatar name=author.clone() round=true/>
            <div>
                <header class="message-head">
                    <span>
                        <b>{author}</b>
                        " "
                        {internal.then(|| view! { <Status tone=Tone::Warning word="Internal note"/> })}
                    </span>
                    {at.0}
                </header>
                <p class="prose">{text}</p>
                {children.map(|children| view! { <div class="attachments">{children()}</div> })}
            </div>
        </article>
    }
}
