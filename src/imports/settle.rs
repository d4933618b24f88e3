//! Decisions about a batch of products before any is written.

use super::assembled::Piece;
use super::decide::{Decision, KnownProducts, Terms, decide};
use super::pictures::{Picture, pictures};
use super::price_change::price_changes;
use super::status::ProductOutcome;
use crate::clock::Millis;
use crate::id::{ProductId, VariantId};
use crate::imports::store::{Counts, Outcome, ProblemRow};
use crate::pictures::ImageWant;
use crate::product_files::{Problem, Severity};
use crate::products::{MAX_IMAGES, NewProduct, Product, Rewrite, WaitingTexts, WriteError};
use std::collections::HashMap;

/// Outcomes of some pieces, and the writes they need.
#[derive(Default)]
pub(super) struct Settled {
    pub outcomes: Vec<Outcome>,
    pub problems: Vec<ProblemRow>,
    pub counts: Counts,
    pub new: Vec<NewProduct>,
    pub rewrites: Vec<Rewrite>,
    pub pictures: Vec<Picture>,
}

/// Settles pieces in order, up to one that matches a product just touched; that one is for the next
/// transaction. At least the first is settled.
pub(super) fn settle(
    pieces: &[Piece],
    known: &mut KnownProducts,
    terms: &Terms,
    now: Millis,
) -> Result<Settled, WriteError> {
    let mut settled = Settled::default();
    for piece in pieces {
        let draft = piece.assembled.draft.as_ref();
        if draft.is_some_and(|draft| known.is_touched(draft, &piece.lines)) {
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
        known: &mut KnownProducts,
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
            outcome: ProductOutcome::Failed,
            product_id: None,
            before: None,
            after_version: None,
            price_changes: None,
            review_before: None,
        };
        match decision {
            Decision::Refuse => self.counts.failed += 1,
            Decision::Unchanged(product_id) => {
                self.counts.unchanged += 1;
                outcome.outcome = ProductOutcome::Unchanged;
                if let (Some(draft), Some(current)) = (&assembled.draft, known.products.get(&product_id)) {
                    let wanted = pictures(piece.number, draft, &product_id, &current.product);
                    self.pictures.extend(wanted);
                }
                known.take(&product_id, assembled.draft.as_ref());
                outcome.product_id = Some(product_id);
            }
            Decision::Create(product) => {
                self.counts.created += 1;
                outcome.outcome = ProductOutcome::Created;
                if !terms.dry_run {
                    let (product_id, product) = (ProductId::new(now), with_ids(product, now));
                    known.touch(&product_id, &product, assembled.draft.as_ref());
                    let draft = assembled.draft.iter();
                    let wanted = draft.flat_map(|draft| pictures(piece.number, draft, &product_id, &product));
                    self.pictures.extend(wanted);
                    outcome.product_id = Some(product_id.clone());
                    outcome.after_version = Some(1);
                    self.new.push(NewProduct { product_id, product });
                }
            }
            Decision::Update(current, next) => {
                self.counts.updated += 1;
                outcome.outcome = ProductOutcome::Updated;
                let next = with_ids(next, now);
                let draft = assembled.draft.iter();
                let wanted =
                    draft.flat_map(|draft| pictures(piece.number, draft, &current.product_id, &next));
                self.pictures.extend(wanted);
                known.take(&current.product_id, assembled.draft.as_ref());
                outcome.product_id = Some(current.product_id.clone());
                if terms.dry_run {
                    outcome.price_changes =
                        price_changes(&current.product, &next).map(to_json).transpose()?;
                } else {
                    known.touch(&current.product_id, &next, assembled.draft.as_ref());
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

    /// The products that are changed.
    pub fn rewritten(&self) -> Vec<ProductId> {
        let rewritten = self.rewrites.iter();
        rewritten
            .map(|rewrite| rewrite.current.product_id.clone())
            .collect()
    }

    /// Adds the pending review texts of the products.
    pub fn note_waiting(&mut self, waiting: &HashMap<ProductId, WaitingTexts>) -> Result<(), WriteError> {
        for outcome in self
            .outcomes
            .iter_mut()
            .filter(|outcome| outcome.before.is_some())
        {
            let before = outcome.product_id.as_ref().and_then(|id| waiting.get(id));
            outcome.review_before = Some(to_json(before.cloned().unwrap_or_default())?);
        }
        Ok(())
    }

    /// Adds picture results: products changed only by pictures count as updated, and excess pictures are
    /// reported.
    pub fn note_pictures(&mut self, came: &ImageWant, known: &KnownProducts) -> Result<(), WriteError> {
        for outcome in &mut self.outcomes {
            let Some(product_id) = outcome
                .product_id
                .as_ref()
                .filter(|id| came.changed.contains(*id))
            else {
                continue;
            };
            match (outcome.outcome, known.products.get(product_id)) {
                (ProductOutcome::Unchanged, Some(current)) => {
                    outcome.outcome = ProductOutcome::Updated;
                    outcome.before = Some(to_json(&current.product)?);
                    outcome.after_version = Some(current.version + 1);
                    self.counts.unchanged -= 1;
                    self.counts.updated += 1;
                }
                _ => outcome.after_version = outcome.after_version.map(|version| version + 1),
            }
        }
        for picture in came.left_out.iter().filter_map(|at| self.pictures.get(*at)) {
            let problem = Problem {
                line: picture.line,
                column: None,
                message: format!("The product already has {MAX_IMAGES} pictures; this one was left out."),
                severity: Severity::Warning,
            };
            self.counts.warnings += 1;
            self.problems.push(reported(picture.product_number, &problem));
        }
        Ok(())
    }
}

/// New variants get their ids here, so that a picture can name them.
fn with_ids(product: Product, now: Millis) -> Product {
    let mut facts = product.into_facts();
    for variant in &mut facts.variants {
        variant.variant_id.get_or_insert_with(|| VariantId::new(now));
    }
    Product::stored(facts)
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
