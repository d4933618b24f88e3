//! Cookies: the only place to read and write ours, so that all have the same attributes; the session's is
//! `tower-sessions`' ([`super::session`]). `Secure` is added as the answer leaves ([`secured`], at the edge).

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// The cookie of the chosen colours.
pub const THEME: &str = "theme";

/// All values of a cookie name over all `Cookie` headers.
fn values(headers: &HeaderMap, name: &str) -> Vec<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .flat_map(|line| {
            let line = String::from_utf8_lossy(line.as_bytes()).into_owned();
            Cookie::split_parse_encoded(line).filter_map(Result::ok)
        })
        .filter(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
        .collect()
}

/// A cookie's value; none if missing or ambiguous.
pub fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = values(headers, name);
    let value = values.pop()?;
    values.is_empty().then_some(value)
}

/// Number of cookies with a name.
pub fn count(headers: &HeaderMap, name: &str) -> usize {
    values(headers, name).len()
}

/// Replaces non-ASCII bytes in cookie headers, which would make `tower-cookies` ignore the line.
pub fn in_plain_text(headers: &mut HeaderMap) {
    let lines = headers.get_all(header::COOKIE);
    if lines.iter().all(|line| line.to_str().is_ok()) {
        return;
    }
    let plain = |line: &HeaderValue| {
        let bytes = line.as_bytes().iter();
        let bytes: Vec<u8> = bytes
            .map(|byte| if byte.is_ascii() { *byte } else { b'?' })
            .collect();
        HeaderValue::from_bytes(&bytes).ok()
    };
    let lines: Vec<HeaderValue> = lines.iter().filter_map(plain).collect();
    headers.remove(header::COOKIE);
    for line in lines {
        headers.append(header::COOKIE, line);
    }
}

/// A cookie of the request that the page or server function under way answers.
pub fn asked(name: &str) -> Option<String> {
    read(&use_context::<Parts>()?.headers, name)
}

/// A cookie of ours, for this long: sent with every request within the site, and read by no script.
pub fn lasting(name: &'static str, value: impl Into<String>, seconds: i64) -> Cookie<'static> {
    Cookie::build((name, value.into()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(seconds))
        .build()
}

/// Removal cookie for this path.
pub fn gone(name: &'static str, path: &'static str) -> Cookie<'static> {
    let mut gone = lasting(name, "", 0);
    gone.set_path(path);
    gone
}

/// Adds a cookie to an answer's headers.
pub fn append(headers: &mut HeaderMap, cookie: &Cookie) {
    if let Ok(line) = HeaderValue::from_str(&cookie.encoded().to_string()) {
        headers.append(header::SET_COOKIE, line);
    }
}

/// Adds a cookie to the answer of the page or server function under way.
pub fn put(cookie: &Cookie) {
    if let (Some(response), Ok(line)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(&cookie.encoded().to_string()),
    ) {
        response.append_header(header::SET_COOKIE, line);
    }
}

/// The colours that a person chose: `light`, `dark` or `auto`.
pub fn theme(headers: &HeaderMap) -> &'static str {
    match read(headers, THEME).as_deref() {
        Some("light") => "light",
        Some("dark") => "dark",
        _ => "auto",
    }
}

/// The cookies of these names that an answer sets, as its headers have them.
pub fn set_in<'a>(headers: &'a HeaderMap, names: &'a [&str]) -> impl Iterator<Item = &'a HeaderValue> {
    let is_one = |line: &HeaderValue| {
        let set = line.to_str().ok().and_then(|line| Cookie::parse(line).ok());
        set.is_some_and(|set| names.contains(&set.name()))
    };
    headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter(move |line| is_one(line))
}

/// Marks all cookies of a response Secure.
pub fn secured(headers: &mut HeaderMap) {
    let lines: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for line in lines {
        let secured = HeaderValue::from_bytes(&[line.as_bytes(), b"; Secure"].concat());
        headers.append(header::SET_COOKIE, secured.unwrap_or(line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&'static str]) -> HeaderMap {
        let line = |line: &&'static str| (header::COOKIE, HeaderValue::from_static(line));
        lines.iter().map(line).collect()
    }

    #[test]
    fn a_cookie_that_comes_twice_is_none() {
        assert_eq!(
            read(&headers(&["a=1; session=x"]), "session").as_deref(),
            Some("x")
        );
        for twice in [
            &["session=x; session=y"][..],
            &["session=x", "a=1; session=y"],
            &["session=x; session=x"],
            &["session=x; %73ession=y"],
        ] {
            assert_eq!(count(&headers(twice), "session"), 2, "{twice:?}");
            assert_eq!(read(&headers(twice), "session"), None, "{twice:?}");
        }
        assert_eq!(
            count(&headers(&["sessions=x; asession=y; Session=z"]), "session"),
            0
        );
    }

    #[test]
    fn a_cookie_that_is_no_text_hides_none_of_ours() {
        let line = HeaderValue::from_bytes(b"theirs=caf\xe9; session=x").unwrap();
        let mut headers = HeaderMap::from_iter([(header::COOKIE, line)]);
        in_plain_text(&mut headers);
        assert_eq!(
            headers[header::COOKIE].to_str().unwrap(),
            "theirs=caf?; session=x"
        );
        assert_eq!(read(&headers, "session").as_deref(), Some("x"));
    }

    #[test]
    fn a_sentence_comes_back_as_it_was_written() {
        let sentence = "Saved; “now” 100 % & more, ok=yes.";
        let line = lasting("notice", sentence, 60).encoded().to_string();
        let pair = line.split(';').next().unwrap().to_owned();
        let came_back = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(&pair).unwrap())]);
        assert_eq!(read(&came_back, "notice").as_deref(), Some(sentence));
        assert!(
            line.contains("HttpOnly; SameSite=Lax; Path=/; Max-Age=60"),
            "{line}"
        );
    }

    #[test]
    fn over_https_every_cookie_is_secure() {
        let mut answer = HeaderMap::new();
        append(&mut answer, &lasting("notice", "Saved.", 60));
        append(&mut answer, &gone("undo", "/"));
        secured(&mut answer);
        let lines: Vec<_> = answer.get_all(header::SET_COOKIE).iter().collect();
        assert_eq!(lines.len(), 2);
        assert!(
            lines
                .iter()
                .all(|line| line.to_str().unwrap().ends_with("; Secure"))
        );
    }
}
