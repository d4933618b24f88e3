//! An uploaded file on this machine's disk, removed on drop unless kept.

use crate::budget::{Budget, Charge};
use crate::files::Files;
use crate::problem::{Code, Problem};
use crate::state::App;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempPath;
use tokio::io::AsyncWriteExt;

/// Age after which no request can still be writing a file.
const LEFT_OVER: Duration = Duration::from_secs(3600);

/// A file that came whole.
#[derive(Debug)]
pub struct Upload {
    /// Client's file name without folders and control characters; possibly empty.
    pub name: String,
    path: TempPath,
    length: u64,
    digest: String,
    _room: Charge,
}

/// A file in memory, charged to the budget until it is dropped.
#[derive(Debug)]
pub struct UploadedFile {
    pub bytes: Vec<u8>,
    _charge: Charge,
}

/// Folder of files that are coming in, and of copies that are being read: below the folder that uploads are moved to, on
/// the same disk.
pub fn folder(app: &App) -> PathBuf {
    app.files().join("incoming")
}

/// Problem of a full or broken disk; nothing is stored, and a retry may succeed.
fn not_kept(error: impl std::fmt::Debug) -> Problem {
    tracing::error!("an uploaded file could not be kept: {error:?}");
    Problem {
        retry_after_s: Some(60),
        ..Problem::new(
            Code::Overloaded,
            "There is no space for this file right now. Nothing was saved; upload it again later.",
        )
    }
}

impl Upload {
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Length in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// SHA-256 of the file, in hex.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The whole file in memory, as far as the budget has room for it.
    pub async fn read(&self, budget: &Budget) -> Result<UploadedFile, Problem> {
        let charge = budget.take(usize::try_from(self.length).unwrap_or(usize::MAX))?;
        let bytes = tokio::fs::read(&self.path).await;
        Ok(UploadedFile {
            bytes: bytes.map_err(|error| Problem::internal(&error))?,
            _charge: charge,
        })
    }

    /// Moves the file to its key among the kept files.
    pub async fn store(self, files: &Files, key: &str) -> Result<(), Problem> {
        files.take_in(key, self.path).await.map_err(not_kept)
    }
}

/// A file being received.
pub(super) struct IncomingFile {
    file: tokio::fs::File,
    path: TempPath,
    length: u64,
    room: Charge,
}

impl IncomingFile {
    /// An empty file that `caller` begins to send.
    pub(super) async fn new(app: &App, caller: Option<String>) -> Result<Self, Problem> {
        let folder = folder(app);
        let made = move || {
            std::fs::create_dir_all(&folder)?;
            tempfile::Builder::new().prefix("").tempfile_in(&folder)
        };
        let made = tokio::task::spawn_blocking(made)
            .await
            .map_err(|error| Problem::internal(&error))?
            .map_err(not_kept)?;
        let (file, path) = made.into_parts();
        Ok(Self {
            file: tokio::fs::File::from_std(file),
            path,
            length: 0,
            room: app.budget.incoming().by(caller),
        })
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) async fn write(&mut self, piece: &[u8]) -> Result<(), Problem> {
        self.room.grow(piece.len())?;
        self.length += piece.len() as u64;
        self.file.write_all(piece).await.map_err(not_kept)
    }

    pub(super) async fn finish(mut self, name: String, digest: String) -> Result<Upload, Problem> {
        self.file.flush().await.map_err(not_kept)?;
        Ok(Upload {
            name,
            path: self.path,
            length: self.length,
            digest,
            _room: self.room,
        })
    }
}

/// Removes incoming files left by a killed process.
pub async fn remove_left_over(app: &App) {
    remove_left(folder(app)).await;
}

/// Removes files of a folder unchanged for an hour.
pub async fn remove_left(folder: PathBuf) {
    let removed = tokio::task::spawn_blocking(move || remove_old(&folder, SystemTime::now())).await;
    if let Err(error) = removed {
        tracing::warn!("leftover files were not removed: {error}");
    }
}

pub(super) fn remove_old(folder: &Path, now: SystemTime) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let changed = entry.metadata().and_then(|about| about.modified());
        let is_old =
            changed.is_ok_and(|changed| now.duration_since(changed).is_ok_and(|age| age > LEFT_OVER));
        if is_old && let Err(error) = std::fs::remove_file(entry.path()) {
            tracing::warn!("a leftover file was not removed: {error}");
        }
    }
}
