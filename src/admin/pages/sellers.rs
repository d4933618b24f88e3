//! The list of sellers.

use crate::accounts::{self, SellerRow, SellerState, country_name, status_word};
use crate::clock::Millis;
use crate::problem::Problem;
use crate::ui::{Card, Column, Empty, Moment, Pager, RowLink, Tab, Table, Tabs};
use crate::viewer::{SellerStatus, duty};
use crate::web::context::{admin, app, query};
use crate::web::keyset::Keyset;
use crate::web::pages::{Page, framed};
use jiff::tz::TimeZone;
use leptos::prelude::*;

#[component]
pub fn SellersPage() -> impl IntoView {
    framed(async move {
        let (app, _admin, keyset) = (app()?, admin::<duty::Sellers>()?, Keyset::of_page());
        let status = match query("status") {
            Some(text) => Some(SellerStatus::parse(&text).ok_or_else(Problem::not_found)?),
            None => None,
        };
        let window = accounts::sellers(&app.db, status, &keyset).await?;
        let (newer, older) = window.links(&address(status));
        let now = app.clock.now();
        let list = if window.rows.is_empty() {
            view! {
                <Empty icon=icondata_lu::LuStore headline="No shops here" text="Shops that register stand here, newest first." />
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
        Ok(Page::new("Shops", view! { <StatusTabs current=status /> {list} }))
    })
}

fn address(status: Option<SellerStatus>) -> String {
    match status {
        None => "/admin/sellers".to_owned(),
        Some(status) => format!("/admin/sellers?status={}", status.as_str()),
    }
}

#[component]
fn StatusTabs(current: Option<SellerStatus>) -> impl IntoView {
    let all = Tab::new("All", address(None)).current(current.is_none());
    let each = SellerStatus::ALL
        .into_iter()
        .map(|status| Tab::new(status_word(status), address(Some(status))).current(current == Some(status)));
    let items = std::iter::once(all).chain(each).collect();
    view! { <Tabs items=items /> }
}

/// Sellers as rows that lead to each.
#[component]
pub(super) fn SellerTable(sellers: Vec<SellerRow>, now: Millis) -> impl IntoView {
    let columns = vec![
        Column::new("Shop"),
        Column::new("State"),
        Column::new("Country"),
        Column::wide("Currency"),
        Column::new("Registered"),
    ];
    let rows = sellers
        .into_iter()
        .map(|seller| {
            let status = seller.standing();
            view! {
                <tr>
                    <td class="main">
                        <RowLink href=format!("/admin/sellers/{}", seller.seller_id)>{seller.shop_name}</RowLink>
                    </td>
                    <td class="state">
                        <SellerState status=status />
                    </td>
                    <td data-label="Country">{country_name(&seller.country)}</td>
                    <td class="wide">{seller.currency.code()}</td>
                    <td data-label="Registered">
                        <Moment at=seller.created_at zone=TimeZone::UTC now=now />
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table columns=columns caption="Shops, newest first">
            {rows}
        </Table>
    }
}
