//! SQL of complete products.

use crate::db::{Connection, Db, Tx, key_list};
use crate::id::{ProductId, SellerId};
use crate::money::Currency;
use crate::products::store::{ProductRow, StoredProduct, VariantRow, joined};
use crate::viewer::SellerStatus;
use sqlx::AssertSqlSafe;

/// The most ids in one statement.
const CHUNK: usize = 1000;

/// One product with its variants.
pub async fn find(
    db: &Db,
    seller_id: &SellerId,
    product_id: &ProductId,
) -> sqlx::Result<Option<StoredProduct>> {
    let mut reader = db.reader().acquire().await?;
    find_in(&mut reader, seller_id, product_id).await
}

/// Reads on the caller's connection.
pub async fn find_in(
    connection: &mut Connection,
    seller_id: &SellerId,
    product_id: &ProductId,
) -> sqlx::Result<Option<StoredProduct>> {
    let found = products_by_ids(connection, seller_id, std::slice::from_ref(product_id)).await?;
    Ok(found.into_iter().next())
}

/// Locks a product until the transaction ends.
pub async fn lock(
    tx: &mut Tx,
    seller_id: &SellerId,
    product_id: &ProductId,
) -> sqlx::Result<Option<StoredProduct>> {
    // The variants first, as an order that is being placed does.
    let ids = [seller_id.as_str(), product_id.as_str()];
    let variants = "select 1 from variants where seller_id = $1 and product_id = $2 order by variant_id";
    tx.lock(variants, &ids).await?;
    let product = "select 1 from products where seller_id = $1 and product_id = $2";
    if !tx.lock(product, &ids).await? {
        return Ok(None);
    }
    find_in(tx, seller_id, product_id).await
}

/// Locks many products; missing ones are omitted.
pub async fn lock_many(
    tx: &mut Tx,
    seller_id: &SellerId,
    ids: &[ProductId],
) -> sqlx::Result<Vec<StoredProduct>> {
    for ids in ids.chunks(CHUNK) {
        let sql = format!(
            "select 1 from products where seller_id = $1 and product_id {} order by product_id",
            tx.engine().is_one_of(2)
        );
        sqlx::query(tx.locking(&sql))
            .bind(seller_id.as_str())
            .bind(key_list(ids))
            .fetch_all(&mut **tx)
            .await?;
    }
    products_by_ids(tx, seller_id, ids).await
}

/// The seller's products of these ids, in any order; ids that are not theirs are passed over.
pub async fn products_by_ids(
    connection: &mut Connection,
    seller_id: &SellerId,
    ids: &[ProductId],
) -> sqlx::Result<Vec<StoredProduct>> {
    let mut all = Vec::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let one_of = connection.engine().is_one_of(2);
        let sql = format!(
            "select product_id, handle, name, description, category, tags, status, options, seo_title,
                 seo_description, sold_at, created_at, updated_at, version, held_at, approved_at
             from products where seller_id = $1 and product_id {one_of}"
        );
        let products: Vec<ProductRow> = sqlx::query_as(AssertSqlSafe(sql))
            .bind(seller_id.as_str())
            .bind(key_list(ids))
            .fetch_all(&mut *connection)
            .await?;
        let variants = variants_of(connection, seller_id, ids).await?;
        all.extend(joined(products, variants));
    }
    Ok(all)
}

/// The variants of these products, in any order, in one statement. It comes to them by the products: SQLite would
/// rather walk through all of the seller's variants.
async fn variants_of(
    connection: &mut Connection,
    seller_id: &SellerId,
    ids: &[ProductId],
) -> sqlx::Result<Vec<VariantRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let one_of = connection.engine().is_one_of(2);
    let sql = format!(
        "select v.variant_id, v.product_id, v.position, v.options, v.sku, v.price_minor, v.compare_at_minor,
             v.cost_minor, v.barcode, v.weight_grams, v.on_hand, v.reserved, v.backorder_at
         from products p join variants v on v.product_id = p.product_id
         where p.seller_id = $1 and p.product_id {one_of} and v.removed_at is null"
    );
    sqlx::query_as(AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(key_list(ids))
        .fetch_all(connection)
        .await
}

/// The seller's currency and standing, for work that no signed-in person is part of.
pub async fn seller_terms(db: &Db, seller_id: &SellerId) -> sqlx::Result<Option<(Currency, SellerStatus)>> {
    let row: Option<TermsRow> = sqlx::query_as("select currency, status from sellers where seller_id = $1")
        .bind(seller_id.as_str())
        .fetch_optional(db.reader())
        .await?;
    Ok(row.map(|terms| (terms.currency, terms.status)))
}

crate::row! {
    struct TermsRow {
        currency: Currency,
        status: SellerStatus,
    }
}
