//! A stored sitemap file: compressed on this machine's disk, served for an hour. However many ask for it at
//! once, one of them has it written; the others get the one before, or wait for it.

use super::conditional::Version;
use super::sitemap;
use super::store::{Kind, Part};
use crate::clock::{HOUR_MS, Millis};
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::web::upload;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use flate2::read::GzDecoder;
use futures_util::stream;
use std::collections::HashMap;
use std::io::{Cursor, ErrorKind, Read};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;

/// Time a file is served before it is rewritten.
const KEPT_MS: i64 = HOUR_MS;
/// Longest wait of the first requests for it.
const PATIENCE: Duration = Duration::from_secs(20);
/// Seconds in `Retry-After`.
const AGAIN_S: u64 = 30;
/// Bytes decompressed at once.
const PIECE: usize = 64 * 1024;
/// Whose long work it is.
const WHOSE: &str = "sitemap";

/// A file on the disk.
#[derive(Debug)]
struct Written {
    path: PathBuf,
    made_at: Millis,
    tag: String,
    /// First id of the next file; a span that was cut since is not served twice.
    end_id: Option<String>,
}

/// State of one file in this process.
#[derive(Default)]
struct Entry {
    last: Mutex<Option<Arc<Written>>>,
    writing: Arc<tokio::sync::Mutex<()>>,
}

/// Entries by database and name.
static ENTRIES: LazyLock<Mutex<HashMap<(u64, String), Arc<Entry>>>> = LazyLock::new(Mutex::default);

impl Entry {
    fn of(app: &App, name: &str) -> Arc<Self> {
        let mut entries = ENTRIES.lock().unwrap_or_else(PoisonError::into_inner);
        entries
            .entry((app.db.mark(), name.to_owned()))
            .or_default()
            .clone()
    }

    fn last(&self) -> Option<Arc<Written>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The file, while fresh.
    fn fresh(&self, now: Millis, part: &Part) -> Option<Arc<Written>> {
        let written = self.last()?;
        let age_ms = now.0 - written.made_at.0;
        let is_fresh = (0..KEPT_MS).contains(&age_ms) && written.end_id == part.end_id;
        is_fresh.then_some(written)
    }

    fn keep(&self, written: Option<Arc<Written>>) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = written;
    }
}

/// Answers the file.
pub async fn answer(app: &App, kind: Kind, part: &Part, headers: &HeaderMap) -> Result<Response, Problem> {
    let name = format!("{}-{}", kind.as_str(), part.number);
    let entry = Entry::of(app, &name);
    let mut written = current(app, &entry, kind, part, &name).await?;
    let mut packed = tokio::fs::read(&written.path).await;
    if packed.is_err() {
        // Somebody has cleared the folder.
        entry.keep(None);
        written = current(app, &entry, kind, part, &name).await?;
        packed = tokio::fs::read(&written.path).await;
    }
    let packed = packed.map_err(|error| Problem::internal(&error))?;
    let version = Version::tagged(&written.tag, written.made_at);
    let response = if version.is_known(headers) {
        axum::http::StatusCode::NOT_MODIFIED.into_response()
    } else if takes_gzip(headers) {
        let mut response = (sitemap::XML, packed).into_response();
        let gzip = HeaderValue::from_static("gzip");
        response.headers_mut().insert(header::CONTENT_ENCODING, gzip);
        response
    } else {
        (sitemap::XML, unpacked(packed)).into_response()
    };
    Ok(version.with_validators(response, sitemap::CACHE))
}

/// The current entry if fresh or being rewritten; else a new one.
async fn current(
    app: &App,
    entry: &Arc<Entry>,
    kind: Kind,
    part: &Part,
    name: &str,
) -> Result<Arc<Written>, Problem> {
    let now = app.clock.now();
    if let Some(written) = entry.fresh(now, part) {
        return Ok(written);
    }
    let last = entry.last();
    let turn = match (entry.writing.clone().try_lock_owned(), &last) {
        (Ok(turn), _) => turn,
        (Err(_), Some(last)) => return Ok(last.clone()),
        (Err(_), None) => tokio::time::timeout(PATIENCE, entry.writing.clone().lock_owned())
            .await
            .map_err(|_| later())?,
    };
    if let Some(written) = entry.fresh(now, part) {
        return Ok(written);
    }
    let to = Draft {
        kind,
        part: part.clone(),
        name: name.to_owned(),
        now,
    };
    match (write(app, entry, turn, to).await, last) {
        (Ok(written), _) => Ok(written),
        (Err(_), Some(last)) => Ok(last),
        (Err(problem), None) if problem.code == Code::RateLimited => Err(later()),
        (Err(problem), None) => Err(problem),
    }
}

fn later() -> Problem {
    Problem {
        retry_after_s: Some(AGAIN_S),
        ..Problem::new(
            Code::Overloaded,
            "The sitemap is being written. Try again in a minute.",
        )
    }
}

/// A sitemap file to be written.
struct Draft {
    kind: Kind,
    part: Part,
    name: String,
    now: Millis,
}

/// Writes the file. The work goes on when the client leaves, and holds the file's lock until it is done.
async fn write(
    app: &App,
    entry: &Arc<Entry>,
    turn: OwnedMutexGuard<()>,
    draft: Draft,
) -> Result<Arc<Written>, Problem> {
    let (making, entry) = (app.clone(), entry.clone());
    let work = async move {
        let _turn = turn;
        let written = Arc::new(write_here(&making, draft).await?);
        entry.keep(Some(written.clone()));
        Ok::<_, Problem>(written)
    };
    app.long_work.made(WHOSE, work).await
}

/// Folder for files that are still being written.
fn drafts(app: &App) -> PathBuf {
    app.config.data.join("sitemaps").join("drafts")
}

/// Removes temporary files of a killed process.
pub async fn remove_left_over(app: &App) {
    upload::remove_left(drafts(app)).await;
}

/// Writes the file under a temporary name, then moves it into place.
async fn write_here(app: &App, draft: Draft) -> Result<Written, Problem> {
    let drafts = drafts(app);
    std::fs::create_dir_all(&drafts).map_err(not_written)?;
    let name = format!("{}.xml.gz", draft.name);
    let path = drafts.with_file_name(&name);
    let made = tempfile::Builder::new().prefix(&name).tempfile_in(&drafts);
    let (file, beside) = made.map_err(not_written)?.into_parts();
    let tag = sitemap::write(app, draft.kind, &draft.part, file).await?;
    beside
        .persist(&path)
        .map_err(|failed| not_written(failed.error))?;
    Ok(Written {
        path,
        made_at: draft.now,
        tag,
        end_id: draft.part.end_id,
    })
}

/// Problem for a file that could not be written: 503 for a full disk, 500 otherwise.
pub(super) fn not_written(error: std::io::Error) -> Problem {
    if !matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
        return Problem::internal(&error);
    }
    tracing::error!("a file of the sitemap could not be written: {error}");
    Problem {
        retry_after_s: Some(60),
        ..Problem::new(
            Code::Overloaded,
            "There is no space to write the sitemap right now. Try again later.",
        )
    }
}

/// The file for a reader that takes no packed one, a piece at a time: unpacking one takes less than a millisecond.
fn unpacked(packed: Vec<u8>) -> Body {
    let file = GzDecoder::new(Cursor::new(packed));
    Body::from_stream(stream::unfold(file, |mut file| async move {
        let mut piece = Vec::with_capacity(PIECE);
        match file.by_ref().take(PIECE as u64).read_to_end(&mut piece) {
            Ok(0) => None,
            Ok(_) => Some((Ok(piece), file)),
            Err(error) => Some((Err(error), file)),
        }
    }))
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    accepted.into_iter().any(|coding| {
        let (coding, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let is_refused = matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        coding.trim().eq_ignore_ascii_case("gzip") && !is_refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storefront::store;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn a_reader_who_leaves_lets_no_second_one_write_meanwhile() {
        let app = TestApp::new().await;
        app.seller("ann").await.product("Mug", "1", 1).await;
        let part = store::part(&app.db, Kind::Products, 1).await.unwrap().unwrap();
        let entry = Entry::of(&app, "products-1");
        let headers = HeaderMap::new();
        let answered = answer(&app, Kind::Products, &part, &headers);
        let left = tokio::time::timeout(Duration::from_micros(1), answered);
        drop(left.await);
        let written = current(&app, &entry, Kind::Products, &part, "products-1")
            .await
            .unwrap();
        assert!(Arc::ptr_eq(&written, &entry.last().unwrap()));
        let left = std::fs::read_dir(drafts(&app)).unwrap().count();
        assert_eq!(left, 0);
    }
}
