//! Comma-separated lists in cells; a literal comma is written `\,`.

/// The things of a list, blank ones left out.
pub(super) fn parts(text: &str) -> Vec<String> {
    split(text)
        .into_iter()
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// Values of an attribute, which older versions put a bar between.
pub(super) fn values(text: &str) -> Vec<String> {
    if text.contains(" | ") && !text.contains(", ") {
        return text
            .split('|')
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect();
    }
    parts(text)
}

/// The most specific of several categories: `A > B` rather than `A`.
pub(super) fn deepest(text: &str) -> String {
    let paths = parts(text).into_iter().map(|path| {
        let parts = path.split('>').map(str::trim).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" > ")
    });
    let mut best: Option<(usize, String)> = None;
    for path in paths {
        let depth = path.matches(" > ").count();
        if best.as_ref().is_none_or(|(known, _)| depth > *known) {
            best = Some((depth, path));
        }
    }
    best.map(|(_, path)| path).unwrap_or_default()
}

/// Image addresses, which may have commas in them: only one with a blank or another address after it parts two.
pub(super) fn addresses(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in split(text) {
        let is_next = part.starts_with(char::is_whitespace) || part.starts_with("http");
        match found
            .last_mut()
            .filter(|before| !is_next && before.starts_with("http"))
        {
            Some(before) => {
                before.push(',');
                before.push_str(part.trim());
            }
            None => found.push(part.trim().to_owned()),
        }
    }
    found.retain(|address| !address.is_empty());
    found
}

fn split(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek() == Some(&',') => {
                letters.next();
                push(&mut found, ',');
            }
            ',' | '\n' => found.push(String::new()),
            _ => push(&mut found, letter),
        }
    }
    found
}

fn push(found: &mut [String], letter: char) {
    if let Some(last) = found.last_mut() {
        last.push(letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_that_belongs_to_a_thing_parts_nothing() {
        assert_eq!(
            parts("Red, Blue\\, dark, , Green"),
            ["Red", "Blue, dark", "Green"]
        );
        assert_eq!(values("S | M"), ["S", "M"]);
        assert_eq!(
            deepest("Clothing, Clothing > Hoodies, Gifts > All"),
            "Clothing > Hoodies"
        );
        assert_eq!(
            addresses("https://a.example/w_1,h_2/x.jpg, https://a.example/y.jpg,https://a.example/z.jpg"),
            [
                "https://a.example/w_1,h_2/x.jpg",
                "https://a.example/y.jpg",
                "https://a.example/z.jpg"
            ]
        );
        assert_eq!(deepest(""), "");
    }
}
