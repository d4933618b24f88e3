//! Text folding for search: lower case without accents, the same for stored and typed text. `folded` in
//! `db/postgres.sql` does the same.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text as it is looked for: small letters without accents.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold(text, &mut folded);
    folded
}

/// Whether a character is part of a word.
pub fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Appends the folded text: lower case without accents, letters such as `ł`, `ø`, `ß` as people type them
/// without; of non-letters only ASCII is kept, as in SKUs.
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
    for c in bare.nfc() {
        match c {
            'ł' => into.push('l'),
            'ø' => into.push('o'),
            'đ' => into.push('d'),
            'ı' => into.push('i'),
            'ß' => into.push_str("ss"),
            'æ' => into.push_str("ae"),
            'œ' => into.push_str("oe"),
            'þ' => into.push_str("th"),
            c if c.is_ascii() || is_letter(c) => into.push(c),
            _ => into.push(' '),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn letters_that_no_accent_makes_are_found_by_what_is_typed_for_them() {
        for (text, plain) in [
            ("Łódź", "lodz"),
            ("Ærøskøbing", "aeroskobing"),
            ("Đorđe", "dorde"),
            ("Straße STRASSE ẞ", "strasse strasse ss"),
            ("Œuvre", "oeuvre"),
            ("Þór", "thor"),
            ("ılık İstanbul", "ilik istanbul"),
            ("Ǿ ǽ", "o ae"),
        ] {
            assert_eq!(folded(text), plain);
            assert_eq!(
                folded(&folded(text)),
                plain,
                "folding what is folded changes nothing"
            );
        }
    }
}
