//! Character references such as `&amp;` and `&#39;` in plain text.

use std::borrow::Cow;

/// The longest name between `&` and `;`.
const LONGEST: usize = 32;

/// The text with every character reference read once. A name that stands for nothing stays.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if references(text).next().is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for (start, end) in references(text) {
        plain.push_str(&text[from..start]);
        plain.push_str(&character(&text[start..end]));
        from = end;
    }
    plain.push_str(&text[from..]);
    Cow::Owned(plain)
}

/// The text with references escaped, so that [`decoded`] restores it.
pub(super) fn encoded(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut from = 0;
    for (start, _) in references(text) {
        safe.push_str(&text[from..start]);
        safe.push_str("&amp;");
        from = start + 1;
    }
    safe.push_str(&text[from..]);
    safe
}

/// Positions of each `&…;` in the form of a reference.
fn references(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(at) = memchr::memchr(b'&', &text.as_bytes()[from..]) {
            let start = from + at;
            from = start + 1;
            let rest = &text.as_bytes()[from..];
            let name = rest.iter().take(LONGEST + 1).position(|byte| *byte == b';');
            if let Some(length) = name.filter(|length| is_name(&rest[..*length])) {
                from += length + 1;
                return Some((start, from));
            }
        }
        None
    })
}

fn is_name(name: &[u8]) -> bool {
    let name = name.strip_prefix(b"#").unwrap_or(name);
    !name.is_empty() && name.iter().all(u8::is_ascii_alphanumeric)
}

/// The character of a reference, as browsers decode it.
fn character(reference: &str) -> Cow<'_, str> {
    Cow::Borrowed(match reference {
        "&amp;" | "&#38;" | "&#038;" => "&",
        "&lt;" | "&#60;" => "<",
        "&gt;" | "&#62;" => ">",
        "&quot;" | "&#34;" => "\"",
        "&apos;" | "&#39;" | "&#039;" | "&#x27;" => "'",
        "&nbsp;" | "&#160;" => " ",
        _ => {
            let clean = ammonia::Builder::empty().clean(reference).to_string();
            let plain = clean
                .replace("&nbsp;", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
            // The beginning of a longer name, `&not` in `&nothing;`, stands for nothing here.
            if plain.ends_with(';') {
                return Cow::Borrowed(reference);
            }
            // No text may hold these.
            return Cow::Owned(plain.replace(|c: char| c.is_control() && c != '\n', ""));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn references_are_read_once_and_what_is_none_stays() {
        for (text, read) in [
            ("It&#39;s soft&nbsp;&amp; warm", "It's soft & warm"),
            ("Caf&eacute; &ndash; 5&euro; &#x1F389; &#146;", "Café – 5€ 🎉 ’"),
            ("&amp;amp; &lt;b&gt;", "&amp; <b>"),
            (
                "R&D; AT&T, a&b=c; &nothing; & ; &#;",
                "R&D; AT&T, a&b=c; &nothing; & ; &#;",
            ),
        ] {
            assert_eq!(decoded(text), read);
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_comes_back(text in "(&|amp|;|#39|nbsp|lt|#|[a-z &;é])*") {
            let safe = encoded(&text);
            prop_assert_eq!(decoded(&safe), text);
        }
    }
}
