//! Ledger verification: every stored sum recomputed from one snapshot, while the server runs.
//!
//! The transfers are walked in the order of posting, and each seller's balances made again: what each transfer says it
//! left behind, and where they stand at the end. Then every sum of other rows (orders, payouts, roll-ups) is added up.

use super::ledger::{Account, Balances, Kind};
use super::store::{self, Posting, StoredBalances};
use crate::db::Db;
use std::collections::BTreeMap;
use std::fmt;

/// Transfers read at once.
const AT_ONCE: i64 = 2_000;

/// A stored figure that differs from its recomputation.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    pub seller_id: String,
    /// The row and figure, or another fault.
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

/// One seller's ledger as its transfers make it.
struct Proven {
    kept: StoredBalances,
    balances: Balances,
    last: Option<String>,
}

/// Verifies all figures; returns the number of transfers and up to 200 differences of a kind.
pub async fn verify(db: &Db) -> sqlx::Result<(i64, Vec<Difference>)> {
    let mut snapshot = store::snapshot(db).await?;
    let mut differences = Vec::new();
    let mut sellers: BTreeMap<String, Proven> = store::kept(&mut snapshot)
        .await?
        .into_iter()
        .map(|kept| {
            let proven = Proven {
                balances: Balances::default(),
                last: None,
                kept,
            };
            (proven.kept.seller_id.clone(), proven)
        })
        .collect();
    let mut transfers = 0;
    let mut after = String::new();
    loop {
        let postings = store::postings_after(&mut snapshot, &after, AT_ONCE).await?;
        let Some(last) = postings.last() else { break };
        after = last.transaction_id.clone();
        for posting in postings {
            transfers += 1;
            let wrong = match sellers.get_mut(&posting.seller_id) {
                Some(proven) => enter(proven, &posting),
                None => vec![("seller without balances", posting.amount_minor, 0)],
            };
            differences.extend(
                wrong
                    .into_iter()
                    .take(store::MOST_TOLD.saturating_sub(differences.len()))
                    .map(|(what, kept_minor, proven_minor)| Difference {
                        seller_id: posting.seller_id.clone(),
                        what: format!("transfer {} {what}", posting.transaction_id),
                        kept_minor,
                        proven_minor,
                    }),
            );
        }
    }
    for proven in sellers.into_values() {
        differences.extend(at_the_end(proven));
    }
    for figures in store::figures() {
        let differing = store::differing(&mut snapshot, &figures).await?;
        differences.extend(differing.into_iter().map(|found| {
            Difference {
                seller_id: found.seller_id,
                what: format!("{} {}", found.subject, found.figure)
                    .trim_end()
                    .to_owned(),
                kept_minor: found.kept_minor,
                proven_minor: found.proven_minor,
            }
        }));
    }
    Ok((transfers, differences))
}

/// Books a transfer; returns each stored figure that differs, with both values.
fn enter(proven: &mut Proven, posting: &Posting) -> Vec<(&'static str, i64, i64)> {
    proven.last = Some(posting.transaction_id.clone());
    let accounts = Account::parse(&posting.debit_account).zip(Account::parse(&posting.credit_account));
    let (Some((debit, credit)), Some(kind)) = (accounts, Kind::parse(&posting.kind)) else {
        return vec![("unknown account or kind", posting.amount_minor, 0)];
    };
    let before = proven.balances.wallet_minor();
    proven.balances.book(debit, credit, posting.amount_minor);
    let after = proven.balances.wallet_minor();
    let said = [
        (
            "change of the wallet",
            posting.wallet_change_minor,
            after - before,
        ),
        ("wallet", posting.wallet_balance_minor, after),
        (
            "debited account",
            posting.debit_balance_minor,
            proven.balances.of(debit),
        ),
        (
            "credited account",
            posting.credit_balance_minor,
            proven.balances.of(credit),
        ),
        (
            "kind",
            i64::from(kind.changes_wallet()),
            i64::from(after != before),
        ),
        (
            "other currency",
            i64::from(posting.currency != proven.kept.currency),
            0,
        ),
    ];
    said.into_iter()
        .filter(|(_, kept, proven)| kept != proven)
        .collect()
}

/// Differences of a seller's stored balances.
fn at_the_end(proven: Proven) -> Vec<Difference> {
    let Proven { kept, balances, last } = proven;
    let mut wrong: Vec<(String, i64, i64)> = Account::ALL
        .into_iter()
        .map(|account| {
            (
                account.as_str().to_owned(),
                kept.balances.of(account),
                balances.of(account),
            )
        })
        .filter(|(_, kept, proven)| kept != proven)
        .collect();
    if kept.last_transaction_id != last {
        wrong.push(("last transfer is another".to_owned(), 0, 0));
    }
    wrong
        .into_iter()
        .map(|(what, kept_minor, proven_minor)| Difference {
            seller_id: kept.seller_id.clone(),
            what,
            kept_minor,
            proven_minor,
        })
        .collect()
}
