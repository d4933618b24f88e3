//! A payment: its provider's name for it, its state, and what it pays.

use super::store::{self, PaymentRow};
use crate::audit::{self, Act};
use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{OrderGroupId, PaymentId};
use crate::money::Currency;
use serde_json::json;

crate::stored_enum! {
    /// State of a payment.
    pub enum PaymentState {
        /// An unpaid checkout names it; it has not come in.
        Expected = "expected",
        /// Paid its checkout.
        Paid = "paid",
        /// Unmatched, waiting for a person.
        Waiting = "waiting",
        /// Matched by a person.
        Matched = "matched",
        /// A person gave it back.
        Refunded = "refunded",
        /// Ignored by a person.
        Ignored = "ignored",
    }
}

impl PaymentState {
    /// States shown to people.
    pub const KEPT: [PaymentState; 4] = [Self::Waiting, Self::Matched, Self::Refunded, Self::Ignored];

    /// The state in a person's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Expected => "Expected",
            Self::Paid => "Paid",
            Self::Waiting => "Waiting",
            Self::Matched => "Matched",
            Self::Refunded => "Refunded",
            Self::Ignored => "Ignored",
        }
    }

    /// Reads one of the states that a person looks at.
    pub fn parse_kept(text: &str) -> Option<Self> {
        Self::KEPT.into_iter().find(|state| state.as_str() == text)
    }
}

/// A payment as its provider names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentName {
    /// Small letters and digits; empty when no provider was named.
    pub provider: String,
    pub reference: String,
}

impl PaymentName {
    /// The payment that was named, if it has a reference. `PayPal`, `paypal` and `Pay-Pal` are one provider.
    pub fn of(provider: Option<&str>, reference: Option<&str>) -> Option<Self> {
        Some(Self {
            provider: normalised(provider.unwrap_or_default()),
            reference: reference?.to_owned(),
        })
    }

    /// The provider, if one was named.
    pub fn provider(&self) -> Option<&str> {
        Some(self.provider.as_str()).filter(|provider| !provider.is_empty())
    }

    /// Whether both may be the same payment: a missing provider matches any.
    pub fn may_be(&self, other: &Self) -> bool {
        let is_open = self.provider.is_empty() || other.provider.is_empty();
        self.reference == other.reference && (is_open || self.provider == other.provider)
    }
}

impl std::fmt::Display for PaymentName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.provider() {
            Some(provider) => write!(f, "{provider} {}", self.reference),
            None => f.write_str(&self.reference),
        }
    }
}

fn normalised(provider: &str) -> String {
    provider
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A payment offered for a checkout.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    pub name: &'a PaymentName,
    pub group_id: &'a OrderGroupId,
    /// The checkout's reference.
    pub offered_for: &'a str,
    /// Received amount, if given.
    pub amount_minor: Option<i64>,
    pub currency: Currency,
}

/// Result of assigning a payment to a checkout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchOutcome {
    /// The payment belongs to this checkout.
    Ours,
    /// The payment belongs to another checkout.
    OfAnother,
    /// The payment already waits for a person.
    Kept,
}

/// Assigns a payment to a checkout, or expects it, unless it is another's.
pub async fn take(
    tx: &mut Tx,
    offer: Offer<'_>,
    state: PaymentState,
    now: Millis,
) -> sqlx::Result<MatchOutcome> {
    Ok(match known(tx, &offer).await? {
        None => {
            store::insert(tx, &row(&offer, state, String::new(), now)).await?;
            MatchOutcome::Ours
        }
        Some(known) if !matches!(known.state, PaymentState::Expected | PaymentState::Paid) => {
            MatchOutcome::Kept
        }
        Some(known) if known.order_group_id.as_ref() == Some(offer.group_id) => {
            store::set_state(tx, &known.payment_id, state).await?;
            MatchOutcome::Ours
        }
        Some(_) => MatchOutcome::OfAnother,
    })
}

/// Result of keeping an unmatched payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeepOutcome {
    /// Waiting for a person, now or from before.
    ForReview(PaymentId),
    /// It pays another checkout.
    OfAnother,
}

/// Keeps an unmatched payment, once.
pub async fn keep(tx: &mut Tx, offer: Offer<'_>, reason: &str, now: Millis) -> sqlx::Result<KeepOutcome> {
    Ok(match known(tx, &offer).await? {
        None => {
            let row = row(&offer, PaymentState::Waiting, reason.to_owned(), now);
            store::insert(tx, &row).await?;
            note(tx, &row.payment_id, offer.name, reason, now).await?;
            KeepOutcome::ForReview(row.payment_id)
        }
        // Its own checkout expected it and was paid by another one meanwhile.
        Some(known)
            if known.state == PaymentState::Expected
                && known.order_group_id.as_ref() == Some(offer.group_id) =>
        {
            store::set_waiting(tx, &known.payment_id, &offer, reason, now).await?;
            note(tx, &known.payment_id, offer.name, reason, now).await?;
            KeepOutcome::ForReview(known.payment_id)
        }
        Some(known) if matches!(known.state, PaymentState::Expected | PaymentState::Paid) => {
            KeepOutcome::OfAnother
        }
        Some(known) => KeepOutcome::ForReview(known.payment_id),
    })
}

async fn note(
    tx: &mut Tx,
    payment_id: &PaymentId,
    name: &PaymentName,
    reason: &str,
    now: Millis,
) -> sqlx::Result<()> {
    let act = Act {
        action: "payment.kept",
        subject: Some(payment_id.as_str()),
        after: Some(json!({ "payment": name.to_string(), "reason": reason })),
        ..Act::default()
    };
    audit::note(tx, now, act).await
}

/// The payment of that name, if it was seen before; held until the transaction ends. Where several may be meant, the
/// checkout's own goes first, then that of the same provider.
async fn known(tx: &mut Tx, offer: &Offer<'_>) -> sqlx::Result<Option<PaymentRow>> {
    store::hold_reference(tx, &offer.name.reference).await?;
    let rows = store::of_reference(tx, &offer.name.reference).await?;
    let possible = rows.into_iter().filter(|row| row.name().may_be(offer.name));
    Ok(possible.min_by_key(|row| {
        let is_anothers = row.order_group_id.as_ref() != Some(offer.group_id);
        (is_anothers, row.provider != offer.name.provider)
    }))
}

fn row(offer: &Offer<'_>, state: PaymentState, reason: String, now: Millis) -> PaymentRow {
    PaymentRow {
        payment_id: PaymentId::new(now),
        provider: offer.name.provider.clone(),
        reference: offer.name.reference.clone(),
        order_group_id: (state != PaymentState::Waiting).then(|| offer.group_id.clone()),
        offered_for: offer.offered_for.to_owned(),
        amount_minor: offer.amount_minor,
        currency: offer.currency,
        state,
        reason,
        received_at: now,
        settled_at: None,
        settled_reason: None,
    }
}

#[cfg(test)]
mod tests {
    use super::PaymentName;

    #[test]
    fn a_payment_is_the_same_in_other_letters_and_without_its_provider() {
        let name = |provider, reference| PaymentName::of(provider, Some(reference)).unwrap();
        let ours = name(Some("PayPal"), "1");
        assert_eq!(ours, name(Some(" pay-pal "), "1"));
        assert!(ours.may_be(&name(None, "1")) && name(None, "1").may_be(&ours));
        assert!(!ours.may_be(&name(Some("stripe"), "1")) && !ours.may_be(&name(None, "2")));
        assert_eq!(PaymentName::of(Some("stripe"), None), None);
    }
}
