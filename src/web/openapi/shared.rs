//! Shared parts of calls: problem responses, headers and parameters.

use serde_json::{Value, json};

/// The media type of a problem document.
pub const PROBLEM: &str = "application/problem+json";

/// A problem response that many calls share.
pub struct Refusal {
    pub status: &'static str,
    /// The name among the document's responses.
    pub name: &'static str,
    /// The code that the problem's `type` ends in.
    code: &'static str,
    title: &'static str,
    description: &'static str,
    retry_after: bool,
}

impl Refusal {
    pub fn description(&self) -> &'static str {
        self.description
    }
}

const fn refusal(
    status: &'static str,
    name: &'static str,
    code: &'static str,
    title: &'static str,
    description: &'static str,
) -> Refusal {
    Refusal {
        status,
        name,
        code,
        title,
        description,
        retry_after: false,
    }
}

const fn retried(refusal: Refusal) -> Refusal {
    Refusal {
        retry_after: true,
        ..refusal
    }
}

/// Problem responses described once for all calls.
pub const REFUSALS: [Refusal; 11] = [
    refusal(
        "400",
        "Malformed",
        "malformed",
        "The request could not be read",
        "The request could not be read: broken JSON, for example.",
    ),
    refusal(
        "401",
        "Unauthorized",
        "unauthorized",
        "Please sign in",
        "No token or key, or an expired, ended or invalid one.",
    ),
    refusal(
        "403",
        "Forbidden",
        "forbidden",
        "You do not have permission for this",
        "A valid token or key without the role, permission or recent sign-in that this needs.",
    ),
    refusal(
        "404",
        "NotFound",
        "not_found",
        "Not found",
        "It does not exist, or it is another seller's.",
    ),
    refusal(
        "409",
        "Conflict",
        "conflict",
        "This is not possible now",
        "Not possible in the current state; `detail` says why.",
    ),
    refusal(
        "413",
        "TooLarge",
        "too_large",
        "The content is too large",
        "The body is larger than accepted here.",
    ),
    refusal(
        "415",
        "UnsupportedMediaType",
        "unsupported_media_type",
        "Unsupported content type",
        "The content type is not supported here.",
    ),
    refusal(
        "422",
        "Unprocessable",
        "validation",
        "Please fix the fields below",
        "One or more fields are invalid; `errors` names each.",
    ),
    retried(refusal(
        "429",
        "RateLimited",
        "rate_limited",
        "Too many requests",
        "Too many requests; `Retry-After` says when to try again.",
    )),
    refusal(
        "500",
        "Internal",
        "internal",
        "Something went wrong on our side",
        "An error on our side, logged with its request id.",
    ),
    retried(refusal(
        "503",
        "Overloaded",
        "overloaded",
        "The server is busy",
        "The server is busy, or the database is unreachable; `Retry-After` says when to try again.",
    )),
];

/// A header of the document, by its name there.
pub fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

/// The headers of every answer, by name.
pub fn headers_of_all() -> Value {
    json!({
        "X-Request-ID": header("RequestId"),
        "RateLimit": header("RateLimit"),
        "RateLimit-Policy": header("RateLimitPolicy"),
    })
}

fn headers() -> Value {
    json!({
        "RequestId": {
            "description": "The request's id: the client's own if it is 8 to 128 of `A-Za-z0-9._-`, otherwise ours.",
            "schema": { "type": "string", "examples": ["01JDXW8ZK3T6M9QF2V7B4C5N8R"] },
        },
        "RateLimit": {
            "description": "What is left of the strictest limit, and the seconds until it is full again.",
            "schema": { "type": "string", "examples": ["\"user\";r=1499;t=1"] },
        },
        "RateLimitPolicy": {
            "description": "That limit.",
            "schema": { "type": "string", "examples": ["\"user\";q=1500;w=30"] },
        },
        "RetryAfter": {
            "description": "Seconds to wait before trying again.",
            "schema": { "type": "integer", "minimum": 1, "examples": [30] },
        },
        "Location": {
            "description": "The address of what was created.",
            "schema": { "type": "string", "format": "uri-reference", "examples": ["/api/v1/seller/products/prod_01JDXW8ZK3T6M9QF2V7B4C5N8R"] },
        },
        "IdempotencyReplayed": {
            "description": "`true` if this is the first response for the same Idempotency-Key, sent again.",
            "schema": { "type": "string", "enum": ["true"] },
        },
    })
}

fn parameters() -> Value {
    json!({
        "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "The same key and body within 24 hours return the first response instead of acting twice.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255, "examples": ["4f0c2c2e-6f0a-4c53-9d56-3f1f6f2b9b10"] },
        },
    })
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "A problem document (RFC 9457).",
        "required": ["type", "title", "status", "detail", "request_id"],
        "properties": {
            "type": { "type": "string", "format": "uri", "description": "Ends in a stable code, such as `validation` or `insufficient_funds`." },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string", "description": "One sentence for the person who sees it." },
            "request_id": { "type": "string" },
            "errors": {
                "type": "object",
                "description": "What is wrong, by field.",
                "additionalProperties": { "type": "array", "items": { "type": "string" } },
            },
        },
    })
}

/// Content of a problem response.
pub fn problem_content() -> Value {
    json!({ PROBLEM: { "schema": { "$ref": "#/components/schemas/Problem" } } })
}

fn response(refusal: &Refusal) -> Value {
    let mut headers = headers_of_all();
    if refusal.retry_after {
        headers["Retry-After"] = header("RetryAfter");
    }
    let mut content = problem_content();
    let status: u16 = refusal.status.parse().unwrap_or_default();
    let mut example = json!({
        "type": format!("https://stallholder.dev/problems/{}", refusal.code),
        "title": refusal.title,
        "status": status,
        "detail": refusal.description.split([':', ';']).next(),
        "request_id": "01JDXW8ZK3T6M9QF2V7B4C5N8R",
    });
    if refusal.code == "validation" {
        example["errors"] = json!({ "name": ["Enter a name."] });
    }
    content[PROBLEM]["example"] = example;
    json!({ "description": refusal.description, "headers": headers, "content": content })
}

/// Adds the shared components.
pub fn add(components: &mut Value) {
    components["schemas"]["Problem"] = problem();
    components["headers"] = headers();
    components["parameters"] = parameters();
    components["responses"] = REFUSALS
        .iter()
        .map(|refusal| (refusal.name.to_owned(), response(refusal)))
        .collect::<serde_json::Map<_, _>>()
        .into();
}

/// Renames list schemas: `Listed_Order` becomes `OrderList`.
pub fn name_lists(document: &mut Value) {
    const GENERIC: &str = "Listed_";
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else {
        return;
    };
    let generic: Vec<String> = schemas
        .keys()
        .filter(|name| name.starts_with(GENERIC))
        .cloned()
        .collect();
    for name in generic {
        let list = format!("{}List", &name[GENERIC.len()..]);
        if let Some(schema) = schemas.remove(&name) {
            let other = schemas.insert(list, schema);
            debug_assert!(other.is_none(), "two schemas have one name: {name}");
        }
    }
    rename_references(document);
}

fn rename_references(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field
                    .as_str()
                    .and_then(|to| to.strip_prefix("#/components/schemas/Listed_"))
                {
                    Some(of) if name == "$ref" => *field = format!("#/components/schemas/{of}List").into(),
                    _ => rename_references(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(rename_references),
        _ => {}
    }
}
