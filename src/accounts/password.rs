//! Passwords: argon2id, checked on threads of their own, few at a time.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Longest password taken, in bytes; longer ones are refused before they are hashed.
const LONGEST: usize = 4096;
const SHORTEST: usize = 8;

/// Each hash takes 19 MiB and a core for some tens of milliseconds: with half of the cores, memory and the other pages
/// are safe.
static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Semaphore::new((cores / 2).max(1))
});

/// What an absent account's password is checked against, so that its absence takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now(&crate::secret::random_text(16)));

/// Why a password cannot be chosen.
pub fn too_weak(password: &str) -> Option<String> {
    if password.chars().count() < SHORTEST {
        Some(format!("A password has at least {SHORTEST} characters."))
    } else if password.len() > LONGEST {
        Some(format!("A password has at most {LONGEST} characters."))
    } else {
        None
    }
}

fn hash_now(password: &str) -> String {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .unwrap_or_default()
}

/// Hashes a password with a salt of its own.
pub async fn hash(password: &str) -> String {
    let password = password.to_owned();
    let _turn = AT_ONCE.acquire().await;
    tokio::task::spawn_blocking(move || hash_now(&password))
        .await
        .unwrap_or_default()
}

/// Hashes a password with a given salt, in the same time as [`verify`] takes: equal passwords have equal hashes.
pub async fn hash_with(password: &str, salt: [u8; 16]) -> String {
    if password.len() > LONGEST {
        return String::new();
    }
    let password = password.to_owned();
    let _turn = AT_ONCE.acquire().await;
    tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .unwrap_or_default()
    })
    .await
    .unwrap_or_default()
}

/// Whether the password belongs to the hash; without a hash, takes as long and says no.
pub async fn verify(password: &str, stored: Option<&str>) -> bool {
    if password.len() > LONGEST {
        return false;
    }
    let password = password.to_owned();
    let stored = stored.map(str::to_owned);
    let _turn = AT_ONCE.acquire().await;
    let checked = tokio::task::spawn_blocking(move || {
        let known = stored.is_some();
        let hash = stored.unwrap_or_else(|| NOBODY.clone());
        let fits = PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        });
        known && fits
    });
    checked.await.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let hash = super::hash("correct horse").await;
        assert!(hash.starts_with("$argon2id$"));
        assert!(super::verify("correct horse", Some(&hash)).await);
        assert!(!super::verify("wrong horse", Some(&hash)).await);
        assert!(!super::verify("correct horse", None).await);
    }
}
