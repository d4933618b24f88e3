//! Finding what the rows of a file mean, many at once.

use super::{padded, places};
use crate::db::Tx;
use crate::id::{ImportId, ProductId, SellerId, VariantId};
use sqlx::AssertSqlSafe;

/// The most values in one statement.
const CHUNK: usize = 512;

/// The products with these handles.
pub async fn by_handle(
    tx: &mut Tx,
    seller_id: &SellerId,
    handles: &[String],
) -> sqlx::Result<Vec<(String, ProductId)>> {
    let mut all = Vec::new();
    for handles in handles.chunks(CHUNK) {
        let sql = format!(
            "select handle, product_id from products where seller_id = $1 and handle in ({})",
            places(2, handles.len())
        );
        let mut query = sqlx::query_as::<_, (String, String)>(AssertSqlSafe(sql)).bind(seller_id.as_str());
        for handle in padded(handles) {
            query = query.bind(handle);
        }
        let rows = query.fetch_all(&mut **tx).await?;
        all.extend(
            rows.into_iter()
                .map(|(handle, id)| (handle, ProductId::stored(id))),
        );
    }
    Ok(all)
}

crate::row!(SkuHolder {
    sku,
    product_id,
    name
});

/// Who has an SKU.
#[derive(Debug, Clone)]
pub struct SkuHolder {
    pub sku: String,
    pub product_id: ProductId,
    pub name: String,
}

/// The holders of these SKUs.
pub async fn by_sku(tx: &mut Tx, seller_id: &SellerId, skus: &[String]) -> sqlx::Result<Vec<SkuHolder>> {
    let mut all = Vec::new();
    for skus in skus.chunks(CHUNK) {
        let sql = format!(
            "select v.sku, v.product_id, p.name from variants v join products p on p.product_id = v.product_id
             where v.seller_id = $1 and v.sku in ({})",
            places(2, skus.len())
        );
        let mut query = sqlx::query_as::<_, SkuHolder>(AssertSqlSafe(sql)).bind(seller_id.as_str());
        for sku in padded(skus) {
            query = query.bind(sku);
        }
        all.extend(query.fetch_all(&mut **tx).await?);
    }
    Ok(all)
}

crate::row!(FirstLine {
    sku,
    line,
    product_key
});

/// Where a file names an SKU first.
#[derive(Debug, Clone)]
pub struct FirstLine {
    pub sku: String,
    pub line: i64,
    pub product_key: String,
}

/// Where the file names these SKUs first.
pub async fn first_lines(tx: &mut Tx, import_id: &ImportId, skus: &[String]) -> sqlx::Result<Vec<FirstLine>> {
    let mut all = Vec::new();
    for skus in skus.chunks(CHUNK) {
        let sql = format!(
            "select r.sku, r.line, r.product_key from (
                 select min(line) as line from import_rows where import_id = $1 and sku in ({}) group by sku
             ) first join import_rows r on r.import_id = $1 and r.line = first.line",
            places(2, skus.len())
        );
        let mut query = sqlx::query_as::<_, FirstLine>(AssertSqlSafe(sql)).bind(import_id.as_str());
        for sku in padded(skus) {
            query = query.bind(sku);
        }
        all.extend(query.fetch_all(&mut **tx).await?);
    }
    Ok(all)
}

/// By how much an import changed what is on hand of a variant.
pub async fn import_change(tx: &mut Tx, import_id: &ImportId, variant_id: &VariantId) -> sqlx::Result<i64> {
    let (change,): (i64,) = sqlx::query_as(
        "select cast(coalesce(sum(on_hand_change), 0) as bigint) from adjustments
         where variant_id = $1 and import_id = $2",
    )
    .bind(variant_id.as_str())
    .bind(import_id.as_str())
    .fetch_one(&mut **tx)
    .await?;
    Ok(change)
}
