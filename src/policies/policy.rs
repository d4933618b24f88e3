//! The policy and its changes.

use super::store;
use crate::audit::{self, Act};
use crate::events::emit;
use crate::form::FieldErrors;
use crate::money::{Currency, Decimal, MAX_MINOR};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Fresh, duty};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The rules in force. Percentages are in hundredths of a percent; amounts in the major unit of each seller's
/// currency, as they were written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Days from delivery until the money is available, when the delivery is proven.
    pub hold_days: i64,
    /// Hold in days when only the seller reports the delivery.
    pub unproven_hold_days: i64,
    pub commission_basis_points: i64,
    pub commission_tax_basis_points: i64,
    pub reserve_basis_points: i64,
    payout_minimum: String,
    payout_fee: String,
    /// Minutes an unpaid order keeps its stock.
    pub payment_minutes: i64,
    /// Days after the decision on a shop until the files of its documents are removed.
    pub document_days: i64,
    #[serde(default)]
    pub second_factor_admins: Demand,
    #[serde(default)]
    pub second_factor_sellers: Demand,
    /// Which products wait for an admin.
    #[serde(default)]
    pub product_review: ProductReview,
}

/// Which products wait for an admin before buyers see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProductReviewPolicy)]
pub enum ProductReview {
    /// No review.
    #[default]
    Off,
    /// New ones.
    New,
    /// New ones, and changes of name, description and category.
    Risky,
}

impl ProductReview {
    pub const ALL: [Self; 3] = [Self::Off, Self::New, Self::Risky];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::New => "new",
            Self::Risky => "risky",
        }
    }

    /// The words a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Off => "Nothing needs review",
            Self::New => "New products need review",
            Self::Risky => "New products and risky edits need review",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == text)
    }
}

/// Whether something is optional or required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SecondFactorDemand)]
pub enum Demand {
    #[default]
    Optional,
    Required,
}

impl Demand {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Optional => "optional",
            Self::Required => "required",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text {
            "optional" => Some(Self::Optional),
            "required" => Some(Self::Required),
            _ => None,
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            hold_days: 7,
            unproven_hold_days: 14,
            commission_basis_points: 1_000,
            commission_tax_basis_points: 0,
            reserve_basis_points: 0,
            payout_minimum: "0".to_owned(),
            payout_fee: "0".to_owned(),
            payment_minutes: 60,
            document_days: 30,
            second_factor_admins: Demand::Optional,
            second_factor_sellers: Demand::Optional,
            product_review: ProductReview::Off,
        }
    }
}

impl Policy {
    /// The least amount of a payout, in minor units.
    pub fn payout_minimum_minor(&self, currency: Currency) -> i64 {
        in_currency(&self.payout_minimum, currency)
    }

    /// Payout fee in minor units.
    pub fn payout_fee_minor(&self, currency: Currency) -> i64 {
        in_currency(&self.payout_fee, currency)
    }

    /// Whether an admin or a shop member must have a second factor.
    pub fn demands_factor(&self, is_admin: bool, is_seller: bool) -> bool {
        (is_admin && self.second_factor_admins == Demand::Required)
            || (is_seller && self.second_factor_sellers == Demand::Required)
    }

    /// The policy as the API and the form show it.
    pub fn shown(&self) -> PolicyView {
        let percent =
            |basis_points: i64| Decimal::exact(format!("{}.{:02}", basis_points / 100, basis_points % 100));
        PolicyView {
            hold_days: self.hold_days,
            unproven_hold_days: self.unproven_hold_days,
            commission_percent: percent(self.commission_basis_points),
            commission_tax_percent: percent(self.commission_tax_basis_points),
            // Nothing is kept back yet, whatever an older version let someone write.
            reserve_percent: percent(0),
            payout_minimum: Decimal::exact(self.payout_minimum.clone()),
            payout_fee: Decimal::exact(self.payout_fee.clone()),
            payment_minutes: self.payment_minutes,
            document_days: self.document_days,
            second_factor_admins: self.second_factor_admins,
            second_factor_sellers: self.second_factor_sellers,
            product_review: self.product_review,
        }
    }
}

/// An amount of the policy in one currency; finer than the currency has, it is cut.
fn in_currency(text: &str, currency: Currency) -> i64 {
    let decimals = currency.decimals() as usize;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction: String = fraction.chars().chain("000".chars()).take(decimals).collect();
    format!("{whole}{fraction}").parse().unwrap_or(0)
}

/// The policy in the words of the API.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Policy)]
pub struct PolicyView {
    pub hold_days: i64,
    pub unproven_hold_days: i64,
    pub commission_percent: Decimal,
    pub commission_tax_percent: Decimal,
    pub reserve_percent: Decimal,
    pub payout_minimum: Decimal,
    pub payout_fee: Decimal,
    pub payment_minutes: i64,
    pub document_days: i64,
    /// Second factor of marketplace staff: `optional` or `required`.
    pub second_factor_admins: Demand,
    /// Second factor of shop members: `optional` or `required`.
    pub second_factor_sellers: Demand,
    /// Which products wait for an admin: `off`, `new`, or `risky` (new ones and risky edits).
    pub product_review: ProductReview,
}

/// Policy changes; missing fields stay.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PolicyPatch {
    pub hold_days: Option<Decimal>,
    pub unproven_hold_days: Option<Decimal>,
    pub commission_percent: Option<Decimal>,
    pub commission_tax_percent: Option<Decimal>,
    pub reserve_percent: Option<Decimal>,
    pub payout_minimum: Option<Decimal>,
    pub payout_fee: Option<Decimal>,
    pub payment_minutes: Option<Decimal>,
    pub document_days: Option<Decimal>,
    /// `optional` or `required`.
    pub second_factor_admins: Option<String>,
    /// `optional` or `required`.
    pub second_factor_sellers: Option<String>,
    /// `off`, `new` or `risky`.
    pub product_review: Option<String>,
}

impl PolicyPatch {
    /// The policy with the changes in it.
    fn onto(self, mut policy: Policy) -> Result<Policy, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut whole = |field: &str, given: Option<Decimal>, target: &mut i64, most: i64| {
            let Some(given) = given else { return };
            match given.whole() {
                Ok(number) if (0..=most).contains(&number) => *target = number,
                _ => errors.add(field, format!("Enter a whole number from 0 to {most}.")),
            }
        };
        whole("hold_days", self.hold_days, &mut policy.hold_days, 365);
        whole(
            "unproven_hold_days",
            self.unproven_hold_days,
            &mut policy.unproven_hold_days,
            365,
        );
        whole(
            "payment_minutes",
            self.payment_minutes,
            &mut policy.payment_minutes,
            100_000,
        );
        whole(
            "document_days",
            self.document_days,
            &mut policy.document_days,
            3_650,
        );
        let mut percent = |field: &str, given: Option<Decimal>, target: &mut i64| {
            let Some(given) = given else { return };
            match given.basis_points() {
                Ok(points) if (0..=10_000).contains(&points) => *target = points,
                _ => errors.add(
                    field,
                    "Enter a percentage from 0 to 100, with at most two decimals.",
                ),
            }
        };
        percent(
            "commission_percent",
            self.commission_percent,
            &mut policy.commission_basis_points,
        );
        percent(
            "commission_tax_percent",
            self.commission_tax_percent,
            &mut policy.commission_tax_basis_points,
        );
        // No reserve is kept in this version; nothing else is promised.
        let mut reserve = 0;
        percent("reserve_percent", self.reserve_percent, &mut reserve);
        policy.reserve_basis_points = 0;
        if reserve != 0 {
            errors.add(
                "reserve_percent",
                "This version does not support a reserve: only 0 can be set.",
            );
        }
        let mut amount = |field: &str, given: Option<Decimal>, target: &mut String| {
            let Some(given) = given else { return };
            match given.minor(Currency::USD) {
                Ok(minor) if (0..=MAX_MINOR).contains(&minor) => {
                    *target = Currency::USD.decimal(minor).to_string()
                }
                _ => errors.add(field, "Enter an amount of 0 or more, with at most two decimals."),
            }
        };
        amount("payout_minimum", self.payout_minimum, &mut policy.payout_minimum);
        amount("payout_fee", self.payout_fee, &mut policy.payout_fee);
        let mut demand = |field: &str, given: Option<String>, target: &mut Demand| {
            let Some(given) = given else { return };
            match Demand::parse(&given) {
                Some(demand) => *target = demand,
                None => errors.add(field, "Choose optional or required."),
            }
        };
        demand(
            "second_factor_admins",
            self.second_factor_admins,
            &mut policy.second_factor_admins,
        );
        demand(
            "second_factor_sellers",
            self.second_factor_sellers,
            &mut policy.second_factor_sellers,
        );
        if let Some(given) = self.product_review {
            match ProductReview::parse(&given) {
                Some(rule) => policy.product_review = rule,
                None => errors.add("product_review", "Choose off, new or risky."),
            }
        }
        errors.or(Some(policy))
    }
}

/// Puts a changed policy into force.
pub async fn change(
    app: &App,
    admin: &Admin<Fresh<duty::Policy>>,
    patch: PolicyPatch,
) -> Result<Policy, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let before = store::hold(&mut tx).await?;
    let after = patch.onto(before.clone())?;
    if after != before {
        store::insert(&mut tx, &after, &admin.user_id, now).await?;
        emit(&mut tx, now, "policy.changed", None, &json!({})).await?;
        let act = Act {
            action: "policy.changed",
            user_id: Some(&admin.user_id),
            before: serde_json::to_value(before.shown()).ok(),
            after: serde_json::to_value(after.shown()).ok(),
            ..Act::default()
        };
        audit::note(&mut tx, now, act).await?;
    }
    tx.commit().await?;
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserve_that_is_not_kept_is_not_shown() {
        let policy = Policy {
            reserve_basis_points: 500,
            ..Policy::default()
        };
        assert_eq!(policy.shown().reserve_percent.as_str(), "0.00");
    }
}
