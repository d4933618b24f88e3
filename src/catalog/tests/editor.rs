//! The product editor, as a browser without script uses it.

use crate::testing::{Actor, Answer, TestApp};
use serde_json::{Value, json};

const FORM: &str = "form.product-form";

type Fields = Vec<(String, String)>;

fn set(fields: &mut Fields, name: &str, value: &str) {
    match fields.iter_mut().find(|(known, _)| known == name) {
        Some((_, old)) => *old = value.to_owned(),
        None => fields.push((name.to_owned(), value.to_owned())),
    }
}

async fn send(actor: &Actor, action: &str, fields: &Fields) -> Answer {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    actor.form(action, &fields).await
}

/// A tee in S and M at 20.00 with 10 of each; its id.
async fn tee(ann: &Actor) -> String {
    let body = json!({ "name": "Tee", "price": 20, "sku": "TEE", "stock": 10,
        "options": [{ "name": "Size", "values": ["S", "M"] }] });
    ann.post("/seller/products", body).await.is(201).id("product_id")
}

async fn shown(ann: &Actor, id: &str) -> Value {
    ann.get(&format!("/seller/products/{id}")).await.is(200).json()
}

#[tokio::test]
async fn a_stale_page_overwrites_neither_prices_nor_stock() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let id = tee(&ann).await;
    let mut fields = ann.page(&format!("/products/{id}")).await.is(200).sends(FORM);
    // Meanwhile a program sells three and someone raises a price.
    let sold = json!({ "items": [{ "sku": "TEE-S", "on_hand": 7 }] });
    ann.put("/seller/inventory", sold).await.is(200);
    let raised = json!({ "variants": [{ "options": { "Size": "M" }, "price": 30 }] });
    ann.patch(&format!("/seller/products/{id}"), raised).await.is(200);
    set(&mut fields, "name", "Soft tee");
    set(&mut fields, "variants[0][stock]", "12");
    send(&ann, "/do/products/revise", &fields).await.is(302);
    let product = shown(&ann, &id).await;
    assert_eq!(product["name"], "Soft tee");
    assert_eq!(product["variants"][0]["on_hand"], 9);
    assert_eq!(product["variants"][1]["price"], json!(30.0));
}

#[tokio::test]
async fn what_two_people_change_is_told_with_both_before_one_counts() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let id = tee(&ann).await;
    let mut fields = ann.page(&format!("/products/{id}")).await.is(200).sends(FORM);
    let other = json!({ "name": "Shirt", "category": "Tops",
        "variants": [{ "options": { "Size": "M" }, "price": 30 }] });
    ann.patch(&format!("/seller/products/{id}"), other).await.is(200);
    set(&mut fields, "variants[1][price]", "25");
    set(&mut fields, "description", "Soft");
    let page = send(&ann, "/do/products/revise", &fields).await.is(422);
    let page = page.has("changed this to “30.00”");
    assert_eq!(page.field("variants[1][price]"), "25");
    assert_eq!(
        (page.field("name"), page.field("category")),
        ("Shirt".into(), "Tops".into())
    );
    assert_eq!(
        page.attribute("#errors a", "href").as_deref(),
        Some("#field-variants.1.price")
    );
    assert_eq!(shown(&ann, &id).await["description"], "");
    send(&ann, "/do/products/revise", &page.sends(FORM)).await.is(302);
    let product = shown(&ann, &id).await;
    assert_eq!(product["variants"][1]["price"], json!(25.0));
    assert_eq!(
        (&product["name"], &product["description"]),
        (&json!("Shirt"), &json!("Soft"))
    );
}

#[tokio::test]
async fn a_mistake_in_one_cell_keeps_the_whole_grid_and_leads_there() {
    let app = TestApp::new().await;
    let ann = app.seller_in("ann", "KWD", "UTC").await;
    let id = tee(&ann).await;
    let path = format!("/products/{id}");
    let mut fields = ann
        .page(&path)
        .await
        .is(200)
        .has("You'll receive 18.000")
        .sends(FORM);
    set(&mut fields, "variants[0][price]", "1234567.891");
    set(&mut fields, "variants[1][price]", "1.2345");
    set(&mut fields, "variants[1][stock]", "-3");
    let page = send(&ann, "/do/products/revise", &fields).await.is(422);
    let page = page.has("You'll receive 1,111,111.102");
    assert_eq!(page.field("variants[0][price]"), "1234567.891");
    assert_eq!(page.field("variants[1][price]"), "1.2345");
    let wrong = page.attribute("#field-variants\\.1\\.stock", "aria-invalid");
    assert_eq!(wrong.as_deref(), Some("true"));
    assert_eq!(shown(&ann, &id).await["variants"][0]["price"], json!(20.0));
}

#[tokio::test]
async fn variants_are_made_and_priced_before_a_product_is_saved() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mut fields = ann.page("/products/new").await.is(200).sends(FORM);
    for (name, value) in [
        ("name", "Tee"),
        ("price", "20"),
        ("stock", "4"),
        ("sku", "TEE"),
        ("options[0][name]", "Size"),
        ("options[0][values]", "S, M"),
    ] {
        set(&mut fields, name, value);
    }
    let page = send(&ann, "/products/new/variants", &fields).await.is(200);
    assert_eq!(
        (page.field("name"), page.field("variants[1][sku]")),
        ("Tee".into(), "TEE-M".into())
    );
    let mut fields = page.sends(FORM);
    set(&mut fields, "variants[1][price]", "25");
    set(&mut fields, "options[0][values]", "S, M, L");
    let page = send(&ann, "/products/new/variants", &fields).await.is(200);
    assert_eq!(page.field("variants[1][price]"), "25");
    let mut fields = page.sends(FORM);
    set(&mut fields, "all[stock]", "9");
    let page = send(&ann, "/products/new/variants", &fields).await.is(200);
    assert_eq!(page.field("variants[2][stock]"), "9");
    let list = ann.get("/seller/products").await.is(200).json();
    assert_eq!(list["data"], json!([]));
    let made = send(&ann, "/do/products/create", &page.sends(FORM)).await.is(302);
    let product = shown(&ann, made.location().rsplit('/').next().unwrap()).await;
    let prices: Vec<&Value> = product["variants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| &v["price"])
        .collect();
    assert_eq!(prices, [&json!(20.0), &json!(25.0), &json!(20.0)]);
    assert_eq!(product["stock"], 27);
}

#[tokio::test]
async fn too_many_or_broken_options_make_no_variants_and_lose_nothing() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let many: Vec<String> = (0..101).map(|number| number.to_string()).collect();
    for (name, values) in [
        ("Size", many.join(",").as_str()),
        ("Si[ze]", "S"),
        ("", "S"),
        ("Size", "S, S"),
    ] {
        let fields = [
            ("name", "Tee"),
            ("options[0][name]", name),
            ("options[0][values]", values),
        ];
        let page = ann.form("/products/new/variants", &fields).await.is(422);
        assert_eq!(page.field("options[0][values]"), values);
        assert_eq!(page.field("name"), "Tee");
    }
}

#[tokio::test]
async fn a_column_is_filled_for_all_variants_and_saving_means_it_too() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let id = tee(&ann).await;
    let mut fields = ann.page(&format!("/products/{id}")).await.is(200).sends(FORM);
    set(&mut fields, "all[price]", "33");
    let page = send(&ann, &format!("/products/{id}/variants"), &fields)
        .await
        .is(200);
    assert_eq!(page.field("variants[1][price]"), "33");
    assert_eq!(shown(&ann, &id).await["price"], json!(20.0));
    let mut fields = page.sends(FORM);
    set(&mut fields, "all[cost]", "5");
    send(&ann, "/do/products/revise", &fields).await.is(302);
    let product = shown(&ann, &id).await;
    assert_eq!(
        (&product["price"], &product["variants"][1]["cost"]),
        (&json!(33.0), &json!(5.0))
    );
}

#[tokio::test]
async fn a_value_written_over_keeps_its_variants_and_one_taken_away_is_told_first() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let id = tee(&ann).await;
    let before = shown(&ann, &id).await;
    let step = format!("/products/{id}/options");
    let page = ann.page(&format!("/products/{id}")).await.is(200);
    let mut fields = page.sends("#options form");
    set(&mut fields, "options[0][values]", "S, Medium");
    let page = send(&ann, &step, &fields)
        .await
        .is(200)
        .has("“M” becomes “Medium”");
    assert_eq!(shown(&ann, &id).await, before);
    send(&ann, "/do/products/set-options", &page.sends("#options form"))
        .await
        .is(302);
    let after = shown(&ann, &id).await;
    let m = &after["variants"][1];
    assert_eq!(m["variant_id"], before["variants"][1]["variant_id"]);
    assert_eq!(
        (&m["options"], &m["on_hand"]),
        (&json!({ "Size": "Medium" }), &json!(10))
    );
    let mut fields = ann.page(&format!("/products/{id}")).await.sends("#options form");
    set(&mut fields, "options[0][values]", "S");
    send(&ann, &step, &fields)
        .await
        .is(200)
        .has("removed with their stock: Medium");
    set(&mut fields, "options[0][values]", "S, Medium, L");
    send(&ann, &step, &fields).await.is(303);
    assert_eq!(shown(&ann, &id).await["variants"].as_array().unwrap().len(), 3);
    // The page is stale by now.
    send(&ann, &step, &fields).await.is(303);
    set(&mut fields, "options[0][values]", "S, Medium, XL, XXL");
    send(&ann, "/do/products/set-options", &fields)
        .await
        .is(422)
        .has("in the meantime");
}

#[tokio::test]
async fn a_value_with_a_comma_stays_one() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let body =
        json!({ "name": "Jug", "price": 20, "options": [{ "name": "Size", "values": ["1,5 l", "2 l"] }] });
    let id = ann.post("/seller/products", body).await.is(201).id("product_id");
    let page = ann.page(&format!("/products/{id}")).await.is(200);
    let fields = page.sends("#options form");
    send(&ann, &format!("/products/{id}/options"), &fields)
        .await
        .is(303);
    let options = &shown(&ann, &id).await["options"];
    assert_eq!(options[0]["values"], json!(["1,5 l", "2 l"]));
}

#[tokio::test]
async fn a_variant_that_orders_hold_goes_with_words_and_its_order_stays() {
    let app = TestApp::new().await;
    let (ann, shop) = (app.seller("ann").await, app.storefront().await);
    let id = tee(&ann).await;
    let product = shown(&ann, &id).await;
    let line = crate::testing::Product {
        product_id: id.clone(),
        variant_id: product["variants"][1]["variant_id"].as_str().unwrap().to_owned(),
        sku: "TEE-M".to_owned(),
    };
    let order = shop.order("W-1", &[(&line, 2)]).await;
    let mut fields = ann.page(&format!("/products/{id}")).await.sends("#options form");
    set(&mut fields, "options[0][values]", "S");
    let step = format!("/products/{id}/options");
    let page = send(&ann, &step, &fields)
        .await
        .is(200)
        .has("M (2 reserved by orders, which keep it)");
    send(&ann, "/do/products/set-options", &page.sends("#options form"))
        .await
        .is(302);
    let order_id = order["orders"][0]["order_id"].as_str().unwrap();
    ann.page(&format!("/orders/{order_id}")).await.is(200).has("Tee");
}

#[tokio::test]
async fn archiving_is_undone_with_one_button() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "1", 1).await;
    let path = format!("/products/{}", mug.product_id);
    let fields = [("product_id", mug.product_id.as_str())];
    ann.form("/do/products/archive", &fields).await.leads_to(&path);
    let page = ann.page(&path).await.is(200).has("The product is archived.");
    assert_eq!(shown(&ann, &mug.product_id).await["status"], "archived");
    send(
        &ann,
        "/do/products/restore",
        &page.sends("form[action='/do/products/restore']"),
    )
    .await
    .is(302);
    assert_eq!(shown(&ann, &mug.product_id).await["status"], "active");
    ann.page(&path).await.is(200).lacks("/do/products/restore");
}

#[tokio::test]
async fn deleting_asks_for_the_name_and_a_sold_product_is_archived() {
    let app = TestApp::new().await;
    let (ann, shop) = (app.seller("ann").await, app.storefront().await);
    let (mug, cup) = (ann.product("Mug", "1", 1).await, ann.product("Cup", "1", 5).await);
    shop.order("W-1", &[(&cup, 1)]).await;
    let fields = |id: &'_ str, name: &'_ str| -> Fields {
        vec![
            ("_page".into(), format!("/products/{id}")),
            ("product_id".into(), id.to_owned()),
            ("confirmation".into(), name.to_owned()),
        ]
    };
    let page = send(&ann, "/do/products/remove", &fields(&mug.product_id, "mog"))
        .await
        .is(422);
    assert_eq!(page.field("confirmation"), "mog");
    send(&ann, "/do/products/remove", &fields(&mug.product_id, " Mug "))
        .await
        .is(302);
    ann.page(&format!("/products/{}", mug.product_id)).await.is(404);
    send(&ann, "/do/products/remove", &fields(&cup.product_id, ""))
        .await
        .is(302);
    assert_eq!(shown(&ann, &cup.product_id).await["status"], "archived");
}

#[tokio::test]
async fn a_copy_is_a_draft_without_what_names_one_thing() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let id = tee(&ann).await;
    for _ in 0..2 {
        let copy = ann
            .form("/do/products/duplicate", &[("product_id", &id)])
            .await
            .is(302);
        let copy = shown(&ann, copy.location().rsplit('/').next().unwrap()).await;
        assert_eq!(
            (&copy["name"], &copy["status"]),
            (&json!("Tee (copy)"), &json!("draft"))
        );
        assert_eq!(copy["stock"], 0);
        assert_eq!(copy["variants"][1]["sku"], Value::Null);
    }
}

#[tokio::test]
async fn a_program_may_say_which_version_it_changes() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let id = tee(&ann).await;
    let path = format!("/seller/products/{id}");
    let version = shown(&ann, &id).await["version"].clone();
    let patch = |name: &str| json!({ "name": name, "version": version });
    ann.patch(&path, patch("A")).await.is(200);
    ann.patch(&path, patch("B")).await.is_problem(409, "conflict");
    for (tag, status) in [("\"1\"", 409), ("\"2\"", 200), ("*", 200), ("x", 422)] {
        let headers = [("content-type", "application/json"), ("if-match", tag)];
        let body = json!({ "name": format!("Tee {tag}") }).to_string();
        ann.api(axum::http::Method::PATCH, &path, &headers, body)
            .await
            .is(status);
    }
    let wrong = ann
        .patch(&path, json!({ "variants": [{ "sku": 7 }] }))
        .await
        .is(422);
    assert_ne!(wrong.error("variants.0.sku"), "");
    let renamed = json!({ "options": [{ "name": "Size", "values": ["S", "Medium"] }], "renamed_values": { "Size": { "M": "Medium" } } });
    let product = ann.patch(&path, renamed).await.is(200).json();
    assert_eq!(product["variants"][1]["sku"], "TEE-M");
}

#[tokio::test]
async fn a_hundred_variants_are_a_page_and_a_hundred_and_one_are_refused() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let values = |most: usize| (0..most).map(|number| format!("V{number}")).collect::<Vec<_>>();
    let body =
        |most| json!({ "name": "Tee", "price": 20, "options": [{ "name": "Size", "values": values(most) }] });
    let id = ann
        .post("/seller/products", body(100))
        .await
        .is(201)
        .id("product_id");
    let page = ann.page(&format!("/products/{id}")).await.is(200);
    send(&ann, "/do/products/revise", &page.sends(FORM)).await.is(302);
    assert_eq!(shown(&ann, &id).await["version"], 1);
    ann.post("/seller/products", body(101))
        .await
        .is_problem(422, "validation");
}
