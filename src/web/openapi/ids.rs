//! Ids in the document: pattern, example, and path parameters of each kind.

use crate::id;
use serde_json::{Value, json};

/// The part of an id behind its prefix: a ULID.
const ULID: &str = "[0-9A-HJKMNP-TV-Z]{26}";
const EXAMPLE_ULID: &str = "01JDXW8ZK3T6M9QF2V7B4C5N8R";

/// Id kinds of the API: schema name, prefix, and path parameter names.
const KINDS: [(&str, &str, &[&str]); 29] = [
    ("AdjustmentId", id::AdjustmentId::PREFIX, &[]),
    ("ApiKeyId", id::ApiKeyId::PREFIX, &["api_key_id"]),
    ("AuditId", id::AuditId::PREFIX, &[]),
    ("BulkEditId", id::BulkEditId::PREFIX, &["bulk_edit_id"]),
    ("CategoryId", id::CategoryId::PREFIX, &["category_id"]),
    ("DocumentId", id::DocumentId::PREFIX, &["document_id"]),
    ("ImageId", id::ImageId::PREFIX, &["image_id"]),
    ("ImportId", id::ImportId::PREFIX, &["import_id"]),
    ("InvitationId", id::InvitationId::PREFIX, &["invitation_id"]),
    ("ItemId", id::ItemId::PREFIX, &["item_id"]),
    ("LineId", id::LineId::PREFIX, &["line_id"]),
    ("LocationId", id::LocationId::PREFIX, &["location_id"]),
    ("MessageId", id::MessageId::PREFIX, &[]),
    ("OrderGroupId", id::OrderGroupId::PREFIX, &[]),
    ("OrderId", id::OrderId::PREFIX, &["order_id"]),
    ("PaymentId", id::PaymentId::PREFIX, &["payment_id"]),
    ("PayoutId", id::PayoutId::PREFIX, &["payout_id"]),
    (
        "PayoutMethodId",
        id::PayoutMethodId::PREFIX,
        &["payout_method_id"],
    ),
    ("ProductId", id::ProductId::PREFIX, &["product_id"]),
    ("ReasonId", id::ReasonId::PREFIX, &["reason_id"]),
    ("RequestId", id::RequestId::PREFIX, &["request_id"]),
    ("SellerId", id::SellerId::PREFIX, &["seller_id"]),
    (
        "SessionId",
        id::SessionId::PREFIX,
        &["session_id", "person_session_id"],
    ),
    ("ShipmentId", id::ShipmentId::PREFIX, &["shipment_id"]),
    ("TicketId", id::TicketId::PREFIX, &["ticket_id"]),
    ("TransferId", id::TransferId::PREFIX, &[]),
    ("UserId", id::UserId::PREFIX, &["user_id", "person_id"]),
    ("VariantId", id::VariantId::PREFIX, &["variant_id"]),
    ("ViewId", id::ViewId::PREFIX, &["view_id"]),
];

/// The schema of one kind of id.
fn schema(prefix: &str) -> Value {
    json!({
        "type": "string",
        "pattern": format!("^{prefix}{ULID}$"),
        "examples": [format!("{prefix}{EXAMPLE_ULID}")],
    })
}

/// Adds pattern and example to id schemas.
pub fn describe(document: &mut Value) {
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else {
        return;
    };
    for (name, prefix, _) in KINDS {
        if let Some(known) = schemas.get_mut(name) {
            let words = known["description"].take();
            *known = schema(prefix);
            if words.is_string() {
                known["description"] = words;
            }
        }
    }
}

/// Schema of a path parameter: an id of its kind, or a text.
pub fn parameter(name: &str) -> Value {
    let kind = KINDS.iter().find(|(_, _, names)| names.contains(&name));
    match kind {
        Some((_, prefix, _)) => schema(prefix),
        None => json!({ "type": "string", "minLength": 1 }),
    }
}
