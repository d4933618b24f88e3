//! Digest of an upload for idempotency claims.

use crate::problem::Problem;
use crate::web::upload::Upload;

/// Digest of an uploaded file, to tell it from another; empty when no file was sent.
pub fn digest(upload: &Result<Upload, Problem>) -> String {
    let digest = upload.as_ref().map(|upload| upload.digest().to_owned());
    digest.unwrap_or_default()
}
