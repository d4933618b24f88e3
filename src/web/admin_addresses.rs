//! Allowed networks of the admin side: `STALLHOLDER_ADMIN_ADDRESSES`. From elsewhere its addresses lead
//! nowhere, like any other that does not exist.

use crate::state::App;
use crate::web::edge::Address;
use axum::extract::{Request, State};
use axum::http::{Extensions, Uri};
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;
use std::net::IpAddr;

/// Request extension marking an address outside the admin networks.
#[derive(Debug, Clone, Copy)]
pub struct Elsewhere;

/// Whether a path belongs to the admin side: pages, forms, API.
pub fn concerns(path: &str) -> bool {
    ["/admin", "/do/admin", "/api/v1/admin"].iter().any(|side| {
        path.strip_prefix(side)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Whether an address is in these networks; empty allows any.
fn admits(nets: &[IpNet], address: Option<IpAddr>) -> bool {
    nets.is_empty() || address.is_some_and(|address| nets.iter().any(|net| net.contains(&address)))
}

/// Layer outside all routing, so that hidden addresses are routed like unknown ones.
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let address = request
        .extensions()
        .get::<Address>()
        .and_then(|address| address.0);
    if !admits(&app.config.admin_addresses, address) {
        request.extensions_mut().insert(Elsewhere);
        let mut uri = std::mem::take(request.uri_mut());
        hide(&mut uri, request.extensions());
        *request.uri_mut() = uri;
    }
    next.run(request).await
}

/// Rewrites an admin address to an unknown one for requests from elsewhere.
pub fn hide(uri: &mut Uri, request: &Extensions) {
    if request.get::<Elsewhere>().is_some() && concerns(uri.path()) {
        let is_api = uri.path().starts_with("/api/");
        *uri = Uri::from_static(if is_api { "/api/v1/-" } else { "/-" });
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Answer, TestApp};
    use axum::http::Method;
    use serde_json::Value;

    const OUTSIDE: &[(&str, &str)] = &[];
    const OFFICE: &[(&str, &str)] = &[("x-forwarded-for", "10.1.2.3")];

    async fn allowing(nets: &str, proxy: Option<&str>) -> TestApp {
        TestApp::with(|config| {
            config.admin_addresses = vec![nets.parse().unwrap()];
            config.trusted_proxies = proxy.iter().map(|proxy| proxy.parse().unwrap()).collect();
        })
        .await
    }

    /// A problem without per-request values.
    fn problem(answer: &Answer) -> Value {
        let mut problem = answer.json();
        problem["request_id"] = Value::Null;
        problem
    }

    #[tokio::test]
    async fn from_elsewhere_the_admins_side_looks_like_an_unknown_address() {
        let app = allowing("10.0.0.0/8", None).await;
        let admin = app.admin().await;
        for someone in [app.anonymous(), admin] {
            let nothing = someone.get("/api/v1/nothing").await.is(404);
            for path in ["/api/v1/admin/sellers", "/api/admin/nothing"] {
                assert_eq!(problem(&someone.get(path).await.is(404)), problem(&nothing));
            }
            let nowhere = someone.page("/nothing").await.is(404).text();
            for path in ["/admin", "/admin/sellers", "/admin/nothing"] {
                assert_eq!(someone.page(path).await.is(404).text(), nowhere, "{path}");
            }
            let form = someone.form("/do/admin/approve", &[("seller_id", "sel_1")]).await;
            assert_eq!(form.is(404).text(), nowhere);
        }
    }

    #[tokio::test]
    async fn a_failed_form_elsewhere_opens_no_page_of_the_admins() {
        let app = allowing("10.0.0.0/8", None).await;
        let admin = app.admin().await;
        let fields = [("_page", "/admin/sellers"), ("current_password", "a guess")];
        admin.form("/do/accounts/password", &fields).await.is(404);
    }

    #[tokio::test]
    async fn only_a_trusted_proxy_says_that_someone_is_in_the_office() {
        let believed = allowing("10.0.0.0/8", Some("127.0.0.1/32")).await;
        let admin = believed.admin().await;
        admin.browse(Method::GET, "/admin", OFFICE, "").await.is(200);
        admin.browse(Method::GET, "/admin", OUTSIDE, "").await.is(404);
        let written = [("x-forwarded-for", "10.1.2.3, 192.0.2.1")];
        admin.browse(Method::GET, "/admin", &written, "").await.is(404);
        let doubted = allowing("10.0.0.0/8", None).await;
        let admin = doubted.admin().await;
        admin.browse(Method::GET, "/admin", OFFICE, "").await.is(404);
    }

    #[tokio::test]
    async fn from_the_addresses_named_the_admins_side_answers() {
        let app = allowing("127.0.0.1/32", None).await;
        let admin = app.admin().await;
        admin.page("/admin/sellers").await.is(200);
        admin.get("/api/v1/admin/tickets").await.is(200);
    }
}
