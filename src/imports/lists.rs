//! Downloads of an import's lists: warnings, and price changes of a dry run.

use super::price_change::PriceChange;
use crate::id::ImportId;
use crate::imports::store;
use crate::money::Currency;
use crate::problem::Problem;
use crate::sheet::Sheet;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::streamed::{Sender, streamed};
use axum::body::Body;

/// Rows read at once.
const CHUNK: i64 = 1_000;

/// Warnings as CSV: line, column and text.
pub async fn warnings_csv(
    app: &App,
    member: &Member<may::Products>,
    import_id: &ImportId,
) -> Result<Body, Problem> {
    super::find(&app.db, member, import_id).await?;
    let (making, import_id) = (app.clone(), import_id.clone());
    let write = move |sender: Sender| async move {
        write_warnings(&making, &import_id, &sender)
            .await
            .map_err(Problem::from)
    };
    streamed(app, member.seller_id.as_str(), write).await
}

async fn write_warnings(app: &App, import_id: &ImportId, to: &Sender) -> sqlx::Result<()> {
    let mut sheet = Sheet::new(["line", "column", "message"]);
    let mut after = (-1, 0);
    loop {
        let rows = store::problems_after(&app.db, import_id, "warning", after, CHUNK).await?;
        for row in &rows {
            after = (row.line, row.problem_number);
            let column = row.column_name.clone().unwrap_or_default();
            sheet.row([row.line.to_string(), column, row.message.clone()]);
        }
        if !to.send(sheet.take()).await || rows.len() < CHUNK as usize {
            return Ok(());
        }
    }
}

/// Every price that a dry run would change, old and new.
pub async fn prices_csv(
    app: &App,
    member: &Member<may::Products>,
    import_id: &ImportId,
) -> Result<Body, Problem> {
    super::find(&app.db, member, import_id).await?;
    let (making, import_id, currency) = (app.clone(), import_id.clone(), member.currency);
    let write = move |sender: Sender| async move {
        write_prices(&making, &import_id, currency, &sender)
            .await
            .map_err(Problem::from)
    };
    streamed(app, member.seller_id.as_str(), write).await
}

async fn write_prices(app: &App, import_id: &ImportId, currency: Currency, to: &Sender) -> sqlx::Result<()> {
    let mut sheet = Sheet::new(["product", "variant", "sku", "old_price", "new_price", "currency"]);
    let mut after = -1;
    loop {
        let rows = store::price_changes(&app.db, import_id, after, CHUNK).await?;
        for row in &rows {
            after = row.product_number;
            for change in PriceChange::list(&row.price_changes) {
                sheet.row([
                    change.product,
                    change.variant,
                    change.sku.unwrap_or_default(),
                    currency.decimal(change.old_minor).to_string(),
                    currency.decimal(change.new_minor).to_string(),
                    currency.code().to_owned(),
                ]);
            }
        }
        if !to.send(sheet.take()).await || rows.len() < CHUNK as usize {
            return Ok(());
        }
    }
}
