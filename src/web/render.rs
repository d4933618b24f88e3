//! From a page to a document: its head, and its text without what only hydration needs.

use crate::html;
use crate::ui::Html;
use crate::web::assets;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use std::sync::LazyLock;

/// A document's title and body.
pub struct PageContent {
    pub title: String,
    pub body: Html,
}

/// A document as an answer, with its length.
pub struct Html5(pub String);

impl IntoResponse for Html5 {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        (kind, self.0).into_response()
    }
}

/// The parts of every document's head that never change.
static HEAD: LazyLock<Html> = LazyLock::new(|| {
    html!(
        r#"<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><meta name="color-scheme" content="light dark"><link rel="stylesheet" href="{}"><link rel="icon" type="image/svg+xml" href="{}"><link rel="manifest" href="{}"><script src="{}" defer></script>"#,
        assets::address("app.css"),
        assets::address("favicon.svg"),
        assets::address("manifest.webmanifest"),
        assets::address("app.js")
    )
});

/// The document around a page.
pub fn document(theme: &str, shown: &PageContent) -> String {
    let document = html!(
        r#"<!DOCTYPE html><html lang="en" data-theme="{}"><head>{}<title>{} · Stallholder</title></head><body>{}</body></html>"#,
        theme,
        *HEAD,
        shown.title,
        shown.body
    );
    for_readers(document.as_str())
}

/// Markup rendered outside the page router.
pub fn written(body: impl FnOnce() -> AnyView) -> String {
    for_readers(&Owner::new().with(|| body().to_html()))
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
