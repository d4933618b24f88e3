//! Notices about the last action, with undo, shown on the next page.

use crate::ui::{Notice, Tone};
use crate::web::context;
use crate::web::cookies;
use crate::web::form_reply::is_own_path;
use crate::web::pages::{notice, take_notice};

const UNDO: &str = "undo";

/// Leaves a sentence with a button that undoes it: a server function's address with the fields it is sent.
pub fn notice_with_undo(sentence: &str, undo: &str) {
    notice(sentence);
    cookies::put(&cookies::lasting(UNDO, undo, 60));
}

/// Takes the notice left by the last action.
pub fn take_undo_notice() -> Option<Notice> {
    let notice = Notice::new(Tone::Good, take_notice()?);
    Some(match take_undo() {
        Some((action, fields)) => notice.undo(action, fields),
        None => notice,
    })
}

fn take_undo() -> Option<(String, Vec<(String, String)>)> {
    let undo = cookies::asked(UNDO).filter(|undo| is_own_path(undo) && undo.starts_with("/do/"))?;
    cookies::put(&cookies::gone(UNDO, "/"));
    let (action, fields) = undo.split_once('?').unwrap_or((&undo, ""));
    let mut fields: Vec<(String, String)> = url::form_urlencoded::parse(fields.as_bytes())
        .into_owned()
        .collect();
    fields.push(("_page".to_owned(), context::here()));
    fields.push(("_once".to_owned(), crate::secret::random_text(12)));
    Some((action.to_owned(), fields))
}
