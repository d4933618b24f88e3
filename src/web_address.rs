//! Web addresses in what people write: refused in names that stand in mails, left out of texts that are mailed on, so
//! that our mails carry no stranger's link.

/// Whether some word would be made a link by a mail program: `https://…`, `www.…`, `name.tld`, `1.2.3.4`.
pub fn stands_in(text: &str) -> bool {
    text.split_whitespace().any(is_address)
}

/// The text with a note in place of each such word.
pub fn left_out(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace).map(|word| {
        let bare = word.trim_end();
        if is_address(bare) {
            format!("[web address left out]{}", &word[bare.len()..])
        } else {
            word.to_owned()
        }
    });
    words.collect()
}

fn is_address(word: &str) -> bool {
    let plain: String = word.chars().filter_map(plain).collect();
    plain.contains("://") || plain.contains("www.") || plain.split(ends_host).any(is_host)
}

/// A letter as a browser reads it: full stops of other scripts are dots, invisible letters are none.
fn plain(letter: char) -> Option<char> {
    match letter {
        '\u{3002}' | '\u{ff0e}' | '\u{ff61}' | '\u{2024}' => Some('.'),
        '\u{ff0f}' => Some('/'),
        '\u{ff1a}' => Some(':'),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => None,
        letter => Some(letter.to_ascii_lowercase()),
    }
}

fn ends_host(letter: char) -> bool {
    !(letter.is_alphanumeric() || letter == '.' || letter == '-')
}

/// Labels between dots, the last of letters as a top-level domain has them; or an address of four numbers.
fn is_host(piece: &str) -> bool {
    let labels: Vec<&str> = piece.trim_matches(['.', '-']).split('.').collect();
    let Some((last, before)) = labels.split_last() else {
        return false;
    };
    if before.is_empty() || labels.iter().any(|label| label.is_empty()) {
        return false;
    }
    let is_number = |label: &str| label.len() <= 3 && label.bytes().all(|byte| byte.is_ascii_digit());
    let is_domain =
        last.starts_with("xn--") || (last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic()));
    is_domain || (labels.len() == 4 && labels.iter().all(|label| is_number(label)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mail_program_makes_a_link_is_a_web_address() {
        for address in [
            "http://evil",
            "see HTTPS://Evil.Test/login",
            "www.evil",
            "evil.test",
            "Win at evil.test/claim now",
            "(evil.test)",
            "pay@evil.test",
            "evil。test",
            "evil\u{200b}.test",
            "t.co/x",
            "10.0.0.1/login",
            "evil.xn--p1ai",
        ] {
            assert!(stands_in(address), "{address}");
        }
        for name in [
            "Ada's Maps",
            "St. Louis Mugs",
            "Dr. Oetker & Co.",
            "J. R. R. Tolkien",
            "3.5mm plugs",
            "No.1 Cups",
            "A.B.C.",
            "Mugs... and more",
            "Größe 4.0",
            "Cups/Mugs",
            "24:7",
        ] {
            assert!(!stands_in(name), "{name}");
        }
    }

    #[test]
    fn a_text_that_is_mailed_on_keeps_its_words_but_not_its_links() {
        assert_eq!(
            left_out("Look:\nhttps://evil.test/a b\n"),
            "Look:\n[web address left out] b\n"
        );
    }
}
