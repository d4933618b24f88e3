//! Stock adjustment of one variant, with a reason.

use super::location::StockPlace;
use super::reason::Reason;
use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{SellerId, UserId, VariantId};
use crate::stock::MAX_STOCK;
use crate::stock::store::{self, Adjustment, Cause};

/// Requested stock: a count or a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockRequest {
    /// A count. Whoever counted saw a figure before; what moved since then still counts: the difference
    /// between what was typed and what was seen is applied.
    Count { typed: i64, seen: Option<i64> },
    /// A change by that many.
    By(i64),
}

/// A requested adjustment of one variant.
#[derive(Debug, Clone, Copy)]
pub struct Adjusting<'a> {
    pub variant_id: &'a VariantId,
    pub wish: StockRequest,
    pub place: &'a StockPlace,
    pub reason: Reason,
    pub note: Option<&'a str>,
    pub user_id: &'a UserId,
}

/// Outcome of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adjusted {
    /// Current stock of the whole variant.
    pub on_hand: i64,
    /// Current stock at the location.
    pub here: i64,
    pub change: i64,
    /// Actual previous stock, if it differed from what was seen.
    pub moved_to: Option<i64>,
}

/// Reason an adjustment was rejected; nothing is written then.
#[derive(Debug, thiserror::Error)]
pub enum AdjustError {
    #[error("That variant does not exist.")]
    NotFound,
    #[error("Only {here} in stock, so {change} cannot be removed.")]
    TooFew { here: i64, change: i64 },
    #[error("That is more than can be on hand.")]
    TooMany,
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}

/// Adjusts within a transaction. Several are to come in the order of their variants' ids.
pub async fn adjust_in(
    tx: &mut Tx,
    seller_id: &SellerId,
    asked: &Adjusting<'_>,
    now: Millis,
) -> Result<Adjusted, AdjustError> {
    let further = asked.place.further();
    let held = store::hold_stock(tx, seller_id, asked.variant_id, further)
        .await?
        .ok_or(AdjustError::NotFound)?;
    let here = match asked.place {
        StockPlace::Anywhere => held.on_hand,
        StockPlace::Main => held.on_hand - held.elsewhere,
        StockPlace::At(_) => held.here,
    };
    let (change, moved_to) = match asked.wish {
        StockRequest::By(change) => (change, None),
        StockRequest::Count { typed, seen } => {
            let seen = seen.unwrap_or(here);
            (typed - seen, (seen != here).then_some(here))
        }
    };
    let after = here.saturating_add(change);
    if after < 0 {
        return Err(AdjustError::TooFew {
            here,
            change: -change,
        });
    }
    if held.on_hand.saturating_add(change) > MAX_STOCK {
        return Err(AdjustError::TooMany);
    }
    let unchanged = Adjusted {
        on_hand: held.on_hand,
        here,
        change: 0,
        moved_to,
    };
    if change == 0 {
        return Ok(unchanged);
    }
    let cause = Cause {
        reason: asked.reason.as_str(),
        user_id: Some(asked.user_id),
        ..Cause::default()
    };
    let adjustment = Adjustment {
        location_id: further,
        note: asked.note,
        ..Adjustment::of(asked.variant_id, change, &cause)
    };
    let on_hand = store::change_held(tx, seller_id, &held, &adjustment, 0, now)
        .await?
        .ok_or(AdjustError::TooFew {
            here,
            change: -change,
        })?;
    Ok(Adjusted {
        on_hand,
        here: after,
        change,
        ..unchanged
    })
}
