//! Product download in our own CSV format, which the importer accepts unchanged.

use crate::id::ProductId;
use crate::pictures;
use crate::problem::Problem;
use crate::product_files::{ExportedImage, export_header, export_rows};
use crate::products::{self, ProductFilter, ProductQuery, StoredProduct};
use crate::sheet::Sheet;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::download::{DownloadRequest, Format, attachment};
use crate::web::keyset::Keyset;
use crate::web::streamed::{Sender, streamed};
use axum::response::Response;
use std::collections::HashMap;

/// All products of the filter, streamed.
pub async fn give(
    app: App,
    member: Member<may::Products>,
    asked: DownloadRequest,
) -> Result<Response, Problem> {
    if asked.format != Format::Csv {
        return Err(asked.not_offered());
    }
    let filter = asked.query::<ProductQuery>()?.filter(member.currency)?;
    let day = app.clock.now().day(&member.zone());
    let (making, whose) = (app.clone(), member.seller_id.clone());
    let write = move |sender: Sender| async move { write(&making, &member, &filter, &sender).await };
    let body = streamed(&app, whose.as_str(), write).await?;
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
        let keyset = Keyset::following(after, 200);
        let window = products::list(&app.db, &member.seller_id, filter, &keyset).await?;
        let mut images = images(app, member, &window.rows).await?;
        for stored in &window.rows {
            let images = images.remove(&stored.product_id).unwrap_or_default();
            for row in export_rows(&stored.product, &images, member.currency) {
                sheet.row(row);
            }
        }
        after = window.older;
        if !sender.send(sheet.take()).await || after.is_none() {
            return Ok(());
        }
    }
}

/// The pictures of these products, by their addresses, which the importer knows again.
async fn images(
    app: &App,
    member: &Member<may::Products>,
    products: &[StoredProduct],
) -> Result<HashMap<ProductId, Vec<ExportedImage>>, Problem> {
    let ids: Vec<ProductId> = products.iter().map(|stored| stored.product_id.clone()).collect();
    let mut reader = app.db.reader().acquire().await?;
    let mut exported: HashMap<ProductId, Vec<ExportedImage>> = HashMap::new();
    let images = pictures::images_in(&mut reader, &member.seller_id, &ids).await?;
    for stored in products {
        let mine: Vec<_> = images
            .iter()
            .filter(|image| image.product_id == stored.product_id)
            .collect();
        if mine.is_empty() {
            continue;
        }
        let shown_by = pictures::variant_images(&mut reader, &member.seller_id, &stored.product_id).await?;
        let variants = |image_id| {
            let shown = |variant_id| {
                shown_by
                    .iter()
                    .any(|(shown, by)| Some(shown) == variant_id && by == image_id)
            };
            let variants = stored.product.variants.iter().enumerate();
            let shown = variants.filter(|(_, variant)| shown(variant.variant_id.as_ref()));
            shown.map(|(place, _)| place).collect()
        };
        let rows = mine.into_iter().filter_map(|image| {
            Some(ExportedImage {
                address: crate::pictures::exported(app, image)?,
                alt: image.alt.clone(),
                variants: variants(&image.image_id),
            })
        });
        exported.insert(stored.product_id.clone(), rows.collect());
    }
    Ok(exported)
}
