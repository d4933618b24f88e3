//! Product descriptions as plain text. HTML that comes in, from another shop's export or a paste, is read for
//! its text: tags go, paragraphs and lines stay, scripts vanish with what is in them.

use crate::form;

pub const MAX_DESCRIPTION: usize = 50_000;

/// A valid description; `what` names the field in errors.
///
/// What comes out goes in again unchanged, so that an export re-imports as it was.
pub fn parse(text: &str, what: &str) -> Result<String, String> {
    form::text(&without_markup(text, what)?, what, MAX_DESCRIPTION)
}

/// The text without markup, of any length; unconvertible text stays.
pub fn plain(text: &str) -> String {
    without_markup(text, "The text").unwrap_or_else(|_| text.to_owned())
}

fn without_markup(text: &str, what: &str) -> Result<String, String> {
    let mut plain = form::text(text, what, usize::MAX)?;
    // Escaped markup (`&lt;b&gt;`) turns up as markup once its outer layer is gone.
    for _ in 0..4 {
        if !is_markup(&plain) {
            break;
        }
        plain = form::text(&stripped(&plain), what, usize::MAX)?;
    }
    if is_markup(&plain) {
        plain = form::text(&plain.replace('<', ""), what, usize::MAX)?;
    }
    Ok(plain)
}

/// Whether some `<` begins a closed tag or comment.
pub fn is_markup(text: &str) -> bool {
    text.rfind('>').is_some_and(|last| {
        text.as_bytes()[..last].windows(2).any(|pair| {
            pair[0] == b'<' && (pair[1].is_ascii_alphabetic() || matches!(pair[1], b'/' | b'!' | b'?'))
        })
    })
}

fn stripped(html: &str) -> String {
    let lines = with_line_ends(html);
    let text = ammonia::Builder::empty().clean(&lines).to_string();
    let text = text
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let mut plain = String::with_capacity(text.len());
    let mut blank_lines = 0;
    for line in text.lines().map(str::trim_end) {
        blank_lines = if line.trim().is_empty() {
            blank_lines + 1
        } else {
            0
        };
        if blank_lines < 2 {
            plain.push_str(line);
            plain.push('\n');
        }
    }
    plain
}

/// Adds line breaks where a browser would, and dashes before list items.
fn with_line_ends(html: &str) -> String {
    const BREAKS: [&str; 14] = [
        "br", "/p", "/div", "/li", "/ul", "/ol", "/tr", "/table", "/h1", "/h2", "/h3", "/h4", "/h5", "/h6",
    ];
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name: String = rest[1..]
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '/')
            .take(8)
            .collect::<String>()
            .to_ascii_lowercase();
        let name = name
            .strip_suffix('/')
            .filter(|name| !name.is_empty())
            .unwrap_or(&name);
        if BREAKS.contains(&name) {
            out.push('\n');
        }
        if name == "/p" {
            out.push('\n');
        }
        out.push('<');
        rest = &rest[1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn html_is_read_for_its_text() {
        let html =
            "<p>Warm &amp; <b>soft</b>.</p><p>Made in<br/>Portugal</p><ul><li>One</li><li>Two</li></ul>";
        assert_eq!(
            parse(html, "It").unwrap(),
            "Warm & soft.\n\nMade in\nPortugal\n\nOne\nTwo"
        );
    }

    #[test]
    fn scripts_vanish_with_what_is_in_them() {
        let html = "Nice <script>alert(1)</script><img src=x onerror=alert(2)>mug <style>a{}</style>";
        assert_eq!(parse(html, "It").unwrap(), "Nice mug");
        assert_eq!(
            parse("&lt;script&gt;alert(1)&lt;/script&gt; <b>x</b>", "It").unwrap(),
            "x"
        );
    }

    #[test]
    fn plain_text_stays_as_it_was_typed() {
        for text in [
            "5 < 6 and 7 > 2",
            "Line one\n\nLine two",
            "Fish &amp; chips",
            "i <3 mugs",
        ] {
            assert_eq!(parse(text, "It").unwrap(), text);
        }
    }

    proptest! {
        #[test]
        fn what_came_out_goes_in_unchanged(text in "(<[/!]?[a-z]{1,3}>|&lt;|&gt;|&amp;|[a-z<>&; \n]){0,40}") {
            let once = parse(&text, "It").unwrap();
            prop_assert_eq!(parse(&once, "It").unwrap(), once);
        }
    }
}
