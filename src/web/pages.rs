//! Pages: complete documents with their status, rendered by Leptos and sent whole.

use crate::problem::{Code, Problem};
use crate::state::App;
use crate::ui::Html;
use crate::viewer::{User, Viewer};
use crate::web::context;
use crate::web::cookies;
use crate::web::form_reply::{encode, is_own_path, see_other};
use crate::web::page::{Loading, Page, PageRoute};
use crate::web::render::{Html5, PageContent, document};
pub use crate::web::server_form::ENROLMENT;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use cookie::Cookie;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::reactive::owner::with_context;
use leptos_axum::ResponseOptions;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};

/// The colours of the page under way: `light`, `dark` or `auto`.
pub fn theme() -> &'static str {
    with_context(|parts: &Parts| cookies::theme(&parts.headers)).unwrap_or("auto")
}

/// Sends the browser on to a path of our own. It does not return by itself: return after it.
pub fn redirect(path: &str) {
    leptos_axum::redirect(if is_own_path(path) { path } else { "/" });
}

/// Leaves a sentence for the next page: "Saved.".
pub fn notice(sentence: &str) {
    cookies::put(&notice_cookie(sentence));
}

/// Redirects to a path of ours with a notice, from a plain handler.
pub fn see_other_with_notice(path: &str, sentence: &str) -> Response {
    let mut response = see_other(path);
    cookies::append(response.headers_mut(), &notice_cookie(sentence));
    response
}

const NOTICE: &str = "notice";

fn notice_cookie(sentence: &str) -> Cookie<'static> {
    cookies::lasting(NOTICE, sentence, 60)
}

/// Takes the notice of the last action.
pub fn take_notice() -> Option<String> {
    let sentence = cookies::asked(NOTICE).filter(|sentence| !sentence.is_empty())?;
    cookies::put(&cookies::gone(NOTICE, "/"));
    Some(sentence)
}

type Framed = Pin<Box<dyn Future<Output = Result<Html, Problem>> + Send>>;

/// Renders the frame around a signed-in page; provided by `app.rs`, which knows the navigation.
#[derive(Clone)]
pub struct FrameSource(pub Arc<dyn Fn(User, Page) -> Framed + Send + Sync>);

/// Answers a request with a page, whole and with its status. `provide` gives the page's views their context.
///
/// A page is waited for once and then turned to text in one go; Leptos's own rendering would ask every element of it
/// whether there is something to wait for.
pub async fn answer(page: PageRoute, app: App, provide: impl FnOnce(), request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let given = ResponseOptions::default();
    let owner = Owner::new();
    let rendering = owner.with(|| {
        provide_context(parts.clone());
        provide_context(given.clone());
        provide();
        ScopedFuture::new(async move { document(theme(), &shown(&page, parts, app).await) })
    });
    let html = rendering.await;
    drop(owner);
    let mut response = Html5(html).into_response();
    let given = std::mem::take(&mut *given.0.write().unwrap_or_else(PoisonError::into_inner));
    response.headers_mut().extend(given.headers);
    if let Some(status) = given.status {
        *response.status_mut() = status;
    }
    response
}

/// A page as the body of its document: in the frame of a signed-in person, or as it is; a problem with its status.
async fn shown(page: &PageRoute, parts: Parts, app: App) -> PageContent {
    let loading = page.load(parts, app);
    if page.is_framed() {
        return in_frame(loading).await;
    }
    match loading.await {
        Ok(page) => bare(page),
        Err(problem) => failed(problem),
    }
}

async fn in_frame(loading: Loading) -> PageContent {
    let source = use_context::<FrameSource>();
    let viewer = context::viewer();
    let loaded = match viewer.person() {
        Ok(_) => loading.await,
        Err(problem) => Err(problem),
    };
    let page = match loaded {
        Ok(page) => page,
        Err(problem) if leads_away(&problem, "/").is_some() => return failed(problem),
        Err(problem) => problem_page(&problem),
    };
    let (Some(source), Viewer::User(user)) = (source, viewer) else {
        return bare(page);
    };
    let title = page.title.clone();
    match source.0(user, page).await {
        Ok(body) => PageContent { title, body },
        Err(problem) => failed(problem),
    }
}

fn bare(page: Page) -> PageContent {
    PageContent {
        title: page.title,
        body: Html::of_view(page.body),
    }
}

/// A problem in place of the page that was asked for, with its status.
fn problem_page(problem: &Problem) -> Page {
    let here = context::here();
    set_status(problem.status());
    Page::new(title_of(problem, &here), problem_view(problem, &here, false))
}

/// Answers with another status than 200.
pub fn set_status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

/// Redirect instead of a problem on the page at `here`: to sign-in, or to setting up a required second
/// factor.
fn leads_away(problem: &Problem, here: &str) -> Option<String> {
    match problem.code {
        Code::Unauthorized => Some(format!("/login?next={}", encode(here))),
        Code::SecondFactorRequired => Some(ENROLMENT.to_owned()),
        Code::SignInAgain => Some(format!("/confirm?next={}", encode(here))),
        _ => None,
    }
}

/// A problem as a page; someone who has not signed in is led there and back.
fn failed(problem: Problem) -> PageContent {
    let title = title_of(&problem, &context::here()).to_owned();
    if let Some(path) = leads_away(&problem, &context::here()) {
        redirect(&path);
        return PageContent {
            title,
            body: Html::default(),
        };
    }
    set_status(problem.status());
    let body = plain_problem(&problem, &context::here(), false);
    PageContent { title, body }
}

/// A problem in the frame of pages outside the shop.
fn plain_problem(problem: &Problem, here: &str, is_form: bool) -> Html {
    let shown = problem_view(problem, here, is_form);
    let title = title_of(problem, here);
    Html::of_view(view! { <crate::ui::Plain title=title>{shown}</crate::ui::Plain> })
}

/// The heading of a problem's page. An address that asks for what a list cannot show has no fields to fix.
fn title_of(problem: &Problem, here: &str) -> &'static str {
    match problem.code {
        Code::Validation if here.contains('?') => "That list does not exist",
        code => code.title(),
    }
}

fn problem_view(problem: &Problem, here: &str, is_form: bool) -> AnyView {
    let may_be_sent_again = is_form && matches!(problem.code, Code::Overloaded | Code::Unavailable);
    let id = crate::request_id::request_id();
    let internal = problem.code == Code::Internal;
    // What the address asks of a list cannot be: the list itself can.
    let list = here.split_once('?').filter(|_| problem.code == Code::Validation);
    let (leads_to, called) = match list {
        Some((path, _)) => (path.to_owned(), "Show the whole list"),
        None => ("/".to_owned(), "Back to the start page"),
    };
    view! {
        <section class="problem">
            <p>{problem.detail.clone()}</p>
            {may_be_sent_again.then(|| {
                view! { <p>"What you typed is not lost: reload this page to send it again. It is not \
                    processed twice."</p> }
            })}
            {internal.then(|| view! { <p class="hint">"If you contact us about it, mention this: " <code>{id}</code></p> })}
            <p><a class="button" href=leads_to>{called}</a></p>
        </section>
    }
    .into_any()
}

/// Layer that renders problems as pages for browsers.
pub async fn problems_as_pages(request: Request, next: Next) -> Response {
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
        && !request.uri().path().starts_with("/api/");
    let path = request
        .uri()
        .path_and_query()
        .map_or_else(|| "/".to_owned(), ToString::to_string);
    let is_get = request.method() == axum::http::Method::GET;
    let theme = cookies::theme(request.headers());
    let response = next.run(request).await;
    let Some(problem) = response
        .extensions()
        .get::<Problem>()
        .filter(|_| wants_page)
        .cloned()
    else {
        return response;
    };
    if let Some(path) = leads_away(&problem, &path).filter(|_| is_get) {
        return see_other(&path);
    }
    let status = problem.status();
    let html = Owner::new().with(|| {
        let title = title_of(&problem, &path).to_owned();
        let body = plain_problem(&problem, &path, !is_get);
        document(theme, &PageContent { title, body })
    });
    let mut page = (status, Html5(html)).into_response();
    // What else is known of the answer stays known to the layers outside.
    *page.extensions_mut() = response.into_parts().0.extensions;
    page.extensions_mut().remove::<Problem>();
    if let Some(retry_after) = problem.retry_after() {
        page.headers_mut().insert(header::RETRY_AFTER, retry_after);
    }
    page
}
