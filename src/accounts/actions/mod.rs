//! Accounts' server functions: what the pages' forms post to.

mod entry;
mod settings;

pub use entry::*;
pub use settings::*;

use super::sign_in::Origin;
use crate::problem::Problem;
use crate::web::context;
use axum::http::request::Parts;
use leptos::prelude::use_context;
use tower_sessions::Session;

/// The browser session of the request.
fn session() -> Result<Session, Problem> {
    context::extension().ok_or_else(Problem::unauthorized)
}

fn origin() -> Origin {
    match use_context::<Parts>() {
        Some(parts) => Origin::of(&parts.headers, parts.extensions.get().copied()),
        None => Origin::default(),
    }
}
