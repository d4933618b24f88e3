//! Recovery codes: ten, shown once, each valid once, stored hashed.

use crate::secret::hash;

/// Number of codes in a set.
pub const CODES: usize = 10;

/// Alphabet of the codes without look-alikes (Crockford's base 32): 80 bits per code.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A new set.
pub fn new_set() -> Vec<String> {
    (0..CODES).map(|_| new()).collect()
}

fn new() -> String {
    let random: [u8; 16] = rand::random();
    let letters: Vec<char> = random
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// Stored and compared hash of a code. Case, spaces and dashes do not count. They are long and random: a
/// plain hash is enough.
pub fn hashed(typed: &str) -> String {
    let letters: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .flat_map(char::to_lowercase)
        .collect();
    hash(&format!("recovery {letters}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let set = new_set();
        assert_eq!(set.len(), CODES);
        let code = &set[0];
        assert_eq!(code.len(), 19);
        let typed = format!(" {} ", code.replace('-', " ").to_uppercase());
        assert_eq!(hashed(&typed), hashed(code));
        assert_ne!(hashed(&set[1]), hashed(code));
    }
}
