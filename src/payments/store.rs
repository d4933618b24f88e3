//! SQL of payments.

use super::payment::{Offer, PaymentName, PaymentState};
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{OrderGroupId, PaymentId, UserId};
use crate::keyset::{Keyset, Window};
use crate::money::Currency;

crate::row! {
    /// One payment as stored.
    #[derive(Debug, Clone)]
    pub struct PaymentRow {
        pub payment_id: PaymentId,
        /// Provider; empty if none was named.
        pub provider: String,
        pub reference: String,
        /// The checkout that it pays or is expected by.
        pub order_group_id: Option<OrderGroupId>,
        /// The reference of the checkout that it came in for.
        pub offered_for: String,
        pub amount_minor: Option<i64>,
        pub currency: Currency,
        pub state: PaymentState,
        /// Reason it waits for a person.
        pub reason: String,
        pub received_at: Millis,
        pub settled_at: Option<Millis>,
        pub settled_reason: Option<String>,
    }
}

impl PaymentRow {
    pub fn name(&self) -> PaymentName {
        PaymentName {
            provider: self.provider.clone(),
            reference: self.reference.clone(),
        }
    }
}

const PAYMENT: &str =
    "select payment_id, provider, reference, order_group_id, offered_for, amount_minor, currency,
    state, reason, received_at, settled_at, settled_reason from payments";

/// Locks a reference until the transaction ends.
pub async fn hold_reference(tx: &mut Tx, reference: &str) -> sqlx::Result<()> {
    sqlx::query(
        "insert into payment_references (reference) values ($1)
         on conflict (reference) do update set reference = excluded.reference",
    )
    .bind(reference)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Payments of that reference, of any provider.
pub async fn of_reference(tx: &mut Tx, reference: &str) -> sqlx::Result<Vec<PaymentRow>> {
    let sql = format!("{PAYMENT} where reference = $1");
    sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(reference.to_owned())
        .fetch_all(&mut **tx)
        .await
}

pub async fn insert(tx: &mut Tx, row: &PaymentRow) -> sqlx::Result<()> {
    sqlx::query(
        "insert into payments (payment_id, provider, reference, order_group_id, offered_for, amount_minor, currency,
             state, reason, received_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(row.payment_id.as_str())
    .bind(&row.provider)
    .bind(&row.reference)
    .bind(row.order_group_id.as_ref().map(OrderGroupId::as_str))
    .bind(&row.offered_for)
    .bind(row.amount_minor)
    .bind(row.currency.code())
    .bind(row.state.as_str())
    .bind(&row.reason)
    .bind(row.received_at.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub async fn set_state(tx: &mut Tx, payment_id: &PaymentId, state: PaymentState) -> sqlx::Result<()> {
    sqlx::query("update payments set state = $2 where payment_id = $1")
        .bind(payment_id.as_str())
        .bind(state.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Marks an expected payment as waiting for a person, with what was received.
pub async fn set_waiting(
    tx: &mut Tx,
    payment_id: &PaymentId,
    offer: &Offer<'_>,
    reason: &str,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "update payments set state = 'waiting', reason = $2, received_at = $3, order_group_id = null,
             amount_minor = $4, currency = $5
         where payment_id = $1",
    )
    .bind(payment_id.as_str())
    .bind(reason)
    .bind(now.0)
    .bind(offer.amount_minor)
    .bind(offer.currency.code())
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Payments of one state, newest first.
pub async fn payments(db: &Db, state: PaymentState, keyset: &Keyset) -> sqlx::Result<Window<PaymentRow>> {
    let (state, tail) = (state.as_str(), keyset.tail_of_all("payment_id", 1));
    let sql = format!("{PAYMENT} where state = '{state}' and {tail}");
    let rows: Vec<PaymentRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(keyset.bound(PaymentId::PREFIX))
        .fetch_all(db.reader())
        .await?;
    Ok(keyset.cut(rows, |row| row.payment_id.to_string()))
}

/// Number of payments waiting for a person.
pub async fn waiting(db: &Db) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as("select count(*) from payments where state = 'waiting'")
        .fetch_one(db.reader())
        .await?;
    Ok(count)
}

/// Settles a waiting payment once; a second settlement finds none.
pub async fn settle(
    tx: &mut Tx,
    payment_id: &PaymentId,
    state: PaymentState,
    reason: &str,
    by: &UserId,
    now: Millis,
) -> sqlx::Result<Option<PaymentRow>> {
    sqlx::query_as(
        "update payments set state = $2, settled_reason = $3, settled_by = $4, settled_at = $5
         where payment_id = $1 and state = 'waiting'
         returning payment_id, provider, reference, order_group_id, offered_for, amount_minor, currency, state,
             reason, received_at, settled_at, settled_reason",
    )
    .bind(payment_id.as_str())
    .bind(state.as_str())
    .bind(reason)
    .bind(by.as_str())
    .bind(now.0)
    .fetch_optional(&mut **tx)
    .await
}

crate::row! {
    struct StateRow {
        state: PaymentState,
    }
}

pub async fn state(tx: &mut Tx, payment_id: &PaymentId) -> sqlx::Result<Option<PaymentState>> {
    let row: Option<StateRow> = sqlx::query_as("select state from payments where payment_id = $1")
        .bind(payment_id.as_str())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|row| row.state))
}
