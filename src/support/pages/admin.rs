//! Ticket API for admins.

use super::TicketsForm;
use crate::id::TicketId;
use crate::state::App;
use crate::support::actions::{AnswerAsAdmin, CloseAsAdmin, ReopenAsAdmin};
use crate::support::store::{self, TicketFilter};
use crate::support::ticket::Side;
use crate::support::views::{AnswerField, Talk, TicketFacts, TicketStatus, TicketTable, which_tabs};
use crate::ui::{Button, Card, Columns, Empty, ErrorSummary, Pager, Variant};
use crate::viewer::{Admin, duty};
use crate::web::extract::Id;
use crate::web::form_reply::{Form, PostForm};
use crate::web::keyset::KeysetOf;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use axum::extract::State;
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// The list of all sellers' tickets, for admins.
pub async fn admin_tickets(
    admin: Admin<duty::Tickets>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<TicketId>,
    Query(query): Query<TicketsForm>,
) -> PageResult {
    let which = TicketFilter::parse(query.status.as_deref().unwrap_or("open"));
    let which = which.ok_or_else(TicketFilter::unknown)?;
    let (zone, now) = (TimeZone::UTC, app.clock.now());
    let side = Side::Admin(admin);
    let window = store::tickets(&app.db, &side, which, &keyset).await?;
    let (newer, older) = window.links(&which.address("/admin/tickets"));
    let is_empty = window.rows.is_empty();
    let body = view! {
        {which_tabs("/admin/tickets", which)}
        {if is_empty {
            view! { <NoTickets which=which /> }.into_any()
        } else {
            view! {
                <Card flush=true>
                    <TicketTable tickets=window.rows side=side zone=zone now=now />
                </Card>
                <Pager newer=newer older=older />
            }
                .into_any()
        }}
    };
    Ok(Page::new("Tickets", body).hearing("ticket."))
}

#[component]
fn NoTickets(which: TicketFilter) -> impl IntoView {
    let (headline, text) = match which {
        TicketFilter::Unread => ("No unread tickets", "Every seller's messages have been read."),
        TicketFilter::Open => ("No open tickets", "Nobody is waiting for a reply. Well done."),
        TicketFilter::Closed | TicketFilter::All => ("No tickets", "Sellers' tickets appear here."),
    };
    view! { <Empty icon=icondata_lu::LuMessagesSquare headline=headline text=text /> }
}

/// One ticket, for admins.
pub async fn admin_ticket(
    admin: Admin<duty::Tickets>,
    State(app): State<App>,
    Id(ticket_id): Id<TicketId>,
) -> PageResult {
    let form = Form::of::<AnswerAsAdmin>();
    let (zone, now) = (TimeZone::UTC, app.clock.now());
    let side = Side::Admin(admin);
    let (ticket, messages) = crate::support::read(&app, &side, &ticket_id).await?;
    let (subject, is_open) = (ticket.subject.clone(), ticket.is_open());
    let (id, id_to_close) = (ticket_id.to_string(), ticket_id.to_string());
    let state = view! { <TicketStatus ticket=ticket.clone() side=side.clone() /> };
    let talk = view! {
        <Talk ticket=ticket.clone() messages=messages side=side zone=zone.clone() now=now />
    };
    let below = if is_open {
        view! {
            <ErrorSummary errors=form.summary() />
            <PostForm<AnswerAsAdmin> class="form">
                <input type="hidden" name="ticket_id" value=id />
                <AnswerField form=form />
                <div class="row">
                    <Button variant=Variant::Primary>"Send"</Button>
                </div>
            </PostForm<AnswerAsAdmin>>
        }
        .into_any()
    } else {
        view! {
            <p class="muted">"This ticket is closed. Reopen it to write again."</p>
            <PostForm<ReopenAsAdmin>>
                <input type="hidden" name="ticket_id" value=id />
                <Button variant=Variant::Primary>"Reopen"</Button>
            </PostForm<ReopenAsAdmin>>
        }
        .into_any()
    };
    let close = is_open.then(|| {
        view! {
            <PostForm<CloseAsAdmin>>
                <input type="hidden" name="ticket_id" value=id_to_close />
                <Button>"Close ticket"</Button>
            </PostForm<CloseAsAdmin>>
        }
    });
    let facts = view! {
        <Card title="Ticket">
            <TicketFacts ticket=ticket zone=zone />
            {close}
        </Card>
    };
    let body = view! {
        <Columns side=facts.into_any()>
            {talk}
            {below}
        </Columns>
    };
    Ok(Page::new(subject, body)
        .with_state(state)
        .with_back("Tickets", "/admin/tickets")
        .hearing("ticket."))
}
