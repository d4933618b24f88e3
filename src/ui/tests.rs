//! Tests of the design system, and the gallery page.

use super::*;
use leptos::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The style sheet as it is served: layers in their order.
fn style() -> String {
    style_of("pages")
}

fn style_of(pages: &str) -> String {
    let mut files: Vec<PathBuf> = ["tokens", "reset", "base"]
        .map(|name| root().join(format!("style/{name}.css")))
        .to_vec();
    for folder in ["components", pages] {
        let mut found: Vec<_> = fs::read_dir(root().join("style").join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        found.sort();
        files.extend(found);
    }
    files
        .into_iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

fn gallery() -> String {
    view! { <Gallery/> }.to_html()
}

/// Writes the gallery and the sign-in page where a browser can open them: `target/gallery/`.
#[test]
fn the_gallery_can_be_looked_at() {
    let folder = root().join("target/gallery");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("style.css"), style()).unwrap();
    fs::copy(root().join("public/app.js"), folder.join("app.js")).unwrap();
    for theme in [Theme::Light, Theme::Dark] {
        let page = view! {
            <Document title="Gallery" theme=theme style_href="style.css" script_href="app.js">
                <Gallery theme=theme/>
            </Document>
        };
        fs::write(folder.join(format!("{}.html", theme.as_str())), page.to_html()).unwrap();
        let page = view! {
            <Document title="Sign in" theme=theme style_href="style.css">
                <Plain
                    title="Sign in"
                    about="Welcome back."
                    notice=Some(Notice::new(Tone::Good, "Your password is changed."))
                    foot=view! { "New here? " <a href="/register">"Open a shop"</a> }.into_any()
                >
                    <form class="form" method="post">
                        <Field label="Email" name="email" kind="email" autocomplete="username" required=true/>
                        <Field label="Password" name="password" kind="password" autocomplete="current-password"/>
                        <Button variant=Variant::Primary wide=true>"Sign in"</Button>
                    </form>
                </Plain>
            </Document>
        };
        fs::write(
            folder.join(format!("plain-{}.html", theme.as_str())),
            page.to_html(),
        )
        .unwrap();
    }
}

#[test]
fn no_component_writes_what_the_content_security_policy_drops() {
    let html = gallery();
    for refused in [" style=", "<style", "<script", " onclick", "javascript:"] {
        assert!(!html.contains(refused), "{refused} in the gallery");
    }
}

#[test]
fn an_error_leads_to_its_field_and_the_field_names_its_error() {
    let html = gallery();
    assert!(html.contains(r##"href="#field-price""##));
    let page = scraper::Html::parse_document(&html);
    let field = page
        .select(&scraper::Selector::parse("#field-price").unwrap())
        .next()
        .unwrap();
    assert_eq!(field.attr("aria-invalid"), Some("true"));
    let described = field.attr("aria-describedby").unwrap();
    for id in described.split(' ') {
        assert!(
            page.select(&scraper::Selector::parse(&format!("#{id}")).unwrap())
                .next()
                .is_some(),
            "{id}"
        );
    }
}

#[test]
fn every_control_has_a_name_that_is_read_out() {
    let page = scraper::Html::parse_document(&gallery());
    let select = |css: &str| scraper::Selector::parse(css).unwrap();
    for control in page.select(&select("input:not([type=hidden]), select, textarea")) {
        let labelled = control.attr("aria-label").is_some()
            || control
                .ancestors()
                .filter_map(scraper::ElementRef::wrap)
                .any(|above| above.value().name() == "label")
            || control.attr("id").is_some_and(|id| {
                page.select(&select(&format!("label[for='{id}']")))
                    .next()
                    .is_some()
            });
        assert!(labelled, "{}", control.html());
    }
    for button in page.select(&select("button, a, summary")) {
        let named = button.attr("aria-label").is_some() || button.text().any(|text| !text.trim().is_empty());
        assert!(named, "{}", button.html());
    }
}

#[test]
fn what_was_typed_is_escaped() {
    let html = view! { <Field label="<b>" name="q" value="\"><script>" error="<i>"/> }.to_html();
    assert!(
        !html.contains("<script") && !html.contains("<b>") && !html.contains("<i>"),
        "{html}"
    );
}

#[test]
fn a_text_comes_back_as_it_was_typed() {
    let html = view! { <TextArea label="Note" name="note" value="\n</textarea> & <!> so on"/> }.to_html();
    let page = scraper::Html::parse_fragment(&html);
    let area = page
        .select(&scraper::Selector::parse("textarea").unwrap())
        .next()
        .unwrap();
    assert_eq!(area.text().collect::<String>(), "\n</textarea> & <!> so on");
}

/// The two colours of a token, light and dark.
fn colours(tokens: &str, name: &str) -> [String; 2] {
    let from = tokens
        .split(&format!("--{name}: "))
        .nth(1)
        .unwrap_or_else(|| panic!("no --{name}"));
    let value = from.split(';').next().unwrap();
    match value
        .strip_prefix("light-dark(")
        .and_then(|pair| pair.strip_suffix(')'))
    {
        Some(pair) => {
            let (light, dark) = pair.split_once(", ").unwrap();
            [light.to_owned(), dark.to_owned()]
        }
        None => [value.to_owned(), value.to_owned()],
    }
}

/// WCAG's relative luminance of `#rrggbb`.
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let share = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

#[test]
fn every_text_stands_out_from_every_ground_it_lies_on_in_both_themes() {
    let tokens = fs::read_to_string(root().join("style/tokens.css")).unwrap();
    let grounds = ["canvas", "surface", "raised", "hover", "pressed", "accent-bg"];
    let mut pairs: Vec<(&str, &str, f64)> = vec![
        ("on-fill", "accent-fill", 4.5),
        ("on-fill", "accent-fill-hover", 4.5),
        ("on-fill", "bad-fill", 4.5),
        ("on-fill", "bad-fill-hover", 4.5),
        ("muted", "neutral-bg", 4.5),
        ("neutral-fg", "neutral-bg", 4.5),
        ("good-fg", "good-bg", 4.5),
        ("warning-fg", "warning-bg", 4.5),
        ("bad-fg", "bad-bg", 4.5),
        ("info-fg", "info-bg", 4.5),
        ("good-fg", "surface", 4.5),
        ("bad-fg", "surface", 4.5),
        ("bad-fg", "canvas", 4.5),
        ("accent", "neutral-bg", 4.5),
    ];
    for ground in grounds {
        pairs.extend([
            ("text", ground, 4.5),
            ("muted", ground, 4.5),
            ("accent", ground, 4.5),
        ]);
    }
    for ground in ["canvas", "surface"] {
        for line in [
            "edge",
            "focus",
            "chart-1",
            "chart-2",
            "chart-3",
            "chart-4",
            "chart-previous",
            "star",
        ] {
            pairs.push((line, ground, 3.0));
        }
    }
    let mut faint = Vec::new();
    for (front, ground, least) in pairs {
        for (front_colour, ground_colour) in colours(&tokens, front).iter().zip(colours(&tokens, ground)) {
            let (a, b) = (luminance(front_colour), luminance(&ground_colour));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            if contrast < least {
                faint.push(format!(
                    "{front} {front_colour} on {ground} {ground_colour}: {contrast:.2}"
                ));
            }
        }
    }
    assert!(faint.is_empty(), "{}", faint.join("\n"));
}

#[test]
fn colours_are_written_in_the_tokens_only() {
    let tokens = fs::read_to_string(root().join("style/tokens.css")).unwrap();
    let rest = (style() + &style_of("public")).replace(&tokens, "");
    for raw in [": #", " rgb(", " hsl(", "oklch("] {
        assert!(!rest.contains(raw), "{raw}");
    }
}

#[test]
fn the_style_sheet_weighs_less_than_ten_kilobytes_on_the_wire() {
    let bytes = crate::web::assets::bytes_on_the_wire("app.css");
    assert!(bytes < 10 * 1024, "{bytes} bytes");
}
