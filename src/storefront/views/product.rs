//! Product page view.

use super::frame::{Frame, Policies};
use super::shop::price_range;
use crate::id::VariantId;
use crate::money::Currency;
use crate::storefront::availability::Availability;
use crate::storefront::pictures::Pictures;
use crate::storefront::product::{Product, Variant};
use crate::storefront::shop::Shop;
use crate::ui::{Card, Column, Picture, Status, Table, Tone};
use leptos::prelude::*;

/// The product; `chosen` is the variant that the address names.
#[component]
pub fn ProductView(
    shop: Shop,
    product: Product,
    pictures: Pictures,
    chosen: Option<VariantId>,
) -> impl IntoView {
    let chosen = chosen.and_then(|id| product.variants.iter().find(|variant| variant.variant_id == id));
    let chosen = match &product.variants[..] {
        [only] => Some(only),
        _ => chosen,
    };
    let pictures = pictures.led_by(chosen.and_then(|variant| variant.image_id.as_deref()));
    let pictures = pictures.0.into_iter().enumerate().map(|(at, shot)| {
        let sizes = match at {
            0 => "(max-width: 48rem) 100vw, 31rem",
            _ => "(max-width: 48rem) 45vw, 10rem",
        };
        view! { <Picture photo=shot.photo sizes=sizes first={at == 0} /> }.into_any()
    });
    let pictures = pictures.collect::<Vec<_>>();
    let pictures = (!pictures.is_empty()).then(|| view! { <div class="ware-pictures">{pictures}</div> });
    let (low, high) = product.price_range_minor();
    let (price, before, availability) = match chosen {
        Some(variant) => (
            shop.currency.show(variant.price_minor),
            variant.compare_at_minor,
            variant.availability,
        ),
        None => (
            price_range(shop.currency, low, high),
            None,
            product.availability(),
        ),
    };
    let label = chosen
        .map(Variant::label)
        .filter(|label| !label.is_empty())
        .map(|label| view! { <p class="muted">{label}</p> });
    let sku = chosen
        .and_then(|variant| variant.sku.clone())
        .map(|sku| view! { <p class="muted">"SKU " {sku}</p> });
    let variants = (product.variants.len() > 1).then(|| {
        let id = chosen.map(|variant| variant.variant_id.clone());
        view! { <Variants shop=shop.clone() product=product.clone() chosen=id /> }
    });
    let about = (!product.description.is_empty())
        .then(|| view! { <p class="prose">{product.description.clone()}</p> });
    let policies = view! { <Policies shop=shop.clone() /> };
    let order = match availability {
        Availability::Closed | Availability::OutOfStock => None,
        _ => Some(format!(
            "To order, go to the shop where you found it: {} takes orders there, at this price.",
            shop.name
        )),
    };
    view! {
        <Frame shop=shop.clone()>
            <article class="ware">
                {pictures}
                <div>
                    <header>
                        <h1>{product.name.clone()}</h1>
                        {label}
                        <p class="ware-price">
                            <strong>{price}</strong>
                            {before.map(|before| view! { " " <Before currency=shop.currency minor=before /> })}
                        </p>
                        <p><Availed availability=availability /></p>
                        {sku}
                        {order.map(|order| view! { <p class="muted">{order}</p> })}
                    </header>
                    {about}
                    {variants}
                    {policies}
                </div>
            </article>
        </Frame>
    }
}

/// Compare-at price, crossed out and announced.
#[component]
fn Before(currency: Currency, minor: i64) -> impl IntoView {
    view! { <s><span class="unseen">"before "</span>{currency.show(minor)}</s> }
}

#[component]
fn Availed(availability: Availability) -> impl IntoView {
    let tone = match availability {
        Availability::InStock => Tone::Good,
        Availability::FewLeft(_) | Availability::BackOrder => Tone::Info,
        Availability::Closed | Availability::OutOfStock => Tone::Warning,
    };
    view! { <Status tone=tone word=availability.words() /> }
}

/// Variants with prices, each a link.
#[component]
fn Variants(shop: Shop, product: Product, chosen: Option<VariantId>) -> impl IntoView {
    let title = match product.options.is_empty() {
        true => "Variants".to_owned(),
        false => product.options.join(" / "),
    };
    let rows = product
        .variants
        .iter()
        .map(|variant| {
            let href = format!("{}?variant={}", product.path(&shop), variant.variant_id);
            let current = (chosen.as_ref() == Some(&variant.variant_id)).then_some("true");
            let before = variant.compare_at_minor;
            view! {
                <tr>
                    <td class="main"><a class="row-link" href=href aria-current=current>{variant.label()}</a></td>
                    <td class="state"><Availed availability=variant.availability /></td>
                    <td class="num" data-label="Price">
                        {before.map(|before| view! { <Before currency=shop.currency minor=before /> " " })}
                        {shop.currency.show(variant.price_minor)}
                    </td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let columns = vec![
        Column::new(title),
        Column::new("Availability"),
        Column::num("Price"),
    ];
    view! {
        <Card flush=true>
            <Table columns=columns caption="Variants with availability and price">{rows}</Table>
        </Card>
    }
}
