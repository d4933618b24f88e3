//! Inventory list: a seller's variants with stock, searchable by product words.

use crate::db::Db;
use crate::id::VariantId;
use crate::problem::Problem;
use crate::products::{self, ProductFilter};
use crate::stock::{self, ItemRow, StockFilter, StockListRow};
use crate::viewer::{Member, may};
use crate::web::keyset::{Keyset, Window};

/// Most products of a search whose variants are listed.
const MOST_FOUND: i64 = 200;

/// The seller's variants with their stock by location.
pub async fn list(
    db: &Db,
    member: &Member<may::Products>,
    filter: &StockFilter,
    keyset: &Keyset,
) -> Result<(Window<StockListRow>, Vec<ItemRow>), Problem> {
    let mut filter = filter.clone();
    if let Some(q) = &filter.q {
        let words = ProductFilter {
            q: Some(q.clone()),
            ..ProductFilter::default()
        };
        let newest = Keyset::following(None, MOST_FOUND);
        let found = products::matching_ids(db, &member.seller_id, &words, &newest).await?;
        filter.product_ids = Some(found.rows);
    }
    let window = stock::stock_list(db, &member.seller_id, &filter, keyset).await?;
    let ids: Vec<VariantId> = window.rows.iter().map(|row| row.variant_id.clone()).collect();
    let mut reader = db.reader().acquire().await?;
    let items = stock::items_of(&mut reader, &member.seller_id, &ids).await?;
    Ok((window, items))
}
