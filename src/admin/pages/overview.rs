//! Overview page: counts of what waits.

use super::sellers::SellerTable;
use crate::accounts::{self, QueueFilter};
use crate::admin::queues;
use crate::id::SellerId;
use crate::problem::Problem;
use crate::state::App;
use crate::ui::{Card, Empty, LinkButton, Tile};
use crate::viewer::permission::Duty;
use crate::viewer::{Admin, SellerStatus, duty};
use crate::web::keyset::{Keyset, KeysetOf};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use leptos::prelude::*;

/// The queues of the admins' side, with the shops that have waited longest.
pub async fn overview(
    admin: Admin<duty::Overview>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<SellerId>,
) -> PageResult {
    let queues = queues(&app.db).await?;
    let approves = admin.role.has(Duty::Sellers);
    let shops = match approves {
        true => Some(waiting_shops(&app, keyset).await?),
        false => None,
    };
    Ok(Page::new(
        "Overview",
        view! {
            <div class="tiles">
                {approves.then(|| view! {
                    <Tile label="Shops waiting" value=queues.shops.to_string() href="/admin/sellers?status=pending"
                        note="for approval" />
                    <Tile label="Tickets unread" value=queues.tickets.to_string() href="/admin/tickets?status=unread"
                        note="by any admin" />
                })}
                <Tile label="Payouts to settle" value=queues.payouts.to_string() href="/admin/payouts"
                    note="by hand" />
            </div>
            {shops}
        },
    ))
}

/// The shops that have waited longest.
async fn waiting_shops(app: &App, keyset: Keyset) -> Result<AnyView, Problem> {
    let pending = QueueFilter {
        status: Some(SellerStatus::Pending),
        ..QueueFilter::default()
    };
    let waiting = accounts::find_sellers(&app.db, &pending, &keyset.oldest_first()).await?;
    if waiting.rows.is_empty() {
        return Ok(view! {
            <Empty icon=icondata_lu::LuStore headline="No shops waiting" text="New applications appear here until you approve them." />
        }
        .into_any());
    }
    let now = app.clock.now();
    let sellers = waiting.rows.into_iter().take(5).collect::<Vec<_>>();
    let all = view! { <LinkButton href="/admin/sellers?status=pending" small=true>"All"</LinkButton> };
    Ok(view! {
        <Card title="Shops waiting for approval" action=all.into_any() flush=true>
            <SellerTable sellers=sellers now=now />
        </Card>
    }
    .into_any())
}
