//! Tickets, messages and their access rules.

use crate::clock::Millis;
use crate::db::Tx;
use crate::form;
use crate::id::{MessageId, SellerId, TicketId, UserId};
use crate::mail_limit::{self, Sending};
use crate::state::App;
use crate::viewer::{Admin, Member, SellerStatus, duty, may};

/// Ticket categories: stored word and label.
pub const CATEGORIES: [(&str, &str); 6] = [
    ("orders", "Orders and shipping"),
    ("payouts", "Money and payouts"),
    ("products", "Products and imports"),
    ("account", "Account and approval"),
    ("technical", "Something is not working"),
    ("other", "Something else"),
];

/// The category's words for a person.
pub fn category_label(category: &str) -> &'static str {
    CATEGORIES
        .iter()
        .find(|(known, _)| *known == category)
        .map_or("Something else", |(_, label)| label)
}

/// A known category; blank is `other`.
pub fn category(text: &str) -> Result<&'static str, String> {
    match text.trim() {
        "" => Ok("other"),
        text => CATEGORIES
            .iter()
            .find(|(known, _)| *known == text)
            .map(|(known, _)| *known)
            .ok_or_else(|| {
                let known: Vec<_> = CATEGORIES.iter().map(|(known, _)| *known).collect();
                format!("A category must be one of {}.", known.join(", "))
            }),
    }
}

/// Validates a message: not empty, at most 10,000 characters.
pub fn body(text: &str) -> Result<String, String> {
    let body = form::text(text, "The message", 10_000)?;
    if body.is_empty() {
        Err("Write a message first.".to_owned())
    } else {
        Ok(body)
    }
}

/// Whether a shop's message is mailed to marketplace staff: only the first few are. The others stand in their
/// list alike.
pub async fn is_mailed<R>(app: &App, tx: &mut Tx, member: &Member<R>, now: Millis) -> sqlx::Result<bool> {
    let sending = Sending::Ticket {
        by: &member.seller_id,
        approved: member.seller_status == SellerStatus::Approved,
    };
    Ok(mail_limit::allow(app, tx, sending, now).await?.is_ok())
}

crate::stored_enum! {
    /// Whether a ticket can be written into.
    pub enum TicketStatus {
        Open = "open",
        Closed = "closed",
    }
}

crate::stored_enum! {
    /// One of a ticket's two sides.
    #[schema(as = TicketSide)]
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum SideName {
        Seller = "seller",
        Admin = "admin",
    }
}

/// Side of a conversation: the seller of the ticket, or the marketplace.
#[derive(Debug, Clone)]
pub enum Side {
    Seller(Member<may::Support>),
    Admin(Admin<duty::Tickets>),
}

impl Side {
    /// An admin who looks at the shop as its members do.
    pub fn is_looking(&self) -> bool {
        matches!(self, Self::Seller(member) if member.grant.is_looking)
    }

    /// As it is stored.
    pub fn name(&self) -> SideName {
        match self {
            Self::Seller(_) => SideName::Seller,
            Self::Admin(_) => SideName::Admin,
        }
    }

    pub fn user_id(&self) -> &UserId {
        match self {
            Self::Seller(member) => &member.user_id,
            Self::Admin(admin) => &admin.user_id,
        }
    }

    /// The only seller whose tickets this side sees; admins see all.
    pub fn seller_id(&self) -> Option<&SellerId> {
        match self {
            Self::Seller(member) => Some(&member.seller_id),
            Self::Admin(_) => None,
        }
    }
}

crate::row! {
    /// One ticket, without its messages.
    #[derive(Debug, Clone)]
    pub struct TicketRow {
        pub ticket_id: TicketId,
        pub seller_id: SellerId,
        pub shop_name: String,
        pub subject: String,
        pub category: String,
        pub status: TicketStatus,
        pub created_at: Millis,
        pub updated_at: Millis,
        pub closed_at: Option<Millis>,
        /// The side that wrote last.
        pub last_side: SideName,
        /// Messages the seller has not seen.
        pub seller_unread: i64,
        /// Messages no admin has seen.
        pub admin_unread: i64,
    }
}

impl TicketRow {
    pub fn is_open(&self) -> bool {
        self.status == TicketStatus::Open
    }

    /// Messages this side has not seen.
    pub fn unread(&self, side: &Side) -> i64 {
        match side {
            Side::Seller(_) => self.seller_unread,
            Side::Admin(_) => self.admin_unread,
        }
    }

    /// The last word is the other side's.
    pub fn waits_for(&self, side: &Side) -> bool {
        self.is_open() && self.last_side != side.name()
    }
}

crate::row! {
    /// One message.
    #[derive(Debug, Clone)]
    pub struct MessageRow {
        pub message_id: MessageId,
        pub side: SideName,
        /// The writer's name or address; removed with the account.
        pub author: Option<String>,
        pub body: String,
        pub at: Millis,
    }
}

impl MessageRow {
    /// The writer as `reader` may know them: sellers do not learn which admin wrote.
    pub fn author_for(&self, reader: &Side, shop_name: &str) -> String {
        match (self.side, reader) {
            (SideName::Admin, Side::Seller(_)) => "Marketplace support".to_owned(),
            (SideName::Admin, Side::Admin(_)) => self.author.clone().unwrap_or_else(|| "Admin".to_owned()),
            _ => self.author.clone().unwrap_or_else(|| shop_name.to_owned()),
        }
    }
}
