//! Public picture files.

use crate::pictures;
use crate::problem::Problem;
use crate::state::App;
use crate::web::media::public_picture;
use axum::extract::{Path, State};
use axum::response::Response;

/// A picture of a product, for anyone.
pub async fn media(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Problem> {
    let (kind, length, body) = pictures::open(&app, &file).await?;
    Ok(public_picture(kind.to_owned(), length, body))
}
