//! SQL lookups of names in staged rows.

use crate::db::{Connection, read_by_keys};
use crate::id::{ImportId, ProductId, VariantId};
use std::collections::HashSet;

/// Of these products, those already matched by rows without a handle.
pub async fn come_to(
    connection: &mut Connection,
    import_id: &ImportId,
    product_ids: &[ProductId],
) -> sqlx::Result<HashSet<ProductId>> {
    let rows: Vec<(String,)> = read_by_keys(connection, import_id.as_str(), product_ids, |one_of| {
        format!(
            "select product_id from import_products
             where import_id = $1 and product_id {one_of} and product_key not like 'handle:%'"
        )
    })
    .await?;
    Ok(rows.into_iter().map(|(id,)| ProductId::stored(id)).collect())
}

/// Of these handles, those the file names.
pub async fn named_handles(
    connection: &mut Connection,
    import_id: &ImportId,
    handles: &[String],
) -> sqlx::Result<HashSet<String>> {
    let keys: Vec<String> = handles.iter().map(|handle| format!("handle:{handle}")).collect();
    let rows: Vec<(String,)> = read_by_keys(connection, import_id.as_str(), &keys, |one_of| {
        format!("select product_key from import_products where import_id = $1 and product_key {one_of}")
    })
    .await?;
    let handle = |(key,): (String,)| Some(key.strip_prefix("handle:")?.to_owned());
    Ok(rows.into_iter().filter_map(handle).collect())
}

/// Of these SKUs, those that several products of the file name, with their first lines.
pub async fn doubled_skus(
    connection: &mut Connection,
    import_id: &ImportId,
    skus: &[String],
) -> sqlx::Result<Vec<(String, i64)>> {
    let any: Option<(String,)> = sqlx::query_as("select sku from import_skus where import_id = $1 limit 1")
        .bind(import_id.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    // In most files no SKU stands twice.
    if any.is_none() {
        return Ok(Vec::new());
    }
    read_by_keys(connection, import_id.as_str(), skus, |one_of| {
        format!("select sku, line from import_skus where import_id = $1 and sku {one_of}")
    })
    .await
}

/// Stock changes an import made to these variants; unchanged ones are omitted.
pub async fn import_changes(
    connection: &mut Connection,
    import_id: &ImportId,
    variant_ids: &[VariantId],
) -> sqlx::Result<Vec<(VariantId, i64)>> {
    let rows: Vec<(String, i64)> = read_by_keys(connection, import_id.as_str(), variant_ids, |one_of| {
        format!(
            "select variant_id, cast(sum(on_hand_change) as bigint) from adjustments
             where import_id = $1 and variant_id {one_of} group by variant_id"
        )
    })
    .await?;
    let changes = rows.into_iter();
    Ok(changes
        .map(|(id, change)| (VariantId::stored(id), change))
        .collect())
}
