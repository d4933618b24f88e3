//! Bulk edit pages: form, preview and progress.

mod fields;
mod grid;
mod outcome;
mod preview;

pub use grid::grid;
pub use outcome::bulk_edit;

use crate::bulk_edit::actions::StartBulkEdit;
use crate::bulk_edit::store::BulkEditRow;
use crate::bulk_edit::store::EditStatus;
use crate::bulk_edit::{self, BulkEditForm, Selection};
use crate::categories::offer_for as offer;
use crate::changes::{Stage, UndoStage, Work, WorkState};
use crate::id::BulkEditId;
use crate::money::Currency;
use crate::problem::Problem;
use crate::state::App;
use crate::ui::{Card, Column, Empty, ErrorSummary, LinkButton, Moment, Pager, RowLink, Table, counted};
use crate::viewer::{Member, may};
use crate::web::form_reply::Form;
use crate::web::keyset::{Keyset, KeysetOf};
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use fields::{Fields, in_words};
use leptos::prelude::*;
use preview::PreviewCard;
use serde::Deserialize;

const BULK: &str = "/products/bulk";

/// Selection in the page's address: product ids, or the address of a list.
#[derive(Debug, Clone, Default)]
pub struct SelectionQuery {
    ids: Vec<String>,
    filter: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ListFilter {
    filter: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for SelectionQuery {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(ListFilter { filter }) = Query::from_request_parts(parts, state).await?;
        let query = parts.uri.query().unwrap_or_default();
        let ids = url::form_urlencoded::parse(query.as_bytes())
            .filter(|(name, _)| name.starts_with("ids["))
            .map(|(_, id)| id.into_owned())
            .collect();
        Ok(Self { ids, filter })
    }
}

impl SelectionQuery {
    fn selection(&self, currency: Currency) -> Result<Option<Selection>, Problem> {
        match (&self.filter, self.ids.is_empty()) {
            (Some(address), _) => Ok(Some(Selection::Matching(Selection::stored(address, currency)?))),
            (None, false) => Selection::picked(&self.ids).map(Some),
            (None, true) => Ok(None),
        }
    }

    /// Hidden fields that name the same.
    fn hidden(&self) -> impl IntoView + use<> {
        let ids = self.ids.clone();
        let filter = self.filter.clone();
        view! {
            {ids.into_iter().map(|id| view! { <input type="hidden" name="ids[]" value=id /> }).collect_view()}
            {filter.map(|filter| view! { <input type="hidden" name="filter" value=filter /> })}
        }
    }

    /// Description of the selection.
    fn description(&self) -> String {
        match &self.filter {
            Some(address) => match address.split_once('?') {
                None => "All your products".to_owned(),
                Some((_, query)) => {
                    let values = url::form_urlencoded::parse(query.as_bytes())
                        .map(|(_, value)| format!("“{value}”"))
                        .collect::<Vec<_>>();
                    format!("All products matching {}", values.join(" and "))
                }
            },
            None => counted(self.ids.len() as i64, "selected product", "selected products"),
        }
    }
}

/// The form of a bulk edit with its preview; without a selection, the list of past ones.
pub async fn bulk(
    member: Member<may::Products>,
    State(app): State<App>,
    query: SelectionQuery,
    Query(typed): Query<BulkEditForm>,
    KeysetOf(keyset, ..): KeysetOf<BulkEditId>,
) -> PageResult {
    let Some(selection) = query.selection(member.currency)? else {
        return past(&app, &member, &keyset).await;
    };
    let refused = Form::of::<StartBulkEdit>();
    let (errors, preview) = if typed.is_blank() {
        // A foreign id is found out before anything is typed.
        let nothing = BulkEditForm {
            status: Some("active".to_owned()),
            ..BulkEditForm::default()
        };
        if let (Selection::Picked(_), Ok(changes)) = (&selection, nothing.parse(member.currency)) {
            bulk_edit::preview(&app, &member, &selection, &changes).await?;
        }
        (Default::default(), None)
    } else {
        match typed.parse(member.currency) {
            Ok(changes) => {
                let preview = bulk_edit::preview(&app, &member, &selection, &changes).await?;
                (Default::default(), Some(preview))
            }
            Err(errors) => (errors, None),
        }
    };
    let offer = offer(&app, &member, typed.category.as_deref().unwrap_or_default()).await?;
    let told = query.description();
    let back = query.filter.clone().unwrap_or_else(|| "/products".to_owned());
    let hidden = query.hidden();
    let shown = preview.map(|preview| {
        view! { <PreviewCard preview=preview query=query.clone() typed=typed.clone() /> }
    });
    let body = view! {
        <ErrorSummary errors=refused.summary() />
        <ErrorSummary errors=errors.clone() />
        <Card title=told about="Choose what to change; you see a preview first.">
            <form class="form product-form" method="get" action=BULK>
                {hidden}
                <Fields typed=typed errors=errors currency=member.currency offer=offer />
            </form>
        </Card>
        {shown}
    };
    Ok(Page::new("Bulk edit products", body).with_back("Products", back))
}

/// The list of past bulk edits.
async fn past(app: &App, member: &Member<may::Products>, keyset: &Keyset) -> PageResult {
    let window = bulk_edit::list(&app.db, member, keyset).await?;
    let (newer, older) = window.links(BULK);
    let (zone, now) = (member.zone(), app.clock.now());
    let is_empty = window.rows.is_empty();
    let rows = window
        .rows
        .into_iter()
        .map(|edit| {
            let href = format!("{BULK}/{}", edit.bulk_edit_id);
            let words = in_words(&edit, member.currency).join(", ");
            let state = work(&edit);
            view! {
                <tr>
                    <td class="main"><RowLink href=href><span class="clamp">{words}</span></RowLink></td>
                    <td class="state"><WorkState work=state /></td>
                    <td class="num" data-label="Products">{edit.products}</td>
                    <td class="num" data-label="Changed">{edit.changed}</td>
                    <td class="num wide">{edit.refused}</td>
                    <td class="num wide muted"><Moment at=edit.created_at zone=zone.clone() now=now /></td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let columns = vec![
        Column::new("Change"),
        Column::new("State"),
        Column::num("Products"),
        Column::num("Changed"),
        Column::wide_num("Failed"),
        Column::wide_num("Started"),
    ];
    let body = match is_empty {
        true => view! {
            <Empty icon=icondata_lu::LuListChecks headline="No bulk edits yet"
                text="Choose products in the list, or filter it, and change price, stock, status, category or tags of all of them at once. Every bulk edit can be undone.">
                <LinkButton href="/products">"Go to the products"</LinkButton>
            </Empty>
        }
        .into_any(),
        false => view! {
            <Card flush=true><Table columns=columns caption="Bulk edits of products">{rows}</Table></Card>
            <Pager newer=newer older=older />
        }
        .into_any(),
    };
    Ok(Page::new("Bulk edits", body).with_back("Products", "/products"))
}

/// State of a bulk edit.
fn work(edit: &BulkEditRow) -> Work {
    Work {
        stage: match edit.status {
            EditStatus::Queued => Stage::Waiting,
            EditStatus::Running => Stage::Running,
            EditStatus::Done => Stage::Done,
        },
        undo: UndoStage::of(edit.undo_asked_at, edit.undone_at),
        is_dry_run: false,
        refused: edit.refused,
    }
}
