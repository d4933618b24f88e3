//! A file comes in, streamed to the disk.

use crate::form::FieldErrors;
use crate::id::ImportId;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::web::nul;
use crate::web::upload::broken;
use axum::extract::Multipart;
use axum::extract::multipart::Field as Part;
use std::collections::BTreeMap;
use std::path::PathBuf;
use tokio::io::AsyncWriteExt;

/// The largest file.
pub const MAX_FILE_BYTES: u64 = 256 * 1024 * 1024;
/// The longest of the other fields.
const MAX_FIELD_BYTES: usize = 64 * 1024;

/// What was uploaded. The file is on the disk; it goes again unless the import is queued.
#[derive(Debug)]
pub struct Upload {
    pub(super) import_id: ImportId,
    pub(super) file_name: String,
    pub(super) file: Kept,
    /// Every other field of the form.
    pub fields: BTreeMap<String, String>,
}

/// A file that is deleted when it is dropped, unless it was claimed.
#[derive(Debug)]
pub(super) struct Kept {
    pub path: PathBuf,
    pub claimed: bool,
}

impl Drop for Kept {
    fn drop(&mut self) {
        if !self.claimed {
            // It may never have been made.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Takes the parts of a form in. The fields that came are given back even when the file is refused.
pub async fn receive(app: &App, mut form: Multipart) -> (BTreeMap<String, String>, Result<Upload, Problem>) {
    let mut fields = BTreeMap::new();
    let mut file = None;
    let import_id = ImportId::new(app.clock.now());
    let read = read(app, &mut form, &import_id, &mut fields, &mut file).await;
    let upload = read.and_then(|()| {
        let (file_name, file) =
            file.ok_or_else(|| FieldErrors::of("file", "Choose a CSV file to upload."))?;
        Ok(Upload {
            import_id,
            file_name,
            file,
            fields: fields.clone(),
        })
    });
    (fields, upload)
}

async fn read(
    app: &App,
    form: &mut Multipart,
    import_id: &ImportId,
    fields: &mut BTreeMap<String, String>,
    file: &mut Option<(String, Kept)>,
) -> Result<(), Problem> {
    while let Some(part) = form.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name != "file" {
            let value = text(part, &name).await?;
            nul::text(&name, &value)?;
            fields.insert(name, value);
            continue;
        }
        let file_name = file_name(part.file_name().unwrap_or_default());
        if file.is_some() {
            return Err(FieldErrors::of("file", "Send one file at a time.").into());
        }
        let (kept, length) = save(app, import_id, part).await?;
        // A form without a chosen file sends an empty part.
        if length > 0 || !file_name.is_empty() {
            *file = Some((file_name, kept));
        }
    }
    Ok(())
}

async fn text(mut part: Part<'_>, name: &str) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(broken)? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > MAX_FIELD_BYTES {
            return Err(Problem::new(
                Code::TooLarge,
                format!("The field {name} is too long."),
            ));
        }
    }
    String::from_utf8(bytes).map_err(|_| FieldErrors::of(name, "This is not text in UTF-8.").into())
}

/// The name a person knows the file by, without folders and control characters.
fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The disk is full or broken: nothing of the file is kept, and it may be sent again.
fn not_kept(error: std::io::Error) -> Problem {
    tracing::error!("an uploaded file could not be kept: {error}");
    Problem {
        retry_after_s: Some(60),
        ..Problem::new(
            Code::Overloaded,
            "There is no room for the file just now. Nothing of it was taken; send it again later.",
        )
    }
}

async fn save(app: &App, import_id: &ImportId, mut part: Part<'_>) -> Result<(Kept, u64), Problem> {
    let saved = write(app, import_id, &mut part).await;
    if saved.is_err() {
        pass_over(part).await;
    }
    saved
}

/// Reads what is left of a refused file, within bounds: whoever still sends does not hear an answer.
async fn pass_over(mut part: Part<'_>) {
    let mut length = 0;
    while let Ok(Some(piece)) = part.chunk().await
        && length < MAX_FILE_BYTES
    {
        length += piece.len() as u64;
    }
}

async fn write(app: &App, import_id: &ImportId, part: &mut Part<'_>) -> Result<(Kept, u64), Problem> {
    let folder = app.files().join("imports");
    tokio::fs::create_dir_all(&folder).await.map_err(not_kept)?;
    let path = folder.join(format!("{import_id}.csv"));
    let kept = Kept {
        path: path.clone(),
        claimed: false,
    };
    let mut file = tokio::fs::File::create(&path).await.map_err(not_kept)?;
    let mut length = 0;
    while let Some(piece) = part.chunk().await.map_err(broken)? {
        length += piece.len() as u64;
        if length > MAX_FILE_BYTES {
            let message = format!(
                "The file is larger than {} MB. Split it.",
                MAX_FILE_BYTES / 1024 / 1024
            );
            return Err(Problem {
                errors: FieldErrors::of("file", &message),
                ..Problem::new(Code::TooLarge, message)
            });
        }
        file.write_all(&piece).await.map_err(not_kept)?;
    }
    file.sync_all().await.map_err(not_kept)?;
    Ok((kept, length))
}
