//! File storage: uploads stored whole under keys we choose, in a folder or a bucket.
//!
//! Nothing here is served by itself: whoever gives a file out decides who may have it.

use crate::config::Bucket;
use crate::problem::{Code, Problem};
use crate::request_id::request_id;
use axum::body::Body;
use bytes::Bytes;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

mod local;

pub use local::LocalFile;

/// Seconds in `Retry-After` while the storage is unavailable.
const RETRY_AFTER_S: u64 = 60;

/// File storage backend. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// The folder on this machine; none for a bucket. Deleting a file that is gone answers "not there" in a folder and
    /// nothing in a bucket, where "not there" means the bucket itself.
    folder: Option<PathBuf>,
}

/// Storage failure; never shown to a client.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("the file does not exist")]
    NotThere,
    #[error("the storage failed")]
    Storage(#[source] object_store::Error),
}

impl From<object_store::Error> for FileError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotThere,
            error => Self::Storage(error),
        }
    }
}

impl FileError {
    /// Whether the storage is unreachable or cannot accept writes now, such as a full disk; a retry may
    /// succeed. All else is our mistake, such as a bucket that does not exist, or a file in the place of a
    /// folder.
    fn is_away(&self) -> bool {
        use object_store::Error;
        let Self::Storage(error) = self else { return false };
        let is_ours = matches!(
            error,
            Error::NotFound { .. }
                | Error::InvalidPath { .. }
                | Error::NotSupported { .. }
                | Error::AlreadyExists { .. }
        );
        let mut cause = std::error::Error::source(error);
        while let Some(error) = cause {
            if let Some(error) = error.downcast_ref::<std::io::Error>() {
                return !is_ours && !is_misplaced(error.kind());
            }
            cause = error.source();
        }
        !is_ours
    }
}

/// Whether something else occupies the file's path.
fn is_misplaced(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotADirectory
            | ErrorKind::IsADirectory
            | ErrorKind::AlreadyExists
            | ErrorKind::InvalidInput
    )
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        match error {
            FileError::NotThere => Self::not_found(),
            error if error.is_away() => {
                tracing::error!(
                    request_id = request_id(),
                    "files cannot be written or read: {error:?}"
                );
                Self {
                    retry_after_s: Some(RETRY_AFTER_S),
                    ..Self::new(
                        Code::Unavailable,
                        "We cannot reach our file storage right now. Please try again in a minute.",
                    )
                }
            }
            error => Self::internal(&error),
        }
    }
}

impl Files {
    /// Files in a folder, which has to be there.
    pub fn folder(path: &Path) -> Result<Self, FileError> {
        let folder = LocalFileSystem::new_with_prefix(path)?.with_fsync(true);
        Ok(Self {
            store: Arc::new(folder),
            folder: Some(path.to_owned()),
        })
    }

    /// Storage in a bucket; makes no request before the first file.
    pub fn bucket(bucket: &Bucket) -> Result<Self, FileError> {
        // The one TLS provider of this program; another part may have set it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&bucket.name)
            .with_region(&bucket.region)
            .with_access_key_id(&bucket.access_key_id)
            .with_secret_access_key(&bucket.secret_access_key)
            // Not every bucket that speaks S3 knows the other way of deleting.
            .with_disable_bulk_delete(true);
        if let Some(endpoint) = &bucket.endpoint {
            builder = builder
                .with_endpoint(endpoint)
                .with_allow_http(endpoint.starts_with("http://"));
        }
        Ok(Self {
            store: Arc::new(builder.build()?),
            folder: None,
        })
    }

    /// Keeps a file: whole or not at all. What is not there then is the bucket, never the file.
    pub async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<(), FileError> {
        self.store
            .put(&Place::from(key), Bytes::from(bytes).into())
            .await
            .map(drop)
            .map_err(FileError::Storage)
    }

    /// A whole file.
    pub async fn get(&self, key: &str) -> Result<Bytes, FileError> {
        Ok(self.store.get(&Place::from(key)).await?.bytes().await?)
    }

    /// A file as it is read, with its length.
    pub async fn stream(&self, key: &str) -> Result<(u64, Body), FileError> {
        let found = self.store.get(&Place::from(key)).await?;
        Ok((found.meta.size, Body::from_stream(found.into_stream())))
    }

    /// Size of a file in bytes.
    pub async fn size(&self, key: &str) -> Result<u64, FileError> {
        Ok(self.store.head(&Place::from(key)).await?.size)
    }

    /// Deletes a file; a missing one counts as deleted.
    pub async fn delete(&self, key: &str) -> Result<(), FileError> {
        match self
            .store
            .delete(&Place::from(key))
            .await
            .map_err(FileError::from)
        {
            Err(FileError::NotThere) if self.folder.is_some() => Ok(()),
            done => done,
        }
    }
}

#[cfg(test)]
mod tests;
