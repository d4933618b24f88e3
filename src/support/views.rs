//! Ticket views of both sides.

use super::store::TicketFilter;
use super::ticket::{MessageRow, Side, TicketRow, category_label};
use crate::clock::Millis;
use crate::ui::{
    Column, Count, Fact, Facts, Message, Moment, RowLink, Status, Tab, Table, Tabs, TextArea, Thread, Tone,
};
use crate::web::form_reply::Form;
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// Filter tabs of the list, which opens with open tickets.
pub(super) fn which_tabs(path: &str, current: TicketFilter) -> impl IntoView {
    let items = [
        ("Open", TicketFilter::Open),
        ("Unread", TicketFilter::Unread),
        ("Closed", TicketFilter::Closed),
        ("All", TicketFilter::All),
    ]
    .into_iter()
    .map(|(label, which)| Tab::new(label, which.address(path)).current(which == current))
    .collect();
    view! { <Tabs items=items /> }
}

/// A list of tickets; admins see whose each is.
#[component]
pub(super) fn TicketTable(tickets: Vec<TicketRow>, side: Side, zone: TimeZone, now: Millis) -> impl IntoView {
    let for_admins = matches!(side, Side::Admin(_));
    let mut columns = vec![Column::new("Subject")];
    if for_admins {
        columns.push(Column::new("Shop"));
    }
    columns.extend([
        Column::wide("About"),
        Column::new("State"),
        Column::new("Last message"),
    ]);
    let rows = tickets
        .into_iter()
        .map(|ticket| {
            let href = match side {
                Side::Seller(_) => format!("/support/{}", ticket.ticket_id),
                Side::Admin(_) => format!("/admin/tickets/{}", ticket.ticket_id),
            };
            let unread = ticket.unread(&side);
            let (subject, updated_at) = (ticket.subject.clone(), ticket.updated_at);
            let shop = for_admins.then(|| ticket.shop_name.clone());
            let about = category_label(&ticket.category);
            let zone = zone.clone();
            view! {
                <tr>
                    <td class="main">
                        <RowLink href=href>{subject}</RowLink>
                        {(unread > 0).then(|| view! { " " <Count number=unread what="unread" /> })}
                    </td>
                    {shop.map(|shop| view! { <td data-label="Shop">{shop}</td> })}
                    <td class="wide">{about}</td>
                    <td class="state">
                        <TicketStatus ticket=ticket side=side.clone() />
                    </td>
                    <td data-label="Last message">
                        <Moment at=updated_at zone=zone now=now />
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table columns=columns caption="Tickets, newest first">
            {rows}
        </Table>
    }
}

/// Status showing whose turn it is.
#[component]
pub(super) fn TicketStatus(ticket: TicketRow, side: Side) -> impl IntoView {
    let (tone, word) = match (ticket.is_open(), ticket.waits_for(&side)) {
        (false, _) => (Tone::Neutral, "Closed"),
        (true, true) => (Tone::Warning, "Waiting for you"),
        (true, false) => (Tone::Info, "Waiting for a reply"),
    };
    let word = match (&side, word) {
        (Side::Seller(_), "Waiting for a reply") => "Waiting for us",
        (Side::Admin(_), "Waiting for a reply") => "Waiting for the seller",
        (_, word) => word,
    };
    view! { <Status tone=tone word=word /> }
}

/// The messages, oldest first.
#[component]
pub(super) fn Talk(
    ticket: TicketRow,
    messages: Vec<MessageRow>,
    side: Side,
    zone: TimeZone,
    now: Millis,
) -> impl IntoView {
    let messages = messages
        .into_iter()
        .map(|message| {
            let at = view! { <Moment at=message.at zone=zone.clone() now=now /> };
            view! {
                <Message
                    author=message.author_for(&side, &ticket.shop_name)
                    mine=message.side == side.name()
                    at=at.into_any()
                    text=message.body
                />
            }
        })
        .collect_view();
    view! { <Thread>{messages}</Thread> }
}

#[component]
pub(super) fn TicketFacts(ticket: TicketRow, zone: TimeZone) -> impl IntoView {
    let closed_zone = zone.clone();
    let closed = ticket.closed_at.map(|at| {
        view! {
            <Fact label="Closed">
                <Moment at=at zone=closed_zone />
            </Fact>
        }
    });
    view! {
        <Facts>
            <Fact label="About">{category_label(&ticket.category)}</Fact>
            <Fact label="Opened">
                <Moment at=ticket.created_at zone=zone />
            </Fact>
            {closed}
            <Fact label="Ticket ID">
                <code>{ticket.ticket_id.to_string()}</code>
            </Fact>
        </Facts>
    }
}

/// Reply field.
#[component]
pub(super) fn AnswerField(form: Form) -> impl IntoView {
    view! {
        <TextArea label="Your reply" name="body" required=true rows=5 maxlength=10000
            value=form.value("body") error=form.error("body") />
    }
}
