//! Failed forms without script: 422 with the page again and typed values kept.
//!
//! Server functions under `/do` answer a failed call with a redirect that loses what was typed. The layer here
//! keeps the posted fields, sees the failure, and has the page that the form names in `_page` rendered again
//! with a [`FormReply`] in the request.

use crate::form::FieldErrors;
use crate::problem::{Code, Problem};
use crate::web::extract::read_body;
use crate::web::intake::{BODY_LIMIT, has_type};
use crate::web::server_form::{self, ACCOUNT, CONFIRM, CONFIRMING, Failed, Forms};
use crate::web::{admin_addresses, context, cookies};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use std::marker::PhantomData;
use std::sync::Arc;
use tower::ServiceExt;

/// The fields of a failed form and why it failed.
#[derive(Debug, Clone)]
pub struct FormReply {
    action: Arc<str>,
    fields: Arc<Vec<(String, String)>>,
    pub problem: Problem,
    /// Whether nothing failed and the form continues.
    is_step: bool,
}

impl FormReply {
    /// The failed form for which this page is rendered again.
    pub fn of_page() -> Option<Self> {
        context::extension()
    }

    /// The address that it was posted to.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// Posted fields except passwords and single-use ones.
    pub fn carried(&self) -> impl Iterator<Item = &(String, String)> {
        let is_carried =
            |name: &str| !name.contains("password") && !["otp", "_once", CONFIRMING, ACCOUNT].contains(&name);
        self.fields.iter().filter(move |(name, _)| is_carried(name))
    }
}

/// A form on a page: empty, filled from stored values, or as typed with errors.
#[derive(Debug, Clone)]
pub struct Form(Option<FormReply>);

impl Form {
    /// The form of the server function `F` on this page.
    pub fn of<F: ServerFn>() -> Self {
        Self(FormReply::of_page().filter(|reply| *reply.action == *F::PATH))
    }

    /// The form that posts to this address, which is no server function's.
    pub fn at(action: &str) -> Self {
        Self(FormReply::of_page().filter(|reply| *reply.action == *action))
    }

    /// The form, if the failed one of several has `value` in its hidden `field`.
    pub fn with(self, field: &str, value: &str) -> Self {
        Self(self.0.filter(|reply| {
            reply
                .fields
                .iter()
                .any(|(name, typed)| name == field && typed == value)
        }))
    }

    /// Whether it was sent and failed.
    pub fn failed(&self) -> bool {
        self.0.is_some()
    }

    /// Whether it was sent for an intermediate step.
    pub fn is_step(&self) -> bool {
        self.0.as_ref().is_some_and(|reply| reply.is_step)
    }

    /// All sent fields in order.
    pub fn fields(&self) -> &[(String, String)] {
        self.0.as_ref().map_or(&[], |reply| reply.fields.as_slice())
    }

    /// Typed value of a field, or empty. Passwords are never given back.
    pub fn value(&self, field: &str) -> String {
        self.typed(field).unwrap_or_default()
    }

    /// Typed value, or else the stored one.
    pub fn or(&self, field: &str, stored: impl Into<String>) -> String {
        match &self.0 {
            Some(_) => self.value(field),
            None => stored.into(),
        }
    }

    /// Whether a checkbox or radio was chosen.
    pub fn chosen(&self, field: &str, value: &str, stored: bool) -> bool {
        match &self.0 {
            Some(reply) => reply
                .fields
                .iter()
                .any(|(name, typed)| name == field && typed == value),
            None => stored,
        }
    }

    /// Error of a field.
    pub fn error(&self, field: &str) -> Option<String> {
        self.0.as_ref()?.problem.errors.first(field).map(str::to_owned)
    }

    /// All errors by field for the summary; a refusal is under the form as a whole.
    pub fn summary(&self) -> FieldErrors {
        match &self.0 {
            None => FieldErrors::new(),
            Some(reply) if reply.is_step => FieldErrors::new(),
            Some(reply) if reply.problem.errors.is_empty() => {
                FieldErrors::of(FieldErrors::FORM, reply.problem.detail.clone())
            }
            Some(reply) => reply.problem.errors.clone(),
        }
    }

    /// The refusal's code, when it failed.
    pub fn code(&self) -> Option<Code> {
        self.0.as_ref().map(|reply| reply.problem.code)
    }

    fn typed(&self, field: &str) -> Option<String> {
        let reply = self.0.as_ref()?;
        if field.contains("password") {
            return None;
        }
        reply
            .fields
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, typed)| typed.clone())
    }
}

/// The hidden fields of every form: the page to show again, and a mark that makes a doubled click one act.
#[component]
pub fn Here() -> impl IntoView {
    let page = context::here();
    view! {
        <input type="hidden" name="_page" value=page />
        <input type="hidden" name="_once" value=crate::secret::random_text(12) />
    }
}

/// Form that posts to the server function `F`, from this page.
#[component]
pub fn PostForm<F: ServerFn>(
    #[prop(optional)] class: Option<&'static str>,
    #[prop(optional)] of: PhantomData<F>,
    children: Children,
) -> impl IntoView {
    let PhantomData = of;
    view! {
        <form method="post" action=F::PATH class=class>
            <Here />
            {children()}
        </form>
    }
}

/// Whether a text is a path on this host: it begins with a single slash.
pub fn is_own_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.chars().any(char::is_control)
        && HeaderValue::from_str(path).is_ok()
        && path.parse::<axum::http::Uri>().is_ok()
}

/// Response extension marking a failed form.
#[derive(Debug, Clone, Copy)]
pub struct Refused;

/// Runs one server function for a posted form, and shows its page again when it fails.
pub async fn act(forms: Forms<impl Fn() + Clone + Send + 'static>, request: Request) -> Response {
    if request.method() != Method::POST {
        return lead_back(&request, forms.sections);
    }
    if !has_type(request.headers(), "application/x-www-form-urlencoded") {
        return Problem::new(Code::UnsupportedMediaType, "Send a form.").into_response();
    }
    let (mut parts, body) = request.into_parts();
    let bytes = match read_body(body, BODY_LIMIT).await {
        Ok(bytes) => bytes,
        Err(problem) => return problem.into_response(),
    };
    let path: Arc<str> = parts.uri.path().into();
    if leptos::server_fn::axum::get_server_fn_service(&path, Method::POST).is_none() {
        return Problem::not_found().into_response();
    }
    // The answer is a redirect only for what asks for a page.
    parts
        .headers
        .insert(header::ACCEPT, HeaderValue::from_static("text/html"));
    parts.headers.remove(header::REFERER);
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(&bytes)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let Failed {
        problem,
        asks_password,
    } = match server_form::run(&forms, &mut parts, bytes, &fields).await {
        Ok(response) => return response,
        Err(failed) => failed,
    };
    let page = fields
        .iter()
        .find(|(name, page)| name == "_page" && is_own_path(page) && !page.starts_with("/do/"))
        .map_or_else(
            || section(forms.sections, &path).to_owned(),
            |(_, page)| page.clone(),
        );
    let page = if asks_password { CONFIRM.to_owned() } else { page };
    let reply = FormReply {
        action: path,
        fields: Arc::new(fields),
        problem,
        is_step: false,
    };
    show_again(forms.pages, parts, &page, reply).await
}

/// Renders `page` again for a form that failed and was posted to `action`, which is no server function's.
pub async fn again(
    pages: Router,
    parts: axum::http::request::Parts,
    page: &str,
    action: &str,
    fields: Vec<(String, String)>,
    problem: Problem,
) -> Response {
    let reply = FormReply {
        action: action.into(),
        fields: Arc::new(fields),
        problem,
        is_step: false,
    };
    show_again(pages, parts, page, reply).await
}

/// Renders `page` with its form for `action`, for a step that saves nothing.
pub async fn carried_on(
    pages: Router,
    parts: axum::http::request::Parts,
    page: &str,
    action: &str,
    fields: Vec<(String, String)>,
) -> Response {
    let reply = FormReply {
        action: action.into(),
        fields: Arc::new(fields),
        problem: Problem::validation(FieldErrors::new()),
        is_step: true,
    };
    show_again(pages, parts, page, reply).await
}

/// Renders `page` with the failed form in it.
async fn show_again(pages: Router, mut parts: Parts, page: &str, reply: FormReply) -> Response {
    let (problem, is_step) = (reply.problem.clone(), reply.is_step);
    match problem.code {
        Code::Unauthorized => return see_other(&format!("/login?next={}", encode(page))),
        Code::SecondFactorRequired => return see_other(server_form::ENROLMENT),
        Code::NotFound
        | Code::Forbidden
        | Code::Internal
        | Code::Overloaded
        | Code::TimedOut
        | Code::Unavailable => {
            return problem.into_response();
        }
        _ => {}
    }
    parts.method = Method::GET;
    parts.uri = page.parse().unwrap_or_default();
    admin_addresses::hide(&mut parts.uri, &parts.extensions);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    parts.extensions.insert(reply);
    parts.extensions.remove::<axum::extract::OriginalUri>();
    parts.extensions.remove::<axum::extract::MatchedPath>();
    let mut response = match pages.oneshot(Request::from_parts(parts, Body::empty())).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if is_step {
        return response;
    }
    response.extensions_mut().insert(Refused);
    if response.status() == StatusCode::OK {
        let status = match problem.code {
            Code::SignInAgain | Code::SellerNotApproved | Code::VerifyEmail => StatusCode::FORBIDDEN,
            Code::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        *response.status_mut() = status;
        if let Some(retry_after) = problem.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, retry_after);
        }
        let mut back = cookies::lasting(BACK, page.to_owned(), 3600);
        back.set_path("/do");
        cookies::append(response.headers_mut(), &back);
    }
    response
}

/// The cookie of the page whose form failed.
const BACK: &str = "back";

/// Redirects a GET of a form's action to the form's page.
fn lead_back(request: &Request, sections: &[(&str, &str)]) -> Response {
    let page =
        cookies::read(request.headers(), BACK).filter(|page| is_own_path(page) && !page.starts_with("/do/"));
    let page = page.unwrap_or_else(|| section(sections, request.uri().path()).to_owned());
    see_other(&page)
}

/// The page of the section that an action belongs to, for a form that does not name its own.
fn section<'a>(sections: &[(&str, &'a str)], action: &str) -> &'a str {
    let name = action.split('/').nth(2).unwrap_or_default();
    let found = sections.iter().find(|(section, _)| *section == name);
    found.map_or("/", |(_, page)| page)
}

/// Percent-encodes a path for a query.
pub fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// 303 to a path of our own; elsewhere is `/`.
pub fn see_other(path: &str) -> Response {
    let path = if is_own_path(path) { path } else { "/" };
    (StatusCode::SEE_OTHER, [(header::LOCATION, path.to_owned())]).into_response()
}
