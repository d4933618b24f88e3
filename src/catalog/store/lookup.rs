//! Finding what the rows of a file mean, many at once.

use super::{padded, places};
use crate::db::Connection;
use crate::id::{ImportId, ProductId, SellerId, VariantId};
use sqlx::AssertSqlSafe;
use std::collections::HashSet;

/// The most values in one statement.
const CHUNK: usize = 512;

/// The products with these handles.
pub async fn by_handle(
    connection: &mut Connection,
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
        let rows = query.fetch_all(&mut *connection).await?;
        all.extend(
            rows.into_iter()
                .map(|(handle, id)| (handle, ProductId::stored(id))),
        );
    }
    Ok(all)
}

/// The products with these names.
pub async fn by_name(
    connection: &mut Connection,
    seller_id: &SellerId,
    names: &[String],
) -> sqlx::Result<Vec<ProductId>> {
    let mut all = Vec::new();
    for names in names.chunks(CHUNK) {
        let sql = format!(
            "select product_id from products where seller_id = $1 and name in ({})",
            places(2, names.len())
        );
        let mut query = sqlx::query_as::<_, (String,)>(AssertSqlSafe(sql)).bind(seller_id.as_str());
        for name in padded(names) {
            query = query.bind(name);
        }
        let rows = query.fetch_all(&mut *connection).await?;
        all.extend(rows.into_iter().map(|(id,)| ProductId::stored(id)));
    }
    Ok(all)
}

/// Of these products, those that products of the file without a handle have come to already.
pub async fn come_to(
    connection: &mut Connection,
    import_id: &ImportId,
    product_ids: &[ProductId],
) -> sqlx::Result<HashSet<ProductId>> {
    let mut all = HashSet::new();
    for ids in product_ids.chunks(CHUNK) {
        let sql = format!(
            "select product_id from import_products
             where import_id = $1 and product_id in ({}) and product_key not like 'handle:%'",
            places(2, ids.len())
        );
        let mut query = sqlx::query_as::<_, (String,)>(AssertSqlSafe(sql)).bind(import_id.as_str());
        for id in padded(ids) {
            query = query.bind(id.as_str());
        }
        let rows = query.fetch_all(&mut *connection).await?;
        all.extend(rows.into_iter().map(|(id,)| ProductId::stored(id)));
    }
    Ok(all)
}

/// Of these handles, those that the file names.
pub async fn named_handles(
    connection: &mut Connection,
    import_id: &ImportId,
    handles: &[String],
) -> sqlx::Result<HashSet<String>> {
    let mut all = HashSet::new();
    for handles in handles.chunks(CHUNK) {
        let sql = format!(
            "select product_key from import_products where import_id = $1 and product_key in ({})",
            places(2, handles.len())
        );
        let mut query = sqlx::query_as::<_, (String,)>(AssertSqlSafe(sql)).bind(import_id.as_str());
        for handle in padded(handles) {
            query = query.bind(format!("handle:{handle}"));
        }
        let rows = query.fetch_all(&mut *connection).await?;
        let handle = |(key,): (String,)| Some(key.strip_prefix("handle:")?.to_owned());
        all.extend(rows.into_iter().filter_map(handle));
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
pub async fn by_sku(
    connection: &mut Connection,
    seller_id: &SellerId,
    skus: &[String],
) -> sqlx::Result<Vec<SkuHolder>> {
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
        all.extend(query.fetch_all(&mut *connection).await?);
    }
    Ok(all)
}

/// Of these SKUs, those that several products of the file name, with the line that names each first.
pub async fn doubled_skus(
    connection: &mut Connection,
    import_id: &ImportId,
    skus: &[String],
) -> sqlx::Result<Vec<(String, i64)>> {
    let any: Option<(String,)> = sqlx::query_as("select sku from import_skus where import_id = $1 limit 1")
        .bind(import_id.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let mut all = Vec::new();
    // In most files no SKU stands twice.
    for skus in skus.chunks(CHUNK).take_while(|_| any.is_some()) {
        let sql = format!(
            "select sku, line from import_skus where import_id = $1 and sku in ({})",
            places(2, skus.len())
        );
        let mut query = sqlx::query_as::<_, (String, i64)>(AssertSqlSafe(sql)).bind(import_id.as_str());
        for sku in padded(skus) {
            query = query.bind(sku);
        }
        all.extend(query.fetch_all(&mut *connection).await?);
    }
    Ok(all)
}

/// By how much an import changed what is on hand of these variants; those it did not change are not named.
pub async fn import_changes(
    connection: &mut Connection,
    import_id: &ImportId,
    variant_ids: &[VariantId],
) -> sqlx::Result<Vec<(VariantId, i64)>> {
    let mut all = Vec::new();
    for ids in variant_ids.chunks(CHUNK) {
        let sql = format!(
            "select variant_id, cast(sum(on_hand_change) as bigint) from adjustments
             where import_id = $1 and variant_id in ({}) group by variant_id",
            places(2, ids.len())
        );
        let mut query = sqlx::query_as::<_, (String, i64)>(AssertSqlSafe(sql)).bind(import_id.as_str());
        for id in padded(ids) {
            query = query.bind(id.as_str());
        }
        let rows = query.fetch_all(&mut *connection).await?;
        all.extend(
            rows.into_iter()
                .map(|(id, change)| (VariantId::stored(id), change)),
        );
    }
    Ok(all)
}
