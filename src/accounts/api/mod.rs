//! API of accounts.

mod api_keys;
mod audit;
mod auth;
mod checklist;
pub(super) mod documents;
mod members;
mod person;
mod pictures;
mod profile;
mod sellers;
mod users;

use crate::state::App;
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(auth::routes())
        .merge(members::routes())
        .merge(person::routes())
        .merge(profile::routes())
        .merge(sellers::routes())
        .merge(checklist::routes())
        .merge(documents::routes())
        .merge(pictures::routes())
        .merge(api_keys::routes())
        .merge(users::routes())
        .merge(audit::routes())
}
