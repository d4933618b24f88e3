//! Public routes of shops and products by handle. Nobody is asked who they are.

use super::conditional::Version;
use super::linked_data;
use super::pictures::{self, Pictures};
use super::product::{Product, beginning};
use super::shop::Shop;
use super::sitemap;
use super::store;
use super::views::{Head, Missing, ProductView, ShopList, ShopView, document};
use crate::id::{ProductId, VariantId};
use crate::problem::Problem;
use crate::state::App;
use crate::web::extract::Query;
use crate::web::keyset::Keyset;
use crate::web::list::Slice;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use leptos::prelude::*;
use serde::Deserialize;

/// Products on one page of a shop.
const SHOWN: i64 = 48;

/// The routes of the public pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/shop/{shop_handle}", get(shop))
        .route("/shop/{shop_handle}/", get(shop))
        .route("/shop/{shop_handle}/{product_handle}", get(product))
        .route("/shop/{shop_handle}/{product_handle}/", get(product))
        .route("/sitemap.xml", get(sitemap::index))
        .route("/sitemaps/{name}", get(sitemap::file))
        .route("/robots.txt", get(sitemap::robots))
}

/// Requested handle: lower-case letters, digits and dashes, or a redirect from another case, or nothing.
enum RequestedHandle {
    Plain,
    Elsewhere(String),
    Nowhere,
}

fn asked(uri: &Uri, handles: &[&str]) -> RequestedHandle {
    let is_handle = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if !handles
        .iter()
        .all(|handle| !handle.is_empty() && is_handle(handle))
    {
        return RequestedHandle::Nowhere;
    }
    let plain = format!("/shop/{}", handles.join("/").to_ascii_lowercase());
    match uri.path() == plain {
        true => RequestedHandle::Plain,
        false => RequestedHandle::Elsewhere(with_query(plain, uri)),
    }
}

fn with_query(path: String, uri: &Uri) -> String {
    match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    }
}

fn moved(path: String) -> Response {
    let headers = [
        (header::LOCATION, path),
        (header::CACHE_CONTROL, "public, max-age=300".to_owned()),
    ];
    (StatusCode::MOVED_PERMANENTLY, headers).into_response()
}

/// 404, with the way to the shop where it is there.
fn missing(text: &'static str, shop: Option<Shop>) -> Response {
    let head = Head {
        title: "Not found".to_owned(),
        hidden: true,
        ..Head::default()
    };
    let html = document(&head, || view! { <Missing text=text shop=shop /> }.into_any());
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::NOT_FOUND, kind, html).into_response()
}

const NO_SHOP: &str = "There is no shop at this address, or it is closed.";
const NO_PRODUCT: &str = "This product is not for sale, or its address has changed.";

/// Shop page.
async fn shop(
    State(app): State<App>,
    Path(handle): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    Query(slice): Query<Slice>,
) -> Result<Response, Problem> {
    match asked(&uri, &[&handle]) {
        RequestedHandle::Plain => {}
        RequestedHandle::Elsewhere(path) => return Ok(moved(path)),
        RequestedHandle::Nowhere => return Ok(missing(NO_SHOP, None)),
    }
    let after = slice.after::<ProductId>()?.map(str::to_owned);
    let keyset = Keyset::following(after.clone(), SHOWN);
    let mut reader = app.db.reader().acquire().await?;
    let Some(row) = store::shop(&mut reader, &handle).await? else {
        return Ok(missing(NO_SHOP, None));
    };
    let shop = Shop::of(row, app.clock.now());
    let window = store::list(&mut reader, &shop.seller_id, &keyset).await?;
    let pictures = pictures::of_list(&mut reader, &shop.seller_id, &window.rows).await?;
    drop(reader);
    let changed_at = window.rows.iter().map(|row| row.updated_at.0).max();
    let pictured_at = pictures.iter().flatten().map(|shot| shot.changed_at).max();
    let changed_at = shop.changed_at.max(changed_at.max(pictured_at).unwrap_or(0));
    let list = ShopList {
        rows: window.rows.into_iter().zip(pictures).collect(),
        is_first: after.is_none(),
        older: window.older,
    };
    let version = Version::of(&(&shop, &list), changed_at);
    Ok(version.answer(&headers, || {
        let head = shop_head(&app, &shop, after.as_deref());
        document(&head, || view! { <ShopView shop=shop list=list /> }.into_any())
    }))
}

fn shop_head(app: &App, shop: &Shop, after: Option<&str>) -> Head {
    let path = match after {
        Some(after) => format!("{}?after={}", shop.path(), crate::web::form_reply::encode(after)),
        None => shop.path(),
    };
    Head {
        title: shop.name.clone(),
        description: match &shop.description {
            Some(text) => beginning(text),
            None => format!("Everything {} sells, with prices and availability.", shop.name),
        },
        canonical: app.address_of(&path),
        kind: "website",
        site: shop.name.clone(),
        picture: shop
            .banner
            .as_ref()
            .or(shop.logo.as_ref())
            .map(|path| app.address_of(path)),
        linked_data: linked_data::block(vec![linked_data::shop(app, shop)]),
        ..Head::default()
    }
}

/// Which variant the address names.
#[derive(Deserialize)]
struct VariantQuery {
    variant: Option<String>,
}

/// Product page.
async fn product(
    State(app): State<App>,
    Path((shop_handle, handle)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
    Query(chosen): Query<VariantQuery>,
) -> Result<Response, Problem> {
    match asked(&uri, &[&shop_handle, &handle]) {
        RequestedHandle::Plain => {}
        RequestedHandle::Elsewhere(path) => return Ok(moved(path)),
        RequestedHandle::Nowhere => return Ok(missing(NO_PRODUCT, None)),
    }
    let mut reader = app.db.reader().acquire().await?;
    let Some(row) = store::shop(&mut reader, &shop_handle).await? else {
        return Ok(missing(NO_SHOP, None));
    };
    let shop = Shop::of(row, app.clock.now());
    let Some(row) = store::product(&mut reader, &shop.seller_id, &handle).await? else {
        return Ok(
            match store::handle_now(&mut reader, &shop.seller_id, &handle).await? {
                Some(handle) => moved(with_query(format!("{}/{handle}", shop.path()), &uri)),
                None => missing(NO_PRODUCT, Some(shop)),
            },
        );
    };
    let variants = store::variants(&mut reader, &shop.seller_id, &row.product_id).await?;
    let pictures = pictures::of_product(&mut reader, &shop.seller_id, &row.product_id).await?;
    drop(reader);
    let product = Product::of(row, variants, &shop);
    let chosen = chosen.variant.and_then(|id| VariantId::parse(&id).ok());
    let version = Version::of(
        &(&shop, &product, &pictures, &chosen),
        shop.changed_at.max(product.changed_at).max(pictures.changed_at()),
    );
    Ok(version.answer(&headers, || {
        let head = product_head(&app, &shop, &product, &pictures);
        let body =
            || view! { <ProductView shop=shop product=product pictures=pictures chosen=chosen /> }.into_any();
        document(&head, body)
    }))
}

fn product_head(app: &App, shop: &Shop, product: &Product, pictures: &Pictures) -> Head {
    let addresses = pictures.largest();
    let low = shop.currency.decimal(product.price_range_minor().0);
    Head {
        title: product.title(shop),
        description: product.summary(shop),
        canonical: app.address_of(&product.path(shop)),
        kind: "product",
        site: shop.name.clone(),
        picture: addresses.first().map(|path| app.address_of(path)),
        price: Some((low.as_str().to_owned(), shop.currency.code())),
        linked_data: linked_data::block(vec![
            linked_data::product(app, shop, product, &addresses),
            linked_data::breadcrumbs(app, shop, product),
        ]),
        ..Head::default()
    }
}
