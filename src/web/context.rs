//! What server functions and pages find in their Leptos context.

use crate::form::FieldErrors;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Asks, Member, Proven, Right, Task, User, Viewer};
use crate::web::form_reply::FormReply;
use axum::http::request::Parts;
use leptos::context::use_context;
use serde::de::DeserializeOwned;

/// The running application.
pub fn app() -> Result<App, Problem> {
    use_context::<App>()
        .ok_or_else(|| Problem::internal(&std::io::Error::other("no App in the page's context")))
}

/// Who asks.
pub fn viewer() -> Viewer {
    extension().unwrap_or_default()
}

/// The signed-in person.
pub fn user() -> Result<User, Problem> {
    viewer().user().cloned()
}

/// The signed-in person, though the second factor that the policy asks for may be missing; see [`Viewer::person`].
pub fn person() -> Result<User, Problem> {
    viewer().person().cloned()
}

/// What the form of a sensitive act asks for.
pub fn asks() -> Asks {
    viewer().asks()
}

/// The signed-in person, who gave their password within the last five minutes; see [`Viewer::proven`].
pub fn proven() -> Result<Proven, Problem> {
    viewer().proven()
}

/// The person as a member of the seller they act for, with the right that is asked for.
pub fn member<R: Right>() -> Result<Member<R>, Problem> {
    viewer().member()
}

/// The person as one of the marketplace's own, with the task that is asked for.
pub fn admin<T: Task>() -> Result<Admin<T>, Problem> {
    viewer().admin()
}

/// A value that a layer put into the request's extensions.
pub fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<T>().cloned())
}

/// What was typed and refused, when this page is shown again for a failed form.
pub fn form_reply() -> Option<FormReply> {
    extension()
}

/// Path and query of the page, as the browser asked for it.
pub fn here() -> String {
    use_context::<Parts>()
        .and_then(|parts| parts.uri.path_and_query().map(ToString::to_string))
        .unwrap_or_else(|| "/".to_owned())
}

/// One parameter of the page's address, when it is there and not empty.
pub fn query(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    url::form_urlencoded::parse(parts.uri.query()?.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.trim().to_owned())
        .filter(|value| !value.is_empty())
}

/// The parameters of the page's address as a form.
pub fn parameters<T: DeserializeOwned>() -> Result<T, Problem> {
    let parts = use_context::<Parts>();
    let query = parts.as_ref().and_then(|parts| parts.uri.query());
    serde_urlencoded::from_str(query.unwrap_or_default())
        .map_err(|_| FieldErrors::of(FieldErrors::FORM, "The address's parameters cannot be read.").into())
}

/// A request header of the page.
pub fn header(name: &str) -> Option<String> {
    use_context::<Parts>()?
        .headers
        .get(name)?
        .to_str()
        .ok()
        .map(str::to_owned)
}
