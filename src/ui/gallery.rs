//! g
use leptos::prelude::*;
/// g
#[component]
pub fn Gallery() -> impl IntoView {
    view! { <p>"x"</p> }
}
