//! The uploaded file of an import: kept among the marketplace's files, in the folder or the bucket, so that a worker on
//! another machine can read it.

use crate::files::{FileError, LocalFile};
use crate::imports::store::ImportRow;
use crate::problem::Problem;
use crate::state::App;
use crate::web::upload;

/// Folder of the uploaded files.
pub(super) const FOLDER: &str = "imports";

/// The import's file on this machine; a conflict when it has been tidied up.
pub(super) async fn local(app: &App, import: &ImportRow) -> Result<LocalFile, Problem> {
    match app.files.local(&import.file_path, &upload::folder(app)).await {
        Err(FileError::NotThere) => Err(Problem::conflict("The file has been deleted.")),
        found => Ok(found?),
    }
}

/// Whether the import's file is still kept.
pub(super) async fn exists(app: &App, import: &ImportRow) -> Result<bool, Problem> {
    match app.files.size(&import.file_path).await {
        Err(FileError::NotThere) => Ok(false),
        found => Ok(found.map(|_| true)?),
    }
}

/// Length of a file in bytes; 0 when it is gone.
pub(super) async fn size(app: &App, file_path: &str) -> Result<i64, FileError> {
    match app.files.size(file_path).await {
        Err(FileError::NotThere) => Ok(0),
        found => Ok(i64::try_from(found?).unwrap_or(i64::MAX)),
    }
}

/// Removes a file. One that cannot be removed now is an orphan, which the daily tidying removes.
pub(super) async fn remove(app: &App, file_path: &str) {
    if let Err(error) = app.files.delete(file_path).await {
        tracing::warn!("the file of an import could not be removed: {error:?}");
    }
}
