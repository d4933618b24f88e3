//! Ordered pieces: reserved when an order is placed, released when it is cancelled, shipped off the shelf.
//!
//! Several variants are locked in the order of their ids, so that no two orders wait for each other.

use super::location::StockPlace;
use super::store::{self, Adjustment, Cause, HeldStock};
use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{OrderId, SellerId, UserId, VariantId};

/// Pieces of one variant.
#[derive(Debug, Clone, Copy)]
pub struct Pieces<'a> {
    pub variant_id: &'a VariantId,
    pub quantity: i64,
}

/// The pieces by variant, each with its place in the list.
fn in_lock_order<'a>(pieces: &[Pieces<'a>]) -> Vec<(usize, Pieces<'a>)> {
    let mut ordered: Vec<(usize, Pieces<'a>)> = pieces.iter().copied().enumerate().collect();
    ordered.sort_by_key(|(_, pieces)| pieces.variant_id);
    ordered
}

/// Reserves pieces; gives back the places in the list of those of which there is too little. Variants that may be
/// back-ordered always have enough.
pub async fn reserve(tx: &mut Tx, pieces: &[Pieces<'_>], now: Millis) -> sqlx::Result<Vec<usize>> {
    let mut lacking = Vec::new();
    for (at, Pieces { variant_id, quantity }) in in_lock_order(pieces) {
        if !store::reserve(tx, variant_id, quantity, now).await? {
            lacking.push(at);
        }
    }
    Ok(lacking)
}

/// Reserves all of the pieces or none of them; says which.
pub async fn reserve_all(tx: &mut Tx, pieces: &[Pieces<'_>], now: Millis) -> sqlx::Result<bool> {
    let mut reserved = Vec::new();
    for (_, pieces) in in_lock_order(pieces) {
        if !store::reserve(tx, pieces.variant_id, pieces.quantity, now).await? {
            release(tx, &reserved, now).await?;
            return Ok(false);
        }
        reserved.push(pieces);
    }
    Ok(true)
}

/// Gives reserved pieces back to those that can be ordered.
pub async fn release(tx: &mut Tx, pieces: &[Pieces<'_>], now: Millis) -> sqlx::Result<()> {
    for (_, Pieces { variant_id, quantity }) in in_lock_order(pieces) {
        store::release(tx, variant_id, quantity, now).await?;
    }
    Ok(())
}

/// Puts refunded pieces of an order back on the shelf of the main location.
pub async fn restock(
    tx: &mut Tx,
    seller_id: &SellerId,
    order_id: &OrderId,
    user_id: Option<&UserId>,
    pieces: &[Pieces<'_>],
    now: Millis,
) -> sqlx::Result<()> {
    let cause = Cause {
        reason: "refunded",
        user_id,
        ..Cause::default()
    };
    let adjustments: Vec<Adjustment<'_>> = in_lock_order(pieces)
        .into_iter()
        .map(|(_, pieces)| Adjustment {
            order_id: Some(order_id),
            ..Adjustment::of(pieces.variant_id, pieces.quantity, &cause)
        })
        .collect();
    store::change_on_hand(tx, seller_id, &adjustments, now)
        .await
        .map(drop)
}

/// Why a shipment leaves.
#[derive(Debug, Clone, Copy)]
pub struct Shipping<'a> {
    pub order_id: &'a OrderId,
    pub user_id: Option<&'a UserId>,
    /// Location of the pieces; from anywhere, those of the main location go first.
    pub place: &'a StockPlace,
}

/// Why pieces cannot be shipped.
#[derive(Debug, thiserror::Error)]
pub enum ShipError {
    /// Fewer pieces are there than shall leave.
    #[error("only {there} are there")]
    TooFew {
        /// The place of the variant in the list of pieces.
        at: usize,
        there: i64,
    },
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}

/// Takes reserved pieces off the shelf. More than there is can only leave from anywhere, and only of a variant that may
/// be back-ordered or was removed since it was ordered; its stock does not go below nothing.
pub async fn ship(
    tx: &mut Tx,
    seller_id: &SellerId,
    shipping: &Shipping<'_>,
    pieces: &[Pieces<'_>],
    now: Millis,
) -> Result<(), ShipError> {
    for (at, pieces) in in_lock_order(pieces) {
        let further = shipping.place.further();
        let held = store::hold_ordered(tx, seller_id, pieces.variant_id, further).await?;
        if let Some(there) = most(held.as_ref(), shipping.place).filter(|there| *there < pieces.quantity) {
            return Err(ShipError::TooFew { at, there });
        }
        if let Some(held) = held {
            take(tx, seller_id, shipping, (&held, pieces), now).await?;
        }
    }
    Ok(())
}

/// How many pieces can leave a place at most; none: as many as were ordered.
fn most(held: Option<&HeldStock>, place: &StockPlace) -> Option<i64> {
    let on_sale = held.filter(|held| held.removed_at.is_none());
    match place {
        StockPlace::Anywhere => on_sale
            .filter(|held| held.backorder_at.is_none())
            .map(|held| held.on_hand),
        StockPlace::Main => Some(on_sale.map_or(0, |held| held.on_hand - held.elsewhere)),
        StockPlace::At(_) => Some(on_sale.map_or(0, |held| held.here)),
    }
}

async fn take(
    tx: &mut Tx,
    seller_id: &SellerId,
    shipping: &Shipping<'_>,
    (held, pieces): (&HeldStock, Pieces<'_>),
    now: Millis,
) -> sqlx::Result<()> {
    let cause = Cause {
        reason: "shipped",
        user_id: shipping.user_id,
        ..Cause::default()
    };
    let change = -pieces.quantity.min(held.on_hand);
    let adjustment = Adjustment {
        order_id: Some(shipping.order_id),
        location_id: shipping.place.further(),
        ..Adjustment::of(pieces.variant_id, change, &cause)
    };
    store::change_held(tx, seller_id, held, &adjustment, pieces.quantity, now)
        .await
        .map(drop)
}
