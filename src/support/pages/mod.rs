//! Support's pages, for sellers and for admins.

mod admin;
mod seller;

pub use admin::{AdminTicketPage, AdminTicketsPage};
pub use seller::{NewTicketPage, TicketPage, TicketsPage};

use crate::id::TicketId;
use crate::problem::Problem;
use crate::web::context::here;

/// The ticket that the page's address ends with.
fn ticket_of_page() -> Result<TicketId, Problem> {
    let here = here();
    let path = here.split('?').next().unwrap_or_default();
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    TicketId::parse(last).map_err(|_| Problem::not_found())
}
