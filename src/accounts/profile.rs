//! The shop's profile: the fields a seller may change.

use super::{Profile, SellerRow, registration, store, vacation};
use crate::audit::{self, Act};
use crate::clock::Millis;
use crate::events;
use crate::form::{self, FieldErrors};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

/// Profile changes: an absent field stays, null or blank clears an optional one.
///
/// Status, currency and ids are not here, so they cannot be changed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct ProfileForm {
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub shop_name: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub description: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub shipping_policy: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub returns_policy: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub tax_id: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub address: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub phone: Option<Option<String>>,
    /// IANA name. Days begin and end in it; figures are counted again.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub timezone: Option<Option<String>>,
    /// First and last day on which the shop is closed, such as 2026-12-24; null ends it.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub vacation_from: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub vacation_to: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub vacation_message: Option<Option<String>>,
}

/// Distinguishes a field given as null from one not given.
fn given<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

impl ProfileForm {
    /// The seller with the changes in it, and the names of the fields that changed.
    fn onto(self, before: &SellerRow, now: Millis) -> Result<(SellerRow, Vec<&'static str>), FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut after = before.clone();
        if let Some(name) = self.shop_name {
            let name = form::name(&name.unwrap_or_default(), "The shop's name", 80);
            after.shop_name = errors.take("shop_name", name).unwrap_or_default();
        }
        let mut prose =
            |field: &'static str, given: Option<Option<String>>, target: &mut Option<String>, what, max| {
                if let Some(text) = given {
                    let text = form::text(&text.unwrap_or_default(), what, max);
                    *target = errors.take(field, text).filter(|text| !text.is_empty());
                }
            };
        prose(
            "description",
            self.description,
            &mut after.description,
            "The description",
            5_000,
        );
        prose(
            "shipping_policy",
            self.shipping_policy,
            &mut after.shipping_policy,
            "The shipping policy",
            10_000,
        );
        prose(
            "returns_policy",
            self.returns_policy,
            &mut after.returns_policy,
            "The returns policy",
            10_000,
        );
        prose("address", self.address, &mut after.address, "The address", 500);
        if let Some(tax_id) = self.tax_id {
            let tax_id = form::optional_line(tax_id.as_deref(), "The tax id", 40);
            after.tax_id = errors.take("tax_id", tax_id).flatten();
        }
        if let Some(phone) = self.phone {
            after.phone = errors
                .take("phone", registration::phone(phone.as_deref()))
                .flatten();
        }
        if let Some(timezone) = self.timezone {
            let timezone = match timezone.as_deref().map(str::trim) {
                Some(name) if !name.is_empty() => registration::timezone(Some(name)),
                _ => Err("Choose a timezone."),
            };
            after.timezone = errors.take("timezone", timezone).unwrap_or_default();
        }
        let vacation = (self.vacation_from, self.vacation_to, self.vacation_message);
        vacation::onto(&mut after, vacation, now, &mut errors);
        let fields = [
            ("shop_name", before.shop_name != after.shop_name),
            ("description", before.description != after.description),
            ("shipping_policy", before.shipping_policy != after.shipping_policy),
            ("returns_policy", before.returns_policy != after.returns_policy),
            ("address", before.address != after.address),
            ("tax_id", before.tax_id != after.tax_id),
            ("phone", before.phone != after.phone),
            ("timezone", before.timezone != after.timezone),
            ("vacation_from", before.vacation_from != after.vacation_from),
            ("vacation_to", before.vacation_to != after.vacation_to),
            (
                "vacation_message",
                before.vacation_message != after.vacation_message,
            ),
        ];
        let changed = fields
            .into_iter()
            .filter(|(_, changed)| *changed)
            .map(|(field, _)| field)
            .collect();
        errors.or(Some((after, changed)))
    }
}

/// A field's value for the audit log, which seals it with the shop's key.
fn field_of(seller: &SellerRow, field: &str) -> Value {
    match field {
        "shop_name" => json!(seller.shop_name),
        "description" => json!(seller.description),
        "shipping_policy" => json!(seller.shipping_policy),
        "returns_policy" => json!(seller.returns_policy),
        "address" => json!(seller.address),
        "tax_id" => json!(seller.tax_id),
        "phone" => json!(seller.phone),
        "timezone" => json!(seller.timezone),
        _ => Value::Null,
    }
}

/// Changes the profile. A new timezone moves the days of every figure, so the figures are told.
pub async fn update(
    app: &App,
    member: &Member<may::Settings>,
    form: ProfileForm,
) -> Result<Profile, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let before = store::seller_in(&mut tx, &member.seller_id)
        .await?
        // What was taken out of a closed shop does not come back by a form that was open.
        .filter(|seller| seller.status != crate::viewer::SellerStatus::Closed)
        .ok_or_else(Problem::not_found)?;
    let (mut after, changed) = form.onto(&before, now)?;
    if changed.is_empty() {
        return Ok(before.into());
    }
    after.updated_at = now;
    store::update_seller(&mut tx, &after).await?;
    let audited_values = |of: &SellerRow| {
        changed
            .iter()
            .map(|field| ((*field).to_owned(), field_of(of, field)))
            .collect::<Map<_, _>>()
    };
    let act = Act {
        action: "seller.profile_changed",
        seller_id: Some(&member.seller_id),
        user_id: Some(&member.user_id),
        subject: Some(member.seller_id.as_str()),
        before: Some(audited_values(&before).into()),
        after: Some(audited_values(&after).into()),
    };
    audit::note(&mut tx, now, act).await?;
    if before.timezone != after.timezone {
        let content = json!({ "seller_id": member.seller_id });
        events::emit(
            &mut tx,
            now,
            "seller.timezone_changed",
            Some(&member.seller_id),
            &content,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(after.into())
}
