//! Product list rows, without variants and long texts.

use crate::clock::Millis;
use crate::db::{Connection, Db, key_list};
use crate::id::{ProductId, SellerId};
use crate::keyset::{Keyset, Window};
use crate::products::ProductStatus;
use crate::products::store::filter::ProductFilter;
use crate::products::store::list::walk;
use sqlx::AssertSqlSafe;
use std::collections::HashMap;

crate::row! {
    /// A product in a list, its variants summed up.
    #[derive(Debug, Clone)]
    pub struct Overview {
        pub product_id: ProductId,
        pub name: String,
        pub handle: String,
        pub category: Option<String>,
        status: ProductStatus,
        pub updated_at: Millis,
        /// Start of the review, while not on sale.
        pub held_at: Option<Millis>,
        pub variants: i64,
        /// SKU of the only or some variant.
        pub sku: Option<String>,
        pub on_hand: i64,
        /// Reserved pieces.
        pub reserved: i64,
        pub low_minor: i64,
        pub high_minor: i64,
        /// Number of orderable variants.
        pub orderable: i64,
    }
}

impl Overview {
    pub fn status(&self) -> ProductStatus {
        self.status
    }
}

/// The page of [`crate::products::store::list()`], summarised.
pub async fn overview(
    db: &Db,
    seller_id: &SellerId,
    filter: &ProductFilter,
    keyset: &Keyset,
) -> sqlx::Result<Window<Overview>> {
    let mut reader = db.reader().acquire().await?;
    let window = walk(&mut reader, db.engine(), seller_id, filter, keyset).await?;
    let mut by_id = overviews(&mut reader, seller_id, &window.rows).await?;
    Ok(Window {
        rows: window.rows.iter().filter_map(|id| by_id.remove(id)).collect(),
        newer: window.newer,
        older: window.older,
    })
}

async fn overviews(
    connection: &mut Connection,
    seller_id: &SellerId,
    ids: &[ProductId],
) -> sqlx::Result<HashMap<ProductId, Overview>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "select p.product_id, p.name, p.handle, p.category, p.status, p.updated_at, p.held_at,
             count(v.variant_id) as variants, min(v.sku) as sku,
             cast(coalesce(sum(v.on_hand), 0) as bigint) as on_hand,
             cast(coalesce(sum(v.reserved), 0) as bigint) as reserved,
             coalesce(min(v.price_minor), 0) as low_minor, coalesce(max(v.price_minor), 0) as high_minor,
             count(case when v.on_hand > v.reserved or v.backorder_at is not null then 1 end) as orderable
         from products p left join variants v on v.product_id = p.product_id and v.removed_at is null
         where p.seller_id = $1 and p.product_id {}
         group by p.product_id",
        connection.engine().is_one_of(2)
    );
    let rows: Vec<Overview> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(key_list(ids))
        .fetch_all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.product_id.clone(), row))
        .collect())
}
