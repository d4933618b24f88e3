//! Stock page of one variant: locations, changes and history.

use super::{INVENTORY, reasons, signed};
use crate::id::{AdjustmentId, LocationId, VariantId};
use crate::state::App;
use crate::stock::actions::{SaveStock, TransferStock};
use crate::stock::store::{self, AdjustmentRow, ItemRow, StockListRow};
use crate::stock::{self, Places};
use crate::ui::{
    Button, Card, Choice, Column, Columns, ErrorSummary, Fact, Facts, Field, Moment, Pager, Select, Status,
    Table, Tone, Variant, field_id,
};
use crate::viewer::{Member, may};
use crate::web::extract::Id;
use crate::web::form_reply::{Form, PostForm};
use crate::web::keyset::{KeysetOf, Window};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use leptos::prelude::*;

/// One variant's stock: count, transfer, history.
pub async fn stock(
    member: Member<may::Products>,
    State(app): State<App>,
    Id(variant_id): Id<VariantId>,
    KeysetOf(keyset, ..): KeysetOf<AdjustmentId>,
) -> PageResult {
    let (form, moving) = (Form::of::<SaveStock>(), Form::of::<TransferStock>());
    let row = stock::of_variant(&app.db, &member, &variant_id).await?;
    let places = stock::known(&app, &member).await?;
    let mut reader = app.db.reader().acquire().await?;
    let ids = std::slice::from_ref(&variant_id);
    let items = store::items_of(&mut reader, &member.seller_id, ids).await?;
    drop(reader);
    let history = stock::history(&app.db, &member, &row, &keyset).await?;
    let shop = stock::shop_threshold(&app, &member).await?;
    let label = row.label();
    let title = match label.is_empty() {
        true => row.name.clone(),
        false => format!("{}, {label}", row.name),
    };
    let state = match (row.is_low(), row.available()) {
        (_, 0) => view! { <Status tone=Tone::Warning word="Out of stock" /> }.into_any(),
        (true, _) => view! { <Status tone=Tone::Warning word="Running low" /> }.into_any(),
        _ => ().into_any(),
    };
    let side = view! { <Side row=row.clone() shop_threshold=shop /> };
    let errors = [form.summary(), moving.summary()];
    let [form_errors, moving_errors] = errors;
    let counting = view! { <Counting row=row.clone() items=items places=places.clone() form=form /> };
    let several = places.are_several();
    let transfer = several.then(|| {
        view! { <Moving variant_id=variant_id.clone() places=places.clone() form=moving /> }
    });
    let happened = view! { <History window=history places=places member=member variant_id=variant_id /> };
    let body = view! {
        <Columns side=side.into_any()>
            <ErrorSummary errors=form_errors />
            <ErrorSummary errors=moving_errors />
            {counting}
            {transfer}
            {happened}
        </Columns>
    };
    Ok(Page::new(title, body)
        .with_state(state)
        .with_back("Inventory", INVENTORY))
}

#[component]
fn Side(row: StockListRow, shop_threshold: Option<i64>) -> impl IntoView {
    let threshold = match (row.own_low_stock_at, shop_threshold) {
        (Some(own), _) => format!("{own} available"),
        (None, Some(shop)) => format!("{shop} available, as for the whole shop"),
        (None, None) => "Not monitored".to_owned(),
    };
    let (short, available) = (row.short(), row.available());
    let (sku, barcode, name) = (row.sku.clone(), row.barcode.clone(), row.name.clone());
    let product = format!("/products/{}", row.product_id);
    view! {
        <Card title="Overview">
            <Facts wide=true>
                <Fact label="On hand">{row.on_hand}</Fact>
                <Fact label="Reserved">{row.reserved}</Fact>
                <Fact label="Available">{available}</Fact>
                {(short > 0).then(|| view! {
                    <Fact label="Short">{format!("{short} more are reserved than available")}</Fact>
                })}
                <Fact label="Low at">{threshold}</Fact>
                <Fact label="SKU">{sku}</Fact>
                <Fact label="Barcode">{barcode}</Fact>
                <Fact label="Product"><a href=product>{name}</a></Fact>
            </Facts>
        </Card>
    }
}

/// Stock by location, editable.
#[component]
fn Counting(row: StockListRow, items: Vec<ItemRow>, places: Places, form: Form) -> impl IntoView {
    let elsewhere: i64 = items.iter().map(|item| item.on_hand).sum();
    let back = format!("{INVENTORY}/{}", row.variant_id);
    let cells = places
        .all()
        .enumerate()
        .map(|(at, place)| {
            let name = |field: &str| format!("rows[{at}][{field}]");
            let lies = items.iter().find(|item| item.location_id == place.location_id);
            let here = match at {
                0 => row.on_hand - elsewhere,
                _ => lies.map_or(0, |item| item.on_hand),
            };
            let id = format!("rows.{at}.on_hand");
            let own = row.own_low_stock_at.map(|own| own.to_string()).unwrap_or_default();
            view! {
                <tr>
                    <td class="main">
                        {place.name.clone()}
                        <input type="hidden" name=name("variant_id") value=row.variant_id.to_string() />
                        <input type="hidden" name=name("location_id") value=place.location_id.to_string() />
                        <input type="hidden" name=name("seen") value=form.or(&name("seen"), here.to_string()) />
                        {(at > 0).then(|| view! {
                            <input type="hidden" name=name("low_stock_at") value=own.clone() />
                            <input type="hidden" name=name("low_seen") value=own.clone() />
                        })}
                    </td>
                    <td data-label="On hand">
                        <Field label=format!("On hand at {}", place.name) name=name("on_hand") id=field_id(&id)
                            value=form.or(&name("on_hand"), here.to_string()) error=form.error(&id)
                            inputmode="numeric" hide_label=true autocomplete="off" />
                    </td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let own = row
        .own_low_stock_at
        .map(|own| own.to_string())
        .unwrap_or_default();
    let columns = vec![Column::new("Location"), Column::new("On hand")];
    view! {
        <Card title="Count" about="Type a count, or a change such as +5 or -2.">
            <PostForm<SaveStock> class="form product-form">
                <input type="hidden" name="back" value=back />
                <div class="variant-grid"><Table columns=columns caption="Stock by location" plain=true>{cells}</Table></div>
                <div class="halves">
                    <Select label="Reason" name="reason" options=reasons() value=form.or("reason", "counted")
                        error=form.error("reason") />
                    <Field label="Note" name="note" optional=true maxlength=500 value=form.value("note")
                        error=form.error("note") />
                </div>
                <input type="hidden" name="rows[0][low_seen]" value=form.or("rows[0][low_seen]", own.clone()) />
                <Field label="Low at" name="rows[0][low_stock_at]" id=field_id("rows.0.low_stock_at") short=true optional=true
                    inputmode="numeric" help="We alert you once when this many or fewer are available. Leave blank to use the shop's threshold."
                    value=form.or("rows[0][low_stock_at]", own) error=form.error("rows.0.low_stock_at") />
                <div class="row"><Button variant=Variant::Primary>"Save"</Button></div>
            </PostForm<SaveStock>>
        </Card>
    }
}

#[component]
fn Moving(variant_id: VariantId, places: Places, form: Form) -> impl IntoView {
    let choices: Vec<Choice> = places
        .all()
        .map(|row| Choice::new(row.location_id.to_string(), row.name.clone()))
        .collect();
    let first = |at: usize| places.all().nth(at).map(|row| row.location_id.to_string());
    let from = form.or("from_location_id", first(0).unwrap_or_default());
    let to = form.or("to_location_id", first(1).unwrap_or_default());
    view! {
        <Card title="Move to another location">
            <PostForm<TransferStock> class="form product-form">
                <input type="hidden" name="variant_id" value=variant_id.to_string() />
                <div class="halves">
                    <Select label="From" name="from_location_id" options=choices.clone()
                        value=from error=form.error("from_location_id") />
                    <Select label="To" name="to_location_id" options=choices
                        value=to error=form.error("to_location_id") />
                </div>
                <Field label="Pieces" name="quantity" inputmode="numeric" short=true required=true autocomplete="off"
                    value=form.value("quantity") error=form.error("quantity") />
                <div class="row"><Button>"Move"</Button></div>
            </PostForm<TransferStock>>
        </Card>
    }
}

#[component]
fn History(
    window: Window<AdjustmentRow>,
    places: Places,
    member: Member<may::Products>,
    variant_id: VariantId,
) -> impl IntoView {
    let (newer, older) = window.links(&format!("{INVENTORY}/{variant_id}"));
    let several = places.are_several();
    let zone = member.zone();
    let is_empty = window.rows.is_empty();
    let rows = window
        .rows
        .into_iter()
        .map(|row| {
            let why = stock::in_words(&row.reason).to_owned();
            let link = origin(&row);
            let at = several.then(|| {
                places
                    .name_of(row.location_id.as_ref() as Option<&LocationId>)
                    .to_owned()
            });
            let about: Vec<String> = [at, row.note.clone()].into_iter().flatten().collect();
            let by = row.email.clone().unwrap_or_else(|| "Automatic".to_owned());
            let after = match row.on_hand_after {
                // A transfer leaves the whole as it is.
                Some(after) if row.reason == "transfer" => after.to_string(),
                Some(after) => format!("{} → {after}", after - row.on_hand_change),
                None => "–".to_owned(),
            };
            view! {
                <tr>
                    <td class="main">
                        {why} {link.map(|(label, href)| view! { " " <a href=href>{label}</a> })}
                        <small>{about.join(" · ")}</small>
                    </td>
                    <td class="num" data-label="Change">{signed(row.on_hand_change)}</td>
                    <td class="num" data-label="On hand">{after}</td>
                    <td class="wide muted">{by}</td>
                    <td class="num muted" data-label="When"><Moment at=row.at zone=zone.clone() /></td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let columns = vec![
        Column::new("Why"),
        Column::num("Change"),
        Column::num("On hand"),
        Column::wide("Who"),
        Column::num("When"),
    ];
    if is_empty {
        return view! { <Card title="History"><p class="muted">"No changes yet."</p></Card> }.into_any();
    }
    view! {
        <Card title="History" flush=true>
            <Table columns=columns caption="Stock changes, newest first">{rows}</Table>
        </Card>
        <Pager newer=newer older=older />
    }
    .into_any()
}

/// Source of a change, with its link.
fn origin(row: &AdjustmentRow) -> Option<(String, String)> {
    let order = row.order_id.as_ref().map(|id| {
        let label = row
            .order_number
            .map_or_else(|| "an order".to_owned(), |number| format!("#{number}"));
        (label, format!("/orders/{id}"))
    });
    let import = row
        .import_id
        .as_ref()
        .map(|id| ("from a file".to_owned(), format!("/products/imports/{id}")));
    let edit = row
        .bulk_edit_id
        .as_ref()
        .map(|id| ("bulk edit".to_owned(), format!("/products/bulk/{id}")));
    order.or(import).or(edit)
}
