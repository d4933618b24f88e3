//! SQL of history entries.

use crate::clock::Millis;
use crate::db::Db;
use crate::id::{OrderId, PayoutId, SellerId, TransferId};
use crate::keyset::{Keyset, Window};
use crate::wallet::ledger::{Account, Kind};

crate::row! {
    /// One transfer as stored.
    #[derive(Debug, Clone)]
    pub struct EntryRow {
        pub transaction_id: TransferId,
        pub at: Millis,
        pub kind: Kind,
        pub debit_account: Account,
        pub amount_minor: i64,
        pub wallet_change_minor: i64,
        pub wallet_balance_minor: i64,
        pub debit_balance_minor: i64,
        pub credit_balance_minor: i64,
        pub order_id: Option<OrderId>,
        pub payout_id: Option<PayoutId>,
        pub description: String,
    }
}

/// Entry filters.
#[derive(Debug, Clone, Default)]
pub struct EntryFilter {
    pub kind: Option<Kind>,
    pub from_ms: Option<i64>,
    pub to_ms: Option<i64>,
    pub order_id: Option<OrderId>,
    /// Account; without it, entries that change the wallet's total.
    pub account: Option<Account>,
}

const ENTRY: &str = "select transaction_id, at, kind, debit_account, amount_minor,
    wallet_change_minor, wallet_balance_minor, debit_balance_minor, credit_balance_minor, order_id, payout_id,
    description from transfers where seller_id = $1";

/// A seller's entries, newest first.
pub async fn entries(
    db: &Db,
    seller_id: &SellerId,
    filter: &EntryFilter,
    keyset: &Keyset,
) -> sqlx::Result<Window<EntryRow>> {
    let mut sql = String::from(ENTRY);
    let mut texts: Vec<String> = Vec::new();
    let place = |texts: &mut Vec<String>, text: String| {
        texts.push(text);
        texts.len() + 1
    };
    match filter.account {
        None => sql.push_str(" and wallet_change_minor <> 0"),
        Some(account) => {
            let at = place(&mut texts, account.as_str().to_owned());
            sql.push_str(&format!(" and (debit_account = ${at} or credit_account = ${at})"));
        }
    }
    if let Some(kind) = filter.kind {
        let at = place(&mut texts, kind.as_str().to_owned());
        sql.push_str(&format!(" and kind = ${at}"));
    }
    if let Some(order_id) = &filter.order_id {
        let at = place(&mut texts, order_id.to_string());
        sql.push_str(&format!(" and order_id = ${at}"));
    }
    // Ids begin with their time, so that a range of time is a range of ids, in the index that also sorts.
    if let Some(from) = filter.from_ms {
        let at = place(&mut texts, first_id(from));
        sql.push_str(&format!(" and transaction_id >= ${at}"));
    }
    if let Some(to) = filter.to_ms {
        let at = place(&mut texts, first_id(to));
        sql.push_str(&format!(" and transaction_id < ${at}"));
    }
    let at = place(&mut texts, keyset.bound(TransferId::PREFIX));
    sql.push_str(&format!(" and {}", keyset.tail_of_all("transaction_id", at)));
    let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(seller_id.as_str().to_owned());
    for text in texts {
        query = query.bind(text);
    }
    let rows: Vec<EntryRow> = query.fetch_all(db.reader()).await?;
    Ok(keyset.cut(rows, |row| row.transaction_id.to_string()))
}

/// The smallest transfer id of a moment.
fn first_id(at_ms: i64) -> String {
    format!(
        "{}{}",
        TransferId::PREFIX,
        ulid::Ulid::from_parts(at_ms.max(0) as u64, 0)
    )
}
