//! Frame of the public pages.

use crate::storefront::shop::Shop;
use crate::ui::{Avatar, Icon, Notice, NoticeBar, Tone};
use leptos::prelude::*;

/// The shop's name above, the page, the marketplace below.
#[component]
pub fn Frame(shop: Shop, children: Children) -> impl IntoView {
    let mark = match shop.logo.clone() {
        Some(logo) => view! { <img class="stall-logo" src=logo alt="" width="36" height="36" /> }.into_any(),
        None => view! { <Avatar name=shop.name.clone() /> }.into_any(),
    };
    let closed = shop.closed.clone().map(|closed| {
        let text = format!(
            "{} is closed until {}: nothing can be ordered.",
            shop.name, closed.until
        );
        let text = match closed.message {
            Some(message) => format!("{text} {message}"),
            None => text,
        };
        view! { <NoticeBar notice=Notice::new(Tone::Warning, text) /> }
    });
    view! {
        <a class="skip" href="#main">"Skip to content"</a>
        <div class="stall">
            <header class="stall-head">
                <a href=shop.path()>{mark} <span>{shop.name.clone()}</span></a>
            </header>
            <main id="main" tabindex="-1">
                {closed}
                {children()}
            </main>
            <footer class="stall-foot">
                <p>"Shown by Stallholder, where " {shop.name.clone()} " keeps its shop."</p>
            </footer>
        </div>
    }
}

/// Page for a missing shop or product, or one not on sale.
#[component]
pub fn Missing(
    #[prop(into)] text: String,
    /// The shop, if only the product is missing.
    shop: Option<Shop>,
) -> impl IntoView {
    let on = shop.map(|shop| {
        let label = format!("See what {} sells", shop.name);
        view! { <p><a class="button" href=shop.path()>{label}</a></p> }
    });
    view! {
        <div class="stall">
            <header class="stall-head">
                <a href="/"><Icon icon=icondata_lu::LuStore large=true /> "Stallholder"</a>
            </header>
            <main id="main">
                <div class="stall-about">
                    <h1>"Not found"</h1>
                    <p>{text}</p>
                    {on}
                </div>
            </main>
        </div>
    }
}

/// A shop's policy, folded away.
#[component]
pub fn Policies(shop: Shop) -> impl IntoView {
    let policies = [
        ("Shipping", shop.shipping_policy),
        ("Returns", shop.returns_policy),
    ];
    policies
        .into_iter()
        .filter_map(|(summary, text)| {
            let text = text?;
            let open = view! {
                <crate::ui::Disclosure summary=summary>
                    <p class="prose">{text}</p>
                </crate::ui::Disclosure>
            };
            Some(open.into_any())
        })
        .collect::<Vec<_>>()
}
