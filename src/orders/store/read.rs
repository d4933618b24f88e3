//! Lists and details.

use super::{line_columns, order_columns};
use crate::clock::Millis;
use crate::db::Db;
use crate::id::{LineId, OrderGroupId, OrderId, SellerId, ShipmentId};
use crate::money::Currency;
use crate::orders::list::{Cursor, Filter, Search};
use crate::orders::order::{LineRow, OrderRow, OrderStatus};

/// One order of the seller.
pub async fn order(db: &Db, seller_id: &SellerId, order_id: &OrderId) -> sqlx::Result<Option<OrderRow>> {
    sqlx::query_as(concat!(
        "select ",
        order_columns!(),
        " from orders where seller_id = $1 and order_id = $2"
    ))
    .bind(seller_id.as_str())
    .bind(order_id.as_str())
    .fetch_optional(db.reader())
    .await
}

/// The lines of one of the seller's orders.
pub async fn lines(db: &Db, seller_id: &SellerId, order_id: &OrderId) -> sqlx::Result<Vec<LineRow>> {
    sqlx::query_as(concat!(
        "select ",
        line_columns!(),
        " from lines where seller_id = $1 and order_id = $2 order by position"
    ))
    .bind(seller_id.as_str())
    .bind(order_id.as_str())
    .fetch_all(db.reader())
    .await
}

crate::row!(BuyerRow {
    buyer_name,
    buyer_email,
    buyer_phone,
    ship_to,
    payment_provider,
    payment_reference
});

/// Who bought and where it goes. `ship_to` is JSON.
#[derive(Debug, Clone)]
pub struct BuyerRow {
    pub buyer_name: String,
    pub buyer_email: String,
    pub buyer_phone: Option<String>,
    pub ship_to: String,
    pub payment_provider: Option<String>,
    pub payment_reference: Option<String>,
}

/// The buyer of a checkout; asked for with an order of the seller's own.
pub async fn buyer(db: &Db, group_id: &OrderGroupId) -> sqlx::Result<BuyerRow> {
    sqlx::query_as(
        "select buyer_name, buyer_email, buyer_phone, ship_to, payment_provider, payment_reference
         from order_groups where order_group_id = $1",
    )
    .bind(group_id.as_str())
    .fetch_one(db.reader())
    .await
}

crate::row!(ShipmentRow {
    shipment_id,
    carrier,
    tracking_number,
    shipped_at,
    delivered_at
});

#[derive(Debug, Clone)]
pub struct ShipmentRow {
    pub shipment_id: ShipmentId,
    pub carrier: String,
    pub tracking_number: Option<String>,
    pub shipped_at: Millis,
    pub delivered_at: Option<Millis>,
}

pub async fn shipments(db: &Db, seller_id: &SellerId, order_id: &OrderId) -> sqlx::Result<Vec<ShipmentRow>> {
    sqlx::query_as(
        "select shipment_id, carrier, tracking_number, shipped_at, delivered_at from shipments
         where seller_id = $1 and order_id = $2 order by shipment_id",
    )
    .bind(seller_id.as_str())
    .bind(order_id.as_str())
    .fetch_all(db.reader())
    .await
}

crate::row!(PiecesRow {
    shipment_id,
    line_id,
    quantity
});

/// Pieces of a line in a shipment.
#[derive(Debug, Clone)]
pub struct PiecesRow {
    pub shipment_id: ShipmentId,
    pub line_id: LineId,
    pub quantity: i64,
}

pub async fn shipped_pieces(
    db: &Db,
    seller_id: &SellerId,
    order_id: &OrderId,
) -> sqlx::Result<Vec<PiecesRow>> {
    sqlx::query_as(
        "select l.shipment_id, l.line_id, l.quantity from shipments s
         join shipment_lines l on l.shipment_id = s.shipment_id
         where s.seller_id = $1 and s.order_id = $2",
    )
    .bind(seller_id.as_str())
    .bind(order_id.as_str())
    .fetch_all(db.reader())
    .await
}

crate::row!(HappeningRow {
    kind,
    actor,
    user_name,
    amount_minor,
    detail,
    at
});

/// One line of an order's timeline.
#[derive(Debug, Clone)]
pub struct HappeningRow {
    pub kind: String,
    pub actor: String,
    pub user_name: Option<String>,
    pub amount_minor: Option<i64>,
    pub detail: Option<String>,
    pub at: Millis,
}

/// The timeline, newest first.
pub async fn timeline(db: &Db, seller_id: &SellerId, order_id: &OrderId) -> sqlx::Result<Vec<HappeningRow>> {
    sqlx::query_as(
        "select e.kind, e.actor, coalesce(u.name, u.email) as user_name, e.amount_minor, e.detail, e.at
         from order_events e left join users u on u.user_id = e.user_id
         where e.seller_id = $1 and e.order_id = $2 order by e.order_event_id desc limit 500",
    )
    .bind(seller_id.as_str())
    .bind(order_id.as_str())
    .fetch_all(db.reader())
    .await
}

crate::row!(ListRow {
    order_id,
    number,
    status,
    currency,
    buyer_name,
    units,
    total_minor,
    refunded_minor,
    placed_at,
    reference,
});

/// An order as it stands in a list.
#[derive(Debug, Clone)]
pub struct ListRow {
    pub order_id: OrderId,
    pub number: i64,
    pub status: String,
    pub currency: Currency,
    pub buyer_name: String,
    pub units: i64,
    pub total_minor: i64,
    pub refunded_minor: i64,
    pub placed_at: Millis,
    pub reference: String,
}

impl ListRow {
    pub fn status(&self) -> OrderStatus {
        OrderStatus::parse(&self.status).unwrap_or(OrderStatus::Pending)
    }
}

/// How far back a search for a name looks: so many of the newest orders.
pub const NAMES_SEARCHED: i64 = 5_000;

const LISTED: &str = "order_id, number, status, currency, buyer_name, units, total_minor, refunded_minor,
    placed_at, reference";

/// A seller's orders, newest first; `limit` and one more, so that the caller sees whether more follow. Every form
/// of it walks one index: by place in time, by status and time, by address, by reference, by number. Several
/// statuses are a walk each, put together.
pub async fn list(
    db: &Db,
    seller_id: &SellerId,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: i64,
) -> sqlx::Result<Vec<ListRow>> {
    let mut conditions = String::new();
    let mut texts: Vec<String> = Vec::new();
    let text = |conditions: &mut String, texts: &mut Vec<String>, condition: &str, value: String| {
        texts.push(value);
        conditions.push_str(&format!(" and {condition} ${}", texts.len() + 1));
    };
    match &filter.search {
        Some(Search::Order(id)) => text(&mut conditions, &mut texts, "order_id =", id.to_string()),
        Some(Search::Email(email)) => text(&mut conditions, &mut texts, "buyer_email =", email.clone()),
        Some(Search::Reference(name)) => text(&mut conditions, &mut texts, "reference =", name.clone()),
        Some(Search::Name(name)) => text(&mut conditions, &mut texts, "search_text like", like(name)),
        // Whole numbers of our own reading may stand in the text.
        Some(Search::Number(number)) => conditions.push_str(&format!(" and number = {number}")),
        None => {}
    }
    if let Some(cursor) = after {
        texts.push(cursor.order_id.to_string());
        let place = texts.len() + 1;
        conditions.push_str(&format!(
            " and (placed_at, order_id) < ({}, ${place})",
            cursor.placed_at.0
        ));
    }
    if let Some(from) = filter.from {
        conditions.push_str(&format!(" and placed_at >= {}", from.0));
    }
    if let Some(to) = filter.to {
        conditions.push_str(&format!(" and placed_at < {}", to.0));
    }
    let order = format!(" order by placed_at desc, order_id desc limit {}", limit + 1);
    let from = match &filter.search {
        Some(Search::Name(_)) => format!(
            "(select * from orders where seller_id = $1
              order by placed_at desc, order_id desc limit {NAMES_SEARCHED}) as newest"
        ),
        _ => "orders".to_owned(),
    };
    let walk = |status: Option<&OrderStatus>| {
        let status = status.map_or(String::new(), |status| {
            format!(" and status = '{}'", status.as_str())
        });
        format!("select {LISTED} from {from} where seller_id = $1{status}{conditions}{order}")
    };
    let sql = match filter.statuses.as_slice() {
        [] => walk(None),
        [status] => walk(Some(status)),
        several => {
            let walks: Vec<String> = several
                .iter()
                .map(|status| format!("select * from ({}) as {}", walk(Some(status)), status.as_str()))
                .collect();
            format!("{}{order}", walks.join(" union all "))
        }
    };
    let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(seller_id.as_str().to_owned());
    for text in texts {
        query = query.bind(text);
    }
    query.fetch_all(db.reader()).await
}

/// A pattern that finds the text anywhere, with nothing in it taken for a wildcard.
fn like(text: &str) -> String {
    let plain: String = text
        .to_lowercase()
        .chars()
        .filter(|c| !matches!(c, '%' | '_' | '\\'))
        .collect();
    format!("%{plain}%")
}

/// How many orders stand in each status now.
pub async fn status_counts(db: &Db, seller_id: &SellerId) -> sqlx::Result<Vec<(OrderStatus, i64)>> {
    let rows: Vec<(String, i64)> =
        sqlx::query_as("select status, orders from order_counts where seller_id = $1 and orders > 0")
            .bind(seller_id.as_str())
            .fetch_all(db.reader())
            .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(status, orders)| Some((OrderStatus::parse(&status)?, orders)))
        .collect())
}

/// How many of the seller's orders are neither done nor called off.
pub async fn open_orders(db: &Db, seller_id: &SellerId) -> sqlx::Result<i64> {
    let counts = status_counts(db, seller_id).await?;
    Ok(counts
        .into_iter()
        .filter(|(status, _)| status.is_open())
        .map(|(_, orders)| orders)
        .sum())
}

crate::row!(SummaryRow {
    status,
    orders,
    units,
    total_minor,
    refunded_minor
});

/// What a range of days came to in one status.
#[derive(Debug, Clone)]
pub struct SummaryRow {
    pub status: String,
    pub orders: i64,
    pub units: i64,
    pub total_minor: i64,
    pub refunded_minor: i64,
}

/// Counts and amounts by status for days of the seller's calendar, from the roll-ups.
pub async fn summary(db: &Db, seller_id: &SellerId, from: &str, to: &str) -> sqlx::Result<Vec<SummaryRow>> {
    sqlx::query_as(
        "select status, cast(sum(orders) as bigint) as orders, cast(sum(units) as bigint) as units,
             cast(sum(total_minor) as bigint) as total_minor, cast(sum(refunded_minor) as bigint) as refunded_minor
         from daily_statuses where seller_id = $1 and day >= $2 and day <= $3 group by status order by status",
    )
    .bind(seller_id.as_str())
    .bind(from)
    .bind(to)
    .fetch_all(db.reader())
    .await
}

/// Orders whose hold is over.
pub async fn due_for_release(db: &Db, now: Millis, limit: i64) -> sqlx::Result<Vec<(SellerId, OrderId)>> {
    due(
        db,
        "select seller_id, order_id from orders where release_at is not null and release_at <= $1
            and (set_aside_until is null or set_aside_until <= $1)
        order by release_at, order_id limit $2",
        now,
        limit,
    )
    .await
}

/// Orders that nobody paid in time.
pub async fn due_for_expiry(db: &Db, now: Millis, limit: i64) -> sqlx::Result<Vec<(SellerId, OrderId)>> {
    due(
        db,
        "select seller_id, order_id from orders where pay_by is not null and pay_by <= $1
            and (set_aside_until is null or set_aside_until <= $1)
        order by pay_by, order_id limit $2",
        now,
        limit,
    )
    .await
}

async fn due(db: &Db, sql: &'static str, now: Millis, limit: i64) -> sqlx::Result<Vec<(SellerId, OrderId)>> {
    let rows: Vec<(String, String)> = sqlx::query_as(sql)
        .bind(now.0)
        .bind(limit)
        .fetch_all(db.reader())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(seller, order)| (SellerId::stored(seller), OrderId::stored(order)))
        .collect())
}
