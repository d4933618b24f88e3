//! A job that fails with the files' storage.

use super::JobError;
use crate::files::FileError;

impl From<FileError> for JobError {
    fn from(error: FileError) -> Self {
        Self::new(format!("{error:?}"))
    }
}
