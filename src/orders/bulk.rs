//! Bulk status change of orders, each with its own result.

use super::order::OrderStatus;
use super::{detail, status};
use crate::form::FieldErrors;
use crate::id::OrderId;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::viewer::{Member, may};
use std::collections::HashSet;

/// Maximum number of orders per call.
const MOST_AT_ONCE: usize = 200;

/// Result of one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Why not.
    Refused(String),
    /// No such order, or another seller's.
    NotFound,
    /// A mistake or an overload of ours; the same may go through later.
    Failed,
}

/// Message for an order that [`Outcome::Failed`].
pub const TRY_AGAIN: &str = "Something went wrong on our side. Try again.";

/// One order that was to be moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// As it was named.
    pub order_id: String,
    /// Number of an order that was refused.
    pub number: Option<i64>,
    pub outcome: Outcome,
}

/// Moves each of the orders to a status, in a transaction of its own. One that cannot be moved holds up none; after a
/// failure of ours the rest is not tried.
pub async fn move_all(
    app: &App,
    member: &Member<may::Orders>,
    order_ids: &[String],
    to: OrderStatus,
) -> Result<Vec<Moved>, Problem> {
    if order_ids.is_empty() || order_ids.len() > MOST_AT_ONCE {
        let wanted = format!("Choose 1 to {MOST_AT_ONCE} orders.");
        return Err(FieldErrors::of("order_ids", wanted).into());
    }
    let mut seen = HashSet::new();
    let mut moved: Vec<Moved> = Vec::with_capacity(order_ids.len());
    for order_id in order_ids.iter().filter(|id| seen.insert(id.as_str())) {
        let has_failed = moved.last().is_some_and(|one| one.outcome == Outcome::Failed);
        let (number, outcome) = match OrderId::parse(order_id) {
            _ if has_failed => (None, Outcome::Failed),
            Ok(id) => move_one(app, member, &id, to).await,
            Err(_) => (None, Outcome::NotFound),
        };
        moved.push(Moved {
            order_id: order_id.clone(),
            number,
            outcome,
        });
    }
    Ok(moved)
}

async fn move_one(
    app: &App,
    member: &Member<may::Orders>,
    order_id: &OrderId,
    to: OrderStatus,
) -> (Option<i64>, Outcome) {
    match status::change(app, member, order_id, to.as_str()).await {
        Ok(()) => (None, Outcome::Done),
        Err(problem) if problem.code == Code::NotFound => (None, Outcome::NotFound),
        Err(problem) if problem.transient || problem.code.may_pass() => (None, Outcome::Failed),
        Err(problem) => {
            let number = detail::number(app, member, order_id).await.ok();
            (number, Outcome::Refused(problem.detail))
        }
    }
}

/// Summary: how many were moved, and the first few failures with reasons.
pub fn in_words(moved: &[Moved], to: OrderStatus) -> String {
    const NAMED: usize = 5;
    let done = moved.iter().filter(|one| one.outcome == Outcome::Done).count();
    let missing = moved
        .iter()
        .filter(|one| one.outcome == Outcome::NotFound)
        .count();
    let refused: Vec<String> = moved
        .iter()
        .filter_map(|one| match (&one.outcome, one.number) {
            (Outcome::Refused(why), Some(number)) => Some(format!("#{number}: {why}")),
            (Outcome::Refused(why), None) => Some(why.clone()),
            _ => None,
        })
        .collect();
    let words = to.words().to_lowercase();
    let mut text = match done {
        0 => "No orders were updated.".to_owned(),
        1 => format!("1 order is now {words}."),
        done => format!("{done} orders are now {words}."),
    };
    if !refused.is_empty() {
        text.push_str(&format!(" {} could not be updated.", refused.len()));
        for why in refused.iter().take(NAMED) {
            text.push(' ');
            text.push_str(why);
        }
    }
    let failed = moved.iter().filter(|one| one.outcome == Outcome::Failed).count();
    match failed {
        0 => {}
        1 => text.push_str(&format!(" 1 failed: {TRY_AGAIN}")),
        failed => text.push_str(&format!(" {failed} failed: {TRY_AGAIN}")),
    }
    match missing {
        0 => {}
        1 => text.push_str(" 1 was not found."),
        missing => text.push_str(&format!(" {missing} were not found.")),
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_of_ours_is_not_the_orders_refusal() {
        let one = |outcome| Moved {
            order_id: String::new(),
            number: None,
            outcome,
        };
        let moved = [one(Outcome::Done), one(Outcome::Failed), one(Outcome::Failed)];
        assert_eq!(
            in_words(&moved, OrderStatus::Processing),
            format!("1 order is now processing. 2 failed: {TRY_AGAIN}")
        );
    }
}
