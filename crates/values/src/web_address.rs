//! Web addresses in people's text: rejected in names that appear in mails, removed from text that is mailed
//! on, so that our mails carry no stranger's link.

/// Whether a mail program would turn some word into a link: `https://…`, `www.…`, `name.tld`, `1.2.3.4`.
pub fn is_in(text: &str) -> bool {
    text.split_whitespace().any(is_address)
}

/// The text with a placeholder for each such word.
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
    let plain = plain(word);
    plain.contains("://") || plain.contains("www.") || plain.split(ends_host).any(is_host)
}

/// The word as a browser reads it: full stops of other scripts become dots, invisible letters are dropped.
fn plain(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            // No space follows the end of a sentence in these scripts.
            '\u{3002}' | '\u{ff61}' if letters.peek().copied().is_some_and(is_east_asian) => plain.push(' '),
            '\u{3002}' | '\u{ff0e}' | '\u{ff61}' | '\u{2024}' | '\u{fe52}' => plain.push('.'),
            '\u{ff0f}' => plain.push('/'),
            '\u{ff1a}' => plain.push(':'),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => {}
            letter => plain.push(letter.to_ascii_lowercase()),
        }
    }
    plain
}

/// Kana, Han and Hangul.
fn is_east_asian(letter: char) -> bool {
    matches!(
        letter,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
    )
}

fn ends_host(letter: char) -> bool {
    !(letter.is_alphanumeric() || letter == '.' || letter == '-')
}

/// Labels between dots, the last of two letters or more of any script, as a top-level domain has them; or an address of
/// four numbers. Which top-level domains there are is not asked: new ones come every month.
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
        last.starts_with("xn--") || (last.chars().count() >= 2 && last.chars().all(char::is_alphabetic));
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
            "банк.рф",
            "evil.онлайн",
            "Win at evil.онлайн/claim",
            "例子.中国",
            "evil\u{fe52}test",
            "ｅｖｉｌ．ｃｏｍ",
            // Nothing tells these from a domain. Whoever is refused is told to put a space after the full stop.
            "Anna.Maria",
            "J.Crew",
        ] {
            assert!(is_in(address), "{address}");
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
            "Mr. Smith",
            "St. John",
            "No.1 Bakery",
            "A.P.C. Paris",
            "Anna. Maria",
            "ИП Иванов И.И.",
            "Вкусно и точка.",
            "モーニング娘。",
            "小店。好吃",
            "Bäckerei Müller & Söhne",
            "Ζαχαροπλαστείο Αθ. Νίκας",
            "مخبز د. أحمد",
        ] {
            assert!(!is_in(name), "{name}");
        }
    }

    #[test]
    fn a_text_that_is_mailed_on_keeps_its_words_but_not_its_links() {
        assert_eq!(
            left_out("Look:\nhttps://evil.test/a b\n"),
            "Look:\n[web address left out] b\n"
        );
        let sentences = "请问。我的订单在哪里？谢谢。";
        assert_eq!(left_out(sentences), sentences);
    }
}
