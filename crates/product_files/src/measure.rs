//! Weights: exact conversion of any unit to whole grams.

/// Hundred-millionths of a gram in a unit, so that the pound and the ounce are exact to the last digit that counts.
fn scale(unit: &str) -> Option<i128> {
    Some(
        match unit
            .trim()
            .to_lowercase()
            .trim_end_matches('.')
            .trim_end_matches('s')
        {
            "" | "g" | "gram" | "gr" | "gramme" | "gramm" | "gramo" => 100_000_000,
            "kg" | "kilogram" | "kilo" | "kilogramm" | "kilogramo" | "kgm" => 100_000_000_000,
            "mg" | "milligram" => 100_000,
            "lb" | "pound" | "#" => 45_359_237_000,
            "oz" | "ounce" => 2_834_952_313,
            "t" | "ton" | "tonne" => 100_000_000_000_000,
            _ => return None,
        },
    )
}

/// Whether a word is a weight unit.
pub(super) fn is_unit(word: &str) -> bool {
    !word.trim().is_empty() && scale(word).is_some()
}

/// Whether the unit is the gram, which has no relevant fractions.
pub(super) fn is_grams(unit: &str) -> bool {
    scale(unit) == Some(100_000_000)
}

/// Grams of `weight` in `unit` (grams by default), rounded half up; none for a blank weight or 0, which other
/// programs use for unknown. `None` when it cannot be read.
pub(super) fn grams(weight: &str, unit: &str) -> Option<String> {
    let weight = weight.trim();
    if weight.is_empty() {
        return Some(String::new());
    }
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || digits.len() > 15 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i128 = digits.parse().ok()?;
    let unit = scale(unit)?;
    let parts = 100_000_000 * 10_i128.pow(fraction.len() as u32);
    let grams = (number * unit + parts / 2) / parts;
    Some(if number == 0 {
        String::new()
    } else {
        grams.max(1).to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::grams;

    #[test]
    fn weights_of_any_unit_become_grams() {
        assert_eq!(grams("19.8", "lb").as_deref(), Some("8981"));
        assert_eq!(grams("1.5", "kg").as_deref(), Some("1500"));
        assert_eq!(grams("12", "OZ").as_deref(), Some("340"));
        assert_eq!(grams("250", "").as_deref(), Some("250"));
        assert_eq!(grams("0.0", "lb").as_deref(), Some(""));
        assert_eq!(grams("0.001", "g").as_deref(), Some("1"));
    }

    #[test]
    fn what_is_no_weight_is_not_guessed() {
        assert_eq!(grams("heavy", "kg"), None);
        assert_eq!(grams("3", "stone"), None);
        assert_eq!(grams("-1", "kg"), None);
        assert_eq!(grams(&"9".repeat(40), "kg"), None);
    }
}
