//! Tests of the bulk edit pages.

use crate::bulk_edit::tests::bulk_edit::{cups, product};
use crate::testing::{Actor, TestApp};
use serde_json::json;

#[tokio::test]
async fn the_page_shows_what_would_come_of_it_and_starts_it_once() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let cups = cups(&ann, 2).await;
    ann.page("/products")
        .await
        .is(200)
        .has("/products/bulk?filter=%2Fproducts");
    ann.page("/products/bulk").await.is(200).has("No bulk edits yet");
    let picked = format!(
        "/products/bulk?ids[]={}&ids[]={}",
        cups[0].product_id, cups[1].product_id
    );
    ann.page(&picked).await.is(200).has("2 selected products");
    bob.page(&picked).await.is(404);
    ann.page(&format!("{picked}&price_how=set&price=0"))
        .await
        .is(200)
        .has("The price must be above 0.");
    let path = format!("{picked}&price_how=percent&price=10&category_how=");
    let page = ann
        .page(&path)
        .await
        .is(200)
        .has("$10.00")
        .has("$11.00")
        .has("Change 2 products");
    let once = page.field("_once");
    let fields = [
        ("_page", path.as_str()),
        ("_once", &once),
        ("ids[]", &cups[0].product_id),
        ("ids[]", &cups[1].product_id),
        ("price_how", "percent"),
        ("price", "10"),
    ];
    let started = ann.form("/do/products/bulk-edit", &fields).await.is(302);
    ann.form("/do/products/bulk-edit", &fields)
        .await
        .leads_to(&started.location());
    ann.page(&started.location()).await.is(200).has("data-poll");
    app.work().await;
    ann.page(&started.location())
        .await
        .is(200)
        .has("Undo bulk edit")
        .lacks("data-poll");
    ann.page("/products/bulk").await.is(200).has("Price +10 %");
    assert_eq!(product(&ann, &cups[0].product_id).await["price"], json!(11.0));
    let id = started.location().rsplit('/').next().unwrap().to_owned();
    bob.form("/do/products/undo-bulk-edit", &[("bulk_edit_id", &id)])
        .await
        .is(404);
    ann.form("/do/products/undo-bulk-edit", &[("bulk_edit_id", &id)])
        .await
        .is(302);
    app.work().await;
    ann.page(&started.location())
        .await
        .is(200)
        .has("Undone: 2 products restored.");
}

#[tokio::test]
async fn cells_of_many_variants_are_typed_over_and_saved_together_or_not_at_all() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let body = json!({ "name": "Tee", "price": 20, "stock": 2, "sku": "TEE", "options": [{ "name": "Size", "values": ["S", "M"] }] });
    ann.post("/seller/products", body).await.is(201);
    let cup = ann.product("Cup", "9", 5).await;
    let page = ann.page("/products/grid").await.is(200);
    let mut fields: Vec<(String, String)> = vec![("_page".to_owned(), "/products/grid".to_owned())];
    for at in 0..3 {
        for cell in [
            "product_id",
            "variant_id",
            "seen",
            "name",
            "sku",
            "price",
            "compare_at",
            "on_hand",
            "barcode",
            "weight_grams",
        ] {
            let name = format!("rows[{at}][{cell}]");
            if page.text().contains(&name) {
                fields.push((name.clone(), page.field(&name)));
            }
        }
    }
    let typed = |changes: &[(&str, &str)]| -> Vec<(String, String)> {
        let mut fields = fields.clone();
        for (name, value) in changes {
            fields
                .iter_mut()
                .find(|(known, _)| known == name)
                .unwrap_or_else(|| panic!("no {name}"))
                .1 = (*value).to_owned();
        }
        fields
    };
    let send = async |actor: &Actor, fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        actor.form("/do/products/save-grid", &fields).await
    };
    let wrong = typed(&[
        ("rows[0][name]", "Beaker"),
        ("rows[1][price]", "0"),
        ("rows[2][on_hand]", "-9"),
    ]);
    let page = send(&ann, wrong).await.is(422).has("The price must be above 0.");
    assert_eq!(
        (page.field("rows[0][name]"), page.field("rows[1][price]")),
        ("Beaker".to_owned(), "0".to_owned())
    );
    send(&ann, typed(&[("rows[1][sku]", &cup.sku)]))
        .await
        .is(422)
        .has("already has this SKU");
    let right = typed(&[
        ("rows[0][name]", "Beaker"),
        ("rows[0][barcode]", "4006381333931"),
        ("rows[1][price]", "21"),
        ("rows[2][on_hand]", "+3"),
    ]);
    send(&bob, right.clone()).await.is(404);
    // Meanwhile one is counted by someone else: both count.
    ann.put(
        "/seller/inventory",
        json!({ "items": [{ "sku": "TEE-M", "adjustment": -1 }] }),
    )
    .await
    .is(200);
    send(&ann, right).await.is(302);
    let all = ann.get("/seller/products").await.json();
    assert_eq!(
        (&all["data"][0]["name"], &all["data"][0]["variants"][0]["barcode"]),
        (&json!("Beaker"), &json!("4006381333931"))
    );
    let tee = &all["data"][1]["variants"];
    assert_eq!(
        (&tee[0]["price"], &tee[1]["price"], &tee[1]["on_hand"]),
        (&json!(21.0), &json!(20.0), &json!(4))
    );
}
