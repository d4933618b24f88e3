//! Product handles, the name in an address, such as `blue-mug`.
//!
//! The same text always gives the same handle, so that a file imported twice finds the products it made.
//! Letters that have no Latin form are stood for by a short hash of the whole text, so that two names which
//! differ only in them keep apart.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower-case ASCII letters, digits and single dashes; never empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(value_type = String, example = "blue-mug")]
#[serde(transparent)]
#[schema(as = ProductHandle)]
pub struct Handle(String);

/// Longest handle generated from a name.
const LONGEST: usize = 80;

/// A dash and eight hexadecimal digits.
const HASH: usize = 9;

impl Handle {
    /// The handle of a name, or of a handle from elsewhere.
    pub fn of(text: &str) -> Self {
        let mut slug = String::with_capacity(text.len());
        let mut lost = false;
        for c in text.trim().nfkd().filter(|c| !is_combining_mark(*c)) {
            match c {
                'a'..='z' | '0'..='9' => slug.push(c),
                'A'..='Z' => slug.push(c.to_ascii_lowercase()),
                // An apostrophe joins: "Ann's" is `anns`.
                '\'' | '’' => {}
                _ => match latin(c) {
                    Some(letters) => slug.push_str(letters),
                    None => {
                        lost |= c.is_alphanumeric();
                        if !slug.is_empty() && !slug.ends_with('-') {
                            slug.push('-');
                        }
                    }
                },
            }
        }
        let mut slug = slug.trim_end_matches('-').to_owned();
        if slug.is_empty() {
            slug.push_str("product");
            lost = !text.trim().is_empty();
        }
        if lost || slug.len() > LONGEST {
            slug = shortened(&slug, LONGEST - HASH);
            let digest = Sha256::digest(text.trim().as_bytes());
            slug.push('-');
            digest
                .iter()
                .take(4)
                .for_each(|byte| slug.push_str(&format!("{byte:02x}")));
        }
        Self(slug)
    }

    /// The `n`th alternative when this one is taken: `blue-mug-2`.
    pub fn numbered(&self, n: u32) -> Self {
        let number = format!("-{n}");
        Self(shortened(&self.0, LONGEST - number.len()) + &number)
    }

    /// A handle that the database gave.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Latin letters that do not fall apart into a plain one and an accent.
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        'ħ' | 'Ħ' => "h",
        _ => return None,
    })
}

/// At most `longest` bytes, cut between words if possible.
fn shortened(slug: &str, longest: usize) -> String {
    if slug.len() <= longest {
        return slug.to_owned();
    }
    let cut = &slug[..longest];
    cut.rsplit_once('-')
        .map_or(cut, |(whole_words, _)| whole_words)
        .trim_end_matches('-')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_plain_address() {
        assert_eq!(
            Handle::of("  Ann's Blue Mug, 0.5 L! ").as_str(),
            "anns-blue-mug-0-5-l"
        );
        assert_eq!(
            Handle::of("Crème brûlée – Straße Ærø").as_str(),
            "creme-brulee-strasse-aero"
        );
        assert_eq!(Handle::of("drip-coffee-maker").as_str(), "drip-coffee-maker");
        assert_eq!(Handle::of("").as_str(), "product");
    }

    #[test]
    fn names_in_other_scripts_keep_apart_and_stay_the_same() {
        let (cup, plate) = (Handle::of("カップ 1"), Handle::of("皿 1"));
        assert_ne!(cup, plate);
        assert_eq!(cup, Handle::of("カップ 1"));
        assert!(cup.as_str().is_ascii() && cup.as_str().starts_with("1-"));
        assert!(Handle::of("プロダクト").as_str().starts_with("product-"));
    }

    #[test]
    fn a_handle_is_its_own_handle() {
        for name in ["Mug", "皿 1", &"long name ".repeat(40), &"x".repeat(200), "🎉"] {
            let handle = Handle::of(name);
            assert_eq!(Handle::of(handle.as_str()), handle, "{name}");
            assert_eq!(Handle::of(handle.numbered(2).as_str()), handle.numbered(2));
            assert!(handle.as_str().len() <= LONGEST);
        }
    }
}
