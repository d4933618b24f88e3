//! The operator's checklist: what every shop has to provide.

use super::checklist::{Kind, Need};
use super::store::{self, ListedItem};
use crate::audit::{self, Act};
use crate::db::Tx;
use crate::form::{self, FieldErrors};
use crate::id::{ItemId, UserId};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, Fresh, duty};
use serde::{Deserialize, Serialize};

/// A checklist item, as entered. Absent stays as it is when one is changed; the kind never changes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = ChecklistItemForm)]
pub struct ItemForm {
    /// `field`, `document`, `terms`, `verified_email` or `payout_method`.
    pub kind: Option<String>,
    pub label: Option<String>,
    pub help: Option<String>,
    pub terms: Option<String>,
    /// Version of the terms; a new one asks everyone to accept again.
    pub terms_version: Option<String>,
    /// `required` (the default) or `optional`.
    pub need: Option<String>,
    /// Position; lower comes first.
    pub position: Option<String>,
}

/// A checklist item as defined by the operator.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ChecklistEntry {
    pub item_id: ItemId,
    pub kind: Kind,
    pub label: String,
    pub help: Option<String>,
    pub terms: Option<String>,
    pub terms_version: Option<String>,
    pub need: Need,
    pub position: i64,
}

impl From<ListedItem> for ChecklistEntry {
    fn from(item: ListedItem) -> Self {
        Self {
            item_id: item.item_id,
            kind: item.kind,
            label: item.label,
            help: item.help,
            terms: item.terms,
            terms_version: item.terms_version,
            need: item.need,
            position: item.position,
        }
    }
}

/// Maximum number of checklist items.
const MOST: usize = 50;

impl ItemForm {
    /// The item with the form's values applied.
    fn onto(self, mut item: ListedItem) -> Result<ListedItem, FieldErrors> {
        let mut errors = FieldErrors::new();
        if let Some(label) = self.label {
            item.label = errors
                .take("label", form::line(&label, "What to ask for", 120))
                .unwrap_or_default();
        } else if item.label.is_empty() {
            errors.add("label", "Say what you are asking for.");
        }
        if let Some(help) = self.help {
            let help = form::text(&help, "The explanation", 1000);
            item.help = errors.take("help", help).filter(|help| !help.is_empty());
        }
        if item.kind == Kind::Terms {
            if let Some(terms) = self.terms {
                let terms = form::text(&terms, "The text", 50_000);
                item.terms = errors.take("terms", terms).filter(|terms| !terms.is_empty());
            }
            if let Some(version) = self.terms_version {
                let version = form::line(&version, "The version", 40);
                item.terms_version = errors.take("terms_version", version);
            }
            if item.terms.is_none() && errors.first("terms").is_none() {
                errors.add("terms", "Terms need text.");
            }
            if item.terms_version.is_none() && errors.first("terms_version").is_none() {
                errors.add("terms_version", "Terms need a version, such as 2026-11.");
            }
        }
        match self.need.as_deref().map(str::trim) {
            None | Some("") => {}
            Some(text) => match Need::parse(text) {
                Some(need) => item.need = need,
                None => errors.add("need", "It must be required or optional."),
            },
        }
        match self.position.as_deref().map(str::trim) {
            None | Some("") => {}
            Some(text) => match text.parse() {
                Ok(position @ 0..=10_000) => item.position = position,
                _ => errors.add("position", "Enter a whole number from 0 to 10000."),
            },
        }
        errors.or(Some(item))
    }
}

/// All checklist items in order.
pub async fn list(app: &App) -> sqlx::Result<Vec<ChecklistEntry>> {
    let items = store::items(&app.db).await?;
    Ok(items.into_iter().map(ChecklistEntry::from).collect())
}

/// Adds a checklist item.
pub async fn add(
    app: &App,
    admin: &Admin<Fresh<duty::Policy>>,
    form: ItemForm,
) -> Result<ChecklistEntry, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    tx.lock_name("checklist").await?;
    let known = store::items_in(&mut tx).await?;
    if known.len() >= MOST {
        return Err(Problem::conflict(format!(
            "The checklist already has {MOST} items."
        )));
    }
    let Some(kind) = form.kind.as_deref().and_then(|kind| Kind::parse(kind.trim())) else {
        let kinds: Vec<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        return Err(FieldErrors::of("kind", format!("The kind must be one of {}.", kinds.join(", "))).into());
    };
    if kind == Kind::VerifiedPhone && !app.texter.is_on() {
        let why = "Phone numbers can be verified once text messages are configured (TWILIO_…).";
        return Err(FieldErrors::of("kind", why).into());
    }
    let item = form.onto(ListedItem {
        item_id: ItemId::new(now),
        kind,
        label: String::new(),
        help: None,
        terms: None,
        terms_version: None,
        need: Need::Required,
        position: known.iter().map(|item| item.position).max().unwrap_or(0) + 10,
        created_at: now,
    })?;
    store::put_item(&mut tx, &item).await?;
    note(
        &mut tx,
        "checklist.item_added",
        &admin.user_id,
        None,
        Some(&item),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(item.into())
}

/// Changes a checklist item; a new version of terms asks everyone again.
pub async fn change(
    app: &App,
    admin: &Admin<Fresh<duty::Policy>>,
    item_id: &ItemId,
    form: ItemForm,
) -> Result<ChecklistEntry, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let before = store::lock_item(&mut tx, item_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let after = form.onto(before.clone())?;
    store::put_item(&mut tx, &after).await?;
    note(
        &mut tx,
        "checklist.item_changed",
        &admin.user_id,
        Some(&before),
        Some(&after),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(after.into())
}

/// Archives a checklist item; its answers are kept.
pub async fn archive(app: &App, admin: &Admin<Fresh<duty::Policy>>, item_id: &ItemId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let before = store::lock_item(&mut tx, item_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    store::archive_item(&mut tx, item_id, now).await?;
    note(
        &mut tx,
        "checklist.item_archived",
        &admin.user_id,
        Some(&before),
        None,
        now,
    )
    .await?;
    Ok(tx.commit().await?)
}

async fn note(
    tx: &mut Tx,
    action: &str,
    by: &UserId,
    before: Option<&ListedItem>,
    after: Option<&ListedItem>,
    now: crate::clock::Millis,
) -> sqlx::Result<()> {
    let told = |item: &ListedItem| serde_json::to_value(ChecklistEntry::from(item.clone())).ok();
    let subject = before.or(after).map(|item| item.item_id.to_string());
    let act = Act {
        action,
        user_id: Some(by),
        subject: subject.as_deref(),
        before: before.and_then(told),
        after: after.and_then(told),
        ..Act::default()
    };
    audit::note(tx, now, act).await
}
