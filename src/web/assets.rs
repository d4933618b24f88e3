//! Embedded style, script and icons: compressed once, served under hashed names for a year.

use crate::secret::hash_bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use include_dir::{Dir, include_dir};
use std::collections::HashMap;
use std::io::Write;
use std::sync::LazyLock;

static STYLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/style");
static PUBLIC: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/public");

struct Asset {
    kind: &'static str,
    plain: Vec<u8>,
    brotli: Vec<u8>,
    gzip: Vec<u8>,
}

struct Assets {
    by_hashed_name: HashMap<String, Asset>,
    hashed_names: HashMap<String, String>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let mut files = vec![
        ("app.css".to_owned(), style("pages").into_bytes()),
        ("shop.css".to_owned(), style("public").into_bytes()),
    ];
    files.extend(
        PUBLIC
            .files()
            .map(|file| (file.path().display().to_string(), file.contents().to_vec())),
    );
    let mut assets = Assets {
        by_hashed_name: HashMap::new(),
        hashed_names: HashMap::new(),
    };
    for (name, plain) in files {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        let hashed = format!("{stem}-{}.{extension}", &hash_bytes(&plain)[..12]);
        let asset = Asset {
            kind: kind(extension),
            brotli: brotli(&plain),
            gzip: gzip(&plain),
            plain,
        };
        assets.by_hashed_name.insert(hashed.clone(), asset);
        assets.hashed_names.insert(name, hashed);
    }
    assets
});

/// Style sheets in layer order as one file, for signed-in or public pages. Comments and indents stay behind.
fn style(pages: &str) -> String {
    let mut sheets: Vec<_> = ["tokens.css", "reset.css", "base.css"]
        .iter()
        .filter_map(|name| STYLE.get_file(name))
        .collect();
    for folder in ["components", pages] {
        let mut files: Vec<_> = STYLE.get_dir(folder).iter().flat_map(|dir| dir.files()).collect();
        files.sort_by_key(|file| file.path());
        sheets.extend(files);
    }
    let mut style = String::from("@layer tokens, reset, base, components, pages;\n");
    for sheet in sheets {
        let bare = without_comments(sheet.contents_utf8().unwrap_or_default());
        for line in bare.lines().map(str::trim).filter(|line| !line.is_empty()) {
            style.push_str(line);
            style.push('\n');
        }
    }
    style
}

/// Comments are for those who read the source.
fn without_comments(sheet: &str) -> String {
    let mut pieces = sheet.split("/*");
    let mut bare = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        bare.push_str(piece.split_once("*/").map_or("", |(_, after)| after));
    }
    bare
}

fn kind(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" | "json" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

fn brotli(plain: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, 9, 20);
    let written = writer.write_all(plain);
    drop(writer);
    if written.is_ok() { packed } else { Vec::new() }
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer
        .write_all(plain)
        .and_then(|()| writer.finish())
        .unwrap_or_default()
}

/// Compressed size of an embedded file.
#[cfg(test)]
pub fn bytes_on_the_wire(name: &str) -> usize {
    ASSETS.by_hashed_name[&ASSETS.hashed_names[name]].brotli.len()
}

/// The address of an embedded file, with its hash: `/assets/app-1a2b….css`.
pub fn address(name: &str) -> String {
    match ASSETS.hashed_names.get(name) {
        Some(hashed) => format!("/assets/{hashed}"),
        None => format!("/assets/{name}"),
    }
}

/// Compresses everything now, so that the first visitor does not wait for it.
pub fn prepare() {
    LazyLock::force(&ASSETS);
}

/// Serves an icon under the plain name that browsers and the manifest ask for, for a day.
pub async fn serve_plain(uri: axum::http::Uri) -> Response {
    let name = match uri.path().trim_start_matches('/') {
        "favicon.ico" => "favicon.svg",
        name => name,
    };
    let asset = ASSETS
        .hashed_names
        .get(name)
        .and_then(|hashed| ASSETS.by_hashed_name.get(hashed));
    let Some(asset) = asset else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (headers, asset.plain.as_slice()).into_response()
}

/// Serves one embedded file.
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.by_hashed_name.get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|accepted| accepted.to_str().ok())
        .unwrap_or_default();
    let (encoding, bytes) = if accepted.contains("br") && !asset.brotli.is_empty() {
        (Some("br"), &asset.brotli)
    } else if accepted.contains("gzip") && !asset.gzip.is_empty() {
        (Some("gzip"), &asset.gzip)
    } else {
        (None, &asset.plain)
    };
    let mut response = bytes.as_slice().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}
