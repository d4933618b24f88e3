//! GTIN check of barcodes: GTIN-8, 12, 13 or 14 with a valid check digit.

/// Digits of a GTIN barcode; other barcodes are not published.
pub fn of(barcode: &str) -> Option<String> {
    let digits: String = barcode.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let numbers: Vec<u32> = digits
        .chars()
        .map(|c| c.to_digit(10))
        .collect::<Option<Vec<_>>>()?;
    let (check, rest) = numbers.split_last()?;
    if !matches!(numbers.len(), 8 | 12 | 13 | 14) || numbers.iter().all(|digit| *digit == 0) {
        return None;
    }
    // From the right, every second digit counts threefold.
    let sum: u32 = rest
        .iter()
        .rev()
        .zip([3, 1].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .sum();
    ((10 - sum % 10) % 10 == *check).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn only_a_number_with_its_check_digit_is_a_gtin() {
        for gtin in ["4006381333931", "036000291452", "96385074", "10012345678902"] {
            assert_eq!(of(gtin).as_deref(), Some(gtin));
        }
        assert_eq!(of("4 006381-333931").as_deref(), Some("4006381333931"));
        for other in [
            "4006381333932",
            "12345",
            "",
            "MUG-BLUE",
            "0000000000000",
            "٤٠٠٦٣٨١٣٣٣٩٣١",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
