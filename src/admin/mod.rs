//! The admin panel: queues, sellers and their approval, API keys, policy. It keeps nothing of its own: every
//! decision is an operation of the slice it belongs to.

pub mod actions;
pub mod pages;
#[cfg(test)]
mod tests;

use crate::db::Db;
use crate::{accounts, payments, product_review, refunds, support, wallet};

/// Counts of what waits for an admin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Queues {
    /// Shops that wait for approval.
    pub shops: i64,
    /// Products that wait for approval; at most 100 are counted.
    pub products: i64,
    /// Tickets with messages no admin has read.
    pub tickets: i64,
    /// Payouts that wait to be settled.
    pub payouts: i64,
    /// Refunds that buyers do not have yet; at most 1,000 are counted.
    pub refunds: i64,
    /// Payments in that wait for a person.
    pub payments: i64,
}

/// Counts the queues; each query reads only what it counts.
pub async fn queues(db: &Db) -> sqlx::Result<Queues> {
    Ok(Queues {
        shops: accounts::count_pending(db).await?,
        products: product_review::count_reviews(db).await?,
        tickets: support::unread_for_admins(db).await?,
        payouts: wallet::payouts_to_settle(db).await?,
        refunds: refunds::owed(db).await?,
        payments: payments::waiting(db).await?,
    })
}
