//! Ticket API for sellers.

use super::TicketsForm;
use crate::id::TicketId;
use crate::state::App;
use crate::support::actions::{AnswerAsSeller, CloseAsSeller, OpenTicket, ReopenAsSeller};
use crate::support::store::{self, TicketFilter};
use crate::support::ticket::{CATEGORIES, Side};
use crate::support::views::{AnswerField, Talk, TicketFacts, TicketStatus, TicketTable, which_tabs};
use crate::ui::{
    Button, Card, Choice, Columns, Empty, ErrorSummary, Field, LinkButton, Pager, Select, TextArea, Variant,
};
use crate::viewer::{Member, may};
use crate::web::extract::Id;
use crate::web::form_reply::{Form, PostForm};
use crate::web::keyset::KeysetOf;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use axum::extract::State;
use leptos::prelude::*;

/// The list of the seller's tickets.
pub async fn tickets(
    member: Member<may::Support>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<TicketId>,
    Query(query): Query<TicketsForm>,
) -> PageResult {
    let which = TicketFilter::parse(query.status.as_deref().unwrap_or("open"));
    let which = which.ok_or_else(TicketFilter::unknown)?;
    let (zone, now) = (member.zone(), app.clock.now());
    let side = Side::Seller(member);
    let window = store::tickets(&app.db, &side, which, &keyset).await?;
    let (newer, older) = window.links(&which.address("/support"));
    let is_empty = window.rows.is_empty();
    let body = view! {
        {which_tabs("/support", which)}
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
    Ok(Page::new("Support", body).with_action(view! {
        <LinkButton href="/support/new" variant=Variant::Primary icon=icondata_lu::LuPlus>"New ticket"</LinkButton>
    })
    .hearing("ticket."))
}

#[component]
fn NoTickets(which: TicketFilter) -> impl IntoView {
    match which {
        TicketFilter::All | TicketFilter::Open => view! {
            <Empty
                icon=icondata_lu::LuMessagesSquare
                headline="No tickets"
                text="If something does not work, or you have a question, ask us here. The conversation stays with your shop."
            />
        }
        .into_any(),
        TicketFilter::Unread => view! {
            <Empty icon=icondata_lu::LuMailCheck headline="No unread tickets" text="You have read every reply." />
        }
        .into_any(),
        TicketFilter::Closed => view! {
            <Empty icon=icondata_lu::LuArchive headline="No closed tickets" text="Closed tickets appear here." />
        }
        .into_any(),
    }
}

/// The form of a new ticket.
pub async fn new_ticket(_member: Member<may::Support>) -> PageResult {
    let form = Form::of::<OpenTicket>();
    let categories = CATEGORIES
        .iter()
        .map(|(value, label)| Choice::new(*value, *label))
        .collect::<Vec<_>>();
    let body = view! {
        <Card>
            <ErrorSummary errors=form.summary() />
            <PostForm<OpenTicket> class="form">
                <Field label="Subject" name="subject" required=true maxlength=200
                    value=form.value("subject") error=form.error("subject") />
                <Select label="What is it about?" name="category" options=categories
                    value=form.or("category", "orders") error=form.error("category") />
                <TextArea label="Message" name="body" required=true rows=8 maxlength=10000
                    help="Mention the order, product or payout it concerns, if any."
                    value=form.value("body") error=form.error("body") />
                <div class="row">
                    <Button variant=Variant::Primary>"Open ticket"</Button>
                    <LinkButton href="/support" variant=Variant::Quiet>"Cancel"</LinkButton>
                </div>
            </PostForm<OpenTicket>>
        </Card>
    };
    Ok(Page::new("New ticket", body).with_back("Support", "/support"))
}

/// One ticket of the seller.
pub async fn ticket(
    member: Member<may::Support>,
    State(app): State<App>,
    Id(ticket_id): Id<TicketId>,
) -> PageResult {
    let form = Form::of::<AnswerAsSeller>();
    let (zone, now) = (member.zone(), app.clock.now());
    let side = Side::Seller(member);
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
            <PostForm<AnswerAsSeller> class="form">
                <input type="hidden" name="ticket_id" value=id />
                <AnswerField form=form />
                <div class="row">
                    <Button variant=Variant::Primary>"Send"</Button>
                </div>
            </PostForm<AnswerAsSeller>>
        }
        .into_any()
    } else {
        view! {
            <p class="muted">"This ticket is closed. Reopen it to write again."</p>
            <PostForm<ReopenAsSeller>>
                <input type="hidden" name="ticket_id" value=id />
                <Button variant=Variant::Primary>"Reopen"</Button>
            </PostForm<ReopenAsSeller>>
        }
        .into_any()
    };
    let close = is_open.then(|| {
        view! {
            <PostForm<CloseAsSeller>>
                <input type="hidden" name="ticket_id" value=id_to_close />
                <Button>"Close ticket"</Button>
            </PostForm<CloseAsSeller>>
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
        .with_back("Support", "/support")
        .hearing("ticket."))
}
