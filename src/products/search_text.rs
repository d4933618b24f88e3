//! Search text of products and search words, folded alike to ignore case and accents.

use crate::folding::{fold, is_letter};
use crate::products::{Handle, Product};

/// Longest search considered.
const MOST_LETTERS: usize = 200;
const MOST_WORDS: usize = 8;

/// Name, handle, category, tags, SKUs and barcodes, each on a line of its own. The database keeps its index by it,
/// and looks whether a variant's SKU has its line.
pub fn search_text(product: &Product, handle: &Handle) -> String {
    let mut text = String::with_capacity(256);
    let mut line = |words: &str| {
        fold(words, &mut text);
        text.push('\n');
    };
    line(&product.name);
    line(handle.as_str());
    product.category.iter().for_each(|category| line(category));
    product.tags.iter().for_each(|tag| line(tag));
    for variant in &product.variants {
        variant.sku.iter().for_each(|sku| line(sku));
        variant.barcode.iter().for_each(|barcode| line(barcode));
    }
    text
}

/// Folded search words; none without letters or digits.
pub fn words_of(q: &str) -> Vec<String> {
    let mut folded = String::new();
    fold(&q.chars().take(MOST_LETTERS).collect::<String>(), &mut folded);
    let mut words: Vec<String> = folded
        .split(|c| !is_letter(c))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(str::to_owned)
        .collect();
    words.dedup();
    words.truncate(MOST_WORDS);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_and_accents_do_not_matter() {
        assert_eq!(words_of("CAFÉ Über"), ["cafe", "uber"]);
        assert_eq!(words_of("Ｃａｆｅ́ ΑΒΓ"), ["cafe", "αβγ"]);
    }

    #[test]
    fn a_sku_is_its_parts() {
        assert_eq!(words_of("MUG-BL"), ["mug", "bl"]);
    }

    #[test]
    fn what_has_no_letter_is_no_word() {
        for nothing in ["", "   ", "***\"'()", "🙂", "\0", "\u{301}", "—…«»"] {
            assert!(words_of(nothing).is_empty(), "{nothing:?}");
        }
    }
}
