//! The viewer of a request, determined once from the cookie, token or key.

use super::{store, token, view_as};
use crate::audit;
use crate::problem::{Code, Problem};
use crate::secret::hash;
use crate::state::App;
use crate::viewer::permission::{self, Access};
use crate::viewer::{Key, User, Viewer};
use crate::web::admin_addresses::Elsewhere;
use crate::web::edge::Address;
use crate::web::session;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_sessions::Session;

/// Pages: the viewer of the session cookie, in one look at the database. A session that ended is no session.
pub async fn by_cookie(
    State(app): State<App>,
    Extension(asked): Extension<Session>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(token) = session::token(&asked) {
        match store::viewer_of_cookie(&app.db, &hash(&token), app.clock.now()).await {
            Ok(Viewer::Anonymous) => {}
            // Looking at a shop is the admins' side, too.
            Ok(Viewer::User(user)) if is_elsewhere(&request) && user.is_looking() => {
                let user = User { member: None, ..user };
                request.extensions_mut().insert(Viewer::User(user));
            }
            Ok(viewer) if view_as::refuses(&viewer, request.method(), request.uri().path()) => {
                return Problem::new(
                    Code::Forbidden,
                    "You are viewing another shop, so nothing can be changed. Stop viewing first.",
                )
                .into_response();
            }
            Ok(viewer) => {
                request.extensions_mut().insert(viewer);
            }
            Err(error) => return Problem::from(error).into_response(),
        }
    }
    go_on(request, next).await
}

fn is_elsewhere(request: &Request) -> bool {
    request.extensions().get::<Elsewhere>().is_some()
}

/// Runs the request with the viewer and origin that its audit entries record.
async fn go_on(request: Request, next: Next) -> Response {
    let address = request
        .extensions()
        .get::<Address>()
        .and_then(|address| address.0);
    let viewer = request.extensions().get::<Viewer>().cloned();
    audit::asked_by(viewer.as_ref(), address, next.run(request)).await
}

/// The API: the viewer of the token or key. One that is wrong is 401 at once, wherever it is sent.
pub async fn by_token(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let Some(given) = bearer(request.headers()) else {
        return go_on(request, next).await;
    };
    let viewer = if given.starts_with("sk_") {
        let access = if request.method().is_safe() {
            Access::Read
        } else {
            Access::Write
        };
        by_key(&app, &given, access).await
    } else {
        match token::read(&app, &given) {
            Some(session_id) => store::viewer_of_session(&app.db, session_id.as_str(), app.clock.now()).await,
            None => Ok(Viewer::Anonymous),
        }
    };
    match viewer {
        Ok(Viewer::Anonymous) => Problem::unauthorized().into_response(),
        Ok(viewer) => {
            request.extensions_mut().insert(viewer);
            go_on(request, next).await
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

/// The bearer token or key of a request; any other `Authorization` counts as an invalid one.
fn bearer(headers: &HeaderMap) -> Option<String> {
    if let Some(key) = headers.get("x-api-key") {
        return Some(key.to_str().unwrap_or("?").trim().to_owned());
    }
    let authorization = headers
        .get(axum::http::header::AUTHORIZATION)?
        .to_str()
        .unwrap_or("?");
    match authorization.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Some(token.trim().to_owned()),
        _ => Some("?".to_owned()),
    }
}

async fn by_key(app: &App, key: &str, access: Access) -> sqlx::Result<Viewer> {
    let row = store::api_key_by_hash(&app.db, &hash(key)).await?;
    let Some(row) = row.filter(store::UsedKey::is_held) else {
        return Ok(Viewer::Anonymous);
    };
    let now = app.clock.now();
    // Once a minute is often enough to say when a key was last used.
    if row.last_used_at.is_none_or(|last| now.0 - last.0 > 60_000)
        && let Err(error) = store::touch_api_key(&app.db, &row.api_key_id, now).await
    {
        // Whoever only reads is not kept out when nothing can be written.
        tracing::warn!(api_key_id = %row.api_key_id, "the last use of a key was not recorded: {error}");
    }
    let scopes = row.scopes.0.clone();
    if let Some(seller_id) = &row.seller_id {
        let permissions = permission::of_scopes(&scopes, access);
        let member = store::member_of_key(&app.db, seller_id, &row.held_by, permissions).await?;
        return Ok(member.map_or(Viewer::Anonymous, |member| {
            Viewer::SellerKey(row.api_key_id, member)
        }));
    }
    Ok(Viewer::Key(Key {
        api_key_id: row.api_key_id,
        scopes,
    }))
}
