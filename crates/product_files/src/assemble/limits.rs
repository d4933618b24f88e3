//! Limits of texts that other shops allow to be longer. What still says the same when it is shorter is cut,
//! with a warning.

use crate::Field;
use crate::problem::Report;
use crate::products::{
    self, Change, MAX_CATEGORY, MAX_DESCRIPTION, MAX_NAME, MAX_SEO_DESCRIPTION, MAX_SEO_TITLE, MAX_TAG,
    MAX_TAGS,
};

pub(super) fn title(title: &str, line: u64, report: &mut Report) -> String {
    cut(title, MAX_NAME, Field::Title, line, report)
}

/// Plain text of a description, cut to the limit.
pub(super) fn description(text: Change<String>, line: u64, report: &mut Report) -> Change<String> {
    match text {
        // Most fit whatever is in them.
        Change::Set(text) if text.len() > MAX_DESCRIPTION => {
            let plain = products::plain(&text);
            Change::Set(cut(&plain, MAX_DESCRIPTION, Field::Description, line, report))
        }
        other => other,
    }
}

/// A category or a text for search engines.
pub(super) fn text(text: Change<String>, field: Field, line: u64, report: &mut Report) -> Change<String> {
    let most = match field {
        Field::Category => MAX_CATEGORY,
        Field::SeoTitle => MAX_SEO_TITLE,
        _ => MAX_SEO_DESCRIPTION,
    };
    match text {
        Change::Set(text) => Change::Set(cut(&text, most, field, line, report)),
        other => other,
    }
}

/// The first tags, dropping those that are too long.
pub(super) fn tags(text: &str, line: u64, report: &mut Report) -> Vec<String> {
    let all: Vec<&str> = text
        .split(',')
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
        .collect();
    let mut tags: Vec<String> = Vec::new();
    for tag in all.iter().filter(|tag| tag.chars().count() <= MAX_TAG) {
        if tags.len() < MAX_TAGS && !tags.iter().any(|known| known == tag) {
            tags.push((*tag).to_owned());
        }
    }
    let left_out = all
        .iter()
        .filter(|tag| !tags.iter().any(|known| known == *tag))
        .count();
    if left_out > 0 {
        let message = format!(
            "A product can have {MAX_TAGS} tags of {MAX_TAG} characters; {left_out} of these were left out."
        );
        report.warn(line, Field::Tags, message);
    }
    tags
}

fn cut(text: &str, most: usize, field: Field, line: u64, report: &mut Report) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    report.warn(
        line,
        field,
        format!("It is longer than {most} characters, so it was cut."),
    );
    let begin: String = text.chars().take(most).collect();
    begin.trim_end().to_owned()
}
