//! The pages, as a browser without script uses them.

use crate::testing::TestApp;
use serde_json::json;

#[tokio::test]
async fn a_product_is_added_by_the_form_and_a_doubled_click_is_one() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    ann.page("/products").await.is(200).has("No products yet");
    let page = ann.page("/products/new").await.is(200);
    let once = page.field("_once");
    let fields = [
        ("_page", "/products/new"),
        ("_once", &once),
        ("name", "Tee"),
        ("price", "20"),
        ("stock", "2"),
        ("options[0][name]", "Size"),
        ("options[0][values]", "S, M, L"),
        ("options[1][name]", ""),
        ("options[1][values]", ""),
        ("status", "active"),
    ];
    let created = ann.form("/do/products/create", &fields).await.is(302);
    ann.form("/do/products/create", &fields)
        .await
        .leads_to(&created.location());
    let page = ann.page(&created.location()).await.is(200).has("Tee");
    assert_eq!(page.field("variants[2][price]"), "20.00");
    let list = ann.page("/products").await.is(200);
    assert_eq!(list.texts("tbody tr").len(), 1);
    list.has("3 variants");
}

#[tokio::test]
async fn a_failed_form_comes_back_with_what_was_typed() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let fields = [
        ("_page", "/products/new"),
        ("name", "Tee"),
        ("price", "-3"),
        ("description", "Soft"),
        ("options[0][name]", "Size"),
        ("options[0][values]", "S, S"),
        ("status", "draft"),
    ];
    let page = ann.form("/do/products/create", &fields).await.is(422);
    assert_eq!(
        (page.field("name"), page.field("price")),
        ("Tee".to_owned(), "-3".to_owned())
    );
    assert_eq!(page.field("options[0][values]"), "S, S");
    page.has("The price must be above 0.").has("is listed twice");
}

#[tokio::test]
async fn many_variants_are_saved_in_one_go() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let sizes: Vec<String> = (0..40).map(|number| format!("Size {number}")).collect();
    let body =
        json!({ "name": "x".repeat(200), "price": 20, "options": [{ "name": "Size", "values": sizes }] });
    let id = ann.post("/seller/products", body).await.is(201).id("product_id");
    let path = format!("/products/{id}");
    let page = ann.page(&path).await.is(200);
    let mut fields = vec![
        ("_page".to_owned(), path.clone()),
        ("product_id".to_owned(), id.clone()),
    ];
    for name in ["name", "status", "handle"] {
        fields.push((name.to_owned(), page.field(name)));
    }
    for at in 0..40 {
        for name in ["variant_id", "sku", "compare_at"] {
            let name = format!("variants[{at}][{name}]");
            fields.push((name.clone(), page.field(&name)));
        }
        fields.push((format!("variants[{at}][price]"), format!("{}", at + 1)));
        fields.push((format!("variants[{at}][stock]"), format!("{at}")));
        fields.push((format!("stock_was[{at}]"), "0".to_owned()));
    }
    fields.push(("remove[0]".to_owned(), page.field("variants[39][variant_id]")));
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    ann.form("/do/products/revise", &fields).await.leads_to(&path);
    let product = ann.get(&format!("/seller/products/{id}")).await.json();
    let variants = product["variants"].as_array().unwrap();
    assert_eq!(variants.len(), 39);
    assert_eq!(
        (&variants[38]["options"], &variants[38]["on_hand"]),
        (&json!({ "Size": "Size 38" }), &json!(38))
    );
}

#[tokio::test]
async fn picked_products_change_their_status_together() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let (mug, cup) = (ann.product("Mug", "1", 1).await, ann.product("Cup", "1", 1).await);
    let fields = [
        ("ids[]", mug.product_id.as_str()),
        ("ids[]", &cup.product_id),
        ("status", "inactive"),
    ];
    bob.form("/do/products/set-status", &fields).await.is(404);
    ann.page("/products?status=inactive").await.is(200).lacks("Mug");
    ann.form("/do/products/set-status", &fields).await.is(302);
    ann.page("/products?status=inactive")
        .await
        .is(200)
        .has("Mug")
        .has("Cup");
}

#[tokio::test]
async fn a_file_is_brought_by_the_page_and_a_picture_is_refused_there() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.seller("ann").await, app.seller("bob").await);
    let page = ann
        .form_with_file(
            "/products/imports",
            ("x.png", b"\x89PNG\r\n\x1a\n"),
            &[("dry_run", "true")],
        )
        .await
        .is(422);
    page.has("This is a picture");
    let file = b"title,price\nMug,1\nBad,zero\n";
    let answer = ann
        .form_with_file("/products/imports", ("mugs.csv", file), &[])
        .await
        .is(303);
    let path = answer.location();
    ann.page(&path)
        .await
        .is(200)
        .has("Check first")
        .lacks("data-poll");
    let import_id = path.rsplit('/').next().unwrap();
    let chosen = [("import_id", import_id), ("dialect", "ours"), ("go", "import")];
    ann.form("/do/products/map-import", &chosen).await.is(302);
    ann.page(&path).await.is(200).has("data-poll");
    app.work().await;
    ann.page(&path)
        .await
        .is(200)
        .has("Fix and upload again")
        .lacks("data-poll");
    ann.page(&format!("{path}/errors.csv")).await.is(200).has("Bad");
    ann.page("/products/imports").await.is(200).has("mugs.csv");
    ann.page("/products/imports/template.csv")
        .await
        .is(200)
        .has("handle");
    bob.page(&path).await.is(404);
    bob.page(&format!("{path}/errors.csv")).await.is(404);
    app.anonymous().page("/products/imports").await.is(302);
}

#[tokio::test]
async fn a_file_sent_twice_by_a_double_click_is_one_import() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let file = ("mugs.csv", b"title,price\nMug,1\n".as_slice());
    let once = [("_once", "a click")];
    let first = ann.form_with_file("/products/imports", file, &once).await.is(303);
    let again = ann.form_with_file("/products/imports", file, &once).await.is(303);
    assert_eq!(first.location(), again.location());
    let imports = ann.get("/seller/products/imports").await.is(200).json();
    assert_eq!(imports["data"].as_array().unwrap().len(), 1);
}
