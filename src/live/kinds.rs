//! Kinds of events that are told, each in one line: its name in the house and outside, who hears it, and which fields
//! of its content go along.

use crate::viewer::permission::Duty;
use crate::viewer::{AdminRole, Permission, Permissions};

/// A kind of event that is told live.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// As the event is called where it happens.
    pub event: &'static str,
    /// As it is told.
    pub name: &'static str,
    /// What a member of the event's seller needs to hear it.
    permission: Permission,
    /// The duty of the marketplace's people who hear it for every seller.
    duty: Option<Duty>,
    /// Fields of the content that are told.
    pub fields: &'static [&'static str],
}

const fn of(
    event: &'static str,
    name: &'static str,
    permission: Permission,
    fields: &'static [&'static str],
) -> Kind {
    Kind {
        event,
        name,
        permission,
        duty: None,
        fields,
    }
}

impl Kind {
    const fn and(self, duty: Duty) -> Self {
        Self {
            duty: Some(duty),
            ..self
        }
    }
}

use Permission::{Orders, Products, Support, Wallet};

const ORDER: &[&str] = &["order_id", "status"];
const TICKET: &[&str] = &["ticket_id", "message_id", "side"];

/// Every kind that is told. A new one is one line.
const KINDS: [Kind; 19] = [
    of(
        "order.placed",
        "order.placed",
        Orders,
        &["order_id", "order_group_id"],
    ),
    of("order.paid", "order.paid", Orders, ORDER),
    of("order.changed", "order.changed", Orders, ORDER),
    of(
        "order.shipped",
        "order.shipped",
        Orders,
        &["order_id", "shipment_id"],
    ),
    of("order.delivered", "order.delivered", Orders, ORDER),
    of("order.cancelled", "order.cancelled", Orders, ORDER),
    of(
        "refund.created",
        "refund.created",
        Orders,
        &["order_id", "refund_id", "amount", "currency"],
    ),
    of("payout.requested", "payout.changed", Wallet, &["payout_id"]).and(Duty::Payouts),
    of("payout.paid", "payout.changed", Wallet, &["payout_id"]).and(Duty::Payouts),
    of("payout.failed", "payout.changed", Wallet, &["payout_id"]).and(Duty::Payouts),
    of("ticket.opened", "ticket.opened", Support, TICKET).and(Duty::Tickets),
    of("ticket.answered", "ticket.answered", Support, TICKET).and(Duty::Tickets),
    of("ticket.closed", "ticket.closed", Support, TICKET).and(Duty::Tickets),
    of("ticket.reopened", "ticket.reopened", Support, TICKET).and(Duty::Tickets),
    of("stock.low", "stock.low", Products, &["variant_ids", "count"]),
    of("import.queued", "import.progress", Products, &["import_id"]),
    of("import.progress", "import.progress", Products, &["import_id"]),
    of("import.finished", "import.progress", Products, &["import_id"]),
    of("import.failed", "import.progress", Products, &["import_id"]),
];

/// The kind of an event, if it is told to anyone.
pub fn find(event: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.event == event)
}

impl Kind {
    /// Whether members with these permissions hear it of their own seller.
    pub fn is_for_member(&self, permissions: Permissions) -> bool {
        permissions.has(self.permission)
    }

    /// Whether the marketplace's people of this role hear it of every seller.
    pub fn is_for_role(&self, role: AdminRole) -> bool {
        self.duty.is_some_and(|duty| role.has(duty))
    }
}

/// Whether a role hears anything.
pub fn any_for_role(role: AdminRole) -> bool {
    KINDS.iter().any(|kind| kind.is_for_role(role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_stands_once() {
        for kind in &KINDS {
            assert_eq!(KINDS.iter().filter(|other| other.event == kind.event).count(), 1);
        }
    }

    #[test]
    fn a_permission_hears_its_own_kinds_only() {
        let orders: Permissions = [Orders].into_iter().collect();
        let heard = |name| find(name).unwrap().is_for_member(orders);
        assert!(heard("order.placed"));
        assert!(!heard("payout.paid") && !heard("ticket.answered") && !heard("stock.low"));
        assert!(find("code.issued").is_none());
    }
}
