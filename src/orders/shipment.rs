//! Shipments: pieces of an order sent with carrier and tracking number. Stock goes down here.

use super::carrier;
use super::order::{LineRow, OrderRow, OrderStatus};
use super::store;
use super::timeline::Actor;
use crate::clock::Millis;
use crate::db::Tx;
use crate::form::{self, FieldErrors};
use crate::id::{LineId, OrderId, ShipmentId, UserId};
use crate::money::Decimal;
use crate::problem::Problem;
use crate::state::App;
use crate::stock::{self, Pieces, Places, ShipError, Shipping, StockPlace};
use crate::viewer::{Member, may};
use crate::{analytics, events};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Pieces of a line.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ShipmentLineForm)]
pub struct PiecesForm {
    pub line_id: String,
    pub quantity: Decimal,
}

/// Shipment form; without lines, everything open.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct ShipmentForm {
    pub carrier: Option<String>,
    pub tracking_number: Option<String>,
    /// Where the buyer can follow it; a known carrier's link follows from the number.
    pub tracking_url: Option<String>,
    /// Location of the pieces; the main location first by default.
    pub location_id: Option<String>,
    pub lines: Option<Vec<PiecesForm>>,
}

/// A shipment that can be carried out.
#[derive(Debug, Clone)]
pub struct Shipment {
    pub carrier: String,
    pub tracking_number: Option<String>,
    /// Typed link; none for a known carrier's number.
    pub tracking_url: Option<String>,
    pub location_id: Option<String>,
    pub pieces: Option<Vec<(LineId, i64)>>,
}

impl ShipmentForm {
    pub fn parse(self) -> Result<Shipment, FieldErrors> {
        let mut errors = FieldErrors::new();
        let carrier = errors.take(
            "carrier",
            form::optional_line(self.carrier.as_deref(), "The carrier", 80),
        );
        let tracking_number = errors.take(
            "tracking_number",
            carrier::tracking_number(self.tracking_number.as_deref()),
        );
        let tracking_url = errors.take(
            "tracking_url",
            carrier::tracking_url(self.tracking_url.as_deref()),
        );
        let pieces = parse_pieces(&mut errors, self.lines);
        let shipment = (|| {
            Some(Shipment {
                carrier: carrier?.map_or_else(|| "Own delivery".to_owned(), |name| carrier::canonical(&name)),
                tracking_number: tracking_number?,
                tracking_url: tracking_url?,
                location_id: self.location_id,
                pieces: pieces?,
            })
        })();
        errors.or(shipment)
    }
}

/// Parsed lines and quantities; `Some(None)` if none were given, `None` on errors.
pub fn parse_pieces(
    errors: &mut FieldErrors,
    typed: Option<Vec<PiecesForm>>,
) -> Option<Option<Vec<(LineId, i64)>>> {
    let Some(typed) = typed.filter(|typed| !typed.is_empty()) else {
        return Some(None);
    };
    let mut pieces: Vec<(LineId, i64)> = Vec::with_capacity(typed.len());
    for (at, piece) in typed.into_iter().enumerate() {
        let Ok(line_id) = LineId::parse(&piece.line_id) else {
            errors.add(format!("lines.{at}.line_id"), "That line is not in this order.");
            return None;
        };
        match piece.quantity.whole() {
            Ok(quantity) if quantity > 0 => match pieces.iter_mut().find(|(known, _)| *known == line_id) {
                Some((_, sum)) => *sum = sum.saturating_add(quantity),
                None => pieces.push((line_id, quantity)),
            },
            _ => {
                errors.add(
                    format!("lines.{at}.quantity"),
                    "A quantity must be a whole number of 1 or more.",
                );
                return None;
            }
        }
    }
    Some(Some(pieces))
}

/// Selected lines and pieces; everything open if none are named.
pub fn choose<'a>(
    lines: &'a [LineRow],
    pieces: Option<&[(LineId, i64)]>,
) -> Result<Vec<(&'a LineRow, i64)>, Problem> {
    let Some(pieces) = pieces else {
        return Ok(lines
            .iter()
            .map(|line| (line, line.open_quantity()))
            .filter(|(_, open)| *open > 0)
            .collect());
    };
    let mut errors = FieldErrors::new();
    let mut chosen = Vec::with_capacity(pieces.len());
    for (at, (line_id, quantity)) in pieces.iter().enumerate() {
        match lines.iter().find(|line| line.line_id == *line_id) {
            None => errors.add(format!("lines.{at}.line_id"), "That line is not in this order."),
            Some(line) if *quantity > line.open_quantity() => errors.add(
                format!("lines.{at}.quantity"),
                format!("Only {} of {} are left.", line.open_quantity(), line.name),
            ),
            Some(line) => chosen.push((line, *quantity)),
        }
    }
    Ok(errors.or(Some(chosen))?)
}

/// Ships pieces of an order.
pub async fn ship(
    app: &App,
    member: &Member<may::Orders>,
    order_id: &OrderId,
    shipment: &Shipment,
) -> Result<ShipmentId, Problem> {
    app.db
        .retrying(|| ship_once(app, member, order_id, shipment))
        .await
}

async fn ship_once(
    app: &App,
    member: &Member<may::Orders>,
    order_id: &OrderId,
    shipment: &Shipment,
) -> Result<ShipmentId, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let order = store::order_in(&mut tx, &member.seller_id, order_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if !order.status().is_to_ship() {
        return Err(Problem::conflict(format!(
            "The order is {}, so nothing of it can be shipped.",
            order.status().words().to_lowercase()
        )));
    }
    let shipment_id = ship_in(&mut tx, &order, shipment, Some(&member.user_id), now).await?;
    tx.commit().await?;
    Ok(shipment_id)
}

/// Deducts shipped pieces from the shipment's location, or else the main one first. More than there is can
/// only be shipped of what may be back-ordered.
async fn take_stock(
    tx: &mut Tx,
    order: &OrderRow,
    shipment: &Shipment,
    chosen: &[(&LineRow, i64)],
    by: Option<&UserId>,
    now: Millis,
) -> Result<(), Problem> {
    let places = Places::of(tx, &order.seller_id).await?;
    let place = places
        .place(shipment.location_id.as_deref())
        .map_err(|message| FieldErrors::of("location_id", message))?;
    let pieces: Vec<Pieces<'_>> = chosen
        .iter()
        .map(|(line, quantity)| line.pieces(*quantity))
        .collect();
    let shipping = Shipping {
        order_id: &order.order_id,
        user_id: by,
        place: &place,
    };
    stock::ship(tx, &order.seller_id, &shipping, &pieces, now)
        .await
        .map_err(|error| match error {
            ShipError::TooFew { at, there } => too_few(&places, &place, chosen[at], there.max(0)),
            ShipError::Db(error) => error.into(),
        })
}

/// Refuses a shipment of more pieces than lie at its place.
fn too_few(places: &Places, place: &StockPlace, (line, quantity): (&LineRow, i64), there: i64) -> Problem {
    let name = &line.name;
    if *place == StockPlace::Anywhere {
        return Problem::conflict(format!(
            "Only {there} of {name} are on hand, and {quantity} are to be shipped. Correct the stock or ship fewer."
        ));
    }
    let at = match place.further() {
        Some(location_id) => places.name_of(Some(location_id)),
        None => &places.main.name,
    };
    let why = format!("{at} has {there} of {name}, and {quantity} are to be shipped from there.");
    FieldErrors::of("location_id", why).into()
}

/// Ships pieces inside a transaction that has read the order.
pub async fn ship_in(
    tx: &mut Tx,
    order: &OrderRow,
    shipment: &Shipment,
    by: Option<&UserId>,
    now: Millis,
) -> Result<ShipmentId, Problem> {
    let lines = store::lines_in(tx, &order.seller_id, &order.order_id).await?;
    let chosen = choose(&lines, shipment.pieces.as_deref())?;
    let shipped: i64 = chosen.iter().map(|(_, quantity)| quantity).sum();
    if shipped == 0 {
        return Err(Problem::conflict("Nothing of the order is left to ship."));
    }
    let shipment_id = ShipmentId::new(now);
    store::insert_shipment(tx, order, &shipment_id, shipment, now).await?;
    for (line, quantity) in &chosen {
        store::ship_pieces(tx, &shipment_id, line, *quantity).await?;
    }
    take_stock(tx, order, shipment, &chosen, by, now).await?;
    let open: i64 = lines.iter().map(LineRow::open_quantity).sum();
    let status = if open == shipped {
        OrderStatus::Shipped
    } else {
        OrderStatus::PartiallyShipped
    };
    let after = store::set_shipped(tx, order, status, now).await?;
    analytics::moved(
        tx,
        &order.seller_id,
        &order.day,
        Some(order.contribution()),
        after.contribution(),
    )
    .await?;
    let pieces = match shipped {
        1 => "1 piece".to_owned(),
        pieces => format!("{pieces} pieces"),
    };
    let detail = match &shipment.tracking_number {
        Some(number) => format!("{pieces} with {}, {number}", shipment.carrier),
        None => format!("{pieces} with {}", shipment.carrier),
    };
    store::note(
        tx,
        &after,
        status.into(),
        Actor::Seller,
        by,
        None,
        Some(&detail),
        now,
    )
    .await?;
    let content = json!({ "order_id": order.order_id, "shipment_id": shipment_id });
    events::emit(tx, now, "order.shipped", Some(&order.seller_id), &content).await?;
    Ok(shipment_id)
}
