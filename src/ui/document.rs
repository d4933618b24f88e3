//! The HTML document and its theme.

use super::field::only_text;
use super::icon::icon;
use super::{Html, Maybe, Slot};
use crate::html;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;

/// Light, dark, or as the device is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
    #[default]
    Auto,
}

impl Theme {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Auto => "auto",
        }
    }

    /// Parses a cookie or form value; unknown ones mean automatic.
    pub fn parse(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }
}

/// A whole document. `style_href` and `script_href` are where the assets stand, with their fingerprint.
#[component]
pub fn Document(
    #[prop(into)] title: String,
    #[prop(optional)] theme: Theme,
    #[prop(default = "en".to_owned(), into)] lang: String,
    /// `rtl` where the language runs from right to left.
    #[prop(default = "ltr")]
    dir: &'static str,
    #[prop(into)] style_href: String,
    #[prop(optional, into)] script_href: Maybe,
    /// More head content, such as `<MetaTags/>`.
    #[prop(optional, into)]
    head: Slot,
    children: Children,
) -> impl IntoView {
    // The browser's own bar takes the colour of --canvas in style/tokens.css.
    let colours = match theme {
        Theme::Light => vec![("#f7f7f8", None)],
        Theme::Dark => vec![("#0f1012", None)],
        Theme::Auto => vec![
            ("#f7f7f8", Some("(prefers-color-scheme: light)")),
            ("#0f1012", Some("(prefers-color-scheme: dark)")),
        ],
    };
    let colours = colours
        .into_iter()
        .map(|(colour, media)| view! { <meta name="theme-color" content={colour} {..custom_attribute("media", media)}/> })
        .collect_view();
    view! {
        <!DOCTYPE html>
        <html lang=lang dir=dir data-theme=theme.as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <title inner_html=only_text(&title)></title>
                <link rel="stylesheet" href=style_href/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/icon-180.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                {colours}
                {script_href.0.map(|href| view! { <script src=href defer></script> })}
                {head.0}
            </head>
            <body>{children()}</body>
        </html>
    }
}

/// Theme switch: three buttons of a form that returns to `path`.
#[component]
pub fn ThemeSwitch(theme: Theme, #[prop(into)] path: String) -> impl IntoView {
    theme_switch(theme, &path).into_view()
}

/// The buttons as markup.
pub fn theme_switch(theme: Theme, path: &str) -> Html {
    let buttons: Html = [
        (Theme::Light, icondata_lu::LuSun, "Light theme"),
        (Theme::Dark, icondata_lu::LuMoon, "Dark theme"),
        (Theme::Auto, icondata_lu::LuMonitor, "System theme"),
    ]
    .into_iter()
    .map(|(choice, glyph, label)| {
        html!(
            r#"<button name="theme" value="{}" aria-pressed="{}" aria-label="{}" title="{}">{}</button>"#,
            choice.as_str(),
            if choice == theme { "true" } else { "false" },
            label,
            label,
            icon(glyph)
        )
    })
    .collect();
    html!(
        r#"<form class="themes" method="post" action="/do/theme"><input type="hidden" name="next" value="{}">{}</form>"#,
        path,
        buttons
    )
}
