//! Search and filters of the products page and the API.

use crate::db::Engine;
use crate::testing::{Actor, TestApp};
use serde_json::{Value, json};

async fn found(ann: &Actor, query: &str) -> Vec<String> {
    let answer = ann.get(&format!("/seller/products?{query}")).await.is(200).json();
    let name = |product: &Value| product["name"].as_str().expect("a name").to_owned();
    answer["data"]
        .as_array()
        .expect("products")
        .iter()
        .map(name)
        .collect()
}

async fn q(ann: &Actor, words: &str) -> Vec<String> {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", words)
        .finish();
    found(ann, &query).await
}

/// A shop with a mug, a bowl and a shirt of two sizes.
async fn shop(app: &TestApp) -> Actor {
    let ann = app.seller("ann").await;
    for product in [
        json!({ "name": "Speckled Café mug", "price": 12.5, "stock": 3, "sku": "MUG-BLUE-01", "category": "Küche > Tassen",
            "tags": ["Handmade", "gift idea"] }),
        json!({ "name": "Oak bowl", "price": 40, "stock": 0, "sku": "BOWL-1" }),
        json!({ "name": "Linen shirt", "price": 60, "status": "draft", "options": [{ "name": "Size", "values": ["S", "M"] }],
            "variants": [{ "options": { "Size": "S" }, "sku": "SHIRT-S", "barcode": "4006381333931", "stock": 5 },
                { "options": { "Size": "M" }, "price": 65 }] }),
    ] {
        ann.post("/seller/products", product).await.is(201);
    }
    ann
}

#[tokio::test]
async fn a_product_is_found_by_the_beginning_of_its_words_in_any_order_and_case() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    for words in [
        "speck",
        "SPECKLED",
        "cafe",
        "CAFÉ",
        "mug speck",
        "Mug-Bl",
        "mug-blue-01",
        "tassen",
        "kuche",
        "hand",
        "idea mug",
    ] {
        assert_eq!(q(&ann, words).await, ["Speckled Café mug"], "{words}");
    }
    assert_eq!(q(&ann, "4006381333931").await, ["Linen shirt"]);
    for words in ["peckled", "mug bowl", "MUG-RED", "6381333931"] {
        assert!(q(&ann, words).await.is_empty(), "{words}");
    }
}

#[tokio::test]
async fn the_product_with_the_very_sku_comes_first() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    for (name, sku) in [("Cup", "CUP"), ("Cup, large", "CUP-L")] {
        ann.post(
            "/seller/products",
            json!({ "name": name, "price": 5, "sku": sku }),
        )
        .await
        .is(201);
    }
    assert_eq!(q(&ann, "cup").await, ["Cup", "Cup, large"]);
    assert_eq!(q(&ann, "cup-").await, ["Cup, large", "Cup"]);
}

#[tokio::test]
async fn what_changes_is_found_as_it_is_now() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "12", 1).await;
    let path = format!("/seller/products/{}", mug.product_id);
    ann.patch(&path, json!({ "name": "Beaker", "sku": "NEW-1" }))
        .await
        .is(200);
    assert_eq!(q(&ann, "beaker new-1").await, ["Beaker"]);
    assert!(q(&ann, &mug.sku).await.is_empty());
    ann.delete(&path).await.is(204);
    assert!(q(&ann, "beaker").await.is_empty());
}

#[tokio::test]
async fn what_is_written_past_the_store_is_found_all_the_same() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "12", 1).await;
    for sql in [
        "update products set name = 'Beaker' where product_id = $1",
        "update variants set sku = 'B-77', barcode = '123456' where product_id = $1",
    ] {
        let mut tx = app.db.begin().await.expect("a transaction");
        sqlx::query(sql)
            .bind(&mug.product_id)
            .execute(&mut *tx)
            .await
            .expect("written");
        tx.commit().await.expect("committed");
    }
    assert_eq!(q(&ann, "beaker b-77 123456").await, ["Beaker"]);
    assert!(q(&ann, &mug.sku).await.is_empty());
}

#[tokio::test]
async fn nobody_finds_what_another_sells() {
    let app = TestApp::new().await;
    let (ann, bob) = (shop(&app).await, app.seller("bob").await);
    bob.product("Café table", "90", 1).await;
    assert_eq!(q(&bob, "cafe").await, ["Café table"]);
    assert_eq!(q(&ann, "cafe").await, ["Speckled Café mug"]);
    assert!(q(&bob, "MUG-BLUE-01").await.is_empty());
}

#[tokio::test]
async fn no_search_is_an_error() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    let long = "a\"b ".repeat(1_500);
    for words in [
        "\"",
        "'",
        "*",
        "mug*",
        "\"mug",
        "AND",
        "mug AND",
        "NEAR(",
        "NEAR(mug speck, 5)",
        "(",
        "words:mug",
        "-mug",
        "^mug",
        "mug OR bowl",
        "NOT mug",
        "{mug}",
        "+",
        "\\",
        "%",
        "_",
        ";--",
        "a:*",
        "!mug",
        "mug & bowl | !x",
        "<->",
        "   ",
        "…—«»",
        "🙂",
        "mug 🙂",
        "\u{202e}gum",
        "مرحبا",
        "किताब",
        "日本語",
        "Ⓐ",
        "a\u{1e900}b",
        "ꟊx",
        "ǅ",
        "ß",
        "ﬁ",
        long.as_str(),
    ] {
        q(&ann, words).await;
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("q", words)
            .finish();
        ann.page(&format!("/products?{query}")).await.is(200);
    }
    assert_eq!(q(&ann, "mug 🙂").await, ["Speckled Café mug"]);
}

#[tokio::test]
async fn filters_narrow_the_list_alone_and_together() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    for (query, expected) in [
        ("stock=in", vec!["Linen shirt", "Speckled Café mug"]),
        ("stock=out", vec!["Oak bowl"]),
        ("stock=low", vec![]),
        ("sku=none", vec!["Linen shirt"]),
        ("price_min=40", vec!["Linen shirt", "Oak bowl"]),
        ("price_max=40", vec!["Oak bowl", "Speckled Café mug"]),
        ("price_min=61&price_max=64.99", vec!["Linen shirt"]),
        ("status=draft&stock=in", vec!["Linen shirt"]),
        ("q=mug&stock=out", vec![]),
        ("q=bowl&stock=out&status=active&price_max=40", vec!["Oak bowl"]),
        ("category=K%C3%BCche+%3E+Tassen", vec!["Speckled Café mug"]),
        ("category=K%C3%BCche", vec!["Speckled Café mug"]),
        ("category=K%C3%BCch", vec![]),
        ("review=waiting", vec![]),
        ("pictures=some", vec![]),
        ("pictures=none&q=mug", vec!["Speckled Café mug"]),
        (
            "q=&stock=&price_min=",
            vec!["Linen shirt", "Oak bowl", "Speckled Café mug"],
        ),
    ] {
        assert_eq!(found(&ann, query).await, expected, "{query}");
        let page = ann.page(&format!("/products?{query}")).await.is(200);
        assert_eq!(page.texts("tbody .row-link"), expected, "{query}");
    }
    ann.page("/products?format=csv&q=bowl")
        .await
        .is(200)
        .has("Oak bowl")
        .lacks("Linen");
}

#[tokio::test]
async fn a_filter_that_cannot_be_understood_says_why() {
    let app = TestApp::new().await;
    let ann = shop(&app).await;
    for (query, field) in [
        ("price_min=cheap", "price_min"),
        ("price_max=1.999", "price_max"),
        ("stock=lots", "stock"),
        ("sku=all", "sku"),
        ("status=lost", "status"),
    ] {
        let answer = ann
            .get(&format!("/seller/products?{query}"))
            .await
            .is_problem(422, "validation");
        assert_ne!(answer.error(field), "", "{query}");
        ann.page(&format!("/products?{query}")).await.is(422);
    }
}

#[tokio::test]
async fn a_search_is_leafed_through_in_both_directions() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    for number in 0..7 {
        ann.product(&format!("Mug {number}"), "9", 1).await;
    }
    let answer = ann.get("/seller/products?q=mug&limit=3").await.is(200).json();
    let next = answer["next"].as_str().expect("more").to_owned();
    assert_eq!(
        found(&ann, &format!("q=mug&limit=3&after={next}")).await,
        ["Mug 3", "Mug 2", "Mug 1"]
    );
    let page = ann.page(&format!("/products?q=mug&before={next}")).await.is(200);
    assert_eq!(page.texts("tbody .row-link"), ["Mug 6", "Mug 5"]);
}

#[tokio::test]
async fn a_rare_combination_is_looked_for_in_steps() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mut sheet = String::from("title,price,on_hand\nFirst,9,0\n");
    for number in 0..1_500 {
        sheet.push_str(&format!("Mug {number},9,5\n"));
    }
    ann.upload("/seller/products/imports", ("mugs.csv", sheet.as_bytes()), &[])
        .await
        .is(202);
    app.work().await;
    let answer = ann.get("/seller/products?stock=out").await.is(200).json();
    assert_eq!(answer["data"], json!([]));
    let next = answer["next"].as_str().expect("it goes on").to_owned();
    assert_eq!(found(&ann, &format!("stock=out&after={next}")).await, ["First"]);
    ann.page("/products?stock=out")
        .await
        .is(200)
        .has("Nothing found so far")
        .has(&next);
    ann.page("/products?format=csv&stock=out")
        .await
        .is(200)
        .has("First");
}

#[tokio::test]
async fn postgresql_folds_letters_as_we_do() {
    let app = TestApp::new().await;
    if app.db.engine() != Engine::Postgres {
        return;
    }
    for text in [
        "Łódź",
        "Ærøskøbing",
        "Đorđe",
        "Straße ẞ",
        "Œuvre",
        "Þór",
        "ılık",
        "CAFÉ Über",
    ] {
        let (there,): (String,) = sqlx::query_as("select folded($1)")
            .bind(text)
            .fetch_one(app.db.reader())
            .await
            .unwrap();
        assert_eq!(there, crate::folding::folded(text));
    }
}
