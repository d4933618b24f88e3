//! SQL of invoices and their numbers.

use crate::accounts::SellerRow;
use crate::clock::Millis;
use crate::db::{Connection, Tx, read_by_keys};
use crate::id::{OrderId, SellerId};

crate::row! {
    /// An order's invoice: its number within the seller, and who issued it.
    #[derive(Debug, Clone)]
    pub struct InvoiceRow {
        pub order_id: OrderId,
        pub number: i64,
        pub issued_at: Millis,
        pub seller_name: String,
        pub seller_address: Option<String>,
        pub seller_tax_id: Option<String>,
    }
}

/// The invoices that there are of these orders of the seller.
pub async fn invoices(
    connection: &mut Connection,
    seller_id: &SellerId,
    order_ids: &[&str],
) -> sqlx::Result<Vec<InvoiceRow>> {
    read_by_keys(connection, seller_id.as_str(), order_ids, |is_one_of| {
        format!(
            "select order_id, number, issued_at, seller_name, seller_address, seller_tax_id
             from invoices where seller_id = $1 and order_id {is_one_of}"
        )
    })
    .await
}

/// Locks the seller's invoice numbers until the transaction ends.
pub async fn hold_numbers(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<()> {
    sqlx::query(
        "insert into invoice_numbers (seller_id, last_number) values ($1, 0)
         on conflict (seller_id) do update set last_number = invoice_numbers.last_number",
    )
    .bind(seller_id.as_str())
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The seller's next invoice number; [`hold_numbers`] comes first.
pub async fn next_number(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "update invoice_numbers set last_number = last_number + 1 where seller_id = $1 returning last_number",
    )
    .bind(seller_id.as_str())
    .fetch_one(&mut **tx)
    .await
}

/// Keeps an order's invoice with its issuer's profile of this moment.
pub async fn insert_invoice(
    tx: &mut Tx,
    seller: &SellerRow,
    order_id: &OrderId,
    number: i64,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into invoices (order_id, seller_id, number, issued_at, seller_name, seller_address, seller_tax_id)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(order_id.as_str())
    .bind(seller.seller_id.as_str())
    .bind(number)
    .bind(now.0)
    .bind(seller.shop_name.as_str())
    .bind(seller.address.as_deref())
    .bind(seller.tax_id.as_deref())
    .execute(&mut **tx)
    .await
    .map(drop)
}
