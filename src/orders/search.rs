//! Order search: the text may be a number, reference, name or address, and each is tried. Words are found by
//! their beginnings, without capitals and accents; every sign that is typed stands for itself.

use crate::folding::folded;
use crate::id::OrderId;

/// Longest word and search text considered.
const MOST_LETTERS: usize = 40;
/// The most words of one name or reference.
const MOST_WORDS: usize = 16;
/// Most words in a search.
const MOST_SOUGHT: usize = 6;

/// The words an order is found by: the rest of its buyer's name, reference and address from each beginning of a word
/// on, so that `park`, `ada park` and `ada@` find Ada Park.
pub fn words_of(reference: &str, buyer_name: &str, buyer_email: &str) -> Vec<String> {
    let name = plain(buyer_name);
    let reference = plain(reference);
    let email = plain(buyer_email);
    let host = email.find('@').unwrap_or(email.len());
    let mut words: Vec<String> = [(&name, name.len()), (&reference, reference.len()), (&email, host)]
        .into_iter()
        .flat_map(|(text, until)| {
            beginnings(text)
                .filter(move |at| *at < until)
                .take(MOST_WORDS)
                .map(|at| cut(&text[at..]))
        })
        .filter(|word| !word.is_empty())
        .collect();
    words.sort();
    words.dedup();
    words
}

/// The words as one text, one per line, for scanning.
pub fn text_of(words: &[String]) -> String {
    words.iter().flat_map(|word| ["\n", word]).collect()
}

/// Word starts: the beginning, and each letter or digit after something else.
fn beginnings(text: &str) -> impl Iterator<Item = usize> {
    let mut before = None;
    text.char_indices().filter_map(move |(at, c)| {
        let begins = before.is_none_or(|before: char| c.is_alphanumeric() && !before.is_alphanumeric());
        before = Some(c);
        begins.then_some(at)
    })
}

/// Folded, with typographic apostrophes and dashes as they are typed, and one blank between words.
fn plain(text: &str) -> String {
    let typed: String = text
        .chars()
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' | '\u{b4}' | '`' => '\'',
            '\u{2010}'..='\u{2015}' => '-',
            c => c,
        })
        .collect();
    folded(&typed).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cut(text: &str) -> String {
    let cut: String = text.chars().take(MOST_LETTERS).collect();
    cut.trim_end().to_owned()
}

/// A search with every meaning it may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// The whole as it may begin in an order's words.
    pub phrase: String,
    /// Words that may occur anywhere in the order.
    pub words: Vec<String>,
    /// The order of that number.
    pub number: Option<i64>,
    /// The order of that id.
    pub order_id: Option<OrderId>,
}

impl Search {
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        let phrase = cut(&plain(text));
        let digits = text.trim_start_matches('#');
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        let mut words: Vec<String> = phrase.split(' ').map(str::to_owned).collect();
        words.retain(|word| !word.is_empty());
        words.truncate(MOST_SOUGHT);
        Self {
            number: if is_number { digits.parse().ok() } else { None },
            order_id: OrderId::parse(text).ok(),
            phrase,
            words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str) -> bool {
        let words = words_of("WEB-ABC/7", "Žaneta D’Été Studio 54", "ada@example.test");
        let phrase = Search::of(typed).phrase;
        words.iter().any(|word| word.starts_with(&phrase))
    }

    #[test]
    fn words_are_found_by_their_beginnings_without_accents_and_capitals() {
        for typed in [
            "zaneta",
            "ŽAN",
            "d'ete",
            "D’ÉTÉ",
            "ete",
            "studio 54",
            "54",
            "WEB-ABC",
            "abc",
            "web",
            "7",
            "ada@",
        ] {
            assert!(finds(typed), "{typed}");
        }
        for typed in [
            "aneta",
            "tudio",
            "bc",
            "%",
            "_",
            "w%",
            "web_abc",
            "54 studio",
            "example",
        ] {
            assert!(!finds(typed), "{typed}");
        }
    }

    #[test]
    fn a_search_has_every_meaning_it_may_have() {
        let both = Search::of(" #100234 ");
        assert_eq!((both.number, both.phrase.as_str()), (Some(100_234), "#100234"));
        assert_eq!(Search::of("3M").number, None);
        assert_eq!(Search::of("99999999999999999999").number, None);
        let id = OrderId::new(crate::clock::Millis(7));
        assert_eq!(Search::of(id.as_str()).order_id, Some(id));
    }
}
