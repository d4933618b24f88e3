//! Folding of text that is looked for: small letters without accents, the same for what is kept and what is typed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text as it is looked for: small letters without accents.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold(text, &mut folded);
    folded
}

/// Whether a sign is part of a word.
pub fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Small letters without accents; of what is no letter only ASCII stays, as SKUs have it.
pub fn fold(words: &str, into: &mut String) {
    if words.is_ascii() {
        into.extend(words.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    let bare = words
        .nfkd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .flat_map(char::to_lowercase)
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c));
    into.extend(bare.nfc().map(|c| match c.is_ascii() || is_letter(c) {
        true => c,
        false => ' ',
    }));
}
