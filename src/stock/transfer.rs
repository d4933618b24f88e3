//! Stock transfer between locations; the total stays the same.

use super::location::{Places, StockPlace};
use crate::db::Tx;
use crate::form::{self, FieldErrors};
use crate::id::{LocationId, VariantId};
use crate::money::Decimal;
use crate::problem::Problem;
use crate::state::App;
use crate::stock::store::{self, Adjustment, Cause};
use crate::viewer::{Member, may};
use serde::{Deserialize, Serialize};

/// A transfer as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct TransferForm {
    #[schema(example = "var_01JD…")]
    pub variant_id: String,
    pub from_location_id: String,
    pub to_location_id: String,
    pub quantity: Decimal,
    pub note: Option<String>,
}

struct Transfer {
    variant_id: VariantId,
    from: StockPlace,
    to: StockPlace,
    quantity: i64,
    note: Option<String>,
}

impl TransferForm {
    fn parse(&self, places: &Places) -> Result<Transfer, FieldErrors> {
        let mut errors = FieldErrors::new();
        let variant_id = errors.take("variant_id", VariantId::parse(&self.variant_id));
        let mut place = |field: &str, text: &str| match places.place(Some(text)) {
            Ok(StockPlace::Anywhere) => {
                errors.add(field, "Choose a location.");
                None
            }
            Ok(place) => Some(place),
            Err(message) => {
                errors.add(field, message);
                None
            }
        };
        let from = place("from_location_id", &self.from_location_id);
        let to = place("to_location_id", &self.to_location_id);
        if from.is_some() && from == to {
            errors.add("to_location_id", "Choose two different locations.");
        }
        let quantity = match self.quantity.whole() {
            Ok(quantity) if quantity > 0 => Some(quantity),
            _ => {
                errors.add("quantity", "The quantity must be a whole number of 1 or more.");
                None
            }
        };
        let note = errors.take("note", form::optional_line(self.note.as_deref(), "The note", 500));
        let transfer = (|| {
            Some(Transfer {
                variant_id: variant_id?,
                from: from?,
                to: to?,
                quantity: quantity?,
                note: note?,
            })
        })();
        errors.or(transfer)
    }
}

/// Moves pieces.
pub async fn transfer(
    app: &App,
    member: &Member<may::Products>,
    form: &TransferForm,
) -> Result<VariantId, Problem> {
    app.db.retrying(|| transfer_once(app, member, form)).await
}

async fn transfer_once(
    app: &App,
    member: &Member<may::Products>,
    form: &TransferForm,
) -> Result<VariantId, Problem> {
    let seller_id = &member.seller_id;
    let mut tx = app.db.begin().await?;
    if let Ok(variant_id) = VariantId::parse(&form.variant_id)
        && store::stock_of(&mut tx, seller_id, &[variant_id])
            .await?
            .is_empty()
    {
        return Err(Problem::not_found());
    }
    let places = Places::of(&mut tx, seller_id).await?;
    let transfer = form.parse(&places)?;
    let variant_id = &transfer.variant_id;
    if let Some(location_id) = transfer.to.further()
        && !store::hold_location(&mut tx, seller_id, location_id).await?
    {
        return Err(FieldErrors::of("to_location_id", "That location does not exist.").into());
    }
    let held = store::hold_stock(&mut tx, seller_id, variant_id, transfer.from.further())
        .await?
        .ok_or_else(Problem::not_found)?;
    let there = match transfer.from {
        StockPlace::At(_) => held.here,
        _ => held.on_hand - held.elsewhere,
    };
    if transfer.quantity > there {
        let name = places.name_of(transfer.from.further());
        return Err(FieldErrors::of("quantity", format!("Only {there} in stock at {name}.")).into());
    }
    for (place, change) in [
        (&transfer.from, -transfer.quantity),
        (&transfer.to, transfer.quantity),
    ] {
        move_pieces(&mut tx, member, &transfer, place, change, held.on_hand, app).await?;
    }
    tx.commit().await?;
    Ok(transfer.variant_id)
}

async fn move_pieces(
    tx: &mut Tx,
    member: &Member<may::Products>,
    transfer: &Transfer,
    place: &StockPlace,
    change: i64,
    on_hand: i64,
    app: &App,
) -> Result<(), Problem> {
    let (seller_id, variant_id) = (&member.seller_id, &transfer.variant_id);
    let location_id: Option<&LocationId> = place.further();
    if let Some(location_id) = location_id {
        let held = store::hold_stock(tx, seller_id, variant_id, Some(location_id)).await?;
        let here = held.map_or(0, |held| held.here);
        store::put_item(tx, seller_id, variant_id, location_id, here + change).await?;
    }
    let cause = Cause {
        reason: "transfer",
        user_id: Some(&member.user_id),
        ..Cause::default()
    };
    let adjustment = Adjustment {
        location_id,
        note: transfer.note.as_deref(),
        ..Adjustment::of(variant_id, change, &cause)
    };
    Ok(store::insert_adjustment(tx, seller_id, &adjustment, on_hand, app.clock.now()).await?)
}
