//! Examples from schemas: their own, or plausible values by name and type.

use serde_json::{Map, Value, json};

/// Maximum depth of nested schemas.
const DEEPEST: usize = 8;

/// An example of the schema.
pub fn of(schema: &Value, schemas: &Value) -> Value {
    example("", schema, schemas, 0)
}

fn example(name: &str, schema: &Value, schemas: &Value, depth: usize) -> Value {
    if let Some(given) = given(schema) {
        return given;
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let of = reference.rsplit('/').next().unwrap_or_default();
        return if depth < DEEPEST {
            example(name, &schemas[of], schemas, depth + 1)
        } else {
            Value::Null
        };
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut whole = Map::new();
        for part in parts {
            if let Value::Object(fields) = example(name, part, schemas, depth) {
                whole.extend(fields);
            }
        }
        return whole.into();
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(first) = schema[choice]
            .as_array()
            .and_then(|choices| choices.iter().find(|choice| choice["type"] != "null"))
        {
            return example(name, first, schemas, depth);
        }
    }
    match kind(schema) {
        "object" => object(schema, schemas, depth),
        "array" if depth < DEEPEST => json!([example(name, &schema["items"], schemas, depth + 1)]),
        "array" => json!([]),
        "integer" => integer(name),
        "number" => json!(12.5),
        "boolean" => true.into(),
        "string" => text(name, schema["format"].as_str().unwrap_or_default()),
        _ => Value::Null,
    }
}

/// The schema's own example, or its only or first value.
fn given(schema: &Value) -> Option<Value> {
    let first = |list: &Value| list.as_array().and_then(|values| values.first()).cloned();
    schema
        .get("example")
        .or_else(|| schema.get("const"))
        .cloned()
        .or_else(|| first(&schema["examples"]))
        .or_else(|| first(&schema["enum"]))
}

/// The schema's type; of several, the first that is not null.
fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(kind) => kind,
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null")
            .unwrap_or_default(),
        _ if schema["properties"].is_object() => "object",
        _ => "",
    }
}

fn object(schema: &Value, schemas: &Value, depth: usize) -> Value {
    let mut fields = Map::new();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        fields.insert(name.clone(), example(name, field, schemas, depth));
    }
    if fields.is_empty() && schema["additionalProperties"].is_object() {
        let value = example("", &schema["additionalProperties"], schemas, depth + 1);
        fields.insert("Size".to_owned(), value);
    }
    fields.into()
}

fn integer(name: &str) -> Value {
    match name {
        "number" => 1042.into(),
        "weight_grams" => 350.into(),
        "expires_in" => 900.into(),
        name if name.ends_with("_days") => 7.into(),
        name if name.contains("stock") || matches!(name, "on_hand" | "available") => 24.into(),
        _ => 1.into(),
    }
}

/// An example text for a field of that name.
fn text(name: &str, format: &str) -> Value {
    let said = match (format, name) {
        ("date-time", _) => "2026-11-01T10:00:00Z",
        ("date", _) => "2026-11-01",
        ("uri" | "uri-reference", _) => "https://shop.example/mug-blue",
        (_, "from" | "day") => "2026-11-01",
        (_, "to") => "2026-11-30",
        (_, "email") => "ada@example.test",
        (_, "password") => "correct horse battery",
        (_, "currency") => "USD",
        (_, "country") => "IE",
        (_, "timezone") => "Europe/Dublin",
        (_, "phone") => "+353 1 555 0100",
        (_, "code" | "otp") => "123456",
        (_, "name" | "product_name") => "Blue mug",
        (_, "shop_name") => "Ada's Mugs",
        (_, "buyer_name") => "Ada Park",
        (_, "sku") => "MUG-BLUE",
        (_, "barcode") => "5901234123457",
        (_, "reference") => "WEB-1001",
        (_, "carrier") => "An Post",
        (_, "tracking_number") => "RR123456785IE",
        (_, "iban") => "IE29AIBK93115212345678",
        (_, "account_holder") => "Ada Park",
        (_, "role") => "owner",
        (_, "line1") => "1 Quay",
        (_, "city") => "Cork",
        (_, "postcode") => "T12",
        (_, "reason") => "The buyer changed their mind.",
        (_, "subject") => "A payout is missing",
        (_, "text" | "message" | "note" | "description") => "A mug of blue stoneware.",
        (_, "url") => "https://shop.example/mug-blue",
        (_, "options") => "S",
        (_, "category") => "Kitchen",
        (_, "handle") => "blue-mug",
        (_, "next") => "01JDXW8ZK3T6M9QF2V7B4C5N8R",
        _ => "text",
    };
    said.into()
}
