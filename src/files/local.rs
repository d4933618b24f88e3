//! Large files: taken from this machine's disk without holding them in memory, and read again from a path on whichever
//! machine needs them.

use super::{FileError, Files, Place};
use futures_util::TryStreamExt;
use object_store::buffered::BufWriter;
use object_store::{Error, ObjectStore, ObjectStoreExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tempfile::TempPath;
use tokio::io::AsyncWriteExt;

/// A file that can be read from a path on this machine for as long as this value lives. From a bucket it is a copy,
/// removed when this is dropped.
#[derive(Debug)]
pub struct LocalFile {
    path: PathBuf,
    _copy: Option<TempPath>,
}

impl LocalFile {
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn disk(source: std::io::Error) -> FileError {
    FileError::Storage(Error::Generic {
        store: "disk",
        source: Box::new(source),
    })
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, FileError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| disk(std::io::Error::other(error)))?
        .map_err(disk)
}

impl Files {
    /// Moves a file from this machine's disk to its key: whole or not at all.
    pub async fn take_in(&self, key: &str, file: TempPath) -> Result<(), FileError> {
        match &self.folder {
            Some(folder) => {
                let place = folder.join(key);
                on_disk(move || move_to(file, &place)).await
            }
            None => self.send(key, &file).await,
        }
    }

    async fn send(&self, key: &str, path: &Path) -> Result<(), FileError> {
        let mut file = tokio::fs::File::open(path).await.map_err(disk)?;
        let mut writer = BufWriter::new(self.store.clone(), Place::from(key));
        if let Err(error) = tokio::io::copy(&mut file, &mut writer).await {
            // Parts that were sent are given up; the bucket removes them.
            let _ = writer.abort().await;
            return Err(disk(error));
        }
        writer.shutdown().await.map_err(disk)
    }

    /// The file at a path of this machine; a copy of one from a bucket stands in the folder `copies`.
    pub async fn local(&self, key: &str, copies: &Path) -> Result<LocalFile, FileError> {
        if let Some(folder) = &self.folder {
            let path = folder.join(key);
            self.size(key).await?;
            return Ok(LocalFile { path, _copy: None });
        }
        let mut bytes = self.store.get(&Place::from(key)).await?.into_stream();
        let copies = copies.to_owned();
        let made = on_disk(move || {
            std::fs::create_dir_all(&copies)?;
            tempfile::Builder::new().prefix("").tempfile_in(copies)
        })
        .await?;
        let (file, path) = made.into_parts();
        let mut file = tokio::fs::File::from_std(file);
        while let Some(piece) = bytes.try_next().await? {
            file.write_all(&piece).await.map_err(disk)?;
        }
        file.flush().await.map_err(disk)?;
        Ok(LocalFile {
            path: path.to_path_buf(),
            _copy: Some(path),
        })
    }

    /// Keys below a folder that nothing has been written to since `before`.
    pub async fn older_than(&self, folder: &str, before: SystemTime) -> Result<Vec<String>, FileError> {
        let files = self.store.list(Some(&Place::from(folder)));
        let old = files.try_filter(|file| {
            let is_old = SystemTime::from(file.last_modified) < before;
            async move { is_old }
        });
        let keys = old.map_ok(|file| file.location.to_string());
        Ok(keys.try_collect().await?)
    }
}

fn move_to(file: TempPath, place: &Path) -> std::io::Result<()> {
    if let Some(folder) = place.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::File::open(&file)?.sync_all()?;
    file.persist(place).map_err(|failed| failed.error)
}
