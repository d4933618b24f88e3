//! Word diff of two texts.

use similar::{ChangeTag, TextDiff};
use std::time::Duration;

/// Words kept, removed or added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Same(String),
    Gone(String),
    Come(String),
}

/// Time limit of a comparison; the rest then counts as different.
const LONGEST: Duration = Duration::from_millis(100);

/// The texts word by word, neighbours of one kind together.
pub fn words(before: &str, after: &str) -> Vec<Part> {
    let diff = TextDiff::configure().timeout(LONGEST).diff_words(before, after);
    let mut parts: Vec<Part> = Vec::new();
    for change in diff.iter_all_changes() {
        let text = change.value();
        match (change.tag(), parts.last_mut()) {
            (ChangeTag::Equal, Some(Part::Same(so_far)))
            | (ChangeTag::Delete, Some(Part::Gone(so_far)))
            | (ChangeTag::Insert, Some(Part::Come(so_far))) => so_far.push_str(text),
            (ChangeTag::Equal, _) => parts.push(Part::Same(text.to_owned())),
            (ChangeTag::Delete, _) => parts.push(Part::Gone(text.to_owned())),
            (ChangeTag::Insert, _) => parts.push(Part::Come(text.to_owned())),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_that_differ_are_marked() {
        let parts = words("A blue mug.", "A red mug.");
        let (gone, come) = (Part::Gone("blue".into()), Part::Come("red".into()));
        assert_eq!(
            parts,
            [Part::Same("A ".into()), gone, come, Part::Same(" mug.".into())]
        );
    }
}
