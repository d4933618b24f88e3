//! A file sent with a form, taken into memory up to a limit; what is beyond is read away, so that its sender
//! reads the answer instead of a broken connection.

use crate::form::FieldErrors;
use crate::problem::{Code, Problem};
use crate::viewer::{Member, Right, Viewer};
use crate::web::nul;
use axum::extract::multipart::{Field as Part, Multipart, MultipartError, MultipartRejection};
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use std::collections::BTreeMap;

/// The longest of the other fields, and how many there may be.
const MAX_FIELD_BYTES: usize = 16 * 1024;
const MOST_FIELDS: usize = 32;
/// How much of a part that is too large is read all the same.
const READ_AWAY: usize = 64 * 1024 * 1024;

/// The other fields of the form.
pub type Fields = BTreeMap<String, String>;

/// A file that came whole.
#[derive(Debug, Clone)]
pub struct Upload {
    /// What its sender calls it, without folders and control characters; perhaps empty.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What a page's form with a file brought, with what is needed to show its page again.
pub struct Posted<R> {
    pub member: Member<R>,
    pub parts: Parts,
    pub fields: Fields,
    pub upload: Result<Upload, Problem>,
}

/// The form of a page, from a member with the right; nothing is read of anyone else's.
pub async fn posted<R: Right>(request: Request, limit: usize) -> Result<Posted<R>, Problem> {
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    let member = viewer.member()?;
    let (parts, body) = request.into_parts();
    let form = Multipart::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let (fields, upload) = receive(form, limit).await;
    Ok(Posted {
        member,
        parts,
        fields,
        upload,
    })
}

/// Takes the parts of a form in; the file stands in the part named `file`. The fields that came are given back even
/// when the file is refused.
pub async fn receive(
    form: Result<Multipart, MultipartRejection>,
    limit: usize,
) -> (Fields, Result<Upload, Problem>) {
    let mut fields = BTreeMap::new();
    let mut file = None;
    let Ok(mut form) = form else {
        let problem = Problem::new(
            Code::UnsupportedMediaType,
            "Send multipart/form-data with the file in the part named file.",
        );
        return (fields, Err(problem));
    };
    let read = read(&mut form, limit, &mut fields, &mut file).await;
    let upload =
        read.and_then(|()| file.ok_or_else(|| FieldErrors::of("file", "Choose a file to upload.").into()));
    (fields, upload)
}

/// The files of a form, one after the other, so that only one of them is in memory.
pub struct Incoming {
    form: Multipart,
    limit: usize,
    /// The other fields that have come so far.
    pub fields: Fields,
}

/// One of several files.
#[derive(Debug)]
pub enum Arrived {
    Whole(Upload),
    /// Larger than the limit; what it is called.
    TooLarge(String),
}

impl Incoming {
    /// A form whose files stand in parts named `file`, each of at most `limit` bytes.
    pub fn new(form: Result<Multipart, MultipartRejection>, limit: usize) -> Result<Self, Problem> {
        let form = form.map_err(|_| {
            Problem::new(
                Code::UnsupportedMediaType,
                "Send multipart/form-data with each file in a part named file.",
            )
        })?;
        Ok(Self {
            form,
            limit,
            fields: Fields::new(),
        })
    }

    /// The next file; fields before it are kept.
    pub async fn next(&mut self) -> Result<Option<Arrived>, Problem> {
        while let Some(mut part) = self.form.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            if name != "file" {
                keep_field(&mut self.fields, name, &mut part).await?;
                continue;
            }
            let called = file_name(part.file_name().unwrap_or_default());
            let (bytes, whole) = take(&mut part, self.limit).await?;
            if !whole {
                return Ok(Some(Arrived::TooLarge(called)));
            }
            // A form without a chosen file sends an empty part.
            if !bytes.is_empty() || !called.is_empty() {
                return Ok(Some(Arrived::Whole(Upload { name: called, bytes })));
            }
        }
        Ok(None)
    }
}

async fn keep_field(fields: &mut Fields, name: String, part: &mut Part<'_>) -> Result<(), Problem> {
    let (bytes, whole) = take(part, MAX_FIELD_BYTES).await?;
    if !whole || fields.len() >= MOST_FIELDS {
        return Err(Problem::new(Code::TooLarge, "The form's fields are too long."));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Problem::from(FieldErrors::of(&name, "This is not text in UTF-8.")))?;
    nul::text(&name, &text)?;
    fields.insert(name, text);
    Ok(())
}

async fn read(
    form: &mut Multipart,
    limit: usize,
    fields: &mut Fields,
    file: &mut Option<Upload>,
) -> Result<(), Problem> {
    let mut too_large = false;
    while let Some(mut part) = form.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name != "file" {
            keep_field(fields, name, &mut part).await?;
            continue;
        }
        let called = file_name(part.file_name().unwrap_or_default());
        let (bytes, whole) = take(&mut part, limit).await?;
        too_large |= !whole;
        if file.is_some() {
            return Err(FieldErrors::of("file", "Send one file at a time.").into());
        }
        // A form without a chosen file sends an empty part.
        if !bytes.is_empty() || !called.is_empty() {
            *file = Some(Upload { name: called, bytes });
        }
    }
    if too_large {
        let message = format!("The file is larger than {} MB.", limit / 1024 / 1024);
        return Err(Problem {
            errors: FieldErrors::of("file", &message),
            ..Problem::new(Code::TooLarge, message)
        });
    }
    Ok(())
}

/// The part's bytes up to the limit, and whether that was all.
async fn take(part: &mut Part<'_>, limit: usize) -> Result<(Vec<u8>, bool), Problem> {
    let (mut kept, mut seen) = (Vec::new(), 0);
    while let Some(piece) = part.chunk().await.map_err(broken)? {
        seen += piece.len();
        if seen <= limit {
            kept.extend_from_slice(&piece);
        } else if seen > READ_AWAY {
            return Err(Problem::new(Code::TooLarge, "The file is too large."));
        }
    }
    Ok((kept, seen <= limit))
}

/// What is wrong with a form whose parts cannot be read on.
pub fn broken(error: MultipartError) -> Problem {
    let code = if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        Code::TooLarge
    } else {
        Code::Malformed
    };
    Problem::new(
        code,
        "The upload ended before it was whole, or it is not a form with a file.",
    )
}

fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect::<String>()
        .trim()
        .to_owned()
}
