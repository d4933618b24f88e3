//! SQL lookups of products named in a file, many at once.

use crate::db::{Connection, read_by_keys};
use crate::id::{ProductId, SellerId};

/// The products with these handles.
pub async fn by_handle(
    connection: &mut Connection,
    seller_id: &SellerId,
    handles: &[String],
) -> sqlx::Result<Vec<(String, ProductId)>> {
    let rows: Vec<(String, String)> = read_by_keys(connection, seller_id.as_str(), handles, |one_of| {
        format!("select handle, product_id from products where seller_id = $1 and handle {one_of}")
    })
    .await?;
    let found = rows.into_iter();
    Ok(found
        .map(|(handle, id)| (handle, ProductId::stored(id)))
        .collect())
}

/// The products with these names.
pub async fn by_name(
    connection: &mut Connection,
    seller_id: &SellerId,
    names: &[String],
) -> sqlx::Result<Vec<ProductId>> {
    let rows: Vec<(String,)> = read_by_keys(connection, seller_id.as_str(), names, |one_of| {
        format!("select product_id from products where seller_id = $1 and name {one_of}")
    })
    .await?;
    Ok(rows.into_iter().map(|(id,)| ProductId::stored(id)).collect())
}

crate::row! {
    /// Product that has an SKU.
    #[derive(Debug, Clone)]
    pub struct SkuHolder {
        pub sku: String,
        pub product_id: ProductId,
        pub name: String,
    }
}

/// The holders of these SKUs.
pub async fn by_sku(
    connection: &mut Connection,
    seller_id: &SellerId,
    skus: &[String],
) -> sqlx::Result<Vec<SkuHolder>> {
    read_by_keys(connection, seller_id.as_str(), skus, |one_of| {
        format!(
            "select v.sku, v.product_id, p.name from variants v join products p on p.product_id = v.product_id
             where v.seller_id = $1 and v.sku {one_of}"
        )
    })
    .await
}
