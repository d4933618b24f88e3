//! Identifiers: a prefix for the kind and a ULID, so that ids sort by creation time.
//!
//! `ord_01JD…` can only be an [`OrderId`]; another kind's id is refused when it is parsed.

use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use ulid::Ulid;

/// Error of a text that is not an id of the expected kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {0} id")]
pub struct WrongId(pub &'static str);

/// Defines the newtype of one kind of id: `new`, `parse`, JSON and database conversions.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[schema(value_type = String)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Prefix of every id of this kind.
            pub const PREFIX: &'static str = $prefix;

            /// A fresh id made at `at` (milliseconds since 1970, UTC).
            pub fn new(at: crate::clock::Millis) -> Self {
                Self(format!("{}{}", $prefix, fresh(at.0)))
            }

            /// The least of all ids made at `at` or later: where a span of time begins among ids.
            pub fn first_at(at: crate::clock::Millis) -> Self {
                Self(format!("{}{}", $prefix, Ulid::from_parts(at.0.max(0) as u64, 0)))
            }

            /// Reads an id that came from outside.
            pub fn parse(text: &str) -> Result<Self, WrongId> {
                match text.strip_prefix($prefix).map(Ulid::from_string) {
                    Some(Ok(_)) if text.len() == $prefix.len() + 26 => Ok(Self(text.to_ascii_uppercase().replacen(
                        &$prefix.to_ascii_uppercase(), $prefix, 1))),
                    _ => Err(WrongId(stringify!($name))),
                }
            }

            /// An id from a given ULID, for seeds that generate the same ids each time.
            pub fn of(ulid: Ulid) -> Self {
                Self(format!("{}{ulid}", $prefix))
            }

            /// An id that the database gave; it was checked when it went in.
            pub fn stored(text: String) -> Self {
                Self(text)
            }

            /// A new id at `at` that sorts after `last` whatever the clock says. It is made like every other,
            /// never counted on from `last`: the id after that one may be another's.
            pub fn after(last: Option<&Self>, at: crate::clock::Millis) -> Self {
                let id = Self::new(at);
                let Some(last) = last.filter(|last| **last >= id) else {
                    return id;
                };
                let last_ms = Ulid::from_string(last.0.trim_start_matches($prefix))
                    .map_or(at.0, |ulid| ulid.timestamp_ms() as i64);
                let same = Self::new(crate::clock::Millis(last_ms));
                if same > *last {
                    same
                } else {
                    Self::new(crate::clock::Millis(last_ms + 1))
                }
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = WrongId;
            fn from_str(text: &str) -> Result<Self, WrongId> {
                Self::parse(text)
            }
        }
    };
}

/// Number of recent milliseconds whose last ULID is remembered, for threads that read the clock at different
/// times and for tests with clocks of their own.
const MILLISECONDS_KEPT: usize = 256;

/// A ULID of that millisecond, later than every other one this process made in it:
/// rows written together list in the order they were written.
fn fresh(at_ms: i64) -> Ulid {
    static LAST: Mutex<VecDeque<Ulid>> = Mutex::new(VecDeque::new());
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let at_ms = at_ms.max(0) as u64;
    let before = last.iter().rposition(|ulid| ulid.timestamp_ms() == at_ms);
    let next = before
        .and_then(|place| last.remove(place))
        .and_then(|ulid| ulid.increment().ok())
        .unwrap_or_else(|| Ulid::from_parts(at_ms, rand::random::<u128>() >> 1));
    if last.len() == MILLISECONDS_KEPT {
        last.pop_front();
    }
    last.push_back(next);
    next
}

id!(
    /// A person who signs in.
    UserId, "usr_"
);
id!(
    /// A shop and its legal owner.
    SellerId, "sel_"
);
id!(
    /// One sign-in, in a browser or by the API.
    SessionId, "ses_"
);
id!(ProductId, "prod_");
id!(VariantId, "var_");
id!(
    /// One change of a variant's stock, with its reason.
    AdjustmentId, "adj_"
);
id!(ImportId, "imp_");
id!(
    /// A stock location.
    LocationId, "loc_"
);
id!(
    /// One bulk edit.
    BulkEditId, "blk_"
);
id!(
    /// A file of counts.
    StockSheetId, "stk_"
);
id!(
    /// One buyer's checkout, which may span sellers.
    OrderGroupId, "ogr_"
);
id!(
    /// One seller's part of a checkout.
    OrderId, "ord_"
);
id!(LineId, "line_");
id!(ShipmentId, "shp_");
id!(CancellationId, "can_");
id!(
    /// Money that goes back to a buyer.
    RefundId, "ref_"
);
id!(
    /// One ledger posting.
    TransferId, "txn_"
);
id!(PayoutId, "po_");
id!(PaymentId, "pay_");
id!(PayoutMethodId, "pm_");
id!(TicketId, "tkt_");
id!(MessageId, "msg_");
id!(ApiKeyId, "key_");
id!(EventId, "evt_");
id!(
    /// One event on its way to one consumer.
    DeliveryId, "dlv_"
);
id!(AuditId, "aud_");
id!(
    /// An invitation into a shop.
    InvitationId, "inv_"
);
id!(
    /// A request whose answer is fetched later (`Prefer: respond-async`).
    RequestId, "req_"
);
id!(
    /// One line of an order's timeline.
    OrderEventId, "oev_"
);
id!(
    /// One item of the operator's checklist.
    ItemId, "chk_"
);
id!(
    /// One paper that admins check.
    DocumentId, "doc_"
);
id!(
    /// A logo or a banner that was uploaded.
    PictureId, "pic_"
);
id!(
    /// A picture of a product.
    ImageId, "img_"
);
id!(
    /// A category of the tree that admins keep.
    CategoryId, "cat_"
);
id!(
    /// A reason that admins pick for a decision.
    ReasonId, "rsn_"
);

id!(
    /// A filter of a list with a name.
    ViewId, "viw_"
);
id!(
    /// A zone of a shop's shipping profile.
    ZoneId, "zone_"
);
id!(
    /// A rate of a shipping zone.
    RateId, "rate_"
);

impl LocationId {
    /// The main location of a seller, which every seller has: its ULID is the seller's own.
    pub fn main_of(seller_id: &SellerId) -> Self {
        let ulid = seller_id.as_str().trim_start_matches(SellerId::PREFIX);
        Self(format!("{}{ulid}", Self::PREFIX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Millis;

    #[test]
    fn ids_made_in_one_millisecond_sort_as_they_were_made() {
        let ids: Vec<_> = (0..100)
            .map(|_| OrderId::new(Millis(1_700_000_000_000)))
            .collect();
        assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn ids_of_a_millisecond_sort_as_they_were_made_while_others_are_made_of_another() {
        let (mut here, mut there) = (Vec::new(), Vec::new());
        for _ in 0..100 {
            here.push(OrderId::new(Millis(1_700_000_000_001)));
            there.push(OrderId::new(Millis(1_700_000_000_002)));
        }
        assert!(here.is_sorted() && there.is_sorted() && here[99] < there[0]);
    }

    #[test]
    fn an_id_that_comes_after_another_is_nobody_elses() {
        let at = Millis(1_700_000_000_003);
        let mine = TransferId::new(at);
        let others: Vec<_> = (0..3).map(|_| TransferId::new(at)).collect();
        let after_mine = TransferId::after(Some(&mine), Millis(at.0 - 50));
        assert!(after_mine > mine && !others.contains(&after_mine));
        let of_another_process = TransferId::of(Ulid::from_parts(at.0 as u64, u128::MAX));
        let next = TransferId::after(Some(&of_another_process), at);
        assert!(next > of_another_process && next < TransferId::first_at(Millis(at.0 + 2)));
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let order = OrderId::new(Millis(0));
        assert!(ProductId::parse(order.as_str()).is_err());
        assert!(OrderId::parse("ord_").is_err());
        assert!(OrderId::parse("ord_01JDZK4T9V6W8Y2B3C5D7E9F1G'--").is_err());
        assert_eq!(OrderId::parse(order.as_str()), Ok(order));
    }
}
