//! Running server functions for posted forms. One that needs a sign-in in the last five minutes runs once the
//! password is among the form's fields and right; without it, the page that asks for it is the answer, and
//! from there the same form goes on.

use crate::problem::{Code, Problem};
use crate::viewer::Viewer;
use crate::web::intake::BODY_LIMIT;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use std::pin::Pin;
use std::sync::Arc;

type Confirmed = Pin<Box<dyn Future<Output = Result<Viewer, Problem>> + Send>>;

/// Handler of server function forms.
#[derive(Clone)]
pub struct Forms<C> {
    /// Renders the page again when a form fails.
    pub pages: Router,
    /// Context provider of a server function.
    pub context: C,
    /// The page of each section of the actions' addresses: `("section", "/page")` for those under `/do/section/`. A form
    /// that names no page of its own leads there.
    pub sections: &'static [(&'static str, &'static str)],
    /// Checks the password among a form's fields, and the code with it; the viewer as it is from then on.
    pub confirm: Arc<dyn Fn(Viewer, Vec<(String, String)>) -> Confirmed + Send + Sync>,
}

/// The page that sets up a second factor.
pub const ENROLMENT: &str = "/settings/second-factor";
/// Page that asks for the password before a sensitive action and carries its fields.
pub const CONFIRM: &str = "/confirm";
/// Marker field of forms from that page.
pub const CONFIRMING: &str = "_confirming";
/// Account field for the browser's password store.
pub const ACCOUNT: &str = "_account";

/// A form's failure, and whether to ask for the password.
pub struct Failed {
    pub problem: Problem,
    pub asks_password: bool,
}

/// Runs the server function of the request's path with the fields that were posted.
pub async fn run(
    forms: &Forms<impl Fn() + Clone + Send + 'static>,
    parts: &mut Parts,
    body: Bytes,
    fields: &[(String, String)],
) -> Result<Response, Failed> {
    let problem = match call(forms, parts, body).await {
        Ok(response) => return Ok(response),
        Err(problem) => problem,
    };
    if problem.code != Code::SignInAgain {
        return Err(problem.into());
    }
    let has = |field: &str| {
        fields
            .iter()
            .any(|(name, typed)| name == field && !typed.is_empty())
    };
    if !has("password") {
        return Err(Failed {
            problem,
            asks_password: true,
        });
    }
    let viewer = parts.extensions.get::<Viewer>().cloned().unwrap_or_default();
    match (forms.confirm)(viewer, fields.to_vec()).await {
        Ok(viewer) => {
            parts.extensions.insert(viewer);
            Ok(call(forms, parts, without_password(fields)).await?)
        }
        // A page that had the field in its own form is shown again, else the page that only asks for it.
        Err(problem) => Err(Failed {
            problem,
            asks_password: has(CONFIRMING),
        }),
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            asks_password: false,
        }
    }
}

/// Calls the server function with a form's body; why it failed, if it did.
async fn call(
    forms: &Forms<impl Fn() + Clone + Send + 'static>,
    parts: &Parts,
    body: Bytes,
) -> Result<Response, Problem> {
    let call = Request::from_parts(parts.clone(), Body::from(body));
    let response = leptos_axum::handle_server_fns_with_context(forms.context.clone(), call)
        .await
        .into_response();
    if !response.headers().contains_key("serverfnerror") {
        return Ok(response);
    }
    let told = axum::body::to_bytes(response.into_body(), BODY_LIMIT)
        .await
        .map_err(|error| Problem::internal(&error))?;
    Err(serde_json::from_slice(&told).unwrap_or_else(|error| Problem::internal(&error)))
}

/// The form's body without confirmation fields.
fn without_password(fields: &[(String, String)]) -> Bytes {
    let act = fields
        .iter()
        .filter(|(name, _)| !["password", "otp", CONFIRMING, ACCOUNT].contains(&name.as_str()));
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(act);
    body.finish().into()
}
