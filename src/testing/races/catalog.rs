//! Race tests: products, stock, locations, categories, imports and bulk edits.

use super::{both, both_done, delete, one, post, runs};
use crate::testing::test_app::TestApp;
use serde_json::{Value, json};

#[tokio::test]
async fn the_tree_of_categories_stays_a_tree() {
    let app = TestApp::new().await;
    let boss = app.super_admin().await;
    let add = async |name: String| {
        let added = boss.post("/api/admin/categories", json!({ "name": name })).await;
        added.is(201).id("category_id")
    };
    for run in 0..runs() {
        let (a, b) = (add(format!("A{run}")).await, add(format!("B{run}")).await);
        let below = |child: &str, parent: &str| {
            let path = format!("/api/admin/categories/{child}");
            let (boss, form) = (boss.clone(), json!({ "parent_id": parent }));
            async move { boss.patch(&path, form).await }
        };
        one(&both(&app, run, below(&a, &b), below(&b, &a)).await, 422);
        let same = || boss.post("/api/admin/categories", json!({ "name": format!("Same {run}") }));
        one(&both(&app, run, same(), same()).await, 422);
    }
}

#[tokio::test]
async fn a_name_of_a_location_and_a_sku_are_given_once() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    for run in 0..runs() {
        let name = json!({ "name": format!("Cork {run}") });
        let add = || ann.post("/seller/locations", name.clone());
        one(&both(&app, run, add(), add()).await, 422);
        let sku = json!({ "name": format!("Mug {run}"), "price": 5, "sku": format!("MUG-{run}") });
        let create = || ann.post("/seller/products", sku.clone());
        one(&both(&app, run, create(), create()).await, 422);
        // One of the same name has the same handle, unless another one was made meanwhile.
        let named = json!({ "name": format!("Bowl {run}"), "price": 5 });
        let create = || ann.post("/seller/products", named.clone());
        both_done(&both(&app, run, create(), create()).await);
    }
}

#[tokio::test]
async fn no_piece_of_stock_is_lost_or_moved_twice() {
    let app = TestApp::new().await;
    let (ann, shop) = (app.seller("ann").await, app.storefront().await);
    let cork = ann.post("/seller/locations", json!({ "name": "Cork" })).await;
    let cork = cork.is(201).id("location_id");
    let places = ann.get("/seller/locations").await.is(200).json();
    let main = places["data"][0]["location_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    for run in 0..runs() {
        let mug = ann.product(&format!("Mug {run}"), "5", 10).await;
        let all = json!({ "variant_id": mug.variant_id, "from_location_id": main, "to_location_id": cork,
            "quantity": 10 });
        let transfer = || ann.post("/seller/inventory/transfers", all.clone());
        one(&both(&app, run, transfer(), transfer()).await, 422);
        let path = format!("/seller/products/{}", mug.product_id);
        let stock = async || ann.get(&path).await.is(200).json()["stock"].clone();
        assert_eq!(stock().await, json!(10));
        let more = || {
            let fields = [
                ("rows[0][variant_id]", mug.variant_id.as_str()),
                ("rows[0][on_hand]", "+3"),
                ("rows[0][seen]", ""),
            ];
            let tab = ann.apart();
            async move { tab.form("/do/products/save-stock", &fields).await }
        };
        let (left, right) = both(&app, run, more(), more()).await;
        assert!(!left.status.is_client_error() && !right.status.is_client_error());
        assert_eq!(stock().await, json!(16));
        // The last pieces are sold once, and a product that is being sold is not deleted under its order.
        let cup = ann.product(&format!("Cup {run}"), "5", 1).await;
        let buy = |side: &str| shop.place(crate::testing::cart(&format!("{side}-{run}"), &[(&cup, 1)]));
        one(&both(&app, run, buy("L"), buy("R")).await, 422);
        let bowl = ann.product(&format!("Bowl {run}"), "5", 1).await;
        let path = format!("/seller/products/{}", bowl.product_id);
        let sold = shop.place(crate::testing::cart(&format!("B-{run}"), &[(&bowl, 1)]));
        let (sold, removed) = both(&app, run, sold, ann.delete(&path)).await;
        removed.is(204);
        let there = ann.get(&path).await.status.as_u16();
        assert_eq!(there, if sold.status.is_success() { 200 } else { 404 });
    }
}

#[tokio::test]
async fn pieces_that_are_moved_while_stock_goes_down_lie_nowhere_twice() {
    let app = TestApp::new().await;
    let (ann, shop) = (app.seller("ann").await, app.storefront().await);
    let cork = ann.post("/seller/locations", json!({ "name": "Cork" })).await;
    let cork = cork.is(201).id("location_id");
    let places = ann.get("/seller/locations").await.is(200).json();
    let main = places["data"][0]["location_id"].clone();
    for run in 0..runs() {
        for way in ["save", "ship"] {
            let mug = ann.product(&format!("Mug {way} {run}"), "5", 10).await;
            let most = json!({ "variant_id": mug.variant_id, "from_location_id": main, "to_location_id": cork,
                "quantity": 8 });
            let order = shop.order(&format!("{way}-{run}"), &[(&mug, 6)]).await;
            let order = order["orders"][0]["order_id"]
                .as_str()
                .expect("an order")
                .to_owned();
            let transfer = ann.post("/seller/inventory/transfers", most);
            let path = format!("/seller/products/{}", mug.product_id);
            let lowered = async {
                match way {
                    "save" => ann.patch(&path, json!({ "stock": 4 })).await,
                    _ => post(&ann, format!("/seller/orders/{order}/shipments"), json!({})).await,
                }
            };
            let (moved, lowered) = both(&app, run, transfer, lowered).await;
            assert!(lowered.status.is_success(), "{}", lowered.text());
            let listed = ann.get(&format!("/seller/inventory?q=Mug%20{way}%20{run}")).await;
            let row = listed.is(200).json()["data"][0].clone();
            let lying = [
                &row["on_hand"],
                &row["locations"][0]["on_hand"],
                &row["locations"][1]["on_hand"],
            ];
            let expected = match moved.status.is_success() {
                true => [4, 0, 4],
                false => [4, 4, 0],
            };
            // A further location where none is left is not listed.
            let lying = lying.map(|pieces| pieces.as_i64().unwrap_or(0));
            assert_eq!(lying, expected, "{way} {run}: {row}");
        }
    }
}

#[tokio::test]
async fn a_change_that_waits_is_approved_or_taken_back() {
    let app = TestApp::new().await;
    let (boss, admin, ann) = (
        app.super_admin().await,
        app.admin().await,
        app.seller("ann").await,
    );
    for run in 0..runs() {
        let off = json!({ "product_review": "off" });
        boss.patch("/api/admin/policy", off).await.is(200);
        let mug = ann.product("Mug", "5", 10).await;
        let risky = json!({ "product_review": "risky" });
        boss.patch("/api/admin/policy", risky).await.is(200);
        let path = format!("/seller/products/{}", mug.product_id);
        let review = format!("/api/admin/products/{}", mug.product_id);
        let name = async || ann.get(&path).await.is(200).json()["name"].clone();
        ann.patch(&path, json!({ "name": "Jug" })).await.is(200);
        let approved = post(&admin, format!("{review}/approval"), json!({}));
        let (approved, taken_back) = both(&app, run, approved, delete(&ann, format!("{path}/review"))).await;
        assert!(taken_back.status.is_success(), "{}", taken_back.status);
        let expected = if approved.status.is_success() {
            "Jug"
        } else {
            "Mug"
        };
        assert_eq!(name().await, expected);
        ann.patch(&path, json!({ "name": "Pot" })).await.is(200);
        let approval = || post(&admin, format!("{review}/approval"), json!({}));
        one(&both(&app, run, approval(), approval()).await, 404);
        // What needs no look is changed while another change of it is approved, and stays.
        ann.patch(&path, json!({ "name": "Vase" })).await.is(200);
        let priced = ann.patch(&path, json!({ "price": 7, "tags": ["new"] }));
        both_done(&both(&app, run, approval(), priced).await);
        let product = ann.get(&path).await.is(200).json();
        assert_eq!(
            (&product["name"], &product["price"], &product["tags"]),
            (&json!("Vase"), &json!(7.0), &json!(["new"])),
            "{product}"
        );
    }
}

#[tokio::test]
async fn what_is_undone_twice_is_undone_once() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    for run in 0..runs() {
        let mug = ann.product(&format!("Mug {run}"), "10", 5).await;
        let changes = json!({ "stock_how": "add", "stock": 4, "add_tags": "sale" });
        let edit = json!({ "product_ids": [mug.product_id], "changes": changes });
        let edit = ann
            .post("/seller/products/bulk-edits", edit)
            .await
            .is(202)
            .location();
        app.work().await;
        let undo = || post(&ann, format!("{edit}/undo"), json!({}));
        both_done(&both(&app, run, undo(), undo()).await);
        app.work().await;
        let shown: Value = ann.get(&edit).await.is(200).json();
        assert_eq!(
            (&shown["restored"], &shown["kept"]),
            (&json!(1), &json!(0)),
            "{shown}"
        );
        let product = ann
            .get(&format!("/seller/products/{}", mug.product_id))
            .await
            .json();
        assert_eq!(
            (&product["stock"], &product["tags"]),
            (&json!(5), &json!([])),
            "{product}"
        );
        let file =
            format!("handle,title,sku,price,on_hand\nj{run},Jug {run},JUG-{run},10,5\nx,Bad,BAD,-1,1\n");
        let imports = "/seller/products/imports";
        let import = ann
            .upload(imports, ("jugs.csv", file.as_bytes()), &[])
            .await
            .is(202);
        let path = import.location();
        app.work().await;
        let undo = || post(&ann, format!("{path}/undo"), json!({}));
        both_done(&both(&app, run, undo(), undo()).await);
        // The refused rows are mended meanwhile: what they make stays.
        let mended = format!("handle,title,sku,price,on_hand\nx{run},Fixed {run},BAD-{run},1,1\n");
        let retry = format!("{path}/retry");
        let retry = ann.upload(&retry, ("jugs.csv", mended.as_bytes()), &[]);
        both_done(&both(&app, run, retry, undo()).await);
        app.work().await;
        let fixed = format!("/seller/products?q=Fixed%20{run}");
        let fixed = ann.get(&fixed).await.is(200).json();
        assert_eq!(fixed["data"].as_array().map(Vec::len), Some(1), "{fixed}");
        let found = ann
            .get(&format!("/seller/products?q=Jug%20{run}"))
            .await
            .is(200)
            .json();
        assert_eq!(found["data"], json!([]));
    }
}
