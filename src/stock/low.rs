//! Low-stock alerts: one when a variant falls to its threshold, until it rises again.
//!
//! Nothing that changes stock has to think of it: a schedule looks at two small indexes, what has fallen and is not
//! told, and what has risen again.

use super::batch::count_of;
use crate::accounts;
use crate::events::{Event, JobError, emit};
use crate::form::FieldErrors;
use crate::id::{SellerId, VariantId};
use crate::money::Decimal;
use crate::problem::Problem;
use crate::state::App;
use crate::stock::store;
use crate::viewer::{Member, Permission, may};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// Variants looked at in one transaction.
const CHUNK: i64 = 2_000;
/// Variants that one mail names.
const NAMED: usize = 20;

/// A threshold as typed; blank is none.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct ThresholdForm {
    /// A variant with so many available, or fewer, is low.
    pub low_stock_at: Option<Decimal>,
}

/// A threshold as typed; blank is none.
pub fn threshold(text: Option<&Decimal>) -> Result<Option<i64>, String> {
    match text.filter(|text| !text.is_blank()) {
        None => Ok(None),
        Some(text) => count_of(text, "The threshold").map(Some),
    }
}

/// Default low-stock threshold of the shop's variants.
pub async fn shop_threshold(app: &App, member: &Member<may::Products>) -> Result<Option<i64>, Problem> {
    Ok(store::shop_threshold(&app.db, &member.seller_id).await?)
}

/// Sets the shop's threshold; it is brought to the variants in the background.
pub async fn set_shop_threshold(
    app: &App,
    member: &Member<may::Products>,
    form: &ThresholdForm,
) -> Result<Option<i64>, Problem> {
    let threshold =
        threshold(form.low_stock_at.as_ref()).map_err(|message| FieldErrors::of("low_stock_at", message))?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    store::set_shop_threshold(&mut tx, &member.seller_id, threshold).await?;
    let seller_id = Some(&member.seller_id);
    emit(&mut tx, now, "stock.threshold_changed", seller_id, &json!({})).await?;
    tx.commit().await?;
    Ok(threshold)
}

/// Brings the shop's threshold to its variants, a part in each transaction. Again from the start changes nothing.
pub async fn spread_threshold(app: App, event: Event) -> Result<(), JobError> {
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let mut after = String::new();
    loop {
        let mut tx = app.db.begin().await?;
        let last = store::spread_threshold(&mut tx, seller_id, &after, CHUNK, app.clock.now()).await?;
        tx.commit().await?;
        match last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

/// Event content.
#[derive(Debug, Serialize, Deserialize)]
struct LowStockEvent {
    /// The first of them.
    variant_ids: Vec<VariantId>,
    count: usize,
}

/// Finds variants that fell to their threshold and alerts each seller once.
pub async fn watch(app: App) -> Result<(), JobError> {
    while store::has_moved(&app.db).await? {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        let risen = store::forget_risen(&mut tx, CHUNK).await?;
        let mut of_sellers: BTreeMap<SellerId, Vec<VariantId>> = BTreeMap::new();
        let fallen = store::take_fallen(&mut tx, CHUNK, now).await?;
        let moved = risen > 0 || !fallen.is_empty();
        for (seller_id, variant_id) in fallen {
            of_sellers.entry(seller_id).or_default().push(variant_id);
        }
        for (seller_id, mut variant_ids) in of_sellers {
            let count = variant_ids.len();
            variant_ids.truncate(NAMED);
            let fallen = serde_json::to_value(LowStockEvent { variant_ids, count })?;
            emit(&mut tx, now, "stock.low", Some(&seller_id), &fallen).await?;
        }
        tx.commit().await?;
        if !moved {
            break;
        }
    }
    Ok(())
}

/// Mails the members who see to products.
pub async fn mail_low(app: App, event: Event) -> Result<(), JobError> {
    let LowStockEvent { variant_ids, count } = event.read()?;
    let Some(seller_id) = &event.seller_id else {
        return Ok(());
    };
    let mut reader = app.db.reader().acquire().await?;
    let rows = store::stock_of(&mut reader, seller_id, &variant_ids).await?;
    drop(reader);
    let mut text = String::from("Running low in your shop:\n\n");
    for row in &rows {
        let label = row.label();
        let name = if label.is_empty() {
            row.name.clone()
        } else {
            format!("{}, {label}", row.name)
        };
        let sku = row
            .sku
            .as_ref()
            .map_or_else(String::new, |sku| format!(" ({sku})"));
        text.push_str(&format!("- {name}{sku}: {} available\n", row.available()));
    }
    if count > rows.len() {
        text.push_str(&format!("- and {} more\n", count - rows.len()));
    }
    let address = app.address_of("/products/inventory?show=low");
    text.push_str(&format!("\nReview your stock at {address}\n"));
    let subject = match rows.first() {
        Some(row) if count == 1 => format!("{} is running low", row.name),
        _ => format!("{count} variants are running low"),
    };
    accounts::mail_members(&app, &event, seller_id, Permission::Products, &subject, &text).await
}
