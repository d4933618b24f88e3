//! JSON Web Tokens signed by us: `jsonwebtoken` with HS256 only.
//!
//! The crate's own set of algorithms brings RSA and elliptic curves, which we have no use for and which have
//! advisories; so it is given the one algorithm that is used, from the crates that are here already.

use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{self, Signer, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use std::sync::Once;

/// Signs the claims.
pub fn sign(claims: &impl Serialize, key: &[u8]) -> Result<String> {
    install();
    jsonwebtoken::encode(
        &Header::new(Algorithm::HS256),
        claims,
        &EncodingKey::from_secret(key),
    )
}

/// The claims of a token that was signed with this key, by this issuer, for this audience. Whether it has expired
/// is for the caller to decide, by the clock of the application.
pub fn read<T: DeserializeOwned + Clone>(token: &str, key: &[u8], issuer: &str, audience: &str) -> Result<T> {
    install();
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    validation.validate_exp = false;
    Ok(jsonwebtoken::decode::<T>(token, &DecodingKey::from_secret(key), &validation)?.claims)
}

/// Names our provider to the crate, once per process.
fn install() {
    static INSTALLED: Once = Once::new();
    static PROVIDER: CryptoProvider = CryptoProvider {
        signer_factory: |algorithm, key| Ok(Box::new(Hs256::new(*algorithm, key.as_bytes())?)),
        verifier_factory: |algorithm, key| Ok(Box::new(Hs256::new(*algorithm, key.try_get_as_bytes()?)?)),
        key_utils: KeyUtils::new_unimplemented(),
    };
    INSTALLED.call_once(|| {
        if PROVIDER.install_default().is_err() {
            tracing::error!("another provider of signatures was installed before");
        }
    });
}

/// HMAC with SHA-256 under one key.
struct Hs256(Hmac<Sha256>);

impl Hs256 {
    fn new(algorithm: Algorithm, key: &[u8]) -> Result<Self> {
        if algorithm != Algorithm::HS256 {
            return Err(ErrorKind::InvalidAlgorithm.into());
        }
        let mac = Hmac::new_from_slice(key).map_err(|_| ErrorKind::InvalidKeyFormat)?;
        Ok(Self(mac))
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, signature::Error> {
        let mac = self.0.clone().chain_update(message);
        Ok(mac.finalize().into_bytes().to_vec())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), signature::Error> {
        let mac = self.0.clone().chain_update(message);
        mac.verify_slice(signature).map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// The example of RFC 7515, appendix A.1.
    #[test]
    fn a_token_of_the_standard_is_verified() {
        let key = [
            3, 35, 53, 75, 43, 15, 165, 188, 131, 126, 6, 101, 119, 123, 166, 143, 90, 179, 40, 230, 240, 84,
            201, 40, 169, 15, 132, 178, 210, 80, 46, 191, 211, 251, 90, 146, 210, 6, 71, 239, 150, 138, 180,
            195, 119, 98, 61, 34, 61, 46, 33, 114, 5, 46, 79, 8, 192, 205, 154, 245, 103, 208, 128, 163,
        ];
        let signed = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        install();
        let fits = |signature: &str| {
            let key = DecodingKey::from_secret(&key);
            jsonwebtoken::crypto::verify(signature, signed.as_bytes(), &key, Algorithm::HS256)
                .expect("a verdict")
        };
        assert!(fits("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!fits("eBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
    }

    #[test]
    fn claims_are_read_with_the_key_that_signed_them_only() {
        let claims = json!({ "iss": "us", "aud": "them", "exp": 1 });
        let token = sign(&claims, b"one key").expect("a token");
        assert_eq!(
            read::<Value>(&token, b"one key", "us", "them").expect("claims"),
            claims
        );
        assert!(read::<Value>(&token, b"another", "us", "them").is_err());
        assert!(read::<Value>(&token, b"one key", "us", "others").is_err());
    }
}
