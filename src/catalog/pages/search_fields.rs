//! Search engine fields with a live preview.

use crate::ui::{Disclosure, Field, TextArea};
use crate::web::form_reply::Form;
use leptos::prelude::*;

/// Field values, and the product's current or future address.
#[derive(Debug, Clone, Default)]
pub(super) struct SearchFieldValues {
    pub name: String,
    pub description: String,
    /// As it is or will be.
    pub handle: String,
    /// Typed handle.
    pub typed_handle: String,
    pub title: String,
    pub text: String,
    /// The shop's address, before the product's own part.
    pub shop_address: String,
    pub shop_name: String,
}

/// As much as search engines show, in characters.
const TITLE: usize = 60;
const TEXT: usize = 155;

fn counted(text: &str, most: usize) -> String {
    format!("{} of the roughly {most} characters shown.", text.chars().count())
}

/// The fields and the preview. What is left blank is made from name and description.
#[component]
pub(super) fn SearchFields(form: Form, searched: SearchFieldValues) -> impl IntoView {
    let has_error = ["handle", "seo_title", "seo_description"]
        .iter()
        .any(|field| form.error(field).is_some());
    let title = match searched.title.trim() {
        "" => format!("{} · {}", searched.name, searched.shop_name),
        title => title.to_owned(),
    };
    let line = match searched.text.trim() {
        "" => &searched.description,
        text => text,
    };
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = line.chars().take(TEXT).collect();
    let address = searched
        .shop_address
        .split("//")
        .last()
        .unwrap_or_default()
        .replace('/', " › ");
    let (title_count, text_count) = (counted(&title, TITLE), counted(&line, TEXT));
    view! {
        <Disclosure summary="For search engines" open=has_error>
            <div class="found" data-found=searched.shop_name aria-label="Preview in search results" role="group">
                <small>{address} " › " <span data-found-handle="">{searched.handle.clone()}</span></small>
                <b data-found-title="">{title}</b>
                <p data-found-text="">{shown}</p>
            </div>
            <Field label="Handle" name="handle" optional=true autocomplete="off" maxlength=255
                help="The product's part of its web address. After a change the old address redirects to the new one."
                value=searched.typed_handle error=form.error("handle") />
            <div>
                <Field label="Title" name="seo_title" optional=true maxlength=200
                    value=searched.title error=form.error("seo_title") />
                <p class="help" data-count="60">{title_count}</p>
            </div>
            <div>
                <TextArea label="Description for search engines" name="seo_description" optional=true rows=2
                    value=searched.text error=form.error("seo_description") />
                <p class="help" data-count="155">{text_count}</p>
            </div>
        </Disclosure>
    }
}
