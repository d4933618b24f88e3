//! Tests of shipping: the rules, and profiles, quotes and chosen rates through HTTP.

use super::profile::{Basket, EVERYWHERE, Profile, Rate, RateKind, Zone};
use crate::id::{RateId, ZoneId};
use crate::testing::{Actor, TestApp, cart, decimal};
use proptest::prelude::*;
use serde_json::{Value, json};

const SHIPPING: &str = "/seller/shipping";
const QUOTES: &str = "/api/v1/storefront/quotes";

fn zone(countries: &[&str]) -> Zone {
    Zone {
        zone_id: ZoneId::stored(String::new()),
        name: countries.join(" "),
        countries: countries.iter().map(|code| (*code).to_owned()).collect(),
        rates: Vec::new(),
    }
}

fn rate(kind: RateKind, from: Option<i64>, to: Option<i64>, free_over_minor: Option<i64>) -> Rate {
    Rate {
        rate_id: RateId::stored(String::new()),
        name: String::new(),
        kind,
        price_minor: 499,
        from,
        to,
        free_over_minor,
        days_min: None,
        days_max: None,
    }
}

#[test]
fn the_zone_of_the_fewest_countries_answers_everywhere_last_and_ties_go_to_the_earlier() {
    let profile = Profile {
        zones: vec![
            zone(&[EVERYWHERE]),
            zone(&["IE", "GB"]),
            zone(&["IE", "FR"]),
            zone(&["FR"]),
        ],
        ..Profile::default()
    };
    let answers = |country| profile.zone_for(country).map(|zone| zone.name.as_str());
    assert_eq!(answers("IE"), Some("IE GB"));
    assert_eq!(answers("FR"), Some("FR"));
    assert_eq!(answers("JP"), Some("*"));
}

proptest! {
    #[test]
    fn adjoining_ranges_offer_each_basket_exactly_one_rate(
        mut bounds in prop::collection::vec(1i64..100_000, 1..6), measure in 0i64..120_000,
        kind in prop_oneof![Just(RateKind::Weight), Just(RateKind::Price)],
    ) {
        bounds.sort_unstable();
        bounds.dedup();
        let starts = std::iter::once(None).chain(bounds.iter().copied().map(Some));
        let ends = bounds.iter().copied().map(Some).chain(std::iter::once(None));
        let mut zone = zone(&["IE"]);
        zone.rates = starts.zip(ends).map(|(from, to)| rate(kind, from, to, None)).collect();
        let basket = Basket { goods_minor: measure, weight_grams: measure };
        prop_assert_eq!(zone.offers(basket).len(), 1);
    }

    #[test]
    fn a_rate_costs_its_price_or_nothing_from_the_free_amount_on(goods in 0i64..10_000, over in 0i64..10_000) {
        let rate = rate(RateKind::Flat, None, None, Some(over));
        let price = rate.price_for(Basket { goods_minor: goods, weight_grams: 0 });
        prop_assert_eq!(price, Some(if goods >= over { 0 } else { 499 }));
    }
}

fn profile() -> Value {
    json!({ "handling_days": 2, "zones": [
        { "name": "Home", "countries": ["IE"], "rates": [
            { "name": "Standard", "kind": "flat", "price": 4.99, "free_over": 50, "days_min": 2, "days_max": 4 },
            { "name": "Heavy", "kind": "weight", "price": 12, "from": 5000 } ] },
        { "name": "World", "countries": ["*"], "rates": [
            { "name": "Air", "kind": "price", "price": 15, "to": 100 } ] },
    ] })
}

/// A seller who ships, and her profile as it was answered.
async fn shipping_shop(app: &TestApp) -> (Actor, Value) {
    let ann = app.seller("ann").await;
    let saved = ann.put(SHIPPING, profile()).await.is(200).json();
    (ann, saved)
}

fn picked(cart: &mut Value, seller: &Actor, profile: &Value) {
    let rate_id = &profile["zones"][0]["rates"][0]["rate_id"];
    cart["shipping_rates"] = json!([{ "seller_id": seller.seller(), "rate_id": rate_id }]);
    cart["shipping"] = Value::Null;
}

#[tokio::test]
async fn a_profile_is_saved_whole_and_keeps_its_ids_when_it_is_sent_back() {
    let app = TestApp::new().await;
    let (ann, saved) = shipping_shop(&app).await;
    assert_eq!(ann.get(SHIPPING).await.is(200).json(), saved);
    assert_eq!(ann.put(SHIPPING, saved.clone()).await.is(200).json(), saved);
    let bob = app.seller("bob").await;
    assert_eq!(bob.get(SHIPPING).await.json()["zones"], json!([]));
    bob.put(SHIPPING, saved)
        .await
        .is_problem(422, "validation")
        .error("zones.0.zone_id");
}

#[tokio::test]
async fn a_wrong_profile_names_every_field_and_changes_nothing() {
    let app = TestApp::new().await;
    let (ann, saved) = shipping_shop(&app).await;
    let rate = |kind: &str, price: &str, from: i64| json!({ "name": "R", "kind": kind, "price": decimal(price), "from": from, "to": 1 });
    let wrong = json!({ "handling_days": 4000, "zones": [
        { "name": "", "countries": ["Atlantis"], "rates": [rate("weight", "1.999", 5), rate("flat", "-1", 0)] },
        { "name": "All", "countries": ["*", "IE"], "rates": [rate("none", "1", 0)] },
        { "zone_id": saved["zones"][0]["zone_id"], "name": "A", "countries": ["IE"] },
        { "zone_id": saved["zones"][0]["zone_id"], "name": "B", "countries": [] } ] });
    let answer = ann.put(SHIPPING, wrong).await.is_problem(422, "validation");
    for field in [
        "handling_days",
        "zones.0.name",
        "zones.0.countries",
        "zones.0.rates.0.price",
        "zones.0.rates.0.to",
        "zones.0.rates.1.price",
        "zones.0.rates.1.from",
        "zones.1.countries",
        "zones.1.rates.0.kind",
        "zones.3.zone_id",
        "zones.3.countries",
    ] {
        answer.error(field);
    }
    assert_eq!(ann.get(SHIPPING).await.json(), saved);
}

#[tokio::test]
async fn a_quote_lists_what_each_seller_offers_and_keeps_nothing() {
    let app = TestApp::new().await;
    let (ann, _) = shipping_shop(&app).await;
    let mug = ann.product("Mug", "10.00", 3).await;
    let cup = app.seller("bob").await.product("Cup", "3.00", 5).await;
    let storefront = app.storefront().await;
    let mut body = cart("", &[(&mug, 2), (&cup, 1)]);
    for field in ["reference", "payment", "buyer"] {
        body.as_object_mut().expect("a cart").remove(field);
    }
    let quote = storefront.post(QUOTES, body.clone()).await.is(200).json();
    assert_eq!(quote["lines"][0]["goods"], decimal("20.00"));
    assert_eq!(quote["total_before_shipping"], decimal("23.00"));
    let options = &quote["shipping_options"];
    assert_eq!(
        (&options[0]["rates"][0]["name"], &options[0]["rates"][0]["price"]),
        (&json!("Standard"), &decimal("4.99"))
    );
    assert_eq!(options[0]["rates"].as_array().map(Vec::len), Some(1));
    assert_eq!(options[1]["ships"], false);
    assert_eq!(options[1]["reason"], "This seller does not ship to Ireland.");
    body["lines"][0]["quantity"] = json!(4);
    let lacking = storefront.post(QUOTES, body).await;
    assert!(
        lacking
            .is_problem(422, "validation")
            .error("lines.0")
            .contains("3 available")
    );
    assert_eq!(ann.get("/seller/orders").await.json()["data"], json!([]));
}

#[tokio::test]
async fn an_order_costs_what_its_quote_said() {
    let app = TestApp::new().await;
    let (ann, profile) = shipping_shop(&app).await;
    let mug = ann.product("Mug", "10.00", 9).await;
    let storefront = app.storefront().await;
    let mut body = cart("WEB-1", &[(&mug, 2)]);
    body["tax"] = decimal("1.50");
    let quote = storefront.post(QUOTES, body.clone()).await.is(200).json();
    picked(&mut body, &ann, &profile);
    let placed = storefront.place(body.clone()).await.is(201).json();
    assert_eq!(
        placed["orders"][0]["shipping"],
        quote["shipping_options"][0]["rates"][0]["price"]
    );
    assert_eq!(quote["total_before_shipping"], decimal("21.50"));
    assert_eq!(placed["orders"][0]["total"], decimal("26.49"));
    storefront.place(body).await.is(200);
    let id = placed["orders"][0]["order_id"].as_str().expect("an id");
    ann.page(&format!("/orders/{id}")).await.is(200).has("Standard");
}

#[tokio::test]
async fn rates_that_are_not_offered_and_shipping_that_differs_are_refused() {
    let app = TestApp::new().await;
    let (ann, profile) = shipping_shop(&app).await;
    let mug = ann.product("Mug", "10.00", 9).await;
    let storefront = app.storefront().await;
    let mut body = cart("WEB-1", &[(&mug, 1)]);
    picked(&mut body, &ann, &profile);
    let refused = async |field: &str, change: &dyn Fn(&mut Value)| {
        let mut body = body.clone();
        change(&mut body);
        storefront
            .place(body)
            .await
            .is_problem(422, "validation")
            .error(field)
    };
    let differing = refused("shipping", &|body| body["shipping"] = decimal("4.98")).await;
    assert!(differing.contains("$4.99"));
    refused("shipping_rates.0.rate_id", &|body| {
        body["shipping_rates"][0]["rate_id"] = profile["zones"][0]["rates"][1]["rate_id"].clone();
    })
    .await;
    refused("shipping_rates.1.seller_id", &|body| {
        let rates = body["shipping_rates"].as_array_mut().expect("rates");
        rates.push(json!({ "seller_id": "sel_none", "rate_id": "rate_none" }));
    })
    .await;
    ann.put(SHIPPING, json!({ "zones": [] })).await.is(200);
    let nowhere = refused("shipping_rates.0.rate_id", &|_| {}).await;
    assert_eq!(nowhere, "This seller does not ship to Ireland.");
}

#[tokio::test]
async fn zones_and_rates_are_edited_by_plain_forms_and_a_failed_one_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let zone = [("zone_id", ""), ("name", "Home"), ("countries", "Ireland, gb")];
    ann.form("/do/shipping/save-zone", &zone)
        .await
        .leads_to("/settings/shipping");
    let saved = ann.get(SHIPPING).await.json();
    assert_eq!(saved["zones"][0]["countries"], json!(["IE", "GB"]));
    let zone_id = saved["zones"][0]["zone_id"].as_str().expect("an id");
    let mut rate = [
        ("zone_id", zone_id),
        ("rate_id", ""),
        ("name", "Post"),
        ("kind", "flat"),
        ("price", "4.999"),
        ("_page", "/settings/shipping"),
    ];
    ann.form("/do/shipping/save-rate", &rate)
        .await
        .is(422)
        .has("4.999")
        .has("more decimals");
    rate[4] = ("price", "4.99");
    ann.form("/do/shipping/save-rate", &rate).await.is(302);
    let page = ann.page("/settings/shipping?country=GB&goods=10").await.is(200);
    page.has("$4.99").has("is in your zone “Home”");
    ann.form("/do/shipping/remove-zone", &[("zone_id", zone_id)])
        .await
        .is(302);
    assert_eq!(ann.get(SHIPPING).await.json()["zones"], json!([]));
}
