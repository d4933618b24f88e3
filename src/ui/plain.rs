//! Frame of pages outside the shop: sign-in, registration, codes, errors.

use super::{Icon, Maybe, Notice, NoticeBar, Slot};
use leptos::prelude::*;

/// A centred card below the brand.
#[component]
pub fn Plain(
    #[prop(into)] title: String,
    /// A sentence below the title.
    #[prop(optional, into)]
    about: Maybe,
    #[prop(optional_no_strip)] notice: Option<Notice>,
    /// Footer below the card, such as a link to registration.
    #[prop(optional, into)]
    foot: Slot,
    /// Room for a longer form.
    #[prop(optional)]
    wide: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <a class="skip" href="#main">"Skip to content"</a>
        <div class=if wide { "plain plain-wide" } else { "plain" }>
            <header>
                <a class="brand" href="/">
                    <Icon icon=icondata_lu::LuStore/>
                    "Stallholder"
                </a>
            </header>
            <main id="main" tabindex="-1">
                {notice.map(|notice| view! { <NoticeBar notice=notice/> })}
                <div class="card">
                    <header class="plain-head">
                        <h1>{title}</h1>
                        {about.0.map(|about| view! { <p>{about}</p> })}
                    </header>
                    {children.map(|children| children())}
                </div>
                {foot.0.map(|foot| view! { <div class="plain-foot">{foot}</div> })}
            </main>
        </div>
    }
}
