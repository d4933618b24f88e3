//! Joins everything: pages, server functions, API and jobs of every slice. The only file that names them all.

use crate::events::{Consumer, Dispatcher, Schedule};
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::ui::{Anchor, Frame, FrameView, Gallery, Notice, Person, ShopEntry, Theme, Tone};
use crate::viewer::User;
use crate::web::context;
use crate::web::download::{self, Download};
use crate::web::limits::{self, Limits};
use crate::web::pages::{FrameSource, Page, document, plain, send_whole, theme};
use crate::web::undo::take_told;
use crate::web::{admin_addresses, assets, edge, form_reply, idempotency, session};
use crate::{accounts, admin, analytics, catalog, navigation, orders, policies, storefront, support, wallet};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, generate_route_list};
use leptos_meta::provide_meta_context;
use leptos_router::components::{Route, Router as Pages, Routes};
use leptos_router::{SsrMode, path};
use std::sync::Arc;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;

/// Every consumer of every slice.
pub fn consumers() -> Vec<Consumer> {
    [
        accounts::jobs::consumers(),
        analytics::jobs::consumers(),
        catalog::jobs::consumers(),
        support::jobs::consumers(),
        wallet::jobs::consumers(),
    ]
    .concat()
}

/// Everything that is due by the clock.
pub fn schedules() -> Vec<Schedule> {
    [
        orders::jobs::schedules(),
        accounts::jobs::schedules(),
        storefront::jobs::schedules(),
        catalog::jobs::schedules(),
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
        Download::new("/products/inventory", catalog::downloads::give_inventory),
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
    OpenApiRouter::with_openapi(crate::web::openapi::document())
        .merge(accounts::api::routes())
        .merge(support::api::routes())
        .merge(analytics::api::routes())
        .merge(policies::api::routes())
        .merge(orders::api::routes())
        .merge(wallet::api::routes())
        .merge(catalog::api::routes())
        .split_for_parts()
}

/// The OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    api().1
}

/// Every page.
#[component]
fn AllPages() -> impl IntoView {
    use accounts::pages::*;
    use admin::pages::*;
    use analytics::pages::*;
    use catalog::pages::*;
    use orders::pages::*;
    use support::pages::*;
    use wallet::pages::*;
    provide_meta_context();
    view! {
        <Pages>
            <Routes fallback=|| crate::web::pages::failed(Problem::not_found())>
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
                <Route path=path!("/login/code") view=LoginCodePage ssr=SsrMode::Async />
                <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async />
                <Route path=path!("/verify") view=VerifyPage ssr=SsrMode::Async />
                <Route path=path!("/forgot") view=ForgotPage ssr=SsrMode::Async />
                <Route path=path!("/reset") view=ResetPage ssr=SsrMode::Async />
                <Route path=path!("/confirm") view=ConfirmPage ssr=SsrMode::Async />
                <Route path=path!("/settings") view=ProfilePage ssr=SsrMode::Async />
                <Route path=path!("/settings/approval") view=ApprovalPage ssr=SsrMode::Async />
                <Route path=path!("/settings/security") view=SecurityPage ssr=SsrMode::Async />
                <Route path=path!("/settings/second-factor") view=SecondFactorPage ssr=SsrMode::Async />
                <Route path=path!("/settings/members") view=MembersPage ssr=SsrMode::Async />
                <Route path=path!("/settings/audit") view=ActivityPage ssr=SsrMode::Async />
                <Route path=path!("/settings/api-keys") view=OwnKeysPage ssr=SsrMode::Async />
                <Route path=path!("/invitation") view=InvitationPage ssr=SsrMode::Async />
                <Route path=path!("/settings/account") view=AccountPage ssr=SsrMode::Async />
                <Route path=path!("/products") view=ProductsPage ssr=SsrMode::Async />
                <Route path=path!("/products/new") view=NewProductPage ssr=SsrMode::Async />
                <Route path=path!("/products/imports") view=ImportsPage ssr=SsrMode::Async />
                <Route path=path!("/products/imports/:import_id") view=ImportPage ssr=SsrMode::Async />
                <Route path=path!("/products/grid") view=GridPage ssr=SsrMode::Async />
                <Route path=path!("/products/bulk") view=BulkPage ssr=SsrMode::Async />
                <Route path=path!("/products/bulk/:bulk_edit_id") view=BulkEditPage ssr=SsrMode::Async />
                <Route path=path!("/products/inventory") view=InventoryPage ssr=SsrMode::Async />
                <Route path=path!("/products/inventory/sheets") view=StockSheetsPage ssr=SsrMode::Async />
                <Route path=path!("/products/inventory/sheets/:stock_sheet_id") view=StockSheetPage ssr=SsrMode::Async />
                <Route path=path!("/products/inventory/:variant_id") view=StockPage ssr=SsrMode::Async />
                <Route path=path!("/products/locations") view=LocationsPage ssr=SsrMode::Async />
                <Route path=path!("/products/:product_id") view=ProductPage ssr=SsrMode::Async />
                <Route path=path!("/orders") view=OrdersPage ssr=SsrMode::Async />
                <Route path=path!("/orders/:order_id") view=OrderPage ssr=SsrMode::Async />
                <Route path=path!("/wallet") view=WalletPage ssr=SsrMode::Async />
                <Route path=path!("/wallet/payouts") view=PayoutsPage ssr=SsrMode::Async />
                <Route path=path!("/admin/payouts") view=SettlePage ssr=SsrMode::Async />
                <Route path=path!("/support") view=TicketsPage ssr=SsrMode::Async />
                <Route path=path!("/support/new") view=NewTicketPage ssr=SsrMode::Async />
                <Route path=path!("/support/:ticket_id") view=TicketPage ssr=SsrMode::Async />
                <Route path=path!("/admin") view=OverviewPage ssr=SsrMode::Async />
                <Route path=path!("/admin/sellers") view=SellersPage ssr=SsrMode::Async />
                <Route path=path!("/admin/sellers/:seller_id") view=SellerPage ssr=SsrMode::Async />
                <Route path=path!("/admin/api-keys") view=ApiKeysPage ssr=SsrMode::Async />
                <Route path=path!("/admin/checklist") view=ChecklistPage ssr=SsrMode::Async />
                <Route path=path!("/admin/users") view=PeoplePage ssr=SsrMode::Async />
                <Route path=path!("/admin/users/:person_id") view=PersonPage ssr=SsrMode::Async />
                <Route path=path!("/admin/permissions") view=PermissionsPage ssr=SsrMode::Async />
                <Route path=path!("/admin/audit") view=AuditPage ssr=SsrMode::Async />
                <Route path=path!("/admin/policy") view=PolicyPage ssr=SsrMode::Async />
                <Route path=path!("/admin/tickets") view=AdminTicketsPage ssr=SsrMode::Async />
                <Route path=path!("/admin/tickets/:ticket_id") view=AdminTicketPage ssr=SsrMode::Async />
                <Route path=path!("/dashboard") view=DashboardPage ssr=SsrMode::Async />
                <Route path=path!("/analytics") view=AnalyticsPage ssr=SsrMode::Async />
                <Route path=path!("/ui") view=GalleryPage ssr=SsrMode::Async />
            </Routes>
        </Pages>
    }
}

/// The address of every page, as axum writes it: `/orders/{order_id}`.
pub fn page_paths() -> Vec<String> {
    let routes = generate_route_list(AllPages);
    routes.iter().map(|route| route.path().to_owned()).collect()
}

/// Every component in every state; only the demo shows it.
#[component]
fn GalleryPage() -> impl IntoView {
    let app = context::app();
    plain(async move {
        if !app?.config.demo {
            return Err(Problem::not_found());
        }
        Ok(Page::new("Components", view! { <Gallery /> }))
    })
}

/// The frame of a signed-in person: navigation with what waits, notices, and what stands in the way.
async fn frame(app: App, user: User, page: Page) -> Result<AnyView, Problem> {
    let here = context::here();
    let path = here.split('?').next().unwrap_or("/");
    let navigation = navigation::of(&app, &user, path).await?;
    let banner = match &user.member {
        Some(member) if member.grant.is_looking => Some(looking(&member.shop_name)),
        Some(member) if !path.starts_with("/admin") => navigation::standing(member.seller_status),
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
        theme: Theme::parse(theme()),
        notice: take_told(),
        banner,
        back: page.back.map(|(label, href)| Anchor { label, href }),
        ..FrameView::default()
    };
    Ok(view! { <Frame frame=view state=page.state action=page.action>{page.body}</Frame> }.into_any())
}

/// An admin looks at a shop; said on every page.
fn looking(shop_name: &str) -> Notice {
    Notice::new(
        Tone::Warning,
        format!("You are looking at {shop_name} as its members see it. Nothing can be changed."),
    )
    .button("Stop", "/do/admin/stop-viewing", Vec::new())
}

/// What pages and server functions find in their context.
fn provide(app: &App) {
    provide_context(app.clone());
    let app = app.clone();
    provide_context(FrameSource(Arc::new(move |user, page| {
        Box::pin(frame(app.clone(), user, page))
    })));
}

/// State of the pages' router: the options that Leptos asks for.
#[derive(Clone)]
struct Shared {
    leptos: LeptosOptions,
}

impl axum::extract::FromRef<Shared> for LeptosOptions {
    fn from_ref(shared: &Shared) -> Self {
        shared.leptos.clone()
    }
}

/// Pages and server functions.
fn pages(app: &App) -> Router {
    let shared = Shared {
        leptos: LeptosOptions::builder().output_name("stallholder").build(),
    };
    let provided = app.clone();
    let context = move || provide(&provided);
    let routes = generate_route_list(AllPages);
    let rendered: Router = Router::new()
        .leptos_routes_with_context(&shared, routes, context.clone(), || {
            document(view! { <AllPages /> })
        })
        .fallback(|| async { Problem::not_found() })
        .with_state(shared)
        // Here too: a form that fails names the page that is rendered again.
        .layer(from_fn_with_state(app.clone(), admin_addresses::layer))
        .layer(from_fn(send_whole));
    let again = rendered.clone();
    let act = move |request: Request| form_reply::act(again.clone(), context.clone(), request);
    // Leptos routes the server functions too; ours stands before it, since it gives failed forms back.
    Router::new()
        .route("/do/{*action}", axum::routing::any(act))
        .merge(catalog::pages::routes(app, rendered.clone()))
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

/// Ready when the database answers.
async fn readyz(State(app): State<App>) -> Response {
    match app.db.ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!("not ready: {error}");
            (
                axum::http::StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
                .into_response()
        }
    }
}

/// The whole service, with every layer, as one router. Short paths are rewritten outside it.
pub fn router(app: &App) -> Router {
    let limits = Limits::new(app);
    let (api, document) = api();
    let api = Router::new()
        .nest("/api/v1", api)
        .route(
            "/api/{*nothing}",
            axum::routing::any(|| async { Problem::not_found() }),
        )
        .method_not_allowed_fallback(|| async {
            Problem::new(Code::MethodNotAllowed, "This address does not take that method.")
        })
        .layer(from_fn_with_state(app.clone(), admin_addresses::layer))
        .layer(from_fn_with_state(app.clone(), idempotency::layer))
        .layer(from_fn_with_state(limits.clone(), limits::by_viewer))
        .layer(from_fn_with_state(app.clone(), accounts::edge::by_token))
        .layer(from_fn_with_state(limits.clone(), limits::by_address))
        .with_state(app.clone());
    let pages = Router::new()
        .route("/", get(home))
        .merge(pages(app))
        .layer(from_fn_with_state(app.clone(), admin_addresses::layer))
        .layer(from_fn_with_state((app.clone(), downloads()), download::layer))
        .layer(from_fn(crate::web::pages::problems_as_pages))
        .layer(from_fn_with_state(app.clone(), idempotency::layer))
        .layer(from_fn_with_state(limits.clone(), limits::by_viewer))
        .layer(from_fn_with_state(app.clone(), accounts::edge::by_cookie))
        .layer(session::layer(
            app.db.clone(),
            app.clock.clone(),
            app.config.is_https(),
        ))
        .layer(from_fn_with_state(limits.clone(), limits::by_address))
        .layer(from_fn(crate::web::pages::problems_as_pages));
    // Nobody is asked who they are there, and no cookie is read or set.
    let public = storefront::pages::routes()
        .layer(from_fn_with_state(limits.clone(), limits::by_viewer))
        .layer(from_fn_with_state(limits, limits::by_address))
        .layer(from_fn(crate::web::pages::problems_as_pages))
        .with_state(app.clone());
    let docs = utoipa_swagger_ui::SwaggerUi::new("/docs").url("/openapi.json", document);
    let open = Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/assets/{name}", get(assets::serve))
        .route("/media/{name}", get(accounts::pages::media))
        .route("/media/products/{name}", get(catalog::pages::media))
        .route("/favicon.svg", get(assets::serve_plain))
        .route("/favicon.ico", get(assets::serve_plain))
        .route("/icon-180.png", get(assets::serve_plain))
        .route("/icon-maskable.svg", get(assets::serve_plain))
        .with_state(app.clone())
        .merge(docs);
    api.merge(open).merge(public).merge(pages).layer(
        ServiceBuilder::new()
            .layer(from_fn_with_state(app.clone(), edge::frame))
            .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Fastest))
            .layer(CatchPanicLayer::custom(edge::panicked))
            .layer(from_fn_with_state(app.clone(), edge::refuse_cross_site))
            .layer(DefaultBodyLimit::disable()),
    )
}
