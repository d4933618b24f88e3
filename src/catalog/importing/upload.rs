//! A file comes in: streamed to the disk, recognised, and queued.

use crate::catalog::imports::{Dialect, Field, Mapping, PriceUnit, Table, Unreadable, recognise};
use crate::catalog::store::{self, NewImport};
use crate::events::emit;
use crate::form::FieldErrors;
use crate::id::ImportId;
use crate::money::Currency;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::viewer::{Member, may};
use axum::extract::Multipart;
use axum::extract::multipart::{Field as Part, MultipartError};
use serde_json::json;
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
    import_id: ImportId,
    file_name: String,
    file: Kept,
    /// Every other field of the form.
    pub fields: BTreeMap<String, String>,
}

/// A file that is deleted when it is dropped, unless it was claimed.
#[derive(Debug)]
struct Kept {
    path: PathBuf,
    claimed: bool,
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

fn broken(error: MultipartError) -> Problem {
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

async fn save(app: &App, import_id: &ImportId, mut part: Part<'_>) -> Result<(Kept, u64), Problem> {
    let internal = |error: std::io::Error| Problem::internal(&error);
    let folder = app.files().join("imports");
    tokio::fs::create_dir_all(&folder).await.map_err(internal)?;
    let path = folder.join(format!("{import_id}.csv"));
    let kept = Kept {
        path: path.clone(),
        claimed: false,
    };
    let mut file = tokio::fs::File::create(&path).await.map_err(internal)?;
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
        file.write_all(&piece).await.map_err(internal)?;
    }
    file.sync_all().await.map_err(internal)?;
    Ok((kept, length))
}

/// What was found out about the file before it is queued.
struct Recognised {
    mapping: Mapping,
    encoding: String,
    delimiter: &'static str,
}

/// Recognises the file and queues its import; `retry_of` names the import whose refused rows it mends.
pub async fn queue(
    app: &App,
    member: &Member<may::Products>,
    mut upload: Upload,
    retry_of: Option<&ImportId>,
) -> Result<ImportId, Problem> {
    let path = upload.file.path.clone();
    let fields = upload.fields.clone();
    let (currency, today) = (member.currency, app.clock.now().day(&member.zone()));
    let recognised =
        tokio::task::spawn_blocking(move || recognised(&path, &fields, currency, today.to_string()))
            .await
            .map_err(|error| Problem::internal(&error))??;
    let dry_run = match upload.fields.get("dry_run") {
        None => false,
        Some(word) => {
            crate::catalog::YesNo::parse(word)
                .ok_or_else(|| FieldErrors::of("dry_run", "dry_run is true or false."))?
                .0
        }
    };
    let mapping = serde_json::to_string(&recognised.mapping).map_err(|error| Problem::internal(&error))?;
    let file_name = match upload.file_name.as_str() {
        "" => "products.csv",
        name => name,
    };
    let now = app.clock.now();
    let new = NewImport {
        import_id: &upload.import_id,
        seller_id: &member.seller_id,
        user_id: &member.user_id,
        file_name,
        file_path: &format!("imports/{}.csv", upload.import_id),
        dialect: recognised.mapping.dialect.as_str(),
        encoding: &recognised.encoding,
        delimiter: recognised.delimiter,
        mapping: &mapping,
        dry_run,
        retry_of,
    };
    let mut tx = app.db.begin().await?;
    store::insert_import(&mut tx, &new, now).await?;
    let content = json!({ "import_id": upload.import_id });
    emit(&mut tx, now, "import.queued", Some(&member.seller_id), &content).await?;
    tx.commit().await?;
    upload.file.claimed = true;
    Ok(upload.import_id.clone())
}

fn recognised(
    path: &std::path::Path,
    fields: &BTreeMap<String, String>,
    currency: Currency,
    today: String,
) -> Result<Recognised, Problem> {
    let file = std::fs::File::open(path).map_err(|error| Problem::internal(&error))?;
    let table = Table::open(std::io::BufReader::new(file)).map_err(|error| match error {
        Unreadable::Io(error) => Problem::internal(&error),
        told => FieldErrors::of("file", told.to_string()).into(),
    })?;
    let asked = fields
        .get("dialect")
        .map(|word| word.trim())
        .filter(|word| !word.is_empty());
    let given = fields
        .get("mapping")
        .map(|text| text.trim())
        .filter(|text| !text.is_empty());
    let dialect = match asked {
        Some(word) => Dialect::parse(word).ok_or_else(|| {
            let known: Vec<_> = Dialect::ALL.iter().map(|dialect| dialect.as_str()).collect();
            FieldErrors::of("dialect", format!("The dialect is one of {}.", known.join(", ")))
        })?,
        None => {
            let recognition = recognise(table.header());
            match (recognition.dialect(), given) {
                (Some(dialect), _) => dialect,
                // Whoever maps the columns by hand needs no recognition.
                (None, Some(_)) => Dialect::Ours,
                (None, None) => return Err(FieldErrors::of("file", recognition.sentence()).into()),
            }
        }
    };
    let mut mapping = table.mapping(dialect, currency);
    mapping.read_on = Some(today);
    if let Some(word) = fields.get("price_unit").filter(|word| !word.trim().is_empty()) {
        mapping.price_unit = PriceUnit::parse(word)
            .ok_or_else(|| FieldErrors::of("price_unit", "The unit of prices is major or minor."))?;
    }
    if let Some(text) = given {
        choose(&mut mapping, text)?;
    }
    let missing: Vec<_> = mapping.missing().iter().map(|field| field.as_str()).collect();
    if !missing.is_empty() {
        let message = format!(
            "No column gives: {}. Name the columns or map them.",
            missing.join(", ")
        );
        return Err(FieldErrors::of("file", message).into());
    }
    Ok(Recognised {
        mapping,
        encoding: table.encoding().name().to_owned(),
        delimiter: table.delimiter_name(),
    })
}

/// Carries out a mapping given by hand: a JSON object from heading to field; `null` leaves a column out.
fn choose(mapping: &mut Mapping, text: &str) -> Result<(), Problem> {
    let chosen: BTreeMap<String, Option<String>> = serde_json::from_str(text).map_err(|_| {
        FieldErrors::of(
            "mapping",
            "The mapping is a JSON object such as {\"My title\": \"title\"}.",
        )
    })?;
    let mut errors = FieldErrors::new();
    for (heading, field) in chosen {
        let column = mapping
            .columns
            .iter()
            .position(|column| column.heading.eq_ignore_ascii_case(heading.trim()));
        let Some(column) = column else {
            errors.add("mapping", format!("The file has no column “{heading}”."));
            continue;
        };
        match field.as_deref().map(str::trim).filter(|field| !field.is_empty()) {
            None => mapping.choose(column, None),
            Some(name) => match Field::parse(name) {
                Some(field) => mapping.choose(column, Some(field)),
                None => errors.add("mapping", format!("“{name}” is not a field of a product.")),
            },
        }
    }
    errors.or(Some(())).map_err(Problem::from)
}
