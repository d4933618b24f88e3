//! Fee preview: what the seller receives of a price.

use crate::money::{Currency, Decimal};
use crate::policies::Policy;

/// Inputs of the fee preview.
#[derive(Clone)]
pub(super) struct Fee {
    pub currency: Currency,
    pub policy: Policy,
}

impl Fee {
    /// Data attributes for the script, which computes the same: decimals, commission and tax in hundredths of
    /// a percent, currency sign and code.
    pub fn marks(&self) -> String {
        format!(
            "{} {} {} {} {}",
            self.currency.decimals(),
            self.policy.commission_basis_points,
            self.policy.commission_tax_basis_points,
            self.currency.code(),
            self.currency.sign()
        )
    }
}

/// Text below a price; empty while it is not a price.
pub(super) fn received(price: &str, fee: &Fee) -> String {
    match Decimal::new(price).minor(fee.currency) {
        Ok(minor) if minor > 0 => {
            let received = received_minor(minor, &fee.policy);
            format!("You'll receive {}", fee.currency.show(received))
        }
        _ => String::new(),
    }
}

/// Amount a seller receives for one sale at `price_minor`.
pub fn received_minor(price_minor: i64, policy: &Policy) -> i64 {
    let commission = crate::money::percent_of(price_minor, policy.commission_basis_points).min(price_minor);
    let tax = crate::money::percent_of(commission, policy.commission_tax_basis_points)
        .min(price_minor - commission);
    price_minor - commission - tax
}
