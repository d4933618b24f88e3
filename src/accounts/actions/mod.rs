//! Accounts' server functions: what the pages' forms post to.

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

use super::sign_in::{self, Origin, Proof};
use crate::problem::Problem;
use crate::viewer::{Admin, Member, Right, Task, Viewer};
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

/// The member who asks for something sensitive: with a password in the form (and the code of the
/// second factor, where there is one), the sign-in counts as fresh again; without, it has to be fresh still.
pub async fn confirmed_member<R: Right>(proof: Proof) -> Result<Member<R>, Problem> {
    context::member::<R>()?;
    confirmed(&proof).await?.member()
}

/// The same for one of the marketplace's own people.
pub async fn confirmed_admin<T: Task>(proof: Proof) -> Result<Admin<T>, Problem> {
    context::admin::<T>()?;
    confirmed(&proof).await?.admin()
}

async fn confirmed(proof: &Proof) -> Result<Viewer, Problem> {
    let (app, user, session) = (context::app()?, context::user()?, session()?);
    let user = sign_in::confirm_if_given(&app, &session, &user, proof).await?;
    Ok(Viewer::User(user))
}
