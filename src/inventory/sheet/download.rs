//! Inventory as a file to fill in: the page's list, one row per variant and location.

use crate::inventory::list;
use crate::problem::Problem;
use crate::sheet::Sheet;
use crate::state::App;
use crate::stock::{self, ItemRow, Places, StockFilter, StockListRow, StockShow};
use crate::viewer::{Member, may};
use crate::web::download::{DownloadRequest, Format, attachment};
use crate::web::keyset::Keyset;
use crate::web::streamed::{Sender, streamed};
use axum::response::Response;
use serde::Deserialize;

const HEADER: [&str; 10] = [
    "sku",
    "variant_id",
    "name",
    "variant",
    "location",
    "on_hand",
    "on_hand_was",
    "reserved",
    "available",
    "reason",
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SheetQuery {
    show: Option<String>,
    q: Option<String>,
    location_id: Option<String>,
}

/// All products of the filter, streamed.
pub async fn give(
    app: App,
    member: Member<may::Products>,
    asked: DownloadRequest,
) -> Result<Response, Problem> {
    if asked.format != Format::Csv {
        return Err(asked.not_offered());
    }
    let shown: SheetQuery = asked.query()?;
    let places = stock::known(&app, &member).await?;
    let place = places.place(shown.location_id.as_deref()).unwrap_or_default();
    let q = shown.q.map(|q| q.trim().replace('\0', ""));
    let filter = StockFilter {
        show: shown
            .show
            .as_deref()
            .and_then(StockShow::parse)
            .unwrap_or_default(),
        q: q.filter(|q| !q.is_empty()),
        location_id: place.further().cloned(),
        ..StockFilter::default()
    };
    let day = app.clock.now().day(&member.zone());
    let (making, whose) = (app.clone(), member.seller_id.clone());
    let write = move |sender: Sender| async move { write(&making, &member, &filter, &places, &sender).await };
    let body = streamed(&app, whose.as_str(), write).await?;
    Ok(attachment(
        &format!("inventory-{day}.csv"),
        crate::sheet::CONTENT_TYPE,
        body,
    ))
}

async fn write(
    app: &App,
    member: &Member<may::Products>,
    filter: &StockFilter,
    places: &Places,
    sender: &Sender,
) -> Result<(), Problem> {
    let mut sheet = Sheet::new(HEADER);
    let mut after = None;
    loop {
        let keyset = Keyset::following(after, 200);
        let (window, items) = list::list(&app.db, member, filter, &keyset).await?;
        for row in &window.rows {
            rows_of(&mut sheet, row, &items, filter, places);
        }
        after = window.older;
        if !sender.send(sheet.take()).await || after.is_none() {
            return Ok(());
        }
    }
}

fn rows_of(sheet: &mut Sheet, row: &StockListRow, items: &[ItemRow], filter: &StockFilter, places: &Places) {
    let mut add = |location: &str, on_hand: i64| {
        let on_hand = on_hand.to_string();
        sheet.row([
            row.sku.as_deref().unwrap_or_default(),
            row.variant_id.as_str(),
            &row.name,
            &row.label(),
            location,
            &on_hand,
            &on_hand,
            &row.reserved.to_string(),
            &row.available().to_string(),
            "",
        ]);
    };
    if let Some(location_id) = &filter.location_id {
        return add(places.name_of(Some(location_id)), row.here);
    }
    if !places.are_several() {
        return add("", row.on_hand);
    }
    let items: Vec<&ItemRow> = items
        .iter()
        .filter(|item| item.variant_id == row.variant_id)
        .collect();
    let elsewhere: i64 = items.iter().map(|item| item.on_hand).sum();
    add(&places.main.name, row.on_hand - elsewhere);
    for item in items {
        add(places.name_of(Some(&item.location_id)), item.on_hand);
    }
}
