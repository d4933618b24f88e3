//! The public pages, as a buyer and a search engine meet them.

use crate::clock::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::testing::{Actor, Answer, TestApp, cart};
use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

async fn fetch(actor: &Actor, path: &str, headers: &[(&str, &str)]) -> Answer {
    actor.browse(Method::GET, path, headers, Body::empty()).await
}

/// Structured data of a page.
fn linked(page: &Answer) -> Vec<Value> {
    let text = page.text();
    let begin = text.split("application/ld+json\">").nth(1).expect("linked data");
    let block = begin.split("</script>").next().expect("its end");
    let document: Value = serde_json::from_str(block).expect("JSON");
    document["@graph"].as_array().expect("a graph").clone()
}

async fn tee(ann: &Actor) -> Value {
    let body = json!({ "name": "Tee", "price": 20, "sku": "TEE", "stock": 9, "description": "Soft.\n\nWash cold.",
        "options": [{ "name": "Size", "values": ["S", "M"] }] });
    ann.post("/seller/products", body).await.is(201).json()
}

#[tokio::test]
async fn a_product_for_sale_has_a_page_for_anyone_without_a_cookie() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let product = json!({ "name": "Mug", "price": 12.5, "sku": "MUG", "stock": 3, "description": "Blue",
        "variants": [{ "price": 12.5, "compare_at": 15, "cost": 4.37, "barcode": "4006381333931", "stock": 3 }] });
    ann.post("/seller/products", product).await.is(201);
    let page = app.anonymous().page("/shop/shop-ann/mug").await.is(200);
    let page = page.has("$12.50").has("$15.00").has("Only 3 left").lacks("4.37");
    assert_eq!(page.header("set-cookie"), "");
    assert_eq!(page.texts("h1"), ["Mug"]);
    assert_eq!(
        page.attribute("link[rel=canonical]", "href").as_deref(),
        Some("http://127.0.0.1:3000/shop/shop-ann/mug")
    );
    let offer = &linked(&page)[0]["offers"];
    assert_eq!(
        (&offer["price"], &offer["priceCurrency"], &offer["gtin"]),
        (&json!("12.50"), &json!("USD"), &json!("4006381333931"))
    );
    app.anonymous().page("/shop/shop-ann").await.is(200).has("Mug");
}

#[tokio::test]
async fn each_variant_has_its_price_its_availability_and_its_address() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let tee = tee(&ann).await;
    let (id, m) = (
        tee["product_id"].as_str().unwrap(),
        &tee["variants"][1]["variant_id"],
    );
    let patch = json!({ "variants": [{ "variant_id": m, "price": 25, "stock": 0 }] });
    ann.patch(&format!("/seller/products/{id}"), patch).await.is(200);
    let page = app.anonymous().page("/shop/shop-ann/tee").await.is(200);
    let page = page.has("$20.00 – $25.00").has("Out of stock");
    let offers = &linked(&page)[0]["offers"];
    assert_eq!(
        (&offers["lowPrice"], &offers["highPrice"]),
        (&json!("20.00"), &json!("25.00"))
    );
    assert_eq!(
        offers["offers"][1]["availability"],
        "https://schema.org/OutOfStock"
    );
    let path = format!("/shop/shop-ann/tee?variant={}", m.as_str().unwrap());
    let page = app.anonymous().page(&path).await.is(200);
    assert_eq!(page.texts(".ware-price strong"), ["$25.00"]);
    assert_eq!(page.texts("[aria-current]"), ["M"]);
    app.anonymous()
        .page("/shop/shop-ann/tee?variant=nonsense")
        .await
        .is(200);
}

#[tokio::test]
async fn what_is_not_for_sale_is_not_there() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    app.admin().await;
    let mug = ann.product("Mug", "1", 1).await;
    let shown = |status: &'static str| json!({ "status": status });
    let path = format!("/seller/products/{}", mug.product_id);
    for status in ["draft", "inactive", "archived"] {
        app.signed_in("ann")
            .await
            .patch(&path, shown(status))
            .await
            .is(200);
        // A file of the sitemap is an hour old at most.
        app.later(HOUR_MS);
        app.anonymous()
            .page("/shop/shop-ann/mug")
            .await
            .is(404)
            .lacks("$1.00");
        app.anonymous().page("/shop/shop-ann").await.is(200).lacks("Mug");
        app.anonymous()
            .page("/sitemaps/products-1.xml")
            .await
            .is(200)
            .lacks("mug");
    }
    let (again, admin) = (app.signed_in("ann").await, app.signed_in("admin").await);
    again.patch(&path, shown("active")).await.is(200);
    app.anonymous().page("/shop/shop-ann/mug").await.is(200);
    let suspend = format!("/api/admin/sellers/{}/suspension", ann.seller());
    admin.post(&suspend, json!({ "reason": "Fakes" })).await.is(204);
    for path in [
        "/shop/shop-ann",
        "/shop/shop-ann/mug",
        "/shop/nobody",
        "/shop/%C3%A9/x",
    ] {
        app.anonymous().page(path).await.is(404);
    }
    app.later(HOUR_MS);
    app.anonymous()
        .page("/sitemaps/products-1.xml")
        .await
        .lacks("mug");
    let waiting = app.pending_seller("bob").await;
    let draft = json!({ "name": "Cup", "price": 1, "status": "draft" });
    waiting.post("/seller/products", draft).await.is(201);
    app.anonymous().page("/shop/shop-bob").await.is(404);
}

#[tokio::test]
async fn a_reader_who_has_the_page_gets_it_again_only_when_it_changed() {
    let app = TestApp::new().await;
    let (ann, shop) = (app.seller("ann").await, app.storefront().await);
    let mug = ann.product("Mug", "1", 6).await;
    let anyone = app.anonymous();
    let page = anyone.page("/shop/shop-ann/mug").await.is(200);
    let (tag, date) = (
        page.header("etag").to_owned(),
        page.header("last-modified").to_owned(),
    );
    assert!(page.header("cache-control").starts_with("public"));
    let known = [("if-none-match", tag.as_str())];
    let again = fetch(&anyone, "/shop/shop-ann/mug", &known).await.is(304);
    assert_eq!((again.text().as_str(), again.header("etag")), ("", tag.as_str()));
    let since = [("if-modified-since", date.as_str())];
    fetch(&anyone, "/shop/shop-ann/mug", &since).await.is(304);
    app.later(MINUTE_MS);
    shop.order("W-1", &[(&mug, 1)]).await;
    let fresh = fetch(&anyone, "/shop/shop-ann/mug", &known).await.is(200);
    fresh.has("Only 5 left");
    fetch(&anyone, "/shop/shop-ann/mug", &since).await.is(200);
    let list = anyone.page("/shop/shop-ann").await.is(200);
    let known = [("if-none-match", list.header("etag"))];
    fetch(&anyone, "/shop/shop-ann", &known).await.is(304);
}

#[tokio::test]
async fn an_old_handle_and_another_spelling_lead_to_the_page() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mug = ann.product("Mug", "1", 1).await;
    let rename = |handle: &'static str| json!({ "handle": handle });
    let path = format!("/seller/products/{}", mug.product_id);
    for handle in ["blue-mug", "big-mug"] {
        ann.patch(&path, rename(handle)).await.is(200);
    }
    for (old, new) in [
        ("/shop/shop-ann/mug", "/shop/shop-ann/big-mug"),
        (
            "/shop/shop-ann/blue-mug?variant=x",
            "/shop/shop-ann/big-mug?variant=x",
        ),
        ("/shop/Shop-Ann/BIG-mug/", "/shop/shop-ann/big-mug"),
        ("/shop/SHOP-ann/", "/shop/shop-ann"),
    ] {
        let answer = app.anonymous().page(old).await.is(301);
        assert_eq!(answer.location(), new);
    }
    // Another product may take the name; its page comes first.
    ann.product("Mug", "2", 1).await;
    app.anonymous()
        .page("/shop/shop-ann/mug")
        .await
        .is(200)
        .has("$2.00");
    ann.patch(&path, json!({ "status": "draft" })).await.is(200);
    app.anonymous().page("/shop/shop-ann/blue-mug").await.is(404);
}

#[tokio::test]
async fn a_name_cannot_break_out_of_the_page() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let name = "</script><script>alert(1)</script> \"x\" <b>&amp;";
    let body = json!({ "name": name, "price": 1, "description": name, "handle": "x" });
    ann.post("/seller/products", body).await.is(201);
    let page = app.anonymous().page("/shop/shop-ann/x").await.is(200);
    assert_eq!(linked(&page)[0]["name"], name);
    assert_eq!(page.texts("h1"), [name]);
    assert_eq!(page.texts("script").len(), 1);
    assert_eq!(
        page.attribute("meta[property='og:title']", "content"),
        Some(format!("{name} · Shop ann"))
    );
}

#[tokio::test]
async fn on_vacation_products_are_shown_and_cannot_be_had() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    ann.product("Mug", "1", 9).await;
    let before = app.anonymous().page("/shop/shop-ann/mug").await.is(200);
    let vacation =
        json!({ "vacation_from": "2026-11-03", "vacation_to": "2026-11-05", "vacation_message": "At sea" });
    ann.patch(&format!("/seller/{}", ann.seller()), vacation)
        .await
        .is(200);
    app.later(DAY_MS);
    let page = app.anonymous().page("/shop/shop-ann/mug").await.is(200);
    let page = page
        .has("Unavailable")
        .has("5 November 2026")
        .has("At sea")
        .lacks("In stock");
    assert_ne!(page.header("last-modified"), before.header("last-modified"));
    app.later(3 * DAY_MS);
    let since = [("if-modified-since", page.header("last-modified"))];
    fetch(&app.anonymous(), "/shop/shop-ann/mug", &since)
        .await
        .is(200)
        .has("In stock");
}

#[tokio::test]
async fn the_sitemap_leads_to_every_shop_and_product() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    ann.product("Mug", "1", 1).await;
    app.work().await;
    let robots = app.anonymous().page("/robots.txt").await.is(200);
    robots.has("Sitemap: http://127.0.0.1:3000/sitemap.xml");
    let index = app.anonymous().page("/sitemap.xml").await.is(200);
    let index = index.has("/sitemaps/shops-1.xml").has("/sitemaps/products-1.xml");
    assert!(index.header("content-type").starts_with("application/xml"));
    let products = app.anonymous().page("/sitemaps/products-1.xml").await.is(200);
    products
        .has("<loc>http://127.0.0.1:3000/shop/shop-ann/mug</loc>")
        .has("<lastmod>2026-11-02T10:00:00Z</lastmod>");
    let shops = app.anonymous().page("/sitemaps/shops-1.xml").await.is(200);
    shops.has("<loc>http://127.0.0.1:3000/shop/shop-ann</loc>");
    for name in [
        "products-2.xml",
        "products-x.xml",
        "orders-1.xml",
        "products-1",
        "products--1.xml",
    ] {
        app.anonymous().page(&format!("/sitemaps/{name}")).await.is(404);
    }
}

#[tokio::test]
async fn a_file_of_the_sitemap_is_made_once_an_hour_however_many_ask() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    ann.product("Mug", "1", 1).await;
    let path = "/sitemaps/products-1.xml";
    let readers: Vec<_> = (0..40).map(|_| app.anonymous()).collect();
    let answers = futures::future::join_all(readers.iter().map(|reader| reader.page(path))).await;
    ann.product("Cup", "1", 1).await;
    for answer in answers.into_iter().chain([app.anonymous().page(path).await]) {
        let answer = answer.is(200).has("/shop-ann/mug").lacks("/shop-ann/cup");
        assert_eq!(answer.header("last-modified"), "Mon, 02 Nov 2026 10:00:00 GMT");
    }
    app.later(HOUR_MS);
    app.anonymous().page(path).await.is(200).has("/shop-ann/cup");
}

#[tokio::test]
async fn a_reader_who_has_a_file_of_the_sitemap_or_takes_it_packed_is_sent_less() {
    let app = TestApp::new().await;
    app.seller("ann").await.product("Mug", "1", 1).await;
    for path in ["/sitemap.xml", "/sitemaps/products-1.xml"] {
        let tag = app.anonymous().page(path).await.is(200).header("etag").to_owned();
        let known = fetch(&app.anonymous(), path, &[("if-none-match", &tag)])
            .await
            .is(304);
        assert!(known.bytes.is_empty());
    }
    let path = "/sitemaps/products-1.xml";
    let packed = fetch(&app.anonymous(), path, &[("accept-encoding", "br, gzip")])
        .await
        .is(200);
    assert_eq!(packed.header("content-encoding"), "gzip");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&packed.bytes[..]), &mut text).unwrap();
    assert_eq!(text, app.anonymous().page(path).await.is(200).text());
}

#[tokio::test]
async fn a_full_file_of_the_sitemap_is_followed_by_another() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query(
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < 40500)
         insert into products (product_id, seller_id, handle, name, search_text, status, created_at, updated_at)
         select 'prod_' || cast(100000 + i as text), $1, 'p-' || cast(i as text), 'P', 'p', 'active', 0, 0 from n",
    )
    .bind(ann.seller().as_str())
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    app.work().await;
    app.anonymous().page("/sitemap.xml").await.has("products-2.xml");
    let count = |page: Answer| page.text().matches("<url>").count();
    let first = count(app.anonymous().page("/sitemaps/products-1.xml").await.is(200));
    let second = count(app.anonymous().page("/sitemaps/products-2.xml").await.is(200));
    assert_eq!((first, second), (40_000, 500));
}

#[tokio::test]
async fn a_shop_with_many_products_is_leafed_through() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    for number in 0..50 {
        ann.product(&format!("Mug {number}"), "1", number % 2).await;
    }
    let page = app.anonymous().page("/shop/shop-ann").await.is(200).has("Mug 49");
    assert_eq!(page.texts(".wares li").len(), 48);
    let more = page.attribute("nav a", "href").unwrap();
    let rest = app.anonymous().page(&more).await.is(200);
    assert_eq!(rest.texts(".wares li").len(), 2);
    app.anonymous().page("/shop/shop-ann?after=~").await.is(422);
}

#[tokio::test]
async fn an_order_takes_what_the_page_then_shows_as_gone() {
    let app = TestApp::new().await;
    let (ann, shop) = (app.seller("ann").await, app.storefront().await);
    let mug = ann.product("Mug", "1", 1).await;
    shop.place(cart("W-1", &[(&mug, 1)])).await.is(201);
    app.anonymous()
        .page("/shop/shop-ann/mug")
        .await
        .has("Out of stock");
    app.anonymous().page("/shop/shop-ann").await.has("Out of stock");
}
