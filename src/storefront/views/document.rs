//! HTML document of public pages, with metadata for search engines and link previews.

use crate::web::assets;
use crate::web::render::written;
use leptos::prelude::*;
use std::fmt::Write;

/// Content of the head.
#[derive(Debug, Default)]
pub struct Head {
    pub title: String,
    pub description: String,
    /// The page's one address, whichever way it was reached.
    pub canonical: String,
    /// `website`, `product`.
    pub kind: &'static str,
    pub site: String,
    /// A picture's whole address.
    pub picture: Option<String>,
    /// Price and currency.
    pub price: Option<(String, &'static str)>,
    /// Markup of ours: the linked data.
    pub linked_data: String,
    /// Search engines pass it over.
    pub hidden: bool,
}

/// The whole page.
pub fn document(head: &Head, body: impl FnOnce() -> AnyView) -> String {
    let body = written(body);
    let mut html = String::with_capacity(body.len() + 4096);
    html.push_str(
        "<!DOCTYPE html><html lang=\"en\" data-theme=\"auto\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\
         <meta name=\"color-scheme\" content=\"light dark\">",
    );
    // Writing to a text cannot fail.
    let _ = write!(
        html,
        "<title>{}</title><link rel=\"stylesheet\" href=\"{}\"><link rel=\"icon\" type=\"image/svg+xml\" href=\"{}\">",
        escaped(&head.title),
        assets::address("shop.css"),
        assets::address("favicon.svg")
    );
    if head.hidden {
        html.push_str("<meta name=\"robots\" content=\"noindex\">");
    } else {
        tags(&mut html, head);
    }
    html.push_str(&head.linked_data);
    html.push_str("</head><body>");
    html.push_str(&body);
    html.push_str("</body></html>");
    html
}

fn tags(html: &mut String, head: &Head) {
    let _ = write!(
        html,
        "<link rel=\"canonical\" href=\"{}\"><meta name=\"description\" content=\"{}\">",
        escaped(&head.canonical),
        escaped(&head.description)
    );
    let card = match head.picture {
        Some(_) => "summary_large_image",
        None => "summary",
    };
    let mut open_graph = vec![
        ("og:type", head.kind),
        ("og:title", head.title.as_str()),
        ("og:description", &head.description),
        ("og:url", &head.canonical),
        ("og:site_name", &head.site),
    ];
    if let Some(picture) = &head.picture {
        open_graph.push(("og:image", picture));
    }
    if let Some((price, currency)) = &head.price {
        open_graph.push(("product:price:amount", price));
        open_graph.push(("product:price:currency", currency));
    }
    for (name, text) in open_graph {
        let _ = write!(html, "<meta property=\"{name}\" content=\"{}\">", escaped(text));
    }
    for (name, text) in [
        ("twitter:card", card),
        ("twitter:title", &head.title),
        ("twitter:description", &head.description),
    ] {
        let _ = write!(html, "<meta name=\"{name}\" content=\"{}\">", escaped(text));
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
