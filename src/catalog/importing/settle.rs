//! What becomes of some products of the file, decided by what is known of the seller's, before any is written.

use super::decide::{Decision, Known, Terms, decide};
use super::piece::Piece;
use super::price_change::price_changes;
use crate::catalog::imports::{Problem, Severity};
use crate::catalog::store::{Counts, NewProduct, Outcome, ProblemRow, Rewrite, WriteError};
use crate::clock::Millis;
use crate::id::ProductId;

/// What came of some pieces, and what is to be written for it.
#[derive(Default)]
pub(super) struct Settled {
    pub outcomes: Vec<Outcome>,
    pub problems: Vec<ProblemRow>,
    pub counts: Counts,
    pub new: Vec<NewProduct>,
    pub rewrites: Vec<Rewrite>,
}

/// Settles the pieces in their order, up to one that means a product which an earlier one has just touched: that
/// one is for the next transaction. At least the first is settled.
pub(super) fn settle(
    pieces: &[Piece],
    known: &mut Known,
    terms: &Terms,
    now: Millis,
) -> Result<Settled, WriteError> {
    let mut settled = Settled::default();
    for piece in pieces {
        let draft = piece.assembled.draft.as_ref();
        if draft.is_some_and(|draft| known.is_touched(draft)) {
            break;
        }
        settled.add(piece, known, terms, now)?;
    }
    Ok(settled)
}

impl Settled {
    fn add(
        &mut self,
        piece: &Piece,
        known: &mut Known,
        terms: &Terms,
        now: Millis,
    ) -> Result<(), WriteError> {
        let mut assembled = piece.assembled.clone();
        let decision = decide(&piece.lines, &mut assembled, known, terms);
        self.counts.skipped += assembled.other_currency_rows as i64;
        for problem in &assembled.problems {
            self.counts.warnings += i64::from(problem.severity == Severity::Warning);
            self.problems.push(reported(piece.number, problem));
        }
        let mut outcome = Outcome {
            product_number: piece.number,
            outcome: "failed",
            product_id: None,
            before: None,
            after_version: None,
            price_changes: None,
        };
        match decision {
            Decision::Refuse => self.counts.failed += 1,
            Decision::Unchanged(product_id) => {
                self.counts.unchanged += 1;
                outcome.outcome = "unchanged";
                outcome.product_id = Some(product_id);
            }
            Decision::Create(product) => {
                self.counts.created += 1;
                outcome.outcome = "created";
                if !terms.dry_run {
                    let product_id = ProductId::new(now);
                    known.touch(&product_id, &product);
                    outcome.product_id = Some(product_id.clone());
                    outcome.after_version = Some(1);
                    self.new.push(NewProduct { product_id, product });
                }
            }
            Decision::Update(current, next) => {
                self.counts.updated += 1;
                outcome.outcome = "updated";
                if terms.dry_run {
                    outcome.price_changes =
                        price_changes(&current.product, &next).map(to_json).transpose()?;
                } else {
                    known.touch(&current.product_id, &next);
                    outcome.product_id = Some(current.product_id.clone());
                    outcome.before = Some(to_json(&current.product)?);
                    outcome.after_version = Some(current.version + 1);
                    self.rewrites.push(Rewrite {
                        current: *current,
                        next,
                    });
                }
            }
        }
        self.outcomes.push(outcome);
        Ok(())
    }
}

fn to_json<T: serde::Serialize>(value: T) -> Result<String, WriteError> {
    serde_json::to_string(&value).map_err(|error| WriteError::Db(sqlx::Error::Encode(error.into())))
}

fn reported(product_number: i64, problem: &Problem) -> ProblemRow {
    let severity = match problem.severity {
        Severity::Refusal => "refusal",
        Severity::Warning => "warning",
    };
    ProblemRow {
        product_number,
        problem_number: 0,
        line: problem.line as i64,
        column_name: problem.column.clone(),
        severity: severity.to_owned(),
        message: problem.message.clone(),
    }
}
