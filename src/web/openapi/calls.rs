//! Completion of one call in the document: path parameters, problem responses, headers, examples.

use super::shared::{self, REFUSALS};
use super::{entries, examples, ids};
use serde_json::{Value, json};

/// Completes the call of that method at that path.
pub fn complete(path: &str, method: &str, call: &mut Value, schemas: &Value) {
    split_description(call);
    let has_path_id = path.contains('{');
    let replays = method == "post" && !path.starts_with("/auth/");
    complete_parameters(path, call, replays);
    let has_body = call.get("requestBody").is_some();
    let has_query = parameters(call).any(|parameter| parameter["in"] == "query");
    let is_open = call["security"].as_array().is_some_and(Vec::is_empty) || call["security"] == json!([{}]);
    describe_body(call, schemas);
    let responses = &mut call["responses"];
    for refusal in &REFUSALS {
        let concerned = match refusal.status {
            "401" | "403" => !is_open,
            "404" => has_path_id,
            "409" => false,
            "400" | "413" | "415" => has_body,
            "422" => has_body || has_query,
            _ => true,
        };
        if concerned && responses.get(refusal.status).is_none() {
            responses[refusal.status] = json!({ "$ref": format!("#/components/responses/{}", refusal.name) });
        }
    }
    for (status, response) in entries(responses) {
        complete_response(status, response, replays, schemas);
    }
    if let Some(responses) = responses.as_object_mut() {
        responses.sort_keys();
    }
}

/// The first sentence of a call's words is its summary.
fn split_description(call: &mut Value) {
    let words = match (call["summary"].as_str(), call["description"].as_str()) {
        (Some(summary), Some(rest)) => format!("{summary}\n\n{rest}"),
        (Some(summary), None) => summary.to_owned(),
        _ => return,
    };
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let (summary, rest) = match words.split_once(". ") {
        Some((summary, rest)) => (summary, Some(rest)),
        None => (words.trim_end_matches('.'), None),
    };
    call["summary"] = summary.into();
    match rest {
        Some(rest) => call["description"] = rest.into(),
        None => {
            call.as_object_mut().map(|call| call.remove("description"));
        }
    }
}

fn parameters(call: &Value) -> impl Iterator<Item = &Value> {
    call["parameters"].as_array().into_iter().flatten()
}

/// Orders parameters: path ones, then others, then the idempotency key.
fn complete_parameters(path: &str, call: &mut Value, replays: bool) {
    let given: Vec<Value> = parameters(call).cloned().collect();
    let names = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.split('}').next());
    let mut list: Vec<Value> = names.map(|name| path_parameter(name, &given)).collect();
    list.extend(given.into_iter().filter(|parameter| parameter["in"] != "path"));
    if replays {
        list.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" }));
    }
    if !list.is_empty() {
        call["parameters"] = list.into();
    }
}

fn path_parameter(name: &str, given: &[Value]) -> Value {
    let mut parameter =
        json!({ "name": name, "in": "path", "required": true, "schema": ids::parameter(name) });
    let words = given
        .iter()
        .find(|parameter| parameter["in"] == "path" && parameter["name"] == name)
        .map(|parameter| &parameter["description"])
        .filter(|words| words.is_string());
    if let Some(words) = words {
        parameter["description"] = words.clone();
    }
    parameter
}

fn describe_body(call: &mut Value, schemas: &Value) {
    if let Some(body) = call.get_mut("requestBody") {
        add_examples(body, schemas);
    }
}

fn complete_response(status: &str, response: &mut Value, replays: bool, schemas: &Value) {
    if response.get("$ref").is_some() {
        return;
    }
    let refusal = REFUSALS.iter().find(|refusal| refusal.status == status);
    if response["description"].as_str().is_none_or(str::is_empty) {
        response["description"] = match (refusal, status) {
            (Some(refusal), _) => refusal.description().into(),
            (None, "201") => "Made.".into(),
            (None, "202") => "Accepted; processed in the background.".into(),
            (None, "204") => "Done; the response is empty.".into(),
            (None, _) => "Done.".into(),
        };
    }
    let leads_on = response["headers"]["Location"].is_object();
    let mut headers = shared::headers_of_all();
    if leads_on {
        headers["Location"] = shared::header("Location");
    }
    if replays && status.starts_with('2') {
        headers["Idempotency-Replayed"] = shared::header("IdempotencyReplayed");
    }
    if matches!(status, "429" | "503") {
        headers["Retry-After"] = shared::header("RetryAfter");
    }
    response["headers"] = headers;
    if status.starts_with(['4', '5']) {
        response["content"] = shared::problem_content();
        return;
    }
    add_examples(response, schemas);
}

/// Adds examples to a request's or response's content.
fn add_examples(holder: &mut Value, schemas: &Value) {
    let Some(content) = holder.get_mut("content") else {
        return;
    };
    for (kind, content) in entries(content) {
        if kind == "application/json" && content.get("example").is_none() {
            content["example"] = examples::of(&content["schema"], schemas);
        }
    }
}
