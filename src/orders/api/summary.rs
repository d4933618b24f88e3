//! Summary of orders as the API shows it.

use crate::money::{Currency, Decimal};
use crate::orders::order::OrderStatus;
use crate::orders::store::SummaryRow;
use crate::viewer::{Member, may};
use serde::Serialize;
use utoipa::ToSchema;

/// Counts and revenue by status.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderSummary)]
pub struct SummaryView {
    pub from: String,
    pub to: String,
    pub timezone: String,
    #[schema(value_type = String)]
    pub currency: Currency,
    /// Orders that were paid and not cancelled.
    pub orders: i64,
    /// Paid totals less cancellations and refunds.
    pub revenue: Decimal,
    pub statuses: Vec<StatusView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderStatusSummary)]
pub struct StatusView {
    pub status: OrderStatus,
    pub orders: i64,
    pub units: i64,
    pub revenue: Decimal,
}

impl SummaryView {
    pub fn of(rows: Vec<SummaryRow>, from: String, to: String, member: &Member<may::Orders>) -> Self {
        let currency = member.currency;
        let counts = |row: &&SummaryRow| !matches!(row.status, OrderStatus::Pending | OrderStatus::Cancelled);
        let paid = |row: &&SummaryRow| row.status != OrderStatus::Pending;
        Self {
            orders: rows.iter().filter(counts).map(|row| row.orders).sum(),
            revenue: currency.decimal(
                rows.iter()
                    .filter(paid)
                    .map(|row| row.total_minor - row.refunded_minor)
                    .sum(),
            ),
            statuses: rows
                .into_iter()
                .filter(|row| row.orders != 0)
                .map(|row| StatusView {
                    revenue: currency.decimal(if row.status == OrderStatus::Pending {
                        0
                    } else {
                        row.total_minor - row.refunded_minor
                    }),
                    status: row.status,
                    orders: row.orders,
                    units: row.units,
                })
                .collect(),
            from,
            to,
            timezone: member.timezone.clone(),
            currency,
        }
    }
}
