//! Pages of support, for sellers and admins.

mod admin;
mod seller;

pub use admin::{admin_ticket, admin_tickets};
pub use seller::{new_ticket, ticket, tickets};

use serde::Deserialize;

/// Which tickets are listed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TicketsForm {
    status: Option<String>,
}
