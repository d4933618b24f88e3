//! Sitemap routes: an index of files with at most 50,000 addresses each; [`super::sitemap_file`] stores them.
//!
//! A file is a span of ids, so that making it costs the same however many products there are, and an address stays in
//! its file. The spans are counted over all ids, for sale or not; those that are not leave a file smaller.

use super::conditional::Version;
use super::sitemap_file::{self, not_written};
use super::store::{self, AddressRow, Kind, Part};
use crate::events::JobError;
use crate::problem::Problem;
use crate::secret::hash_bytes;
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Write as _;

/// The most addresses that a file may have, by the protocol.
const MOST: i64 = 50_000;
/// Ids of a file; ids that come late into an old span still fit.
const SIZE: i64 = 40_000;
/// Addresses read at once.
const CHUNK: i64 = 2_000;

pub(super) const XML: [(header::HeaderName, &str); 1] =
    [(header::CONTENT_TYPE, "application/xml; charset=utf-8")];
/// Cache header, as long as a file is kept.
pub(super) const CACHE: &str = "public, max-age=3600";

/// The robots.txt file.
pub async fn robots(State(app): State<App>) -> Response {
    let text = format!(
        "User-agent: *\nAllow: /shop/\nAllow: /sitemap\nAllow: /assets/\nAllow: /media/\nAllow: /favicon\nDisallow: /\n\nSitemap: {}\n",
        app.address_of("/sitemap.xml")
    );
    ([(header::CACHE_CONTROL, CACHE)], text).into_response()
}

/// The index.
pub async fn index(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for kind in Kind::ALL {
        for part in store::parts(&app.db, kind).await? {
            let address = app.address_of(&format!("/sitemaps/{}-{}.xml", kind.as_str(), part.number));
            // Writing to a text cannot fail.
            let _ = writeln!(xml, "<sitemap><loc>{}</loc></sitemap>", escaped(&address));
        }
    }
    xml.push_str("</sitemapindex>\n");
    let version = Version::tagged(&hash_bytes(xml.as_bytes())[..24], app.clock.now());
    let response = if version.is_known(&headers) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        (XML, xml).into_response()
    };
    Ok(version.with_validators(response, CACHE))
}

/// One file: `products-3.xml`.
pub async fn file(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (kind, number) = named(&name).ok_or_else(Problem::not_found)?;
    let part = store::part(&app.db, kind, number).await?;
    let part = part.ok_or_else(Problem::not_found)?;
    sitemap_file::answer(&app, kind, &part, &headers).await
}

fn named(name: &str) -> Option<(Kind, i64)> {
    let (kind, number) = name.strip_suffix(".xml")?.rsplit_once('-')?;
    let kind = Kind::ALL.into_iter().find(|known| known.as_str() == kind)?;
    Some((kind, number.parse().ok()?))
}

/// Writes a file, packed; the tag that it is known by.
pub(super) async fn write(app: &App, kind: Kind, part: &Part, to: std::fs::File) -> Result<String, Problem> {
    const BEGIN: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    let mut packed = GzEncoder::new(to, Compression::default());
    let mut all = Sha256::new();
    let mut piece = BEGIN.to_owned();
    let (mut after, mut written): (Option<String>, i64) = (None, 0);
    loop {
        let limit = CHUNK.min(MOST - written);
        let rows = store::addresses(&app.db, kind, part, after.as_deref(), limit).await?;
        rows.iter().for_each(|row| address(&mut piece, app, row));
        written += rows.len() as i64;
        let is_last = (rows.len() as i64) < limit || written >= MOST;
        after = rows.last().map(|row| row.id.clone());
        if is_last {
            piece.push_str("</urlset>\n");
        }
        packed.write_all(piece.as_bytes()).map_err(not_written)?;
        all.update(piece.as_bytes());
        piece.clear();
        if is_last {
            packed.finish().map_err(not_written)?;
            return Ok(hash_bytes(&all.finalize())[..24].to_owned());
        }
    }
}

fn address(piece: &mut String, app: &App, row: &AddressRow) {
    let path = match &row.product {
        Some(product) => format!("/shop/{}/{product}", row.shop),
        None => format!("/shop/{}", row.shop),
    };
    let _ = writeln!(
        piece,
        "<url><loc>{}</loc><lastmod>{}</lastmod></url>",
        escaped(&app.address_of(&path)),
        row.updated_at.rfc3339()
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Begins further files where the last one has grown full.
pub async fn extend(app: &App) -> Result<(), JobError> {
    for kind in Kind::ALL {
        let parts = store::parts(&app.db, kind).await?;
        let Some(mut last) = parts.into_iter().last() else {
            continue;
        };
        while let Some(first_id) = store::next_first_id(&app.db, kind, &last.first_id, SIZE).await? {
            let number = last.number + 1;
            let mut tx = app.db.begin().await?;
            store::add_part(&mut tx, kind, number, &first_id).await?;
            tx.commit().await?;
            last = Part {
                number,
                first_id,
                end_id: None,
            };
        }
    }
    Ok(())
}
