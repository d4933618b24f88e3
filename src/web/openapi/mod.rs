//! The OpenAPI 3.1 document: [`complete`] adds what all calls share to those of the slices, so that no annotation has
//! to repeat it.

mod calls;
mod examples;
mod ids;
mod shared;
#[cfg(test)]
mod tests;

use serde_json::Value;

/// The finished document: every call has its path parameters, problem answers, headers and examples, every id its
/// pattern.
pub fn complete(document: &utoipa::openapi::OpenApi) -> Value {
    let mut whole = serde_json::to_value(document).unwrap_or_default();
    shared::name_lists(&mut whole);
    ids::describe(&mut whole);
    shared::add(&mut whole["components"]);
    let schemas = whole["components"]["schemas"].clone();
    for (path, methods) in entries(&mut whole["paths"]) {
        for (method, call) in entries(methods) {
            calls::complete(path, method, call, &schemas);
        }
    }
    whole
}

/// Entries of an object; none of other values.
fn entries(value: &mut Value) -> impl Iterator<Item = (&str, &mut Value)> {
    value
        .as_object_mut()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}
