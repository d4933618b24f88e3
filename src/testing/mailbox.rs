//! Test mailbox: files of the data folder, decoded.

use mailparse::MailHeaderMap;
use std::path::Path;

/// One mail that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailed {
    pub to: String,
    pub subject: String,
    /// The plain-text part.
    pub text: String,
}

/// Every mail in a folder, in the order it was caused: files are named by their event.
pub fn read_all(folder: &Path) -> Vec<Mailed> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the mail folder can be read")
        .map(|entry| entry.expect("a mail").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .collect();
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn read(file: &Path) -> Mailed {
    let bytes = std::fs::read(file).expect("a mail can be read");
    let mail = mailparse::parse_mail(&bytes).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let header = |name: &str| mail.headers.get_first_value(name).unwrap_or_default();
    let plain = mail
        .parts()
        .find(|part| part.ctype.mimetype == "text/plain")
        .unwrap_or_else(|| panic!("{} has no plain-text part", file.display()));
    Mailed {
        to: header("To"),
        subject: header("Subject"),
        text: plain
            .get_body()
            .expect("the text can be decoded")
            .replace("\r\n", "\n"),
    }
}

impl Mailed {
    /// The six digits standing alone in the text, if there are any.
    pub fn code(&self) -> Option<String> {
        self.text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .find(|word| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit()))
            .map(str::to_owned)
    }
}
