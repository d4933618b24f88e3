//! Leptos context of server functions and pages.

use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Member, Proven, Right, Task, User, Viewer};
use crate::web::page_query::address;
use axum::http::request::Parts;
use leptos::context::use_context;
use leptos::reactive::owner::with_context;

/// The running application.
pub fn app() -> Result<App, Problem> {
    use_context::<App>()
        .ok_or_else(|| Problem::internal(&std::io::Error::other("no App in the page's context")))
}

/// The viewer of the request.
pub fn viewer() -> Viewer {
    extension().unwrap_or_default()
}

/// The signed-in person.
pub fn user() -> Result<User, Problem> {
    viewer().user().cloned()
}

/// The signed-in person, even without a required second factor; see [`Viewer::person`].
pub fn person() -> Result<User, Problem> {
    viewer().person().cloned()
}

/// The signed-in person, who gave their password within the last five minutes; see [`Viewer::proven`].
pub fn proven() -> Result<Proven, Problem> {
    viewer().proven()
}

/// The member of the current seller, with the required right.
pub fn member<R: Right>() -> Result<Member<R>, Problem> {
    viewer().member()
}

/// The admin, with the required duty.
pub fn admin<T: Task>() -> Result<Admin<T>, Problem> {
    viewer().admin()
}

/// A value that a layer put into the request's extensions.
pub fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    with_context(|parts: &Parts| parts.extensions.get::<T>().cloned()).flatten()
}

/// Path and query of the page, as the browser requested it.
pub fn here() -> String {
    with_context(address).unwrap_or_else(|| "/".to_owned())
}
