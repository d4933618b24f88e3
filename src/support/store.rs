//! SQL of tickets.

use super::ticket::TicketStatus;
use super::ticket::{MessageRow, Side, TicketRow};
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::form::FieldErrors;
use crate::id::{MessageId, SellerId, TicketId};
use crate::keyset::{Keyset, Window};
use crate::viewer::{Member, may};
use sqlx::AssertSqlSafe;

/// Which tickets a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketFilter {
    All,
    Open,
    Closed,
    /// With messages unread by this side.
    Unread,
}

impl TicketFilter {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "" | "all" => Some(Self::All),
            "open" => Some(Self::Open),
            "closed" => Some(Self::Closed),
            "unread" => Some(Self::Unread),
            _ => None,
        }
    }
}

impl TicketFilter {
    /// Error for an unknown filter.
    pub fn unknown() -> FieldErrors {
        FieldErrors::of("status", "status must be open, closed, unread or all.")
    }

    /// The address of that list.
    pub fn address(self, path: &str) -> String {
        match self {
            Self::All => format!("{path}?status=all"),
            Self::Open => path.to_owned(),
            Self::Closed => format!("{path}?status=closed"),
            Self::Unread => format!("{path}?status=unread"),
        }
    }

    fn condition(self, side: &Side) -> &'static str {
        match (self, side) {
            (Self::All, _) => "1 = 1",
            (Self::Open, _) => "t.status = 'open'",
            (Self::Closed, _) => "t.status = 'closed'",
            (Self::Unread, Side::Seller(_)) => "t.seller_unread > 0",
            (Self::Unread, Side::Admin(_)) => "t.admin_unread > 0",
        }
    }
}

const TICKET: &str =
    "select t.ticket_id, t.seller_id, s.shop_name, t.subject, t.category, t.status, t.created_at,
        t.updated_at, t.closed_at, t.last_side, t.seller_unread, t.admin_unread
    from tickets t join sellers s on s.seller_id = t.seller_id";

/// Tickets, the newest first: a seller's own, or every seller's for admins.
pub async fn tickets(
    db: &Db,
    side: &Side,
    which: TicketFilter,
    keyset: &Keyset,
) -> sqlx::Result<Window<TicketRow>> {
    let condition = which.condition(side);
    let rows = match side.seller_id() {
        Some(seller_id) => {
            let tail = keyset.tail("t.ticket_id", 2);
            let sql = format!("{TICKET} where t.seller_id = $1 and {condition} and {tail}");
            sqlx::query_as(AssertSqlSafe(sql)).bind(seller_id.to_string())
        }
        None => {
            let tail = keyset.tail("t.ticket_id", 1);
            sqlx::query_as(AssertSqlSafe(format!("{TICKET} where {condition} and {tail}")))
        }
    };
    let rows = rows
        .bind(keyset.bound(TicketId::PREFIX))
        .bind(keyset.fetch())
        .fetch_all(db.reader())
        .await?;
    Ok(keyset.cut(rows, |ticket: &TicketRow| ticket.ticket_id.to_string()))
}

/// One ticket, when the side may see it.
pub async fn ticket(db: &Db, side: &Side, ticket_id: &TicketId) -> sqlx::Result<Option<TicketRow>> {
    find_ticket(side, ticket_id, db.reader()).await
}

/// Locks the ticket in a transaction that changes it.
pub async fn ticket_in(tx: &mut Tx, side: &Side, ticket_id: &TicketId) -> sqlx::Result<Option<TicketRow>> {
    tx.lock(
        "select 1 from tickets where ticket_id = $1",
        &[ticket_id.as_str()],
    )
    .await?;
    find_ticket(side, ticket_id, &mut **tx).await
}

async fn find_ticket(
    side: &Side,
    ticket_id: &TicketId,
    on: impl sqlx::AnyExecutor<'_>,
) -> sqlx::Result<Option<TicketRow>> {
    match side.seller_id() {
        Some(seller_id) => {
            sqlx::query_as(AssertSqlSafe(format!(
                "{TICKET} where t.ticket_id = $1 and t.seller_id = $2"
            )))
            .bind(ticket_id.as_str())
            .bind(seller_id.as_str())
            .fetch_optional(on)
            .await
        }
        None => {
            sqlx::query_as(AssertSqlSafe(format!("{TICKET} where t.ticket_id = $1")))
                .bind(ticket_id.as_str())
                .fetch_optional(on)
                .await
        }
    }
}

/// A ticket's messages, the oldest first.
pub async fn messages(db: &Db, ticket_id: &TicketId) -> sqlx::Result<Vec<MessageRow>> {
    sqlx::query_as(
        "select m.message_id, m.side, m.body, m.at,
             case when u.disabled_at is null then coalesce(u.name, u.email) end as author
         from messages m left join users u on u.user_id = m.user_id
         where m.ticket_id = $1 order by m.message_id limit 1000",
    )
    .bind(ticket_id.as_str())
    .fetch_all(db.reader())
    .await
}

/// One message with its ticket, for the mail about it.
pub async fn message(
    db: &Db,
    ticket_id: &TicketId,
    message_id: &MessageId,
) -> sqlx::Result<Option<(TicketRow, MessageRow)>> {
    let ticket: Option<TicketRow> = sqlx::query_as(AssertSqlSafe(format!("{TICKET} where t.ticket_id = $1")))
        .bind(ticket_id.as_str())
        .fetch_optional(db.reader())
        .await?;
    let message: Option<MessageRow> = sqlx::query_as(
        "select message_id, side, body, at, cast(null as text) as author from messages
         where message_id = $1 and ticket_id = $2",
    )
    .bind(message_id.as_str())
    .bind(ticket_id.as_str())
    .fetch_optional(db.reader())
    .await?;
    Ok(ticket.zip(message))
}

pub async fn insert_ticket(
    tx: &mut Tx,
    ticket_id: &TicketId,
    member: &Member<may::Support>,
    subject: &str,
    category: &str,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into tickets (ticket_id, seller_id, subject, category, status, opened_by, created_at, updated_at,
             last_side, admin_unread)
         values ($1, $2, $3, $4, 'open', $5, $6, $6, 'seller', 1)",
    )
    .bind(ticket_id.as_str())
    .bind(member.seller_id.as_str())
    .bind(subject)
    .bind(category)
    .bind(member.user_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// A message about to be written.
pub struct NewMessage<'a> {
    pub message_id: &'a MessageId,
    pub ticket_id: &'a TicketId,
    pub seller_id: &'a SellerId,
    pub side: &'a Side,
    pub body: &'a str,
}

pub async fn insert_message(tx: &mut Tx, new: &NewMessage<'_>, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into messages (message_id, ticket_id, seller_id, side, user_id, body, at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.message_id.as_str())
    .bind(new.ticket_id.as_str())
    .bind(new.seller_id.as_str())
    .bind(new.side.name().as_str())
    .bind(new.side.user_id().as_str())
    .bind(new.body)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Adds an unread message for the other side, and marks earlier ones read.
pub async fn note_answer(tx: &mut Tx, side: &Side, ticket_id: &TicketId, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "update tickets set last_side = $2, updated_at = $3,
             seller_unread = case when $2 = 'admin' then seller_unread + 1 else 0 end,
             admin_unread = case when $2 = 'seller' then admin_unread + 1 else 0 end
         where ticket_id = $1",
    )
    .bind(ticket_id.as_str())
    .bind(side.name().as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Opens or closes; false when it was so already.
pub async fn set_open(tx: &mut Tx, ticket_id: &TicketId, open: bool, now: Millis) -> sqlx::Result<bool> {
    let (from, to) = if open {
        (TicketStatus::Closed, TicketStatus::Open)
    } else {
        (TicketStatus::Open, TicketStatus::Closed)
    };
    let moved = sqlx::query(
        "update tickets set status = $3, closed_at = $4, updated_at = $5 where ticket_id = $1 and status = $2",
    )
    .bind(ticket_id.as_str())
    .bind(from.as_str())
    .bind(to.as_str())
    .bind((!open).then_some(now.0))
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// The side has seen everything written so far.
pub async fn mark_read(db: &Db, side: &Side, ticket_id: &TicketId) -> sqlx::Result<()> {
    let sql = match side {
        Side::Seller(_) => "update tickets set seller_unread = 0 where ticket_id = $1",
        Side::Admin(_) => "update tickets set admin_unread = 0 where ticket_id = $1",
    };
    let mut tx = db.begin().await?;
    sqlx::query(sql)
        .bind(ticket_id.as_str())
        .execute(&mut *tx)
        .await?;
    tx.commit().await
}

/// Number of the seller's tickets with unread messages.
pub async fn unread_for_seller(db: &Db, seller_id: &SellerId) -> sqlx::Result<i64> {
    let (count,): (i64,) =
        sqlx::query_as("select count(*) from tickets where seller_id = $1 and seller_unread > 0")
            .bind(seller_id.as_str())
            .fetch_one(db.reader())
            .await?;
    Ok(count)
}

/// Number of tickets unread by any admin.
pub async fn unread_for_admins(db: &Db) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as("select count(*) from tickets where admin_unread > 0")
        .fetch_one(db.reader())
        .await?;
    Ok(count)
}

/// Deletes a closed shop's messages; safe to repeat.
pub async fn forget_seller(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<()> {
    sqlx::query(
        "delete from messages where ticket_id in (select ticket_id from tickets where seller_id = $1)",
    )
    .bind(seller_id.as_str())
    .execute(&mut **tx)
    .await?;
    sqlx::query("delete from tickets where seller_id = $1")
        .bind(seller_id.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}
