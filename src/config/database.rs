//! Database setting.

use super::WrongSetting;
use std::path::Path;

/// The given address, or that of the SQLite file in the data folder.
pub(super) fn url(given: Option<String>, data: &Path) -> Result<String, WrongSetting> {
    const SCHEMES: [&str; 3] = ["sqlite:", "postgres:", "postgresql:"];
    match given.filter(|url| !url.is_empty()) {
        Some(url) if SCHEMES.iter().any(|scheme| url.starts_with(scheme)) => Ok(url),
        Some(_) => Err(WrongSetting {
            setting: "DATABASE_URL (--database-url)",
            should: "should begin with postgres:// or sqlite:".to_owned(),
        }),
        None => Ok(sqlite_url(data)),
    }
}

fn sqlite_url(data: &Path) -> String {
    let path = data
        .join("stallholder.db")
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    format!("sqlite://{path}")
}
