//! Shop page view.

use super::frame::{Frame, Policies};
use crate::money::Currency;
use crate::storefront::pictures::PublicPicture;
use crate::storefront::shop::Shop;
use crate::storefront::store::ListedRow;
use crate::ui::{Empty, LinkButton, Picture, Status, Thumb, Tone};
use leptos::prelude::*;

/// The part of a shop's products that its page shows.
#[derive(Debug, Clone, Hash)]
pub struct ShopList {
    /// Products with their first pictures.
    pub rows: Vec<(ListedRow, Option<PublicPicture>)>,
    pub is_first: bool,
    /// Cursor of the next page.
    pub older: Option<String>,
}

#[component]
pub fn ShopView(shop: Shop, list: ShopList) -> impl IntoView {
    let banner = shop
        .banner
        .clone()
        .map(|banner| view! { <img class="stall-banner" src=banner alt="" width="1600" height="400" /> });
    let about = shop
        .description
        .clone()
        .map(|text| view! { <p class="prose">{text}</p> });
    let path = shop.path();
    let first = (!list.is_first).then(|| {
        view! { <LinkButton href=path.clone()>"Newest products"</LinkButton> }
    });
    let older = list.older.as_ref().map(|after| {
        view! { <LinkButton href=format!("{path}?after={after}")>"More products"</LinkButton> }
    });
    let has_pages = first.is_some() || older.is_some();
    let products = match list.rows.is_empty() {
        true => view! {
            <Empty icon=icondata_lu::LuPackage headline="Nothing for sale right now"
                text="Come back later: this shop's products will appear here." />
        }
        .into_any(),
        false => {
            let cards = list
                .rows
                .into_iter()
                .map(|(row, shot)| card(&shop, row, shot))
                .collect::<Vec<_>>();
            view! { <ul class="wares">{cards}</ul> }.into_any()
        }
    };
    let policies = view! { <Policies shop=shop.clone() /> };
    view! {
        <Frame shop=shop.clone()>
            {banner}
            <div class="stall-about">
                <h1>{shop.name.clone()}</h1>
                {about}
            </div>
            {products}
            {has_pages.then(|| view! { <nav class="row" aria-label="Pages">{first} {older}</nav> })}
            {policies}
        </Frame>
    }
}

fn card(shop: &Shop, row: ListedRow, shot: Option<PublicPicture>) -> AnyView {
    let picture = match shot {
        Some(mut shot) => {
            // The name stands beside it; nobody needs to hear it twice.
            if shot.photo.alt == row.name {
                shot.photo.alt.clear();
            }
            view! {
            <span class="thumb"><Picture photo=shot.photo sizes="(max-width: 48rem) 45vw, 12rem" /></span>
            }
            .into_any()
        }
        None => view! { <Thumb /> }.into_any(),
    };
    let href = format!("{}/{}", shop.path(), row.handle);
    let state = match (shop.closed.is_some(), row.orderable) {
        (true, _) => Some("Unavailable"),
        (false, 0) => Some("Out of stock"),
        _ => None,
    };
    view! {
        <li>
            <a href=href>
                {picture}
                <span class="clamp">{row.name}</span>
            </a>
            <p>
                {price_range(shop.currency, row.low_minor, row.high_minor)}
                {state.map(|word| view! { " " <Status tone=Tone::Warning word=word /> })}
            </p>
        </li>
    }
    .into_any()
}

/// `$12.00`, or `$12.00 – $15.00`.
pub(super) fn price_range(currency: Currency, low: i64, high: i64) -> String {
    match low == high {
        true => currency.show(low),
        false => format!("{} – {}", currency.show(low), currency.show(high)),
    }
}
