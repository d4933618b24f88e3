//! SQL of products on sale.

use crate::clock::Millis;
use crate::db::{Connection, Json};
use crate::id::{ProductId, SellerId, VariantId};
use crate::keyset::{Keyset, Window};
use crate::storefront::product::OptionName;
use sqlx::AssertSqlSafe;

crate::row! {
    /// Public values of a product.
    #[derive(Debug, Clone)]
    pub struct ProductRow {
        pub product_id: ProductId,
        pub handle: String,
        pub name: String,
        pub description: String,
        pub category: Option<String>,
        pub options: Json<Vec<OptionName>>,
        pub seo_title: Option<String>,
        pub seo_description: Option<String>,
        pub updated_at: Millis,
    }
}

/// The product of that handle, when it is for sale.
pub async fn product(
    connection: &mut Connection,
    seller_id: &SellerId,
    handle: &str,
) -> sqlx::Result<Option<ProductRow>> {
    sqlx::query_as(
        "select product_id, handle, name, description, category, options, seo_title, seo_description, updated_at
         from products where seller_id = $1 and handle = $2 and status = 'active' and held_at is null",
    )
    .bind(seller_id.as_str())
    .bind(handle)
    .fetch_optional(connection)
    .await
}

crate::row! {
    /// Public values of a variant, and stock for its availability.
    #[derive(Debug, Clone)]
    pub struct VariantRow {
        pub variant_id: VariantId,
        pub options: Json<Vec<String>>,
        pub sku: Option<String>,
        pub barcode: Option<String>,
        pub price_minor: i64,
        pub compare_at_minor: Option<i64>,
        pub on_hand: i64,
        pub reserved: i64,
        pub backorder_at: Option<i64>,
        /// The picture that it is shown by.
        pub image_id: Option<String>,
        pub updated_at: Millis,
    }
}

/// The product's variants in their order.
pub async fn variants(
    connection: &mut Connection,
    seller_id: &SellerId,
    product_id: &ProductId,
) -> sqlx::Result<Vec<VariantRow>> {
    sqlx::query_as(
        "select variant_id, options, sku, barcode, price_minor, compare_at_minor, on_hand, reserved, backorder_at,
             image_id, updated_at
         from variants where seller_id = $1 and product_id = $2 and removed_at is null
         order by position, variant_id",
    )
    .bind(seller_id.as_str())
    .bind(product_id.as_str())
    .fetch_all(connection)
    .await
}

/// The handle that a product has now which once had this one, when it is for sale.
pub async fn handle_now(
    connection: &mut Connection,
    seller_id: &SellerId,
    once: &str,
) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> = sqlx::query_as(
        "select p.handle from old_handles o join products p on p.product_id = o.product_id
         where o.seller_id = $1 and o.handle = $2 and p.status = 'active' and p.held_at is null",
    )
    .bind(seller_id.as_str())
    .bind(once)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(handle,)| handle))
}

crate::row! {
    /// A product of a shop's page: its prices, and how many of its variants could be had.
    #[derive(Debug, Clone, Hash)]
    pub struct ListedRow {
        pub product_id: ProductId,
        pub handle: String,
        pub name: String,
        pub updated_at: Millis,
        pub low_minor: i64,
        pub high_minor: i64,
        pub orderable: i64,
    }
}

/// The shop's products that are for sale, newest first. The variants of those shown are looked at, not more.
pub async fn list(
    connection: &mut Connection,
    seller_id: &SellerId,
    keyset: &Keyset,
) -> sqlx::Result<Window<ListedRow>> {
    let sql = format!(
        "select p.product_id, p.handle, p.name, p.updated_at,
             (select cast(coalesce(min(v.price_minor), 0) as bigint) from variants v
                 where v.product_id = p.product_id and v.removed_at is null) as low_minor,
             (select cast(coalesce(max(v.price_minor), 0) as bigint) from variants v
                 where v.product_id = p.product_id and v.removed_at is null) as high_minor,
             (select count(*) from variants v where v.product_id = p.product_id and v.removed_at is null
                 and (v.on_hand > v.reserved or v.backorder_at is not null)) as orderable
         from products p where p.seller_id = $1 and p.status = 'active' and p.held_at is null and {}",
        keyset.tail("p.product_id", 2)
    );
    let rows = sqlx::query_as::<_, ListedRow>(AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(keyset.bound(ProductId::PREFIX))
        .bind(keyset.fetch())
        .fetch_all(connection)
        .await?;
    Ok(keyset.cut(rows, |row| row.product_id.to_string()))
}
