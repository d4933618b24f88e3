//! Job that moves products along with a renamed, moved or merged category.

use crate::categories::store;
use crate::events::{Event, JobError};
use crate::id::CategoryId;
use crate::products;
use crate::state::App;
use serde::Deserialize;

/// Products moved per transaction.
const AT_ONCE: i64 = 500;

/// The change: a category whose path changed, or a mapped text.
#[derive(Deserialize)]
struct Changed {
    category_id: CategoryId,
    text: Option<String>,
}

/// Aligns products with the current tree; idempotent.
pub async fn carry(app: App, event: Event) -> Result<(), JobError> {
    let changed: Changed = event.read()?;
    let rows = store::all_categories(&app.db).await?;
    let find = |id: &CategoryId| rows.iter().find(|row| row.category_id == *id);
    let Some(from) = find(&changed.category_id) else {
        return Ok(());
    };
    let Some(into) = from.merged_into.as_ref().map_or(Some(from), find) else {
        return Ok(());
    };
    if let Some(text) = &changed.text {
        loop {
            let mut tx = app.db.begin().await?;
            let moved =
                products::point_at_category(&mut tx, text, &into.category_id, AT_ONCE, app.clock.now())
                    .await?;
            tx.commit().await?;
            if moved < AT_ONCE as u64 {
                return Ok(());
            }
        }
    }
    let mut after = String::new();
    loop {
        let mut tx = app.db.begin().await?;
        let ids = store::products_of_category(&mut tx, &from.category_id, &after, AT_ONCE).await?;
        let category = (&into.category_id, into.path.as_str());
        products::put_into_category(&mut tx, &ids, category, app.clock.now()).await?;
        tx.commit().await?;
        match ids.last() {
            Some(last) if ids.len() as i64 == AT_ONCE => after = last.to_string(),
            _ => return Ok(()),
        }
    }
}
