//! The server's secret and one derived key per purpose.

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use rand::RngExt;
use sha2::{Digest, Sha256};
use std::fmt;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// The current secret and older ones, which still open what they sealed.
#[derive(Clone)]
pub struct Secrets(Arc<[String]>);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

/// Error of sealed data that cannot be opened: another secret, or changed bytes.
#[derive(Debug, thiserror::Error)]
#[error("the sealed text could not be opened")]
pub struct CannotOpen;

impl Secrets {
    /// Loads the configured secrets, or the one in the data folder, which is created at the first start.
    pub fn load(given: &[String], data: &Path) -> std::io::Result<Self> {
        if !given.is_empty() {
            return Ok(Self(given.into()));
        }
        let path = data.join("secret");
        match std::fs::read_to_string(&path) {
            Ok(secret) if secret.trim().len() >= 32 => return Ok(Self::of(secret.trim())),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        std::fs::create_dir_all(data)?;
        let secret = random_text(32);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path)?;
        file.write_all(secret.as_bytes())?;
        file.sync_all()?;
        Ok(Self::of(&secret))
    }

    /// One secret alone: a person's key, or a test's.
    pub fn of(secret: &str) -> Self {
        Self([secret.to_owned()].into())
    }

    /// The key of a purpose from the present secret.
    pub fn key(&self, purpose: &str) -> [u8; 32] {
        derive(&self.0[0], purpose)
    }

    /// The keys of a purpose, the present one first.
    pub fn keys(&self, purpose: &str) -> impl Iterator<Item = [u8; 32]> {
        self.0.iter().map(move |secret| derive(secret, purpose))
    }

    /// Seals text so that only this server reads it: XChaCha20-Poly1305, a fresh nonce each time, in hex.
    pub fn seal(&self, purpose: &str, text: &str) -> Result<String, CannotOpen> {
        let nonce: [u8; 24] = rand::random();
        let cipher = XChaCha20Poly1305::new(&self.key(purpose).into());
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), text.as_bytes())
            .map_err(|_| CannotOpen)?;
        Ok(format!("{}{}", hex(&nonce), hex(&sealed)))
    }

    /// Opens the output of [`Secrets::seal`], with the current secret or an older one.
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<String, CannotOpen> {
        let bytes = unhex(sealed).filter(|bytes| bytes.len() > 24).ok_or(CannotOpen)?;
        let (nonce, sealed) = bytes.split_at(24);
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| CannotOpen)?;
        self.keys(purpose)
            .find_map(|key| {
                XChaCha20Poly1305::new(&key.into())
                    .decrypt(&XNonce::from(nonce), sealed)
                    .ok()
            })
            .and_then(|text| String::from_utf8(text).ok())
            .ok_or(CannotOpen)
    }

    /// A long text that only this server can make again from the same subject.
    pub fn tag(&self, purpose: &str, subject: &str) -> String {
        hex(&mac(&self.key(purpose), subject.as_bytes()))
    }

    /// Seals bytes so that only this server reads them: XChaCha20-Poly1305, the nonce first.
    pub fn seal_bytes(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let nonce: [u8; 24] = rand::random();
        let cipher = XChaCha20Poly1305::new(&self.key(purpose).into());
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), plain)
            .map_err(|_| CannotOpen)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens the output of [`Secrets::seal_bytes`].
    pub fn open_bytes(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (nonce, sealed) = sealed.split_at_checked(24).ok_or(CannotOpen)?;
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| CannotOpen)?;
        self.keys(purpose)
            .find_map(|key| {
                XChaCha20Poly1305::new(&key.into())
                    .decrypt(&XNonce::from(nonce), sealed)
                    .ok()
            })
            .ok_or(CannotOpen)
    }

    /// A six-digit code that only this server can make again from the same subject.
    pub fn six_digits(&self, subject: &str) -> String {
        let tag = mac(&self.key("one-time-code"), subject.as_bytes());
        let number = u64::from_be_bytes([tag[0], tag[1], tag[2], tag[3], tag[4], tag[5], tag[6], tag[7]]);
        format!("{:06}", number % 1_000_000)
    }
}

/// The key of a purpose, by HKDF's extraction: HMAC-SHA256 of the purpose under the hashed secret. One block is all
/// that a key takes, so nothing is expanded; and what was sealed before the crate came opens with the same keys.
fn derive(secret: &str, purpose: &str) -> [u8; 32] {
    mac(&Sha256::digest(secret.as_bytes()).into(), purpose.as_bytes())
}

/// HMAC-SHA256, which is what HKDF extracts with.
fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    Hkdf::<Sha256>::extract(Some(key), message).0.into()
}

/// SHA-256 in hex: how tokens and keys, which are long and random, are stored.
pub fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// SHA-256 of bytes in hex.
pub fn hash_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// `bytes` random bytes in hex.
pub fn random_text(bytes: usize) -> String {
    let mut random = vec![0u8; bytes];
    rand::rng().fill(&mut random[..]);
    hex(&random)
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_an_older_secret_too_but_with_no_other() {
        let old = Secrets::of("the old secret");
        let sealed = old.seal("iban", "GB33BUKB20201555555555").unwrap();
        let rotated = Secrets(["the new secret".to_owned(), "the old secret".to_owned()].into());
        assert_eq!(rotated.open("iban", &sealed).unwrap(), "GB33BUKB20201555555555");
        assert!(rotated.open("other purpose", &sealed).is_err());
        assert!(Secrets::of("another").open("iban", &sealed).is_err());
    }

    #[test]
    fn what_was_sealed_before_hkdf_came_still_opens_and_every_key_is_what_it_was() {
        let secrets = Secrets::of("the old secret");
        let sealed = "000102030405060708090a0b0c0d0e0f1011121314151617\
                      5bd314f33f7e43a9349d92243898225fddf3179b442c8592ac7b6ce4b4174cdd960e5b1e193e";
        assert_eq!(secrets.open("iban", sealed).unwrap(), "GB33BUKB20201555555555");
        assert_eq!(
            hex(&secrets.key("iban")),
            "65b70af446ede9786ac1e5716479e381f6521a85eb55f70c8e4262f3d8eef269"
        );
        assert_eq!(
            secrets.tag("invitation", "inv_1"),
            "0152addecc6a1016717553f1b46f30dd32ffa325aee8b0efa80451d9c32ef010"
        );
        assert_eq!(secrets.six_digits("code_1"), "756215");
    }
}
