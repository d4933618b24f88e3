//! Composition of the application: pages, server functions, API routes and jobs of every slice. The only file
//! that names them all.

mod all_pages;
mod declared;
mod document;

use crate::events::{Consumer, Dispatcher, Schedule};
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::ui::{self, Anchor, FrameView, Gallery, Html, Notice, Person, ShopEntry, Theme, Tone};
use crate::viewer::User;
use crate::web::download::{self, Download};
use crate::web::limits::{self, Limits};
use crate::web::page::{Page, PageResult};
use crate::web::pages::{FrameSource, answer, theme};
use crate::web::server_form::Forms;
use crate::web::undo::take_undo_notice;
use crate::web::{
    admin_addresses, assets, completion, context, edge, form_reply, idempotency, intake, nul, openapi, retry,
    session,
};
use crate::{
    accounts, admin, analytics, bulk_edit, catalog, categories, events, imports, inventory, live, navigation,
    orders, papers, payments, pictures, policies, product_review, products, refunds, saved_views, shipping,
    stock, storefront, support, wallet,
};
use all_pages::all_pages;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use declared::{REPLAY_RULES, SAVED_LISTS, SECTIONS};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;

/// Event consumers of every slice.
pub fn consumers() -> Vec<Consumer> {
    [
        accounts::jobs::consumers(),
        bulk_edit::jobs::consumers(),
        categories::jobs::consumers(),
        pictures::jobs::consumers(),
        imports::jobs::consumers(),
        stock::jobs::consumers(),
        products::jobs::consumers(),
        product_review::jobs::consumers(),
        inventory::jobs::consumers(),
        orders::jobs::consumers(),
        support::jobs::consumers(),
        wallet::jobs::consumers(),
    ]
    .concat()
}

/// Schedules of every slice.
pub fn schedules() -> Vec<Schedule> {
    [
        orders::jobs::schedules(),
        accounts::jobs::schedules(),
        storefront::jobs::schedules(),
        pictures::jobs::schedules(),
        imports::jobs::schedules(),
        stock::jobs::schedules(),
        products::jobs::schedules(),
        idempotency::jobs::schedules(),
        events::jobs::schedules(),
        live::jobs::schedules(),
    ]
    .concat()
}

/// Every page that can be had as a file with `?format=csv` or `?format=pdf`.
fn downloads() -> Arc<[Download]> {
    [
        Download::new("/analytics", analytics::downloads::give),
        Download::new("/orders", orders::downloads::give),
        Download::new("/wallet", wallet::downloads::give),
        Download::new("/products", catalog::downloads::give),
        Download::new("/products/inventory", inventory::give),
        Download::new("/settings/audit", accounts::pages::download_activity),
        Download::for_admins("/admin/audit", admin::pages::download_audit),
    ]
    .into()
}

/// The embedded dispatcher with everything it brings and runs.
pub fn dispatcher(app: &App) -> Dispatcher {
    Dispatcher::new(app.clone(), consumers(), schedules())
}

/// The API of every slice with its document.
fn api() -> (Router<App>, utoipa::openapi::OpenApi) {
    let (router, mut document) = OpenApiRouter::with_openapi(document::document())
        .merge(accounts::api::routes())
        .merge(support::api::routes())
        .merge(analytics::api::routes())
        .merge(policies::api::routes())
        .merge(orders::api::routes())
        .merge(papers::api::routes())
        .merge(payments::api::routes())
        .merge(refunds::api::routes())
        .merge(wallet::api::routes())
        .merge(products::api::routes())
        .merge(categories::api::routes())
        .merge(pictures::api::routes())
        .merge(imports::api::routes())
        .merge(product_review::api::routes())
        .merge(stock::api::routes())
        .merge(bulk_edit::api::routes())
        .merge(inventory::api::routes())
        .merge(shipping::api::routes())
        .merge(saved_views::api::routes(SAVED_LISTS))
        .merge(live::api::routes())
        .split_for_parts();
    crate::viewer::sensitive::describe(&mut document);
    saved_views::api::describe(&mut document, SAVED_LISTS);
    (router, document)
}

/// The OpenAPI document, as `/openapi.json` and `stallholder openapi` give it.
pub fn openapi() -> serde_json::Value {
    openapi::complete(&api().1)
}

/// The address of every page, as axum writes it: `/orders/{order_id}`.
pub fn page_paths() -> Vec<String> {
    all_pages().iter().map(|page| page.address.to_owned()).collect()
}

/// Every component in every state; only the demo shows it.
async fn gallery(State(app): State<App>) -> PageResult {
    if !app.config.demo {
        return Err(Problem::not_found());
    }
    Ok(Page::new("Components", view! { <Gallery /> }))
}

/// Frame of a signed-in person's pages: navigation with counts, notices and warnings about the shop's status.
async fn frame(app: App, user: User, page: Page) -> Result<Html, Problem> {
    let here = context::here();
    let path = here.split('?').next().unwrap_or("/");
    let navigation = navigation::of(&app, &user, path).await?;
    let banner = match &user.member {
        Some(member) if member.grant.is_looking => Some(looking(&member.shop_name)),
        Some(member) if !path.starts_with("/admin") => navigation::status_notice(member.seller_status),
        _ => None,
    };
    let view = FrameView {
        title: page.title,
        path: here.clone(),
        shop_name: user
            .member
            .as_ref()
            .map_or_else(|| "Stallholder".to_owned(), |member| member.shop_name.clone()),
        shops: match user.sellers.len() {
            0 | 1 => Vec::new(),
            _ => user
                .sellers
                .iter()
                .map(|(id, name)| ShopEntry {
                    id: id.to_string(),
                    name: name.clone(),
                    current: user.member.as_ref().is_some_and(|member| member.seller_id == *id),
                })
                .collect(),
        },
        nav: navigation.main,
        nav_below: navigation.below,
        person: Person {
            name: user.name.clone().unwrap_or_else(|| {
                let address = user.email.split('@').next();
                address.unwrap_or_default().to_owned()
            }),
            email: user.email.clone(),
        },
        person_links: navigation.person_links,
        switch_shop: accounts::actions::SwitchShop::PATH,
        sign_out: accounts::actions::SignOut::PATH,
        theme: Theme::parse(theme()),
        notice: take_undo_notice(),
        banner,
        back: page.back.map(|(label, href)| Anchor { label, href }),
        hears: page.hears,
        after: use_context::<Heard>().and_then(|Heard(last)| last),
        ..FrameView::default()
    };
    let slot = |view: Option<AnyView>| view.map_or_else(Html::default, Html::of_view);
    let body = Html::of_view(page.body);
    Ok(ui::framed(&view, &slot(page.state), &slot(page.action), &body))
}

/// Notice shown on every page while an admin views a shop.
fn looking(shop_name: &str) -> Notice {
    Notice::new(
        Tone::Warning,
        format!("You are viewing {shop_name} as its members see it. Nothing can be changed."),
    )
    .button("Stop", "/do/admin/stop-viewing", Vec::new())
}

/// The last event that was handed out before the page began to read.
#[derive(Debug, Clone)]
struct Heard(Option<String>);

/// Provides the context that pages and server functions read.
fn provide(app: &App) {
    provide_context(app.clone());
    provide_context(SAVED_LISTS);
    provide_context(Heard(app.feed.last().map(|last| last.to_string())));
    let app = app.clone();
    provide_context(FrameSource(Arc::new(move |user, page| {
        Box::pin(frame(app.clone(), user, page))
    })));
}

/// Pages and server functions.
fn pages(app: &App) -> Router {
    let provided = app.clone();
    let context = move || provide(&provided);
    let mut rendered = Router::new();
    for page in all_pages() {
        let (app, context) = (app.clone(), context.clone());
        let shown = get(move |request: Request| answer(page.route, app, context, request));
        rendered = rendered.route(page.address, shown);
    }
    let rendered = rendered.fallback(|| async { Problem::not_found() });
    let confirming = app.clone();
    let forms = Forms {
        pages: rendered.clone(),
        context,
        sections: &SECTIONS,
        confirm: Arc::new(move |viewer, fields| {
            Box::pin(accounts::confirm_again(confirming.clone(), viewer, fields))
        }),
    };
    let act = move |request: Request| form_reply::act(forms.clone(), request);
    Router::new()
        .route("/do/{*action}", axum::routing::any(act))
        .merge(papers::pages::routes(app))
        .merge(catalog::pages::routes(app, rendered.clone()))
        .merge(imports::pages::routes(app, rendered.clone()))
        .merge(inventory::pages::routes(app, rendered.clone()))
        .merge(categories::pages::routes(app))
        .merge(accounts::pages::routes(app, rendered.clone()))
        .fallback_service(rendered)
}

/// `/` leads to where the person belongs.
async fn home(viewer: crate::viewer::Viewer) -> Redirect {
    match viewer.person() {
        Ok(user) if user.member.is_some() => Redirect::to("/dashboard"),
        Ok(user) if user.role.is_some() => Redirect::to("/admin"),
        _ => Redirect::to("/login"),
    }
}

async fn healthz() -> &'static str {
    "alive\n"
}

/// Longest time the database may take to answer the readiness check.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// Ready when the database answers soon.
async fn readyz(State(app): State<App>) -> Response {
    match tokio::time::timeout(READY_WITHIN, app.db.ping()).await {
        Ok(Ok(())) => "ready\n".into_response(),
        wrong => {
            tracing::error!("not ready: {wrong:?}");
            let headers = [(axum::http::header::RETRY_AFTER, "5")];
            let status = axum::http::StatusCode::SERVICE_UNAVAILABLE;
            (status, headers, "the database does not answer\n").into_response()
        }
    }
}

/// The application with the idempotency rules that the slices declare.
pub fn with_replay_rules(app: App) -> App {
    app.with(|ports| ports.replay_rules = REPLAY_RULES)
}

/// The whole service, with every layer, as one router. Short paths are rewritten outside it.
pub fn router(app: &App) -> Router {
    let app = &with_replay_rules(app.clone());
    let limits = Limits::new(app, &accounts::ENTRANCES);
    let (api, document) = api();
    let api = Router::new()
        .nest("/api/v1", api)
        .route(
            "/api/{*nothing}",
            axum::routing::any(|| async { Problem::not_found() }),
        )
        .method_not_allowed_fallback(|| async {
            Problem::new(
                Code::MethodNotAllowed,
                "This address does not support that method.",
            )
        })
        .layer(from_fn(retry::layer))
        .layer(from_fn_with_state(app.clone(), idempotency::layer))
        .layer(from_fn(nul::in_body))
        .layer(from_fn_with_state(limits.clone(), limits::by_viewer))
        .layer(from_fn(intake::by_viewer))
        .layer(from_fn_with_state(app.clone(), accounts::edge::by_token))
        .layer(from_fn_with_state(limits.clone(), limits::by_address))
        .with_state(app.clone());
    let pages = Router::new()
        .route("/", get(home))
        .merge(pages(app))
        .layer(from_fn(retry::layer))
        .layer(from_fn_with_state((app.clone(), downloads()), download::layer))
        .layer(from_fn(crate::web::pages::problems_as_pages))
        .layer(from_fn_with_state(app.clone(), idempotency::layer))
        .layer(from_fn(nul::in_body))
        .layer(from_fn_with_state(limits.clone(), limits::by_viewer))
        .layer(from_fn(intake::by_viewer))
        .layer(from_fn_with_state(app.clone(), accounts::edge::by_cookie))
        .layer(session::layer())
        .layer(from_fn_with_state(limits.clone(), limits::by_address));
    // Nobody is asked who they are there, and no cookie is read or set.
    let public = storefront::pages::routes()
        .layer(from_fn_with_state(limits.clone(), limits::by_viewer))
        .layer(from_fn_with_state(limits, limits::by_address))
        .with_state(app.clone());
    let docs = utoipa_swagger_ui::SwaggerUi::new("/docs")
        .external_url_unchecked("/openapi.json", openapi::complete(&document));
    let open = Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/assets/{name}", get(assets::serve))
        .route("/media/{name}", get(accounts::pages::media))
        .route("/media/products/{name}", get(pictures::pages::media))
        .route("/favicon.svg", get(assets::serve_plain))
        .route("/favicon.ico", get(assets::serve_plain))
        .route("/icon-180.png", get(assets::serve_plain))
        .route("/icon-maskable.svg", get(assets::serve_plain))
        .with_state(app.clone())
        .merge(docs);
    let roles = app.config.roles;
    let mut served = open;
    if roles.api {
        served = served.merge(api);
    }
    served = match roles.web {
        true => served.merge(public).merge(pages),
        false => served.fallback(|| async { Problem::not_found() }),
    };
    // One layer after the other, the innermost first: a router forgets each one's type, which a stack of them does not,
    // and the compiler takes many times as long over a stack.
    let all = served
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(session::one_only))
        .layer(from_fn_with_state(app.clone(), edge::refuse_cross_site))
        .layer(from_fn(nul::in_address))
        .layer(CatchPanicLayer::custom(edge::panicked))
        .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Fastest));
    // Before anything is routed: who may not come to the admins' side meets what an unknown address answers.
    Router::new()
        .fallback_service(all)
        .layer(from_fn_with_state(app.clone(), admin_addresses::layer))
        .layer(from_fn_with_state(app.clone(), intake::layer))
        .layer(from_fn(crate::web::pages::problems_as_pages))
        .layer(from_fn_with_state(app.clone(), edge::frame))
        .layer(from_fn_with_state(app.clone(), completion::layer))
}
