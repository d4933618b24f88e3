//! Server functions of accounts.

mod application;
mod entry;
mod members;
mod phone;
mod second_factor;
mod settings;

pub use application::*;
pub use entry::*;
pub use members::*;
pub use phone::*;
pub use second_factor::*;
pub use settings::*;

use super::origin::Origin;
use super::sign_in::{self, SignedIn};
use crate::problem::Problem;
use crate::state::App;
use crate::web::{context, session};
use axum::http::request::Parts;
use leptos::prelude::use_context;

fn origin() -> Origin {
    match use_context::<Parts>() {
        Some(parts) => Origin::of(&parts.headers, parts.extensions.get().copied()),
        None => Origin::default(),
    }
}

/// Signs this browser in: starts its session and sets the cookie.
async fn begin(app: &App, signed_in: &SignedIn) -> Result<(), Problem> {
    let viewer = context::viewer();
    let token = sign_in::begin_session(app, viewer.person().ok(), signed_in, &origin()).await?;
    session::hand_out(Some(&token)).await
}
