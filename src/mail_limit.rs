//! Limits on mails and text messages that strangers can cause, counted per recipient, shop and network in the
//! transaction that emits the event.
//!
//! | allowance | counted by | at once | one more in | why |
//! |---|---|---|---|---|
//! | `code.near` | recipient, kind and network | 6 | 10 min | A person who mistypes, or whose mail is slow. |
//! | `code` | recipient and kind | 12 | 1 h | Leaves the owner codes of their own when one network has used up its six. |
//! | `code.network` | network | 300 | 30 s | Codes to many addresses from one place. |
//! | `text.person` | person | 6 | 10 min | |
//! | `text` | number | 6 | 1 h | A text costs money, and its number may be anyone's. |
//! | `notice` | recipient and kind | 6 | 2 h | Locks, new devices, changes of rights: the first few say it. |
//! | `invitation.shop` | shop | 20 | 1 h | A shop of twenty can be staffed at once. |
//! | `invitation.near` | shop and recipient | 3 | 8 h | |
//! | `invitation` | recipient | 10 | 2 h | Many shops to one address. |
//! | `step` | shop | 6 | 4 h | "We have your application", to the shop itself. |
//! | `ticket.unapproved` | shop | 3 | 8 h | Anyone can register; the ticket itself stands in the admins' list at once. |
//! | `ticket` | shop | 20 | 10 min | |
//!
//! The kinds of codes ([`CodeFor`]) are counted apart, so that whoever registers an address again and again uses up no
//! password reset of its owner.

use crate::clock::{HOUR_MS, MINUTE_MS, Millis};
use crate::db::Tx;
use crate::id::{SellerId, UserId};
use crate::state::App;
use crate::throttle::{self, Allowance, UsedUp};
use crate::web::source::Source;

const fn allowance(name: &'static str, burst: i64, every_ms: i64) -> Allowance {
    Allowance {
        name,
        burst,
        every_ms,
    }
}

const CODE_NEAR: Allowance = allowance("mail.code.near", 6, 10 * MINUTE_MS);
const CODE: Allowance = allowance("mail.code", 12, HOUR_MS);
const CODE_NETWORK: Allowance = allowance("mail.code.network", 300, MINUTE_MS / 2);
const TEXT_PERSON: Allowance = allowance("text.person", 6, 10 * MINUTE_MS);
const TEXT: Allowance = allowance("text", 6, HOUR_MS);
const NOTICE: Allowance = allowance("mail.notice", 6, 2 * HOUR_MS);
const INVITATION_SHOP: Allowance = allowance("mail.invitation.shop", 20, HOUR_MS);
const INVITATION_NEAR: Allowance = allowance("mail.invitation.near", 3, 8 * HOUR_MS);
const INVITATION: Allowance = allowance("mail.invitation", 10, 2 * HOUR_MS);
const STEP: Allowance = allowance("mail.step", 6, 4 * HOUR_MS);
const TICKET_UNAPPROVED: Allowance = allowance("mail.ticket.unapproved", 3, 8 * HOUR_MS);
const TICKET: Allowance = allowance("mail.ticket", 20, 10 * MINUTE_MS);

/// Purpose of a mailed code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFor {
    Registration,
    Reset,
}

impl CodeFor {
    fn as_str(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Reset => "reset",
        }
    }
}

/// A mail or text that someone causes.
#[derive(Debug, Clone, Copy)]
pub enum Sending<'a> {
    /// A code, or the mail sent instead of one, to an address that anyone may type.
    Code {
        to: &'a str,
        kind: CodeFor,
    },
    /// A code sent by text message to a number that anyone may type.
    Text {
        to: &'a str,
        by: &'a UserId,
    },
    /// Something about a person's own account or rights.
    Notice {
        of: &'a UserId,
        kind: &'a str,
    },
    Invitation {
        to: &'a str,
        by: &'a SellerId,
    },
    /// A shop's message to the marketplace.
    Ticket {
        by: &'a SellerId,
        approved: bool,
    },
}

impl Sending<'_> {
    /// The limits it counts against, narrowest first, so that an exhausted narrow limit uses none of the
    /// wider ones.
    fn takes(self, rate_limits: bool) -> Vec<(&'static Allowance, String)> {
        match self {
            Self::Code { to, kind } => {
                let kind = kind.as_str();
                let network = Source::current().network();
                let mut takes = Vec::new();
                if let Some(network) = &network {
                    takes.push((&CODE_NEAR, format!("{kind} {to} {network}")));
                }
                takes.push((&CODE, format!("{kind} {to}")));
                takes.extend(
                    network
                        .filter(|_| rate_limits)
                        .map(|network| (&CODE_NETWORK, network)),
                );
                takes
            }
            Self::Text { to, by } => vec![(&TEXT_PERSON, by.to_string()), (&TEXT, to.to_owned())],
            Self::Notice { of, kind } => vec![(&NOTICE, format!("{of} {kind}"))],
            Self::Invitation { to, by } => vec![
                (&INVITATION_NEAR, format!("{to} {by}")),
                (&INVITATION_SHOP, by.to_string()),
                (&INVITATION, to.to_owned()),
            ],
            Self::Ticket { by, approved: true } => vec![(&TICKET, by.to_string())],
            Self::Ticket { by, approved: false } => vec![(&TICKET_UNAPPROVED, by.to_string())],
        }
    }
}

/// Whether it may be sent; counts it if so.
pub async fn allow(
    app: &App,
    tx: &mut Tx,
    sending: Sending<'_>,
    now: Millis,
) -> sqlx::Result<Result<(), UsedUp>> {
    for (allowance, subject) in sending.takes(app.config.rate_limits) {
        if let Err(used_up) = throttle::take(tx, allowance, &subject, now).await? {
            return Ok(Err(used_up));
        }
    }
    Ok(Ok(()))
}

/// Whether a step of an application may be mailed to the shop; counts it if so.
pub async fn allow_step(tx: &mut Tx, seller_id: &SellerId, now: Millis) -> sqlx::Result<bool> {
    let taken = throttle::take(tx, &STEP, seller_id.as_str(), now).await?;
    Ok(taken.is_ok())
}
