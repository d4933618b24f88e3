//! What the design system promises, and the gallery as a page to look at.

use super::*;
use leptos::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The style sheet as it is served: layers in their order.
fn style() -> String {
    let mut files: Vec<PathBuf> = ["tokens", "reset", "base"]
        .map(|name| root().join(format!("style/{name}.css")))
        .to_vec();
    for folder in ["components", "pages"] {
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
