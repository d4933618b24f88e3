//! An adjustment: what is on hand of one variant changes, for a reason.

use super::location::Place;
use super::reason::Reason;
use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{SellerId, UserId, VariantId};
use crate::stock::MAX_STOCK;
use crate::stock::store::{self, Adjustment, Cause};

/// What shall become of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// It was counted. Whoever counted saw a figure before; what moved since then still counts: the difference
    /// between what was typed and what was seen is applied.
    Count { typed: i64, seen: Option<i64> },
    /// So many more, or fewer.
    By(i64),
}

/// A change of one variant's stock that was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Adjusting<'a> {
    pub variant_id: &'a VariantId,
    pub wish: Wish,
    pub place: &'a Place,
    pub reason: Reason,
    pub note: Option<&'a str>,
    pub user_id: &'a UserId,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adjusted {
    /// Of the variant as a whole, now.
    pub on_hand: i64,
    /// At the place, now.
    pub here: i64,
    pub change: i64,
    /// What was there instead of what was seen.
    pub moved_to: Option<i64>,
}

/// Why it did not happen; nothing is written then.
#[derive(Debug, thiserror::Error)]
pub enum AdjustError {
    #[error("There is no such variant.")]
    NotFound,
    #[error("Only {here} are there now, so {change} cannot be taken away.")]
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
        Place::Anywhere => held.on_hand,
        Place::Main => held.on_hand - held.elsewhere,
        Place::At(_) => held.here,
    };
    let (change, moved_to) = match asked.wish {
        Wish::By(change) => (change, None),
        Wish::Count { typed, seen } => {
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
        import_id: None,
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
