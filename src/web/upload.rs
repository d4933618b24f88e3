//! Multipart forms with files: the only reader. A file streams to the disk as it comes and goes again unless
//! somebody keeps it; the other fields are few and short. What is in memory, and what is on its way to the
//! disk, is charged to the budget.

mod file;
mod frames;
#[cfg(test)]
mod tests;

pub use self::file::{Upload, UploadedFile, folder, remove_left, remove_left_over};

use self::file::IncomingFile;
use self::frames::Frames;
use crate::budget::Charge;
use crate::db::note_body;
use crate::form::FieldErrors;
use crate::id::SellerId;
use crate::problem::{Code, Problem};
use crate::secret::hash_bytes;
use crate::shop_storage;
use crate::state::App;
use crate::viewer::{Member, Right, Viewer};
use crate::web::intake::{self, Intake};
use crate::web::nul;
use axum::body::{Body, HttpBody};
use axum::extract::multipart::{Field as Part, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The longest of the other fields, how many there may be, and how many parts in all.
const MAX_FIELD_BYTES: usize = 64 * 1024;
const MOST_FIELDS: usize = 32;
const MOST_PARTS: usize = 256;
/// Bytes allowed besides the files.
const AROUND: u64 = 1024 * 1024;
/// Announced size above which a form is rejected early if its shop has no space.
const LARGE: u64 = 32 * 1024 * 1024;

/// The other fields of the form.
pub type Fields = BTreeMap<String, String>;

/// Refuses a form that has other fields than those; names that begin with an underscore are the form's own.
pub fn only_fields(fields: &Fields, known: &[&str]) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::new();
    let is_known = |name: &str| name.starts_with('_') || known.contains(&name);
    for name in fields.keys().filter(|name| !is_known(name)) {
        errors.add(name.clone(), "That field does not exist.");
    }
    errors.or(Some(()))
}

/// A page's form with its file, and what is needed to render the page again.
pub struct Posted<R> {
    pub member: Member<R>,
    pub parts: Parts,
    pub fields: Fields,
    pub upload: Result<Upload, Problem>,
}

/// The form of a page, from a member with the right, with no fields but those; nothing is read of anyone else's.
pub async fn posted<R: Right>(
    app: &App,
    request: Request,
    limit: u64,
    known: &[&str],
) -> Result<Posted<R>, Problem> {
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    let member = viewer.member()?;
    let (parts, incoming) = Incoming::with_parts(app, request).await;
    let (fields, upload) = incoming.one(limit, known).await;
    Ok(Posted {
        member,
        parts,
        fields,
        upload,
    })
}

/// A form whose files are in parts named `file`.
pub struct Incoming {
    app: App,
    form: Result<Multipart, Problem>,
    intake: Option<Arc<Intake>>,
    /// The shop that its sender acts for.
    seller_id: Option<SellerId>,
    /// Announced length of the form.
    announced: u64,
    /// Bytes that no part has been made of yet.
    unclaimed: Arc<AtomicUsize>,
    parts: usize,
    charge: Charge,
    /// The parts that came, for comparing two forms.
    hash: Sha256,
    /// The other fields that have come so far.
    pub fields: Fields,
}

/// One of several files.
#[derive(Debug)]
pub enum NextFile {
    Whole(Upload),
    /// File larger than the limit, with its name.
    TooLarge(String),
}

impl FromRequest<App> for Incoming {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self::of(app, request).await)
    }
}

impl Incoming {
    /// The form of a request, not read yet.
    pub async fn of(app: &App, request: Request) -> Self {
        let announced = request.body().size_hint().lower();
        let intake = request.extensions().get::<Arc<Intake>>().cloned();
        let seller_id = request.extensions().get::<Viewer>().and_then(shop_of);
        let unclaimed = Arc::new(AtomicUsize::new(0));
        let request = request.map(|body| Body::from_stream(Frames::new(body, unclaimed.clone())));
        let form = Multipart::from_request(request, &()).await.map_err(|_| {
            Problem::new(
                Code::UnsupportedMediaType,
                "Send multipart/form-data with the file in a part named file.",
            )
        });
        Self {
            charge: app.budget.charge().by(caller(intake.as_ref())),
            app: app.clone(),
            form,
            intake,
            seller_id,
            announced,
            unclaimed,
            parts: 0,
            hash: Sha256::new(),
            fields: Fields::new(),
        }
    }

    /// The form with the request's head, for rendering the page again.
    pub async fn with_parts(app: &App, request: Request) -> (Parts, Self) {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts.clone(), body);
        (parts, Self::of(app, request).await)
    }

    /// The only file, beside no fields but those. The fields that came before are given back even when the file is
    /// refused.
    pub async fn one(mut self, limit: u64, known: &[&str]) -> (Fields, Result<Upload, Problem>) {
        let only = self.only(limit).await;
        let only = only.and_then(|upload| Ok(only_fields(&self.fields, known).map(|()| upload)?));
        (self.fields, only)
    }

    async fn only(&mut self, limit: u64) -> Result<Upload, Problem> {
        let mut only = None;
        while let Some(arrived) = self.arrive(limit, false).await? {
            match arrived {
                NextFile::TooLarge(_) => return Err(too_large(limit)),
                NextFile::Whole(_) if only.is_some() => {
                    return Err(FieldErrors::of("file", "Upload one file at a time.").into());
                }
                NextFile::Whole(upload) => only = Some(upload),
            }
        }
        only.ok_or_else(|| FieldErrors::of("file", "Choose a file to upload.").into())
    }

    /// The next file; earlier fields are stored, and oversized files discarded.
    pub async fn next(&mut self, limit: u64) -> Result<Option<NextFile>, Problem> {
        self.arrive(limit, true).await
    }

    /// SHA-256 of the parts that have come so far, in hex: the same for the same fields and files, however they are
    /// put into a body.
    pub fn digest(&self) -> String {
        hash_bytes(&self.hash.clone().finalize())
    }

    /// Digest of the whole form, which is discarded.
    pub async fn digest_of_all(mut self) -> Result<String, Problem> {
        while self.next(0).await?.is_some() {}
        Ok(self.digest())
    }

    async fn arrive(&mut self, limit: u64, reads_away: bool) -> Result<Option<NextFile>, Problem> {
        let form = match &mut self.form {
            Ok(form) => form,
            Err(problem) => return Err(problem.clone()),
        };
        while let Some(mut part) = form.next_field().await.map_err(broken)? {
            self.unclaimed.store(0, Ordering::Relaxed);
            self.parts += 1;
            if self.parts > MOST_PARTS {
                return Err(Problem::new(
                    Code::TooLarge,
                    format!("A form can have at most {MOST_PARTS} parts."),
                ));
            }
            let name = part.name().unwrap_or_default().to_owned();
            if name != "file" {
                if self.fields.len() >= MOST_FIELDS {
                    return Err(too_many_fields());
                }
                let value = field(&mut part, &name, &self.unclaimed, &mut self.charge).await?;
                nul::text(&name, &value)?;
                note_part(&mut self.hash, ["field", &name, &value]);
                self.fields.insert(name, value);
                continue;
            }
            let called = file_name(part.file_name().unwrap_or_default());
            // Refused by its announced length, but for the fields that say which form it is.
            if !reads_away && self.announced > limit + AROUND {
                return Ok(Some(NextFile::TooLarge(called)));
            }
            let is_checked = !reads_away && self.announced > LARGE;
            if let Some(seller_id) = self.seller_id.as_ref().filter(|_| is_checked) {
                has_room(&self.app, seller_id, self.announced).await?;
            }
            let mut arriving = IncomingFile::new(&self.app, caller(self.intake.as_ref())).await?;
            let mut hash = Sha256::new();
            let mut is_whole = true;
            while let Some(piece) = part.chunk().await.map_err(broken)? {
                self.unclaimed.store(0, Ordering::Relaxed);
                hash.update(&piece);
                if is_whole && arriving.length() + piece.len() as u64 <= limit {
                    arriving.write(&piece).await?;
                } else if reads_away {
                    is_whole = false;
                } else {
                    return Ok(Some(NextFile::TooLarge(called)));
                }
            }
            let digest = hash_bytes(&hash.finalize());
            note_part(&mut self.hash, ["file", &called, &digest]);
            if !is_whole {
                return Ok(Some(NextFile::TooLarge(called)));
            }
            // A form without a chosen file sends an empty part.
            if arriving.length() > 0 || !called.is_empty() {
                return Ok(Some(NextFile::Whole(arriving.finish(called, digest).await?)));
            }
        }
        // The last part is there.
        note_body(&self.digest());
        if let Some(intake) = self.intake.clone() {
            intake.read_whole().await?;
        }
        Ok(None)
    }
}

/// The shop that somebody acts for.
fn shop_of(viewer: &Viewer) -> Option<SellerId> {
    match viewer {
        Viewer::User(user) => user.member.as_ref().map(|member| member.seller_id.clone()),
        Viewer::SellerKey(_, member) => Some(member.seller_id.clone()),
        Viewer::Anonymous | Viewer::Key(_) => None,
    }
}

/// Caller whose byte budget a request counts against.
fn caller(intake: Option<&Arc<Intake>>) -> Option<String> {
    intake.and_then(|intake| intake.caller())
}

/// Adds a part to a form's digest: kind, name and content, each with its length.
fn note_part(hash: &mut Sha256, part: [&str; 3]) {
    for text in part {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
}

/// Rejects a form if its shop has no space, before its file arrives.
async fn has_room(app: &App, seller_id: &SellerId, bytes: u64) -> Result<(), Problem> {
    let most = app.config.bounds.shop_bytes;
    let used = shop_storage::used(&app.db, seller_id).await?.all;
    let with_it = used.saturating_add(i64::try_from(bytes).unwrap_or(i64::MAX));
    if with_it <= most {
        return Ok(());
    }
    let message = format!(
        "The shop has no space for this file: {} of {} are used.",
        shop_storage::size(used),
        shop_storage::size(most)
    );
    Err(Problem {
        errors: FieldErrors::of("file", &message),
        ..Problem::new(Code::TooLarge, message)
    })
}

fn too_many_fields() -> Problem {
    Problem::new(
        Code::TooLarge,
        format!("A form with a file can have at most {MOST_FIELDS} other fields."),
    )
}

fn too_large(limit: u64) -> Problem {
    let message = format!("The file is larger than {} MB.", limit / 1024 / 1024);
    Problem {
        errors: FieldErrors::of("file", &message),
        ..Problem::new(Code::TooLarge, message)
    }
}

/// The text of another field.
async fn field(
    part: &mut Part<'_>,
    name: &str,
    unclaimed: &AtomicUsize,
    charge: &mut Charge,
) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(broken)? {
        unclaimed.store(0, Ordering::Relaxed);
        if bytes.len() + piece.len() > MAX_FIELD_BYTES {
            let name: String = name.chars().take(100).collect();
            return Err(Problem::new(
                Code::TooLarge,
                format!("The field “{name}” is too long."),
            ));
        }
        charge.grow(piece.len())?;
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| FieldErrors::of(name, "This is not UTF-8 text.").into())
}

/// Problem of a form whose parts cannot be read.
fn broken(error: MultipartError) -> Problem {
    intake::broken(&error).unwrap_or_else(|| {
        Problem::new(
            Code::Malformed,
            "The upload ended early, or it is not a form with a file.",
        )
    })
}

/// Client's file name without folders and control characters; possibly empty.
fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect::<String>()
        .trim()
        .to_owned()
}
