//! Proof: every balance recomputed from the transfers, seller by seller.

use super::ledger::{Account, Balances};
use super::store;
use crate::db::Db;
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
    let mut differences = Vec::new();
    for flow in store::flows(db).await? {
        transfers += flow.transfers;
        match (Account::parse(&flow.debit), Account::parse(&flow.credit)) {
            (Some(debit), Some(credit)) => {
                proven
                    .entry(flow.seller_id)
                    .or_default()
                    .book(debit, credit, flow.amount_minor);
            }
            _ => differences.push(Difference {
                seller_id: flow.seller_id,
                what: format!("unknown account {} or {}", flow.debit, flow.credit),
                kept_minor: flow.amount_minor,
                proven_minor: 0,
            }),
        }
    }
    for (seller_id, kept) in store::kept(db).await? {
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
    for (seller_id, kept_minor, proven_minor) in store::held_otherwise(db).await? {
        let what = "pending against what the orders hold".to_owned();
        differences.push(Difference {
            seller_id,
            what,
            kept_minor,
            proven_minor,
        });
    }
    Ok((transfers, differences))
}
