//! Tests of order search.

use super::*;
use crate::orders::list::{Filter, OrdersForm};

/// Orders by reference and buyer.
async fn placed(app: &TestApp, orders: &[(&str, &str, &str)]) -> Actor {
    let (ann, mug, storefront) = shop(app).await;
    for (reference, name, email) in orders {
        let mut cart = cart(reference, &[(&mug, 1)]);
        cart["buyer"] = json!({ "name": name, "email": email });
        storefront.place(cart).await.is(201);
    }
    ann
}

/// The references that a search finds, by API and page alike.
async fn found(ann: &Actor, q: &str) -> Vec<String> {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", q)
        .finish();
    let listed = ann.get(&format!("/seller/orders?{query}")).await.is(200).json();
    let page = ann.page(&format!("/orders?{query}")).await.is(200);
    let mut references = Vec::new();
    for order in listed["data"].as_array().unwrap() {
        assert!(
            page.text()
                .contains(&format!("/orders/{}", order["order_id"].as_str().unwrap()))
        );
        references.push(order["reference"].as_str().unwrap().to_owned());
    }
    references.sort();
    references
}

#[tokio::test]
async fn every_meaning_of_what_is_typed_is_tried() {
    let app = TestApp::new().await;
    let ann = placed(
        &app,
        &[
            ("100234", "Bob Ray", "bob@example.test"),
            ("WEB-ABC", "Cleo Fox", "cleo@example.test"),
            ("A-3", "Studio 54", "night@example.test"),
            ("A-4", "3M", "supply@example.test"),
            ("A-5", "Café d’Été", "sun@example.test"),
            ("A-6", "Žaneta Nováková", "z@example.test"),
            ("A-7", "Mr Park", "ada@example.test"),
        ],
    )
    .await;
    for (q, reference) in [
        ("100234", "100234"),
        ("10023", "100234"),
        ("WEB-ABC", "WEB-ABC"),
        ("abc", "WEB-ABC"),
        ("Studio 54", "A-3"),
        ("54", "A-3"),
        ("54 studio", "A-3"),
        ("3M", "A-4"),
        ("d'ete", "A-5"),
        ("cafe", "A-5"),
        ("zaneta", "A-6"),
        ("NOVÁ", "A-6"),
        ("ada@", "A-7"),
        ("#1007", "A-7"),
        ("1007", "A-7"),
        ("7", "A-7"),
        ("7", "A-7"),
        ("night A-3", "A-3"),
    ] {
        assert_eq!(found(&ann, q).await, [reference], "{q}");
    }
    for nothing in ["bc", "tudio", "Bob Fox", "🙂", "99", "example"] {
        assert_eq!(found(&ann, nothing).await, Vec::<String>::new(), "{nothing}");
    }
}

#[tokio::test]
async fn a_wildcard_that_is_typed_is_a_letter() {
    let app = TestApp::new().await;
    let ann = placed(
        &app,
        &[
            ("WEB-1", "Bob Ray", "bob@example.test"),
            ("50%OFF", "Cleo_Fox", "cleo@example.test"),
        ],
    )
    .await;
    for q in ["%", "_", "WEB%", "W_B", "*", "we\\b"] {
        assert_eq!(found(&ann, q).await, Vec::<String>::new(), "{q}");
    }
    for q in ["50%", "cleo_", "fox"] {
        assert_eq!(found(&ann, q).await, ["50%OFF"], "{q}");
    }
}

#[tokio::test]
async fn a_word_that_very_many_orders_have_is_found_on_the_way_page_by_page() {
    let app = TestApp::new().await;
    let ann = placed(
        &app,
        &[
            ("B-1", "Anna Lee", "a@example.test"),
            ("B-2", "Anna Lee", "b@example.test"),
            ("C-3", "Bob Ray", "c@example.test"),
            ("B-4", "Anna_Lee", "d@example.test"),
        ],
    )
    .await;
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query(
        "insert into order_words (seller_id, word, number)
         with recursive many(n) as (select 1 union all select n + 1 from many where n < 4001)
         select $1, 'anna lee', n + 1000 from many",
    )
    .bind(ann.seller().as_str())
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(&ann, "anna").await, ["B-1", "B-2", "B-4"]);
    let mut pages = Vec::new();
    let mut after = String::new();
    for _ in 0..2 {
        let path = format!("/seller/orders?q=ANNA+L&status=paid&limit=1&after={after}");
        let page = ann.get(&path).await.is(200).json();
        pages.push(page["data"][0]["reference"].as_str().unwrap().to_owned());
        after = page["next"].as_str().unwrap_or_default().to_owned();
    }
    assert_eq!(
        (pages, after),
        (vec!["B-2".to_owned(), "B-1".to_owned()], String::new())
    );
}

#[tokio::test]
async fn orders_of_before_are_given_their_words() {
    let app = TestApp::new().await;
    let ann = placed(&app, &[("WEB-1", "Žaneta", "z@example.test")]).await;
    let mut tx = app.db.begin().await.unwrap();
    for sql in [
        "delete from order_words",
        "update orders set search_text = '', words_at = null",
    ] {
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert!(found(&ann, "zan").await.is_empty());
    app.work().await;
    assert_eq!(found(&ann, "zan").await, ["WEB-1"]);
    // Given once more, an order has each of its words once.
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query("update orders set words_at = null")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app.work().await;
    let (twice,): (i64,) = sqlx::query_as(
        "select count(*) from (select 1 from order_words group by seller_id, word, number having count(*) > 1) twice",
    )
    .fetch_one(app.db.reader())
    .await
    .unwrap();
    assert_eq!(twice, 0);
}

/// Ten thousand orders of one shop, of which one has a rare buyer.
async fn large_shop(app: &TestApp) -> Actor {
    let ann = placed(app, &[("WEB-1", "Anna Lee", "a@example.test")]).await;
    let mut tx = app.db.begin().await.unwrap();
    for sql in [
        "insert into orders (order_id, order_group_id, seller_id, number, status, currency, reference, buyer_name,
             buyer_email, search_text, units, goods_minor, discount_minor, shipping_minor, tax_minor, total_minor,
             commission_minor, commission_tax_minor, hold_days, unproven_hold_days, day, placed_at, updated_at)
         with recursive many(n) as (select 1 union all select n + 1 from many where n < 10000)
         select substr(order_id, 1, 24) || cast(100000 + n as text), order_group_id, seller_id, number + n, status, currency, reference, buyer_name,
             buyer_email, search_text, units, goods_minor, discount_minor, shipping_minor, tax_minor, total_minor,
             commission_minor, commission_tax_minor, hold_days, unproven_hold_days, day, placed_at + n, updated_at
         from orders, many",
        "insert into order_words (seller_id, word, number)
         select o.seller_id, w.word, o.number from orders o join order_words w on w.number = 1001 where o.number > 1001",
    ] {
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    for table in ["orders", "order_words"] {
        app.db.notice_growth(table).await.unwrap();
    }
    ann
}

#[tokio::test]
async fn a_search_asks_an_index_whatever_is_typed() {
    let app = TestApp::new().await;
    let ann = large_shop(&app).await;
    for (q, index) in [
        ("zaneta", "order_words_by_word"),
        ("anna", "orders_by_seller"),
        ("#1077", "number"),
    ] {
        let form = OrdersForm {
            q: Some(q.to_owned()),
            ..OrdersForm::default()
        };
        let filter: Filter = form.parse(&jiff::tz::TimeZone::UTC).unwrap();
        let plan = crate::orders::store::plan(&app.db, &ann.seller(), &filter).await;
        assert!(plan.contains(index), "{q}:\n{plan}");
        assert!(
            !plan.contains("Seq Scan") && !plan.contains("SCAN o\n"),
            "{q}:\n{plan}"
        );
    }
}

#[tokio::test]
async fn a_search_for_common_words_that_never_meet_goes_on_instead_of_reading_the_whole_shop() {
    let app = TestApp::new().await;
    let ann = large_shop(&app).await;
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query(
        "insert into order_words (seller_id, word, number)
         select seller_id, 'zeno', number from orders where number > 1001 and number <= 7001",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let page = ann.get("/seller/orders?q=anna+zeno").await.is(200).json();
    assert_eq!(page["data"], json!([]));
    let after = page["next"].as_str().unwrap();
    let page = ann
        .get(&format!("/seller/orders?q=anna+zeno&after={after}"))
        .await
        .is(200)
        .json();
    assert_eq!((&page["data"], &page["next"]), (&json!([]), &json!(null)));
    // What is found is found as before, page by page.
    let page = ann
        .get("/seller/orders?q=anna+lee&limit=200")
        .await
        .is(200)
        .json();
    assert_eq!(page["data"].as_array().unwrap().len(), 200);
}
