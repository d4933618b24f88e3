//! Approval checklist: the operator's requirements, and a shop's progress on them.

use super::store::{self, ItemRow};
use crate::clock::Millis;
use crate::db::Tx;
use crate::events;
use crate::id::{ItemId, SellerId};
use crate::mail_limit;
use crate::state::App;
use serde::Serialize;
use serde_json::json;

crate::stored_enum! {
    /// Kind of requirement.
    #[schema(as = ChecklistItemKind)]
    pub enum Kind {
        /// A line or a paragraph that the seller writes.
        Field = "field",
        /// A paper that an admin checks.
        Document = "document",
        /// A text that the seller accepts, in its present version.
        Terms = "terms",
        /// An owner's address is verified.
        VerifiedEmail = "verified_email",
        /// An owner's phone is verified; where the operator can text.
        VerifiedPhone = "verified_phone",
        /// A payout method has been added.
        PayoutMethod = "payout_method",
    }
}

crate::stored_enum! {
    /// Whether a shop can be approved without it.
    #[schema(as = ChecklistItemNeed)]
    pub enum Need {
        Required = "required",
        Optional = "optional",
    }
}

/// Progress of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChecklistItemState)]
pub enum ItemState {
    /// The seller has yet to do it.
    Open,
    /// The seller has to change it.
    ToMend,
    /// The seller has done its part; an admin has yet to look.
    Waiting,
    Done,
}

impl ItemState {
    /// Whether the seller has to act.
    pub fn is_sellers(self) -> bool {
        matches!(self, Self::Open | Self::ToMend)
    }
}

/// One checklist item of one seller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ChecklistItem)]
pub struct Item {
    pub item_id: ItemId,
    pub kind: Kind,
    pub label: String,
    pub help: Option<String>,
    /// The text to accept, and its version; for terms only.
    pub terms: Option<String>,
    pub terms_version: Option<String>,
    pub required: bool,
    pub state: ItemState,
    pub done: bool,
    /// The seller's answer.
    pub answer: Option<String>,
    pub answered_at: Option<Millis>,
}

impl From<ItemRow> for Item {
    fn from(row: ItemRow) -> Self {
        let of = |done: bool| if done { ItemState::Done } else { ItemState::Open };
        let state = match row.kind {
            _ if row.mend_asked_at.is_some() => ItemState::ToMend,
            Kind::Field => of(row.answer.is_some()),
            Kind::Terms => of(row.accepted_version.is_some() && row.accepted_version == row.terms_version),
            Kind::VerifiedEmail => of(row.verified > 0),
            Kind::VerifiedPhone => of(row.phones > 0),
            Kind::PayoutMethod => of(row.methods > 0),
            Kind::Document if row.accepted > 0 => ItemState::Done,
            Kind::Document if row.waiting > 0 => ItemState::Waiting,
            Kind::Document if row.refused > 0 => ItemState::ToMend,
            Kind::Document => ItemState::Open,
        };
        Self {
            item_id: row.item_id,
            kind: row.kind,
            label: row.label,
            help: row.help,
            terms: row.terms,
            terms_version: row.terms_version,
            required: row.need == Need::Required,
            state,
            done: state == ItemState::Done,
            answer: row.answer,
            answered_at: row.answered_at,
        }
    }
}

/// A seller's checklist with its progress; only required items count.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Checklist {
    pub done: usize,
    pub total: usize,
    pub items: Vec<Item>,
}

impl Checklist {
    fn of(rows: Vec<ItemRow>) -> Self {
        let items: Vec<Item> = rows.into_iter().map(Item::from).collect();
        let required = || items.iter().filter(|item| item.required);
        Self {
            done: required().filter(|item| item.done).count(),
            total: required().count(),
            items,
        }
    }

    /// The first required item that is not done.
    pub fn missing(&self) -> Option<&Item> {
        self.items.iter().find(|item| item.required && !item.done)
    }

    /// Whether the seller has nothing left to do.
    pub fn is_ready(&self) -> bool {
        !self
            .items
            .iter()
            .any(|item| item.required && item.state.is_sellers())
    }

    /// Labels of the items the seller has to change.
    pub fn to_mend(&self) -> Vec<String> {
        let to_mend = self.items.iter().filter(|item| item.state == ItemState::ToMend);
        to_mend.map(|item| item.label.clone()).collect()
    }

    /// Progress as text: `2 of 3 done`.
    pub fn progress(&self) -> String {
        format!("{} of {} done", self.done, self.total)
    }
}

/// The seller's checklist.
pub async fn of(app: &App, seller_id: &SellerId) -> sqlx::Result<Checklist> {
    Ok(Checklist::of(store::checklist(app.db.reader(), seller_id).await?))
}

/// The checklist, read in the transaction that decides on it.
pub async fn in_decision(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<Checklist> {
    Ok(Checklist::of(store::checklist(&mut **tx, seller_id).await?))
}

/// Emits, once, that the checklist is complete, in the transaction that completed it.
pub async fn note_if_ready(tx: &mut Tx, seller_id: &SellerId, now: Millis) -> sqlx::Result<()> {
    store::lock_seller(tx, seller_id).await?;
    if in_decision(tx, seller_id).await?.is_ready() {
        if store::set_ready(tx, seller_id, now).await? && mail_limit::allow_step(tx, seller_id, now).await? {
            let content = json!({ "seller_id": seller_id });
            events::emit(tx, now, "seller.application_ready", Some(seller_id), &content).await?;
        }
        Ok(())
    } else {
        store::set_unready(tx, seller_id).await
    }
}
