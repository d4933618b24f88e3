//! Proof: every balance recomputed from the transfers, seller by seller.

use super::ledger::{Account, Balances};
use crate::db::Db;
use sqlx::Row;
use std::collections::BTreeMap;
use std::fmt;

/// A balance that its transfers do not make.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    pub seller_id: String,
    /// The account, or what else is wrong.
    pub what: String,
    pub kept_minor: i64,
    pub proven_minor: i64,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}: kept {}, proven {}",
            self.seller_id, self.what, self.kept_minor, self.proven_minor
        )
    }
}

/// Recomputes all balances; answers how many transfers were added up and what differs.
pub async fn verify(db: &Db) -> sqlx::Result<(i64, Vec<Difference>)> {
    let mut proven: BTreeMap<String, Balances> = BTreeMap::new();
    let mut transfers = 0;
    let sums = sqlx::query(
        "select seller_id, debit_account, credit_account, cast(sum(amount_minor) as bigint) as amount_minor,
             count(*) as transfers
         from transfers group by seller_id, debit_account, credit_account",
    )
    .fetch_all(db.reader())
    .await?;
    let mut differences = Vec::new();
    for row in sums {
        let seller_id: String = row.try_get("seller_id")?;
        let (debit, credit): (String, String) =
            (row.try_get("debit_account")?, row.try_get("credit_account")?);
        let amount_minor: i64 = row.try_get("amount_minor")?;
        transfers += row.try_get::<i64, _>("transfers")?;
        match (Account::parse(&debit), Account::parse(&credit)) {
            (Some(debit), Some(credit)) => {
                proven
                    .entry(seller_id)
                    .or_default()
                    .book(debit, credit, amount_minor)
            }
            _ => differences.push(Difference {
                seller_id,
                what: format!("unknown account {debit} or {credit}"),
                kept_minor: amount_minor,
                proven_minor: 0,
            }),
        }
    }
    let kept = sqlx::query(
        "select seller_id, buyers_minor, pending_minor, available_minor, reserved_minor, in_payout_minor, debt_minor,
             commission_minor, commission_tax_minor, fees_minor, bank_minor from balances",
    )
    .fetch_all(db.reader())
    .await?;
    for row in kept {
        let seller_id: String = row.try_get("seller_id")?;
        let kept: Balances = sqlx::FromRow::from_row(&row)?;
        let proven = proven.remove(&seller_id).unwrap_or_default();
        for account in Account::ALL {
            if kept.of(account) != proven.of(account) {
                differences.push(Difference {
                    seller_id: seller_id.clone(),
                    what: account.as_str().to_owned(),
                    kept_minor: kept.of(account),
                    proven_minor: proven.of(account),
                });
            }
        }
    }
    for (seller_id, balances) in proven {
        let what = "transfers without a balance".to_owned();
        differences.push(Difference {
            seller_id,
            what,
            kept_minor: 0,
            proven_minor: balances.wallet_minor(),
        });
    }
    let held = sqlx::query(
        "select b.seller_id, b.pending_minor as kept, cast(coalesce(sum(o.held_minor), 0) as bigint) as proven
         from balances b left join orders o on o.seller_id = b.seller_id
         group by b.seller_id, b.pending_minor having b.pending_minor <> coalesce(sum(o.held_minor), 0)",
    )
    .fetch_all(db.reader())
    .await?;
    for row in held {
        differences.push(Difference {
            seller_id: row.try_get("seller_id")?,
            what: "pending against what the orders hold".to_owned(),
            kept_minor: row.try_get("kept")?,
            proven_minor: row.try_get("proven")?,
        });
    }
    Ok((transfers, differences))
}
