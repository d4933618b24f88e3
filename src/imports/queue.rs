//! Starting imports: at once by API, after the mapping step, or after a dry run.

use super::file;
use super::recognition::{RecognisedFile, Shop, UploadOptions, find_out, look_at};
use super::status::ImportStatus;
use crate::clock::Millis;
use crate::db::{Tx, is_lost_commit};
use crate::events::emit;
use crate::form::FieldErrors;
use crate::id::{ImportId, SellerId};
use crate::imports::store::{self, ImportRow, NewImport};
use crate::problem::Problem;
use crate::product_files::Mapping;
use crate::shop_storage::{self, Kind};
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::upload::{Fields, Upload};
use serde_json::json;
use std::path::PathBuf;

/// Recognises the file and queues its import; `mends` is the import whose failed rows it fixes.
pub async fn queue(
    app: &App,
    member: &Member<may::Products>,
    upload: Upload,
    fields: &Fields,
    mends: Option<&ImportRow>,
) -> Result<ImportId, Problem> {
    let asked = UploadOptions::of(fields)?;
    let like: Option<Mapping> = mends
        .and_then(|mends| mends.mapping.as_deref())
        .and_then(|mapping| serde_json::from_str(mapping).ok());
    let shop = Shop::of(app, member);
    let found = reading(&upload, move |path| find_out(&path, &asked, like.as_ref(), &shop));
    let found = found.await?;
    let dry_run = match fields.get("dry_run") {
        None => false,
        Some(word) => {
            crate::yes_no::YesNo::parse(word)
                .ok_or_else(|| FieldErrors::of("dry_run", "dry_run must be true or false."))?
                .0
        }
    };
    keep(app, member, upload, found, mends, StartMode::Now { dry_run }).await
}

/// Stores a file whose columns a person will map before anything is imported.
pub async fn bring(
    app: &App,
    member: &Member<may::Products>,
    upload: Upload,
    fields: &Fields,
) -> Result<ImportId, Problem> {
    let asked = UploadOptions::of(fields)?;
    let shop = Shop::of(app, member);
    let found = reading(&upload, move |path| look_at(&path, &asked, &shop)).await?;
    keep(app, member, upload, found, None, StartMode::Later).await
}

async fn reading(
    upload: &Upload,
    read: impl FnOnce(PathBuf) -> Result<RecognisedFile, Problem> + Send + 'static,
) -> Result<RecognisedFile, Problem> {
    let path = upload.path().to_owned();
    tokio::task::spawn_blocking(move || read(path))
        .await
        .map_err(|error| Problem::internal(&error))?
}

/// When the import begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StartMode {
    Now { dry_run: bool },
    Later,
}

async fn keep(
    app: &App,
    member: &Member<may::Products>,
    upload: Upload,
    found: RecognisedFile,
    mends: Option<&ImportRow>,
    begin: StartMode,
) -> Result<ImportId, Problem> {
    let mapping = serde_json::to_string(&found.mapping).map_err(|error| Problem::internal(&error))?;
    let (file_name, size_bytes) = (upload.name.clone(), upload.length() as i64);
    let now = app.clock.now();
    let import_id = ImportId::new(now);
    let file_path = format!("imports/{import_id}.csv");
    upload.store(&app.files, &file_path).await?;
    let new = NewImport {
        import_id: &import_id,
        seller_id: &member.seller_id,
        user_id: &member.user_id,
        file_name: match file_name.as_str() {
            "" => "products.csv",
            name => name,
        },
        file_path: &file_path,
        size_bytes,
        dialect: found.mapping.dialect.as_str(),
        encoding: &found.encoding,
        delimiter: found.delimiter,
        mapping: &mapping,
        dry_run: begin == StartMode::Now { dry_run: true },
        retry_of: mends.map(|mends| &mends.import_id),
        checked_by: None,
        status: if begin == StartMode::Later {
            ImportStatus::Mapping
        } else {
            ImportStatus::Queued
        },
    };
    let written = insert(app, member, &new, begin, now).await;
    // Where the commit's answer was lost, its row may name the file; a file without a row is tidied up later.
    if let Err(error) = &written
        && !error.is_unsure
    {
        file::remove(app, &file_path).await;
    }
    written.map_err(|error| error.problem)?;
    Ok(import_id)
}

/// Why the import's row was not written, and whether it may stand all the same.
struct NotInserted {
    problem: Problem,
    is_unsure: bool,
}

impl<E: Into<Problem>> From<E> for NotInserted {
    fn from(error: E) -> Self {
        Self {
            problem: error.into(),
            is_unsure: false,
        }
    }
}

/// Writes the import's row, counts its file to the shop and, unless its columns are to be looked at first, starts the job.
async fn insert(
    app: &App,
    member: &Member<may::Products>,
    new: &NewImport<'_>,
    begin: StartMode,
    now: Millis,
) -> Result<(), NotInserted> {
    let mut tx = app.db.begin().await?;
    let most = app.config.bounds.shop_bytes;
    shop_storage::take(
        &mut tx,
        &member.seller_id,
        Kind::ImportFiles,
        new.size_bytes,
        most,
    )
    .await??;
    store::insert_import(&mut tx, new, now).await?;
    if begin != StartMode::Later {
        emit_start(&mut tx, &member.seller_id, new.import_id, now).await?;
    }
    tx.commit().await.map_err(|error| NotInserted {
        is_unsure: is_lost_commit(&error),
        problem: error.into(),
    })
}

/// Emits the event that starts the job.
pub(super) async fn emit_start(
    tx: &mut Tx,
    seller_id: &SellerId,
    import_id: &ImportId,
    now: Millis,
) -> sqlx::Result<()> {
    let content = json!({ "import_id": import_id });
    emit(tx, now, "import.queued", Some(seller_id), &content)
        .await
        .map(drop)
}

/// Runs a checked dry run as an import with the same file, or starts an import waiting at the mapping step,
/// as mapped. Asking twice is asking once.
pub async fn start(
    app: &App,
    member: &Member<may::Products>,
    import_id: &ImportId,
) -> Result<ImportId, Problem> {
    let import = super::find(&app.db, member, import_id).await?;
    if import.status == ImportStatus::Mapping {
        super::mapping_step::begin(app, member, &import, false).await?;
        return Ok(import.import_id);
    }
    if import.dry_run_at.is_none() {
        return Err(Problem::conflict("This import has already started."));
    }
    if import.status != ImportStatus::Done {
        return Err(Problem::conflict("The dry run is not finished yet."));
    }
    if let Some(begun) = store::import_checked_by(&app.db, &member.seller_id, import_id).await? {
        return Ok(begun);
    }
    if !file::exists(app, &import).await? {
        return Err(Problem::conflict("The file has been deleted. Upload it again."));
    }
    let now = app.clock.now();
    let next = ImportId::new(now);
    let new = NewImport {
        import_id: &next,
        seller_id: &member.seller_id,
        user_id: &member.user_id,
        file_name: &import.file_name,
        file_path: &import.file_path,
        // Counted with the dry run.
        size_bytes: 0,
        dialect: import.dialect.as_deref().unwrap_or_default(),
        encoding: import.encoding.as_deref().unwrap_or_default(),
        delimiter: import.delimiter.as_deref().unwrap_or_default(),
        mapping: import.mapping.as_deref().unwrap_or_default(),
        dry_run: false,
        retry_of: import.retry_of.as_ref(),
        checked_by: Some(import_id),
        status: ImportStatus::Queued,
    };
    let mut tx = app.db.begin().await?;
    let inserted = store::insert_import(&mut tx, &new, now).await;
    match inserted {
        Ok(()) => {
            emit_start(&mut tx, &member.seller_id, &next, now).await?;
            tx.commit().await?;
            Ok(next)
        }
        // Someone else has begun it at the same moment.
        Err(error) if crate::db::unique_violation(&error).is_some() => {
            drop(tx);
            let begun = store::import_checked_by(&app.db, &member.seller_id, import_id).await?;
            begun.ok_or_else(|| error.into())
        }
        Err(error) => Err(error.into()),
    }
}
