//! Routes beside the rendered pages: the steps within the product form, and picture uploads.

use crate::catalog::actions::PICTURES_WAIT;
use crate::catalog::pages::pictures::upload_address;
use crate::catalog::pages::step;
use crate::id::ProductId;
use crate::problem::Problem;
use crate::state::App;
use crate::ui::counted;
use crate::viewer::{Viewer, may};
use crate::web::form_reply::{again, see_other};
use crate::web::idempotency;
use crate::web::pages::see_other_with_notice;
use crate::web::upload::{Incoming, only_fields};
use crate::{pictures, product_review};
use axum::Router;
use axum::extract::{Path, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

/// Routes beside the rendered pages; `rendered` renders a page again when its form fails.
pub fn routes(app: &App, rendered: Router) -> Router {
    let (for_new, for_stored, for_options) = (rendered.clone(), rendered.clone(), rendered.clone());
    let (of_stored, of_options) = (app.clone(), app.clone());
    let (for_pictures, with_pictures) = (app.clone(), rendered);
    let pictures = move |Path(product_id): Path<String>, request: Request| {
        pictures(for_pictures, with_pictures, product_id, request)
    };
    Router::new()
        .route(
            "/products/new/variants",
            post(move |request: Request| step::of_new(for_new, request))
                .get(async || see_other("/products/new")),
        )
        .route(
            "/products/{product_id}/variants",
            post(move |Path(id): Path<String>, request: Request| {
                step::of_stored(of_stored, for_stored, request, id)
            })
            .get(async |Path(id): Path<String>| see_other(&format!("/products/{id}"))),
        )
        .route(
            "/products/{product_id}/options",
            post(move |Path(id): Path<String>, request: Request| {
                step::of_options(of_options, for_options, request, id)
            })
            .get(async |Path(id): Path<String>| see_other(&format!("/products/{id}"))),
        )
        .route("/products/{product_id}/images", post(pictures).get(lead_back))
}

/// Opened after a failed form, the address leads to the product's page.
async fn lead_back(Path(product_id): Path<String>) -> Response {
    see_other(&format!("/products/{product_id}"))
}

/// Receives pictures from a product's page. The good ones of many are added, and the notice names the others.
async fn pictures(app: App, pages: Router, product_id: String, request: Request) -> Response {
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    let member = match viewer.member::<may::Products>() {
        Ok(member) => member,
        Err(problem) => return problem.into_response(),
    };
    let Ok(product_id) = ProductId::parse(&product_id) else {
        return Problem::not_found().into_response();
    };
    if let Err(problem) = pictures::has(&app, &member, &product_id).await {
        return problem.into_response();
    }
    let (parts, mut incoming) = Incoming::with_parts(&app, request).await;
    let taken = pictures::take(&app, &member, &mut incoming).await;
    let (page, action) = (
        format!("/products/{product_id}"),
        upload_address(product_id.as_str()),
    );
    let once = incoming.fields.get("_once").cloned().unwrap_or_default();
    let sent = incoming.digest();
    let taken = taken.and_then(|taken| Ok(only_fields(&incoming.fields, &[]).map(|()| taken)?));
    let typed = incoming.fields.into_iter().collect();
    let answer = async {
        let added = async { pictures::add(&app, &member, &product_id, taken?).await };
        match added.await {
            Ok(added) => {
                let waits = product_review::pictures_wait(&app.db, &member.seller_id, &product_id).await;
                let waits = if waits.is_ok_and(|waits| waits) {
                    PICTURES_WAIT
                } else {
                    ""
                };
                see_other_with_notice(
                    &format!("{page}#pictures"),
                    &format!("{}{waits}", added_notice(&added)),
                )
            }
            Err(problem) => again(pages, parts, &page, &action, typed, problem).await,
        }
    };
    let route = format!("POST {action}");
    idempotency::once(&app, &viewer, route, once, sent.as_bytes(), answer).await
}

/// Notice about added pictures and the first few failures.
fn added_notice(added: &pictures::UploadResult) -> String {
    const NAMED: usize = 5;
    let count = counted(added.image_ids.len() as i64, "picture", "pictures");
    let mut text = format!("{count} added.");
    if !added.refused.is_empty() {
        text.push_str(" Not uploaded:");
        for refused in added.refused.iter().take(NAMED) {
            text.push(' ');
            text.push_str(&refused.sentence().chars().take(200).collect::<String>());
        }
        let more = added.refused.len().saturating_sub(NAMED);
        if more > 0 {
            text.push_str(&format!(" And {more} more."));
        }
    }
    text
}
