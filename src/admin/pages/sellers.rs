//! Sellers page: filter by status, words and checklist progress; bulk approval.

use crate::accounts::{self, Progress, QueueFilter, QueueRow, SellerState, country_name, status_word};
use crate::admin::actions::ApproveMany;
use crate::clock::Millis;
use crate::id::SellerId;
use crate::state::App;
use crate::ui::{
    ActionBar, Anchor, Applied, Button, Card, Choice, Column, Empty, ErrorSummary, Field, FilterBar,
    LinkButton, Moment, Pager, Pick, RowLink, Select, Tab, Table, Tabs, Variant,
};
use crate::viewer::{Admin, SellerStatus, duty};
use crate::web::form_reply::{Form, PostForm};
use crate::web::keyset::KeysetOf;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::{Address, Query};
use axum::extract::State;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use serde::Deserialize;

/// The parameters of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct QueueForm {
    status: Option<String>,
    q: Option<String>,
    checklist: Option<String>,
}

/// The list of shops, and the queue of those that wait for approval.
pub async fn sellers(
    _admin: Admin<duty::Sellers>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<SellerId>,
    Query(query): Query<QueueForm>,
    Address(back): Address,
) -> PageResult {
    let filter = QueueFilter::parse(
        query.status.as_deref(),
        query.q.as_deref(),
        query.checklist.as_deref(),
    )?;
    let form = Form::of::<ApproveMany>();
    let is_queue = filter.status == Some(SellerStatus::Pending);
    let keyset = if is_queue { keyset.oldest_first() } else { keyset };
    let window = accounts::find_sellers(&app.db, &filter, &keyset).await?;
    let (newer, older) = match is_queue {
        true => window.links_oldest_first(&filter.address()),
        false => window.links(&filter.address()),
    };
    let now = app.clock.now();
    let list = if window.rows.is_empty() {
        view! {
            <Empty icon=icondata_lu::LuStore headline="No shops found"
                text="Registered shops appear here. Remove a filter, or search for part of the name, the handle or an email address.">
                <LinkButton href="/admin/sellers">"Show all shops"</LinkButton>
            </Empty>
        }
        .into_any()
    } else if is_queue {
        view! {
            <ErrorSummary errors=form.summary() title="Some shops could not be approved." />
            <PostForm<ApproveMany>>
                <input type="hidden" name="back" value=back />
                <Card flush=true>
                    <SellerTable sellers=window.rows now=now picks=true />
                </Card>
                <ActionBar label="Selected shops">
                    <Button variant=Variant::Primary>"Approve"</Button>
                </ActionBar>
            </PostForm<ApproveMany>>
            <Pager newer=newer older=older note="Longest waiting first" />
        }
        .into_any()
    } else {
        view! {
            <Card flush=true>
                <SellerTable sellers=window.rows now=now />
            </Card>
            <Pager newer=newer older=older />
        }
        .into_any()
    };
    let body = view! {
        <StatusTabs filter=filter.clone() />
        <Filters filter=filter.clone() />
        <Applied filters=applied(&filter)
            clear=QueueFilter { status: filter.status, ..QueueFilter::default() }.address() />
        {list}
    };
    Ok(Page::new("Shops", body))
}

#[component]
fn StatusTabs(filter: QueueFilter) -> impl IntoView {
    let to = |status: Option<SellerStatus>| {
        QueueFilter {
            status,
            ..filter.clone()
        }
        .address()
    };
    let all = Tab::new("All", to(None)).current(filter.status.is_none());
    let each = SellerStatus::ALL
        .into_iter()
        .map(|status| Tab::new(status_word(status), to(Some(status))).current(filter.status == Some(status)));
    let items = std::iter::once(all).chain(each).collect();
    view! { <Tabs items=items /> }
}

#[component]
fn Filters(filter: QueueFilter) -> impl IntoView {
    let fields = filter
        .status
        .map(|status| ("status".to_owned(), status.as_str().to_owned()))
        .into_iter()
        .collect::<Vec<_>>();
    let choices: Vec<Choice> = Progress::ALL
        .into_iter()
        .map(|progress| Choice::new(progress.as_str(), progress.label()))
        .collect();
    view! {
        <FilterBar action="/admin/sellers" fields=fields>
            <Field label="Search" name="q" kind="search" placeholder="Shop, handle or email address" value=filter.q.unwrap_or_default() />
            <Select label="Checklist" name="checklist" options=choices placeholder="Any"
                value=filter.progress.map(|progress| progress.as_str().to_owned()).unwrap_or_default() />
        </FilterBar>
    }
}

fn applied(filter: &QueueFilter) -> Vec<Anchor> {
    let q = filter.q.as_ref().map(|q| {
        let without = QueueFilter {
            q: None,
            ..filter.clone()
        };
        Anchor::new(format!("“{q}”"), without.address())
    });
    let progress = filter.progress.map(|progress| {
        let without = QueueFilter {
            progress: None,
            ..filter.clone()
        };
        Anchor::new(progress.label(), without.address())
    });
    q.into_iter().chain(progress).collect()
}

/// Sellers as rows that lead to each.
#[component]
pub(super) fn SellerTable(
    sellers: Vec<QueueRow>,
    now: Millis,
    #[prop(optional)] picks: bool,
) -> impl IntoView {
    let columns = vec![
        Column::new("Shop"),
        Column::new("State"),
        Column::num("Checklist"),
        Column::wide("Country"),
        Column::wide("Currency"),
        Column::new("Registered"),
    ];
    let rows = sellers
        .into_iter()
        .map(|row| {
            let (seller, status) = (row.seller.clone(), row.seller.status);
            let pick = picks.then(|| {
                view! { <Pick name="ids[]" value=seller.seller_id.to_string() label=seller.shop_name.clone() /> }
            });
            let waiting = (row.waiting > 0).then(|| view! { <small>{format!("{} to review", row.waiting)}</small> });
            view! {
                <tr>
                    {pick}
                    <td class="main">
                        <RowLink href=format!("/admin/sellers/{}", seller.seller_id)>{seller.shop_name}</RowLink>
                    </td>
                    <td class="state">
                        <SellerState status=status />
                    </td>
                    <td class="num" data-label="Checklist">{format!("{} of {}", row.done, row.total)} {waiting}</td>
                    <td class="wide">{country_name(&seller.country)}</td>
                    <td class="wide">{seller.currency.code()}</td>
                    <td data-label="Registered">
                        <Moment at=seller.created_at zone=TimeZone::UTC now=now />
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table columns=columns caption="Shops" picks=picks>
            {rows}
        </Table>
    }
}
