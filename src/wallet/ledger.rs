//! The ledger: double entry, insert-only, in minor units. A transfer has one debit and one credit; a correction is
//! a new transfer. The balances beside the transfers change in the same statement that refuses to overdraw them.

use super::store::Posted;
use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{LineId, OrderId, PayoutId, SellerId, TransferId};
use crate::money::Currency;

crate::stored_enum! {
    /// The accounts that each seller has with the marketplace.
    pub enum Account {
        /// Money paid by buyers for this seller's orders, held by us.
        Buyers = "buyers",
        /// The seller's, until delivery and hold have ended.
        Pending = "pending",
        /// The seller's, to be withdrawn.
        Available = "available",
        /// The seller's, reserved by policy.
        Reserved = "reserved",
        /// Requested payouts in progress.
        InPayout = "in_payout",
        /// Owed by the seller after refunds.
        Debt = "debt",
        /// The marketplace's commission.
        Commission = "commission",
        /// Tax on the commission.
        CommissionTax = "commission_tax",
        /// Fees of payouts.
        Fees = "fees",
        /// Paid out to the seller.
        Bank = "bank",
    }
}

impl Account {
    /// Whether debits increase it.
    fn is_debit_normal(self) -> bool {
        matches!(self, Self::Buyers | Self::Debt)
    }

    /// Its contribution to the wallet's total per unit, which excludes payouts in progress.
    fn in_wallet(self) -> i64 {
        match self {
            Self::Pending | Self::Available | Self::Reserved => 1,
            Self::Debt => -1,
            _ => 0,
        }
    }
}

crate::stored_enum! {
    /// Why money moved: the transfer's reason code.
    #[schema(as = TransactionKind)]
    pub enum Kind {
        Sale = "sale",
        Commission = "commission",
        CommissionTax = "commission_tax",
        Cancellation = "cancellation",
        Refund = "refund",
        CommissionReturned = "commission_returned",
        CommissionTaxReturned = "commission_tax_returned",
        Release = "release",
        DebtSettled = "debt_settled",
        Payout = "payout",
        PayoutReturned = "payout_returned",
        PayoutPaid = "payout_paid",
        PayoutFee = "payout_fee",
        PayoutFeeReturned = "payout_fee_returned",
    }
}

impl Kind {
    /// Whether it changes the seller's total, not only the accounts.
    pub fn changes_wallet(self) -> bool {
        !matches!(
            self,
            Self::Release | Self::DebtSettled | Self::PayoutPaid | Self::PayoutFee
        )
    }

    /// The kind in a person's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Sale => "Sale",
            Self::Commission => "Commission",
            Self::CommissionTax => "Tax on commission",
            Self::Cancellation => "Cancellation",
            Self::Refund => "Refund",
            Self::CommissionReturned => "Commission returned",
            Self::CommissionTaxReturned => "Tax on commission returned",
            Self::Release => "Became available",
            Self::DebtSettled => "Debt settled",
            Self::Payout => "Payout",
            Self::PayoutReturned => "Payout returned",
            Self::PayoutPaid => "Payout paid",
            Self::PayoutFee => "Payout fee",
            Self::PayoutFeeReturned => "Payout fee returned",
        }
    }
}

/// One posting about to be made. An amount of zero posts nothing.
#[derive(Debug, Clone)]
pub struct Transfer {
    pub kind: Kind,
    pub debit: Account,
    pub credit: Account,
    pub amount_minor: i64,
    pub order_id: Option<OrderId>,
    pub line_id: Option<LineId>,
    pub payout_id: Option<PayoutId>,
    pub description: String,
    /// Id under which it posts only once.
    pub idempotency_id: String,
}

impl Transfer {
    /// A posting whose reason is an order. `cause` is what may make it once: the order itself, or what happened to it.
    pub fn of_order(
        order_id: &OrderId,
        cause: &str,
        (kind, debit, credit, amount_minor, description): (Kind, Account, Account, i64, String),
    ) -> Self {
        Self {
            kind,
            debit,
            credit,
            amount_minor,
            order_id: Some(order_id.clone()),
            line_id: None,
            payout_id: None,
            description,
            idempotency_id: format!("{}:{cause}", kind.as_str()),
        }
    }
}

crate::row! {
    /// A seller's balances, each in its account's normal sign, in minor units.
    #[derive(Debug, Clone, Default, PartialEq, Eq)]
    pub struct Balances {
        pub buyers_minor: i64,
        pub pending_minor: i64,
        pub available_minor: i64,
        pub reserved_minor: i64,
        pub in_payout_minor: i64,
        pub debt_minor: i64,
        pub commission_minor: i64,
        pub commission_tax_minor: i64,
        pub fees_minor: i64,
        pub bank_minor: i64,
    }
}

impl Balances {
    pub fn of(&self, account: Account) -> i64 {
        match account {
            Account::Buyers => self.buyers_minor,
            Account::Pending => self.pending_minor,
            Account::Available => self.available_minor,
            Account::Reserved => self.reserved_minor,
            Account::InPayout => self.in_payout_minor,
            Account::Debt => self.debt_minor,
            Account::Commission => self.commission_minor,
            Account::CommissionTax => self.commission_tax_minor,
            Account::Fees => self.fees_minor,
            Account::Bank => self.bank_minor,
        }
    }

    fn of_mut(&mut self, account: Account) -> &mut i64 {
        match account {
            Account::Buyers => &mut self.buyers_minor,
            Account::Pending => &mut self.pending_minor,
            Account::Available => &mut self.available_minor,
            Account::Reserved => &mut self.reserved_minor,
            Account::InPayout => &mut self.in_payout_minor,
            Account::Debt => &mut self.debt_minor,
            Account::Commission => &mut self.commission_minor,
            Account::CommissionTax => &mut self.commission_tax_minor,
            Account::Fees => &mut self.fees_minor,
            Account::Bank => &mut self.bank_minor,
        }
    }

    /// The wallet's sum: pending, available and reserved, less debt.
    pub fn wallet_minor(&self) -> i64 {
        Account::ALL
            .into_iter()
            .map(|account| self.of(account) * account.in_wallet())
            .sum()
    }

    /// Books one transfer into the balances.
    pub fn book(&mut self, debit: Account, credit: Account, amount_minor: i64) {
        *self.of_mut(debit) += if debit.is_debit_normal() {
            amount_minor
        } else {
            -amount_minor
        };
        *self.of_mut(credit) += if credit.is_debit_normal() {
            -amount_minor
        } else {
            amount_minor
        };
    }

    /// Books a transfer and returns the resulting balances.
    pub(crate) fn enter(&mut self, transfer: &Transfer, transaction_id: TransferId) -> Posted {
        let wallet_before = self.wallet_minor();
        self.book(transfer.debit, transfer.credit, transfer.amount_minor);
        Posted {
            transaction_id,
            wallet_change_minor: self.wallet_minor() - wallet_before,
            wallet_balance_minor: self.wallet_minor(),
            debit_balance_minor: self.of(transfer.debit),
            credit_balance_minor: self.of(transfer.credit),
        }
    }

    /// Whether debits equal credits, as after every transfer.
    pub fn is_balanced(&self) -> bool {
        let signed = |account: Account| {
            if account.is_debit_normal() {
                self.of(account)
            } else {
                -self.of(account)
            }
        };
        Account::ALL.into_iter().map(signed).sum::<i64>() == 0
    }
}

/// Why a posting was refused.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    #[error("there is not enough money on the account")]
    Insufficient,
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}

impl From<PostError> for crate::problem::Problem {
    fn from(error: PostError) -> Self {
        match error {
            PostError::Insufficient => crate::problem::Problem::new(
                crate::problem::Code::InsufficientFunds,
                "There is not that much money available.",
            ),
            PostError::Db(error) => error.into(),
        }
    }
}

/// Posts transfers of one seller, all or none. The balances are changed by one statement that takes nothing
/// that is not there, so that any number of requests at once never overdraw.
pub async fn post(
    tx: &mut Tx,
    seller_id: &SellerId,
    currency: Currency,
    at: Millis,
    transfers: &[Transfer],
) -> Result<(), PostError> {
    let transfers: Vec<&Transfer> = transfers
        .iter()
        .filter(|transfer| transfer.amount_minor != 0)
        .collect();
    if transfers.is_empty() {
        return Ok(());
    }
    let mut change = Balances::default();
    for transfer in &transfers {
        change.book(transfer.debit, transfer.credit, transfer.amount_minor);
    }
    let changed = super::store::change_balances(tx, seller_id, &change).await?;
    let (after, mut last) = changed.ok_or(PostError::Insufficient)?;
    let mut running = after;
    for account in Account::ALL {
        *running.of_mut(account) -= change.of(account);
    }
    for transfer in transfers {
        // After the seller's last one, so that the history's order is the order of posting on every machine.
        let posted = running.enter(transfer, TransferId::after(last.as_ref(), at));
        super::store::insert_transfer(tx, seller_id, currency, at, transfer, &posted).await?;
        last = Some(posted.transaction_id);
    }
    if let Some(last) = last {
        super::store::set_last_transfer(tx, seller_id, &last).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_transfer_leaves_debits_and_credits_equal() {
        let mut balances = Balances::default();
        balances.book(Account::Buyers, Account::Pending, 10_000);
        balances.book(Account::Pending, Account::Commission, 1_000);
        balances.book(Account::Pending, Account::Available, 9_000);
        balances.book(Account::Available, Account::InPayout, 5_000);
        balances.book(Account::InPayout, Account::Fees, 100);
        balances.book(Account::InPayout, Account::Bank, 4_900);
        balances.book(Account::Debt, Account::Buyers, 300);
        assert!(balances.is_balanced());
        assert_eq!(balances.available_minor, 4_000);
        assert_eq!(balances.buyers_minor, 9_700);
        assert_eq!(balances.wallet_minor(), 3_700);
    }
}
