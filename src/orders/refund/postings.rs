//! What a refund takes from the seller's balances, and its postings line by line.

use crate::id::{LineId, OrderId, RefundId};
use crate::orders::order::{OrderRow, Share};
use crate::refunds::TakenFrom;
use crate::wallet::{Account, Balances, Kind, Transfer};

/// Balances that a net amount is taken from: the order's own pending money first, then available, then debt.
/// Commission that comes back beyond what goes to the buyer stays where the order's money is.
pub fn taken(order: &OrderRow, net_minor: i64, balances: &Balances) -> TakenFrom {
    let mut taken = TakenFrom::default();
    if net_minor <= 0 {
        match order.released_at {
            None => taken.pending_minor = net_minor,
            Some(_) => taken.available_minor = net_minor,
        }
        return taken;
    }
    taken.pending_minor = net_minor.min(order.held_minor.max(0));
    let rest = net_minor - taken.pending_minor;
    taken.available_minor = rest.min(balances.available_minor.max(0));
    taken.debt_minor = rest - taken.available_minor;
    taken
}

/// Postings of a refund: the commission back to the seller, then the buyer's money, each with its line.
pub fn transfers(
    order: &OrderRow,
    refund_id: &RefundId,
    shares: &[(LineId, Share)],
    taken: &TakenFrom,
    debt_before_minor: i64,
) -> Vec<Transfer> {
    let fees: i64 = shares.iter().map(|(_, share)| share.fees_minor()).sum();
    let home = match order.released_at {
        None => Account::Pending,
        Some(_) => Account::Available,
    };
    let at_home = |account, minor| if account == home { minor + fees } else { minor };
    let mut sources = vec![
        (Account::Pending, at_home(Account::Pending, taken.pending_minor)),
        (
            Account::Available,
            at_home(Account::Available, taken.available_minor),
        ),
        (Account::Debt, taken.debt_minor),
    ];
    let mut transfers = Vec::new();
    let number = order.number;
    let posting = |line_id: &LineId, kind, debit, credit, amount, text: String| Transfer {
        line_id: Some(line_id.clone()),
        ..of(
            &order.order_id,
            refund_id,
            line_id,
            (kind, debit, credit, amount, text),
        )
    };
    for (line_id, share) in shares {
        transfers.push(posting(
            line_id,
            Kind::CommissionReturned,
            Account::Commission,
            home,
            share.commission_minor,
            format!("Commission on what was refunded of order #{number}"),
        ));
        transfers.push(posting(
            line_id,
            Kind::CommissionTaxReturned,
            Account::CommissionTax,
            home,
            share.commission_tax_minor,
            format!("Tax on the commission of order #{number}"),
        ));
    }
    for (line_id, share) in shares {
        let mut due = share.gross_minor();
        for (account, there) in &mut sources {
            let amount = due.min((*there).max(0));
            (due, *there) = (due - amount, *there - amount);
            let text = format!("Refunded of order #{number}");
            transfers.push(posting(
                line_id,
                Kind::Refund,
                *account,
                Account::Buyers,
                amount,
                text,
            ));
        }
    }
    let surplus = (-taken.available_minor).max(0).min(debt_before_minor);
    let settled = "Debt settled".to_owned();
    let posting = (
        Kind::DebtSettled,
        Account::Available,
        Account::Debt,
        surplus,
        settled,
    );
    transfers.push(Transfer::of_order(&order.order_id, refund_id.as_str(), posting));
    transfers
}

fn of(
    order_id: &OrderId,
    refund_id: &RefundId,
    line_id: &LineId,
    posting: (Kind, Account, Account, i64, String),
) -> Transfer {
    let cause = format!("{refund_id}:{line_id}:{}", posting.1.as_str());
    Transfer::of_order(order_id, &cause, posting)
}
