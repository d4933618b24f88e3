//! Category field: suggests the marketplace's tree, accepts custom text, and shows which it is.

use crate::categories::{self, Offer};
use crate::problem::Problem;
use crate::state::App;
use crate::ui::{Field, Maybe};
use crate::viewer::{Member, Viewer, duty, may};
use axum::Json;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use serde::Deserialize;

/// Suggestion address for sellers.
pub const SUGGEST: &str = "/products/categories";
/// Suggestion address for admins.
pub const ADMIN_SUGGEST: &str = "/admin/categories/paths";

/// Field content for that text.
pub async fn offer(app: &App, member: &Member<may::Products>, text: &str) -> Result<Offer, Problem> {
    categories::offer(&app.db, &member.seller_id, text).await
}

#[component]
pub fn CategoryField(
    offer: Offer,
    #[prop(default = "Category".to_owned(), into)] label: String,
    #[prop(optional)] optional: bool,
    value: String,
    #[prop(into)] error: Maybe,
) -> impl IntoView {
    let note = offer.category_match.sentence();
    let suggest = note.is_some().then_some(SUGGEST);
    view! {
        <div data-suggest=suggest>
            <Field label=label name="category" optional=optional placeholder="Kitchen > Mugs" maxlength=200
                list="category-paths" autocomplete="off" help=note value=value error=error.0 />
            <Paths paths=offer.paths />
        </div>
    }
}

/// Suggestions of a page's fields.
#[component]
pub(super) fn Paths(paths: Vec<String>) -> impl IntoView {
    let paths = paths
        .into_iter()
        .map(|path| view! { <option value=path></option> });
    view! { <datalist id="category-paths">{paths.collect_view()}</datalist> }
}

/// Typed text.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    q: String,
}

/// Answers the field while it is typed into.
pub(super) async fn suggest(app: App, viewer: Viewer, typed: Typed) -> Response {
    answer(&app, viewer.member::<may::Products>().map(drop), typed).await
}

/// Suggestion address for admins.
pub(super) async fn suggest_to_admin(app: App, viewer: Viewer, typed: Typed) -> Response {
    answer(&app, viewer.admin::<duty::Catalogue>().map(drop), typed).await
}

async fn answer(app: &App, allowed: Result<(), Problem>, typed: Typed) -> Response {
    let suggestion = async {
        allowed?;
        categories::suggest(&app.db, &typed.q).await
    };
    match suggestion.await {
        Ok(suggestion) => Json(suggestion).into_response(),
        Err(problem) => problem.into_response(),
    }
}
