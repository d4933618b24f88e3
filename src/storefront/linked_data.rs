//! Structured data for search engines: schema.org as JSON-LD in an inert script block.

use super::gtin;
use super::product::{Product, Variant};
use super::shop::Shop;
use crate::state::App;
use serde_json::{Map, Value, json};

/// The block. In it no text can end the element it stands in.
pub fn block(graph: Vec<Value>) -> String {
    let document = json!({ "@context": "https://schema.org", "@graph": graph });
    let text = document
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026");
    format!("<script type=\"application/ld+json\">{text}</script>")
}

/// The pairs that have a value.
fn known(pairs: Vec<(&str, Option<Value>)>) -> Map<String, Value> {
    pairs
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

/// The shop.
pub fn shop(app: &App, shop: &Shop) -> Value {
    let address = app.address_of(&shop.path());
    let picture = |path: &Option<String>| path.as_ref().map(|path| json!(app.address_of(path)));
    Value::Object(known(vec![
        ("@type", Some(json!(["Organization", "OnlineStore"]))),
        ("@id", Some(json!(format!("{address}#shop")))),
        ("name", Some(json!(shop.name))),
        ("url", Some(json!(address))),
        ("description", shop.description.as_ref().map(|text| json!(text))),
        ("logo", picture(&shop.logo)),
        ("image", picture(&shop.banner)),
    ]))
}

/// Breadcrumbs of a page.
pub fn breadcrumbs(app: &App, shop: &Shop, product: &Product) -> Value {
    json!({ "@type": "BreadcrumbList", "itemListElement": [
        { "@type": "ListItem", "position": 1, "name": shop.name, "item": app.address_of(&shop.path()) },
        { "@type": "ListItem", "position": 2, "name": product.name, "item": app.address_of(&product.path(shop)) },
    ] })
}

/// The product with an offer for each variant.
pub fn product(app: &App, shop: &Shop, product: &Product, pictures: &[String]) -> Value {
    let address = app.address_of(&product.path(shop));
    let one = |variant: &Variant| offer(app, shop, product, variant);
    let (low, high) = product.price_range_minor();
    let only = match &product.variants[..] {
        [only] => Some(only),
        _ => None,
    };
    let offers = match only {
        Some(only) => one(only),
        None => json!({
            "@type": "AggregateOffer",
            "priceCurrency": shop.currency.code(),
            "lowPrice": shop.currency.decimal(low).as_str(),
            "highPrice": shop.currency.decimal(high).as_str(),
            "offerCount": product.variants.len(),
            "availability": product.availability().schema(),
            "offers": product.variants.iter().map(one).collect::<Vec<_>>(),
        }),
    };
    let pictures: Vec<String> = pictures.iter().map(|path| app.address_of(path)).collect();
    let sku = only.and_then(|variant| variant.sku.as_ref());
    let gtin = only.and_then(|variant| gtin::of(variant.barcode.as_deref()?));
    Value::Object(known(vec![
        ("@type", Some(json!("Product"))),
        ("@id", Some(json!(format!("{address}#product")))),
        ("name", Some(json!(product.name))),
        ("description", Some(json!(product.summary(shop)))),
        ("url", Some(json!(address))),
        ("image", (!pictures.is_empty()).then(|| json!(pictures))),
        (
            "category",
            product.category.as_ref().map(|category| json!(category)),
        ),
        ("sku", sku.map(|sku| json!(sku))),
        ("gtin", gtin.map(|gtin| json!(gtin))),
        ("brand", Some(json!({ "@type": "Brand", "name": shop.name }))),
        ("offers", Some(offers)),
    ]))
}

fn offer(app: &App, shop: &Shop, product: &Product, variant: &Variant) -> Value {
    let several = product.variants.len() > 1;
    let path = match several {
        true => format!("{}?variant={}", product.path(shop), variant.variant_id),
        false => product.path(shop),
    };
    let gtin = variant.barcode.as_deref().and_then(gtin::of);
    let seller = json!({ "@type": "Organization", "name": shop.name, "url": app.address_of(&shop.path()) });
    Value::Object(known(vec![
        ("@type", Some(json!("Offer"))),
        ("name", several.then(|| json!(variant.label()))),
        ("url", Some(json!(app.address_of(&path)))),
        (
            "price",
            Some(json!(shop.currency.decimal(variant.price_minor).as_str())),
        ),
        ("priceCurrency", Some(json!(shop.currency.code()))),
        ("availability", Some(json!(variant.availability.schema()))),
        ("sku", variant.sku.as_ref().map(|sku| json!(sku))),
        ("gtin", gtin.map(|gtin| json!(gtin))),
        ("seller", Some(seller)),
    ]))
}
