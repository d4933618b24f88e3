//! Small pictures: initials, product photos, stars.

use super::icon::{icon, icon_large};
use super::{Html, Icon, Maybe};
use crate::html;
use leptos::prelude::*;

/// The initials of a name on a small ground.
#[component]
pub fn Avatar(#[prop(into)] name: String, #[prop(optional)] round: bool) -> impl IntoView {
    avatar(&name, round).into_view()
}

/// The initials as markup.
pub fn avatar(name: &str, round: bool) -> Html {
    let round = if round { " avatar-round" } else { "" };
    html!(
        r#"<span class="avatar{}" aria-hidden="true">{}</span>"#,
        round,
        initials(name)
    )
}

/// The first letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}

/// A product's photo, or its place.
#[component]
pub fn Thumb(
    #[prop(optional, into)] src: Maybe,
    /// Alt text; empty if the name is beside it.
    #[prop(optional, into)]
    alt: String,
    #[prop(optional)] large: bool,
) -> impl IntoView {
    thumb(src.0.as_deref(), &alt, large).into_view()
}

/// The photo, or its place, as markup.
pub fn thumb(src: Option<&str>, alt: &str, large: bool) -> Html {
    let size = if large { "96" } else { "40" };
    let inside = match src {
        Some(src) => html!(
            r#"<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">"#,
            src,
            alt,
            size,
            size
        ),
        None if large => icon_large(icondata_lu::LuImage),
        None => icon(icondata_lu::LuImage),
    };
    html!(
        r#"<span class="thumb{}">{}</span>"#,
        if large { " thumb-large" } else { "" },
        inside
    )
}

/// A photo in several widths.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Photo {
    /// Fallback source.
    pub src: String,
    /// Address and width, the smallest first.
    pub widths: Vec<(String, u32)>,
    /// Width of the largest, so that the browser reserves its space.
    pub width: u32,
    pub height: u32,
    pub alt: String,
}

/// A responsive photo.
#[component]
pub fn Picture(
    photo: Photo,
    /// Width of its slot, such as `(max-width: 48rem) 100vw, 24rem`.
    #[prop(into)]
    sizes: String,
    /// Whether it is above the fold and loads at once; others load lazily.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let widths: Vec<String> = photo
        .widths
        .iter()
        .map(|(address, width)| format!("{address} {width}w"))
        .collect();
    let (loading, priority) = if first {
        ("eager", Some("high"))
    } else {
        ("lazy", None)
    };
    view! {
        <img src=photo.src srcset=widths.join(", ") sizes=sizes width=photo.width height=photo.height
            alt=photo.alt loading=loading fetchpriority=priority decoding="async" />
    }
}

/// Stars out of five, and the number.
#[component]
pub fn Rating(stars: f64) -> impl IntoView {
    let full = stars.round() as i32;
    let icons = (1..=5)
        .map(|star| view! { <Icon icon=icondata_lu::LuStar class=if star <= full { "on" } else { "" }/> })
        .collect_view();
    let shown = if stars.fract() == 0.0 {
        format!("{stars:.0}")
    } else {
        format!("{stars:.1}")
    };
    view! {
        <span class="rating">
            {icons} <b>{shown} <span class="unseen">" out of 5 stars"</span></b>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_those_of_the_first_and_the_last_word() {
        assert_eq!(initials("Ada Maria Park"), "AP");
        assert_eq!(initials("stallholder"), "S");
        assert_eq!(initials("  “Étoile” & Söhne"), "ÉS");
        assert_eq!(initials(""), "");
    }
}
