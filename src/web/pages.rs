//! Pages: complete documents with the right status, rendered by Leptos on the server and sent whole.

use crate::problem::{Code, Problem};
use crate::viewer::{User, Viewer};
use crate::web::assets;
use crate::web::context;
use crate::web::form_reply::{encode, is_own_path, see_other};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::{MetaTags, Title};
use std::pin::Pin;
use std::sync::Arc;

/// The document around every page. The theme is the person's choice, from a cookie.
pub fn document(app: impl IntoView + 'static) -> impl IntoView {
    let theme = theme();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <link rel="stylesheet" href=assets::address("app.css") />
                <link rel="icon" type="image/svg+xml" href=assets::address("favicon.svg") />
                <link rel="manifest" href=assets::address("manifest.webmanifest") />
                <script src=assets::address("app.js") defer></script>
                <MetaTags />
            </head>
            <body>{app}</body>
        </html>
    }
}

/// `light`, `dark` or `auto`.
pub fn theme() -> &'static str {
    match cookie("theme").as_deref() {
        Some("light") => "light",
        Some("dark") => "dark",
        _ => "auto",
    }
}

/// A cookie of the request.
pub fn cookie(name: &str) -> Option<String> {
    let cookies = context::header("cookie")?;
    cookies.split(';').find_map(|cookie| {
        let (key, value) = cookie.trim().split_once('=')?;
        (key == name).then(|| decode(value))
    })
}

fn decode(text: &str) -> String {
    url::form_urlencoded::parse(format!("v={text}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

/// Sends the browser on to a path of our own. It does not return by itself: return after it.
pub fn redirect(path: &str) {
    leptos_axum::redirect(if is_own_path(path) { path } else { "/" });
}

/// Leaves a sentence for the next page: "Saved.".
pub fn notice(sentence: &str) {
    set_cookie(&notice_cookie(sentence));
}

/// Leads on to a path of our own and leaves a sentence for it, from a handler that is no server function.
pub fn see_other_with_notice(path: &str, sentence: &str) -> Response {
    let mut response = see_other(path);
    if let Ok(cookie) = HeaderValue::from_str(&notice_cookie(sentence)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn notice_cookie(sentence: &str) -> String {
    format!(
        "notice={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60",
        encode(sentence)
    )
}

/// Adds a cookie to the answer.
pub fn set_cookie(cookie: &str) {
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie)) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}

/// The sentence left by the last act; taken away as it is read.
pub fn take_notice() -> Option<String> {
    let sentence = cookie("notice").filter(|sentence| !sentence.is_empty())?;
    set_cookie("notice=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    Some(sentence)
}

/// What a page shows within the frame.
pub struct Page {
    pub title: String,
    /// Beside the title: the state of the thing shown.
    pub state: Option<AnyView>,
    /// The page's one primary action, for the top bar.
    pub action: Option<AnyView>,
    /// The list that a detail page belongs to: its name and path.
    pub back: Option<(String, String)>,
    pub body: AnyView,
}

impl Page {
    pub fn new(title: impl Into<String>, body: impl IntoView + 'static) -> Self {
        Self {
            title: title.into(),
            state: None,
            action: None,
            back: None,
            body: body.into_any(),
        }
    }

    pub fn with_state(mut self, state: impl IntoView + 'static) -> Self {
        self.state = Some(state.into_any());
        self
    }

    pub fn with_back(mut self, name: impl Into<String>, path: impl Into<String>) -> Self {
        self.back = Some((name.into(), path.into()));
        self
    }

    pub fn with_action(mut self, action: impl IntoView + 'static) -> Self {
        self.action = Some(action.into_any());
        self
    }
}

type Framed = Pin<Box<dyn Future<Output = Result<AnyView, Problem>> + Send>>;

/// Puts the frame of a signed-in person around a page; given to the pages' context by `app.rs`, which knows
/// every slice's place in the navigation.
#[derive(Clone)]
pub struct FrameSource(pub Arc<dyn Fn(User, Page) -> Framed + Send + Sync>);

/// A page for signed-in people: loads, then shows it in the frame; or shows the problem with its status.
pub fn framed<F>(load: F) -> impl IntoView
where
    F: Future<Output = Result<Page, Problem>> + Send + 'static,
{
    let source = use_context::<FrameSource>();
    let viewer = context::viewer();
    Suspend::new(async move {
        let loaded = match viewer.person() {
            Ok(_) => load.await,
            Err(problem) => Err(problem),
        };
        match (loaded, source, viewer) {
            (Ok(page), Some(source), Viewer::User(user)) => {
                let title = page.title.clone();
                match source.0(user, page).await {
                    Ok(frame) => view! { <Title text=format!("{title} · Stallholder") />{frame} }.into_any(),
                    Err(problem) => failed(problem).into_any(),
                }
            }
            (Ok(page), _, _) => page.body,
            (Err(problem), Some(source), Viewer::User(user)) if leads_away(&problem, "/").is_none() => {
                let page = Page::new(problem.code.title(), problem_view(&problem));
                set_status(problem.status());
                match source.0(user, page).await {
                    Ok(frame) => {
                        view! { <Title text=format!("{} · Stallholder", problem.code.title()) />{frame} }
                            .into_any()
                    }
                    Err(_) => failed(problem).into_any(),
                }
            }
            (Err(problem), _, _) => failed(problem).into_any(),
        }
    })
}

/// A page for anyone: loads and shows it as it is.
pub fn plain<F>(load: F) -> impl IntoView
where
    F: Future<Output = Result<Page, Problem>> + Send + 'static,
{
    Suspend::new(async move {
        match load.await {
            Ok(page) => {
                view! { <Title text=format!("{} · Stallholder", page.title) />{page.body} }.into_any()
            }
            Err(problem) => failed(problem).into_any(),
        }
    })
}

/// Answers with another status than 200.
pub fn set_status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

/// Where a second factor is set up.
pub const ENROLMENT: &str = "/settings/second-factor";

/// Where a problem of the page at `here` leads instead of being shown: to the sign-in and back, or to the second
/// factor that the policy asks for.
fn leads_away(problem: &Problem, here: &str) -> Option<String> {
    match problem.code {
        Code::Unauthorized => Some(format!("/login?next={}", encode(here))),
        Code::SecondFactorRequired => Some(ENROLMENT.to_owned()),
        _ => None,
    }
}

/// A problem as a page; someone who has not signed in is led there and back.
pub fn failed(problem: Problem) -> impl IntoView {
    if let Some(path) = leads_away(&problem, &context::here()) {
        redirect(&path);
        return ().into_any();
    }
    set_status(problem.status());
    let title = problem.code.title();
    let shown = problem_view(&problem);
    view! {
        <Title text=format!("{title} · Stallholder") />
        <crate::ui::Plain title=title>{shown}</crate::ui::Plain>
    }
    .into_any()
}

fn problem_view(problem: &Problem) -> AnyView {
    let id = crate::problem::request_id();
    let internal = problem.code == Code::Internal;
    view! {
        <section class="problem">
            <p>{problem.detail.clone()}</p>
            {internal.then(|| view! { <p class="hint">"If you ask us about it, name this: " <code>{id}</code></p> })}
            <p><a class="button" href="/">"Back to the start"</a></p>
        </section>
    }
    .into_any()
}

/// Turns a problem document into a page for whoever asked for a page.
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
    let theme = request
        .headers()
        .get(header::COOKIE)
        .and_then(|cookies| cookies.to_str().ok())
        .and_then(|cookies| {
            cookies
                .split(';')
                .find_map(|cookie| cookie.trim().strip_prefix("theme="))
        })
        .filter(|theme| matches!(*theme, "light" | "dark"))
        .unwrap_or("auto")
        .to_owned();
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
        let title = problem.code.title();
        let shown = problem_view(&problem);
        let body = view! { <crate::ui::Plain title=title>{shown}</crate::ui::Plain> };
        view! {
            <html lang="en" data-theme=theme>
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <title>{title} " · Stallholder"</title>
                    <link rel="stylesheet" href=assets::address("app.css") />
                    <link rel="icon" type="image/svg+xml" href=assets::address("favicon.svg") />
                </head>
                <body>{body}</body>
            </html>
        }
        .to_html()
    });
    let html = format!("<!DOCTYPE html>{}", for_readers(&html));
    let mut page = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    // What else is known of the answer stays known to the layers outside.
    *page.extensions_mut() = response.into_parts().0.extensions;
    page.extensions_mut().remove::<Problem>();
    if let Some(retry_after) = problem.retry_after() {
        page.headers_mut().insert(header::RETRY_AFTER, retry_after);
    }
    page
}

/// Markup rendered outside the pages' router, for an answer that needs nothing of it.
pub fn written(body: impl FnOnce() -> AnyView) -> String {
    for_readers(&Owner::new().with(|| body().to_html()))
}

/// Sends a rendered page whole, without what only hydration would need.
pub async fn send_whole(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_page {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return Problem::new(Code::Internal, "The page could not be rendered.").into_response();
    };
    let html = match std::str::from_utf8(&bytes) {
        Ok(html) => for_readers(html),
        Err(_) => for_readers(&String::from_utf8_lossy(&bytes)),
    };
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(html.len()));
    Response::from_parts(parts, Body::from(html))
}

/// Drops the scripts without address and the empty comments that Leptos leaves for hydration.
fn for_readers(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    // What is kept is copied in long pieces: only a comment or a script ends one.
    let (mut from, mut at) = (0, 0);
    while let Some(found) = memchr::memchr(b'<', &html.as_bytes()[at..]) {
        let open = at + found;
        let tag = &html[open..];
        let end = if tag.starts_with("<!>") {
            3
        } else if tag.starts_with("<!--") {
            tag.find("-->").map_or(tag.len(), |end| end + 3)
        } else if tag.starts_with("<script")
            && !tag.split('>').next().is_some_and(|open| open.contains(" src="))
        {
            tag.find("</script>").map_or(tag.len(), |end| end + 9)
        } else {
            at = open + 1;
            continue;
        };
        kept.push_str(&html[from..open]);
        from = open + end;
        at = from;
    }
    kept.push_str(&html[from..]);
    kept
}

#[cfg(test)]
mod tests {
    #[test]
    fn scripts_without_an_address_and_empty_comments_do_not_reach_the_reader() {
        let html = "<p><!>a<!----></p><script>x=1</script><script src=\"/a.js\" defer></script><b>b</b>";
        assert_eq!(
            super::for_readers(html),
            "<p>a</p><script src=\"/a.js\" defer></script><b>b</b>"
        );
    }
}
