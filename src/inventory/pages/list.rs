//! Inventory page: counts and thresholds edited in the list.

use crate::form::FieldErrors;
use crate::id::VariantId;
use crate::inventory::list;
use crate::problem::Problem;
use crate::state::App;
use crate::stock::{
    self, INVENTORY, ItemRow, Places, SaveStock, StockFilter, StockListRow, StockShow, reasons,
};
use crate::ui::{
    Anchor, Applied, Button, Card, Choice, Column, Empty, ErrorSummary, Field, FilterBar, LinkButton, Pager,
    RowLink, SaveBar, Select, Tab, Table, Tabs, Variant, counted, field_id,
};
use crate::viewer::{Member, may};
use crate::web::context::here;
use crate::web::form_reply::{Form, PostForm, encode};
use crate::web::keyset::KeysetOf;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use axum::extract::State;
use leptos::prelude::*;
use serde::Deserialize;

/// Rows that a failed form is looked through for.
const MOST_ROWS: usize = 200;

/// The address of the page that shows this.
pub(super) fn address(filter: &StockFilter) -> String {
    let given = [
        ("show", filter.show.as_str().map(str::to_owned)),
        ("q", filter.q.clone()),
        (
            "location_id",
            filter.location_id.as_ref().map(ToString::to_string),
        ),
    ];
    let pairs: Vec<String> = given
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", encode(&value?))))
        .collect();
    match pairs.is_empty() {
        true => INVENTORY.to_owned(),
        false => format!("{INVENTORY}?{}", pairs.join("&")),
    }
}

fn filter_of(query: InventoryForm, places: &Places) -> Result<StockFilter, FieldErrors> {
    let mut errors = FieldErrors::new();
    let place = errors.take("location_id", places.place(query.location_id.as_deref()));
    let show = match &query.show {
        None => Some(StockShow::default()),
        Some(word) => errors.take(
            "show",
            StockShow::parse(word).ok_or("show must be low, out or reserved."),
        ),
    };
    let filter = place.zip(show).map(|(place, show)| StockFilter {
        show,
        q: query.q,
        location_id: place.further().cloned(),
        ..StockFilter::default()
    });
    errors.or(filter)
}

/// The parameters of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct InventoryForm {
    show: Option<String>,
    q: Option<String>,
    location_id: Option<String>,
}

/// The list of variants with their stock, to be typed over.
pub async fn inventory(
    member: Member<may::Products>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<VariantId>,
    Query(query): Query<InventoryForm>,
) -> PageResult {
    let form = Form::of::<SaveStock>();
    let places = stock::known(&app, &member).await?;
    let filter = filter_of(query, &places)?;
    let (mut window, mut items) = list::list(&app.db, &member, &filter, &keyset).await?;
    if form.failed() {
        // What was typed belongs to these rows, wherever the list would have them now.
        (window.rows, items) = posted(&app, &form, &member).await?;
    } else {
        let same = |a: &StockListRow, b: &StockListRow| a.product_id == b.product_id;
        for variants in window.rows.chunk_by_mut(same) {
            variants.sort_by_key(|row| row.position);
        }
    }
    let mut counts = [0; 4];
    for (count, show) in counts.iter_mut().zip(StockShow::ALL) {
        *count = stock::count_stock(&app.db, &member.seller_id, show).await?;
    }
    let threshold = stock::shop_threshold(&app, &member).await?;
    let (newer, older) = window.links(&address(&filter));
    let has_any = counts[0] > 0;
    let shown = window.rows.len() as i64;
    let list = match (shown, has_any) {
        (0, false) => view! {
            <Empty icon=icondata_lu::LuBoxes headline="No stock yet"
                text="Add a product with its stock, or import a file. Then you can type counts into this list.">
                <LinkButton href="/products/new">"Add product"</LinkButton>
                <LinkButton href="/products/imports">"Import a file"</LinkButton>
            </Empty>
        }
        .into_any(),
        (0, true) => nothing(&filter).into_any(),
        _ => {
            let rows = cells(&window.rows, &items, &places, &filter, &form, threshold);
            view! {
                <StockTable form=form rows=rows filter=filter.clone() places=places.clone() />
                <Pager newer=newer older=older note=counted(shown, "variant, newest first", "variants, newest first") />
            }
            .into_any()
        }
    };
    let download = download_address(&filter);
    let body = view! {
        {has_any.then(|| view! {
            <Tabs items=tabs(&filter, counts) />
            <Filters filter=filter.clone() places=places />
            <Applied filters=applied(&filter) clear=address(&StockFilter { show: filter.show, ..StockFilter::default() }) />
        })}
        {list}
        <div class="row">
            <LinkButton href="/products/locations" icon=icondata_lu::LuMapPin small=true>"Locations and thresholds"</LinkButton>
            {has_any.then(|| view! {
                <LinkButton href=download icon=icondata_lu::LuDownload small=true download=true>
                    "Download as CSV"
                </LinkButton>
            })}
            <LinkButton href="/products/inventory/sheets" icon=icondata_lu::LuUpload small=true>"Upload counts"</LinkButton>
        </div>
    };
    Ok(Page::new("Inventory", body))
}

fn download_address(filter: &StockFilter) -> String {
    let address = address(filter);
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}format=csv")
}

/// The rows of a form that failed, in the order in which they were sent.
async fn posted(
    app: &App,
    form: &Form,
    member: &Member<may::Products>,
) -> Result<(Vec<StockListRow>, Vec<ItemRow>), Problem> {
    let ids: Vec<VariantId> = (0..MOST_ROWS)
        .map_while(|at| VariantId::parse(&form.value(&format!("rows[{at}][variant_id]"))).ok())
        .collect();
    let mut reader = app.db.reader().acquire().await?;
    let mut rows = stock::stock_of(&mut reader, &member.seller_id, &ids).await?;
    let items = stock::items_of(&mut reader, &member.seller_id, &ids).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.variant_id));
    Ok((rows, items))
}

fn nothing(filter: &StockFilter) -> impl IntoView + use<> {
    let (icon, headline, text) = match (filter.show, &filter.q) {
        (StockShow::Low, None) => (
            icondata_lu::LuCircleCheck,
            "Nothing is running low",
            "Variants appear here when their available stock falls to the threshold. Set thresholds per \
                variant or for the whole shop.",
        ),
        (StockShow::Out, None) => (
            icondata_lu::LuCircleCheck,
            "Nothing is out of stock",
            "Variants with nothing left to sell appear here.",
        ),
        (StockShow::Reserved, None) => (
            icondata_lu::LuCircleCheck,
            "No stock reserved",
            "Pieces ordered but not yet shipped appear here.",
        ),
        _ => (
            icondata_lu::LuSearchX,
            "No matches",
            "Remove a filter, or search for the beginning of a word, a SKU or a barcode.",
        ),
    };
    view! {
        <Empty icon=icon headline=headline text=text>
            <LinkButton href=INVENTORY>"Show all"</LinkButton>
        </Empty>
    }
}

fn tabs(filter: &StockFilter, counts: [i64; 4]) -> Vec<Tab> {
    let labels = ["All", "Running low", "Out of stock", "Reserved"];
    let all = StockShow::ALL.into_iter().zip(labels).zip(counts);
    all.map(|((show, label), count)| {
        let to = address(&StockFilter {
            show,
            ..filter.clone()
        });
        let tab = Tab::new(label, to).current(filter.show == show);
        match count {
            0 => tab,
            count => tab.count(count),
        }
    })
    .collect()
}

fn applied(filter: &StockFilter) -> Vec<Anchor> {
    let without = StockFilter {
        q: None,
        ..filter.clone()
    };
    let q = filter
        .q
        .as_ref()
        .map(|q| Anchor::new(format!("“{q}”"), address(&without)));
    q.into_iter().collect()
}

#[component]
fn Filters(filter: StockFilter, places: Places) -> impl IntoView {
    let show = filter.show.as_str();
    let fields = show
        .map(|show| ("show".to_owned(), show.to_owned()))
        .into_iter()
        .collect::<Vec<_>>();
    let several = places.are_several();
    let choices: Vec<Choice> = places
        .further
        .iter()
        .map(|row| Choice::new(row.location_id.to_string(), row.name.clone()))
        .collect();
    let chosen = filter
        .location_id
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    view! {
        <FilterBar action=INVENTORY fields=fields>
            <Field label="Search" name="q" kind="search" placeholder="Name, SKU or barcode"
                value=filter.q.unwrap_or_default() />
            {several.then(|| view! {
                <Select label="Location" name="location_id" options=choices placeholder="Everywhere" value=chosen />
            })}
        </FilterBar>
    }
}

#[component]
fn StockTable(form: Form, rows: Vec<AnyView>, filter: StockFilter, places: Places) -> impl IntoView {
    let back = here();
    let on_hand = match &filter.location_id {
        Some(id) => format!("At {}", places.name_of(Some(id))),
        None => "On hand".to_owned(),
    };
    let columns = vec![
        Column::new("Variant"),
        Column::num("Reserved"),
        Column::num("Available"),
        Column::new(on_hand),
        Column::new("Low at"),
    ];
    let location_id = filter
        .location_id
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let reason = form.or("reason", "counted");
    view! {
        <ErrorSummary errors=form.summary() title="Nothing is saved yet: fix the marked cells. What you typed is still there." />
        <PostForm<SaveStock> class="form product-form">
            <input type="hidden" name="back" value=back />
            <input type="hidden" name="location_id" value=location_id />
            <div class="variant-grid stock-grid">
                <Card flush=true>
                    <Table columns=columns caption="Variants with their stock">{rows}</Table>
                </Card>
            </div>
            <SaveBar note="Type a count, or a change such as +5">
                <Select label="Reason" name="reason" options=reasons() value=reason error=form.error("reason") hide_label=true />
                <Field label="Note" name="note" placeholder="Note" maxlength=500 hide_label=true
                    value=form.value("note") error=form.error("note") />
                <Button variant=Variant::Primary>"Save"</Button>
            </SaveBar>
        </PostForm<SaveStock>>
    }
}

fn cells(
    rows: &[StockListRow],
    items: &[ItemRow],
    places: &Places,
    filter: &StockFilter,
    form: &Form,
    shop_threshold: Option<i64>,
) -> Vec<AnyView> {
    let cell = |(at, row): (usize, &StockListRow)| {
        let name = |field: &str| format!("rows[{at}][{field}]");
        let label = row.label();
        let told = match label.is_empty() {
            true => row.name.clone(),
            false => format!("{}, {label}", row.name),
        };
        let here = match filter.location_id {
            Some(_) => row.here,
            None => row.on_hand,
        };
        let lies = places.are_several().then(|| whereabouts(row, items, places));
        let about: Vec<String> = [Some(label), row.sku.clone(), lies.flatten()]
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect();
        let own = row
            .own_low_stock_at
            .map(|own| own.to_string())
            .unwrap_or_default();
        let short = row.short();
        let available = match short {
            0 => row.available().to_string(),
            short => format!("0, {short} short"),
        };
        let state = if row.is_low() { "num low" } else { "num" };
        let (product, reserved) = (row.name.clone(), row.reserved);
        let (href, variant_id) = (
            format!("{INVENTORY}/{}", row.variant_id),
            row.variant_id.to_string(),
        );
        let (id_on_hand, id_low) = (format!("rows.{at}.on_hand"), format!("rows.{at}.low_stock_at"));
        view! {
            <tr>
                <td class="main">
                    <RowLink href=href><span class="clamp">{product}</span></RowLink>
                    <small class="clamp">{about.join(" · ")}</small>
                    <input type="hidden" name=name("variant_id") value=variant_id />
                    <input type="hidden" name=name("seen") value=form.or(&name("seen"), here.to_string()) />
                    <input type="hidden" name=name("low_seen") value=form.or(&name("low_seen"), own.clone()) />
                </td>
                <td class="num" data-label="Reserved">{reserved}</td>
                <td class=state data-label="Available">{available}</td>
                <td data-label="On hand">
                    <Field label=format!("On hand of {told}") name=name("on_hand") id=field_id(&id_on_hand)
                        value=form.or(&name("on_hand"), here.to_string()) error=form.error(&id_on_hand)
                        inputmode="numeric" hide_label=true autocomplete="off" />
                </td>
                <td data-label="Low at">
                    <Field label=format!("{told} is low at") name=name("low_stock_at") id=field_id(&id_low)
                        value=form.or(&name("low_stock_at"), own) error=form.error(&id_low) inputmode="numeric"
                        hide_label=true autocomplete="off"
                        placeholder=shop_threshold.map_or_else(|| "–".to_owned(), |shop| shop.to_string()) />
                </td>
            </tr>
        }
        .into_any()
    };
    rows.iter().enumerate().map(cell).collect()
}

/// Stock by location, if some is not at the main one.
fn whereabouts(row: &StockListRow, items: &[ItemRow], places: &Places) -> Option<String> {
    let items: Vec<&ItemRow> = items
        .iter()
        .filter(|item| item.variant_id == row.variant_id)
        .collect();
    if items.is_empty() {
        return None;
    }
    let elsewhere: i64 = items.iter().map(|item| item.on_hand).sum();
    let main = format!("{} {}", places.main.name, row.on_hand - elsewhere);
    let others = items
        .iter()
        .map(|item| format!("{} {}", places.name_of(Some(&item.location_id)), item.on_hand));
    Some(std::iter::once(main).chain(others).collect::<Vec<_>>().join(", "))
}
