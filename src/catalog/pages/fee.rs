//! What the seller receives of a price, beside the price.

use crate::money::{Currency, Decimal};
use crate::policies::Policy;

/// What the preview is counted with.
#[derive(Clone)]
pub(super) struct Fee {
    pub currency: Currency,
    pub policy: Policy,
}

impl Fee {
    /// The same for the script, which counts as we do: decimals, commission and its tax in hundredths of a percent,
    /// the currency's sign and code.
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

/// The words below a price; nothing while it is no price.
pub(super) fn received(price: &str, fee: &Fee) -> String {
    match Decimal::new(price).minor(fee.currency) {
        Ok(minor) if minor > 0 => {
            let received = received_minor(minor, &fee.policy);
            format!("You'll receive {}", fee.currency.show(received))
        }
        _ => String::new(),
    }
}

/// What a seller receives for one sale of `price_minor`.
pub fn received_minor(price_minor: i64, policy: &Policy) -> i64 {
    let commission = crate::money::percent_of(price_minor, policy.commission_basis_points).min(price_minor);
    let tax = crate::money::percent_of(commission, policy.commission_tax_basis_points)
        .min(price_minor - commission);
    price_minor - commission - tax
}
