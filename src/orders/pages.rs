//! Order pages: the list, and one order.

use super::actions::{self, AddNote, BulkStatus, Cancel, RefundOrder, Ship};
use super::detail;
use super::list::{self, OrdersForm, list_address};
use super::store;
use super::views::{
    Buyer, CancelForm, LinesTable, ListFilters, MoneyCard, NextStep, OrderState, OrdersTable, PaperLinks,
    RefundForm, RefundsCard, ShipForm, ShipmentsCard, TimelineCard, state_words, tabs,
};
use crate::id::OrderId;
use crate::saved_views::{List, OpenedView, SavedViews};
use crate::state::App;
use crate::stock;
use crate::ui::{Columns, ErrorSummary, LinkButton, Pager, Tabs};
use crate::viewer::{Member, may};
use crate::web::extract::Id;
use crate::web::form_reply::Form;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::{Address, After, Query};
use axum::extract::State;
use leptos::prelude::*;

/// The orders, as a list that has saved views.
pub const SAVED_LIST: List = List {
    name: "orders",
    path: "/orders",
    may_see: |member| member.who::<may::Orders>().map(drop),
    address: |query, _, zone| list_address(query, zone),
};

/// Order list view.
pub async fn orders(
    member: Member<may::Orders>,
    State(app): State<App>,
    Query(form): Query<OrdersForm>,
    Query(After { after }): Query<After>,
    Query(opened): Query<OpenedView>,
    Address(here): Address,
) -> PageResult {
    let moving = Form::of::<BulkStatus>();
    let is_first = after.is_none();
    let counts = store::status_counts(&app.db, &member.seller_id).await?;
    let listed = list::orders(&app, &member, &form, after.as_deref(), 50).await?;
    let views = SavedViews::read(&app, &member, SAVED_LIST, &form.address(&[]), &opened).await?;
    let newer = (!is_first).then(|| views.follow(form.address(&[])));
    let older = listed
        .next
        .as_deref()
        .map(|next| views.follow(form.address(&[("after", next)])));
    let own = if views.has_current() {
        OrdersForm::default()
    } else {
        form.clone()
    };
    let tabs = views.beside(tabs(&own, &counts));
    let (csv, pdf) = (
        form.address(&[("format", "csv")]),
        form.address(&[("format", "pdf")]),
    );
    let order = match form.parse(&member.zone())?.is_by_ship_by() {
        true => "Soonest to be shipped first",
        false => "Newest first",
    };
    let times = format!("{order}. Times are in {}.", member.timezone);
    let body = view! {
        <Tabs items=tabs label="Orders by status" />
        <ListFilters form=form.clone() views=views />
        <ErrorSummary errors=moving.summary() title="Nothing was changed." />
        <OrdersTable form=form orders=listed.data here=here now=app.clock.now() zone=member.zone() />
        <Pager newer=newer older=older note=times />
    };
    let exports = view! {
        <LinkButton href=csv download=true icon=icondata_lu::LuDownload>"CSV"</LinkButton>
        <LinkButton href=pdf download=true icon=icondata_lu::LuFileText>"PDF"</LinkButton>
    };
    Ok(Page::new("Orders", body).with_action(exports).hearing("order."))
}

/// One order.
pub async fn order(
    member: Member<may::Orders>,
    State(app): State<App>,
    Id(order_id): Id<OrderId>,
) -> PageResult {
    let (ship_form, cancel_form) = (Form::of::<Ship>(), Form::of::<Cancel>());
    let (moving, note_form) = (Form::of::<actions::ChangeStatus>(), Form::of::<AddNote>());
    let detail = detail::detail(&app, &member, &order_id).await?;
    let places = stock::Places::read(&app.db, &member.seller_id).await?;
    let (order, zone) = (detail.order.clone(), member.zone());
    let status = order.status();
    let currency = order.currency;
    let title = format!("Order #{}", order.number);
    let side = view! {
        <MoneyCard order=order.clone() lines=detail.lines.clone() shipping_name=detail.shipping_name zone=zone.clone() />
        <Buyer buyer=detail.buyer order=order.clone() zone=zone.clone() />
    };
    let ship = status.is_to_ship().then(|| {
        view! { <ShipForm order=order.clone() lines=detail.lines.clone() form=ship_form places=places.choices() main=places.main.name.clone() /> }
    });
    let cancel = status.is_cancellable().then(|| {
        view! { <CancelForm order=order.clone() lines=detail.lines.clone() form=cancel_form /> }
    });
    let refund = order.paid_at.is_some().then(|| {
        let form = Form::of::<RefundOrder>();
        view! { <RefundForm order=order.clone() lines=detail.lines.clone() form=form /> }
    });
    let refunds = view! { <RefundsCard refunds=detail.refunds zone=zone.clone() /> };
    let sentence = state_words(&order, &zone);
    let body = view! {
        <ErrorSummary errors=moving.summary() title="The order was not updated." />
        <p class="muted">{sentence}</p>
        <Columns side=side.into_any()>
            <LinesTable lines=detail.lines.clone() currency=currency />
            {ship}
            <ShipmentsCard shipments=detail.shipments pieces=detail.pieces lines=detail.lines zone=zone.clone() />
            <TimelineCard order_id=order_id timeline=detail.timeline currency=currency zone=zone note=note_form />
            {refunds}
            {cancel}
            {refund}
        </Columns>
    };
    Ok(Page::new(title, body)
        .with_state(view! { <OrderState status=status /> })
        .with_action(view! { <PaperLinks order=order.clone() /> <NextStep order=order /> })
        .with_back("Orders", "/orders")
        .hearing("order. refund."))
}
