//! The products as our own CSV, which the importer takes back unchanged.

pub use super::inventory::sheet::give as give_inventory;

use super::imports::{export_header, export_rows};
use super::product_query::ProductQuery;
use super::store::{self, ProductFilter};
use crate::problem::Problem;
use crate::sheet::Sheet;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::download::{Asked, Format, attachment};
use crate::web::keyset::Keyset;
use crate::web::list::Slice;
use crate::web::streamed::{Sender, streamed};
use axum::response::Response;

/// What the filter shows, however much it is, sent while it is read.
pub async fn give(app: App, member: Member<may::Products>, asked: Asked) -> Result<Response, Problem> {
    if asked.format != Format::Csv {
        return Err(asked.not_offered());
    }
    let filter = asked.query::<ProductQuery>()?.filter(member.currency)?;
    let day = app.clock.now().day(&member.zone());
    let (sender, body) = streamed();
    tokio::spawn(async move {
        if let Err(problem) = write(&app, &member, &filter, &sender).await {
            sender.fail(problem).await;
        }
    });
    Ok(attachment(
        &format!("products-{day}.csv"),
        crate::sheet::CONTENT_TYPE,
        body,
    ))
}

async fn write(
    app: &App,
    member: &Member<may::Products>,
    filter: &ProductFilter,
    sender: &Sender,
) -> Result<(), Problem> {
    let mut sheet = Sheet::new(export_header());
    let mut after = None;
    loop {
        let keyset = Keyset::of(&Slice {
            limit: Some("200".to_owned()),
            after,
        })?;
        let window = store::list(&app.db, &member.seller_id, filter, &keyset).await?;
        for stored in &window.rows {
            for row in export_rows(&stored.product, member.currency) {
                sheet.row(row);
            }
        }
        after = window.older;
        if !sender.send(sheet.take()).await || after.is_none() {
            return Ok(());
        }
    }
}

/// A file to fill in: the header, and a mug in two sizes to show how.
pub fn template() -> Response {
    let mut sheet = Sheet::new(export_header());
    for (size, sku, price, title) in [
        ("Small", "MUG-S", "12.50", "Speckled mug"),
        ("Large", "MUG-L", "15.00", ""),
    ] {
        sheet.row(export_header().map(|column| match column {
            "handle" => "speckled-mug",
            "title" => title,
            "option1_name" => "Size",
            "option1_value" => size,
            "sku" => sku,
            "price" => price,
            "on_hand" => "10",
            _ => "",
        }));
    }
    attachment(
        "products-template.csv",
        crate::sheet::CONTENT_TYPE,
        sheet.finish(),
    )
}
