//! Password hashing with argon2id on dedicated threads, at most one per core at a time. Networks take turns,
//! so that whoever tries many passwords keeps only their own waiting.

use crate::audit;
use crate::fair::{Bounds, FairQueue, Turn};
use crate::problem::{Code, Problem};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use std::sync::LazyLock;
use std::time::Duration;

/// Longest accepted password, in bytes; longer ones are rejected before hashing.
const LONGEST: usize = 4096;
const SHORTEST: usize = 8;

/// Queue for hashing; each hash takes 19 MiB and a core for some tens of milliseconds.
static QUEUE: LazyLock<FairQueue> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    FairQueue::new(Bounds {
        at_once: cores,
        at_once_of_one: cores,
        waiting: 256,
        waiting_of_one: 32,
    })
});
/// Longest wait for a hashing turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// Hash that passwords of unknown accounts are checked against, so that timing does not differ.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now(&crate::secret::random_text(16)).unwrap_or_default());

/// Why a password cannot be chosen.
pub fn too_weak(password: &str) -> Option<String> {
    if password.chars().count() < SHORTEST {
        Some(format!("A password needs at least {SHORTEST} characters."))
    } else if password.len() > LONGEST {
        Some(format!("A password can have at most {LONGEST} characters."))
    } else {
        None
    }
}

fn hash_now(password: &str) -> argon2::password_hash::Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes())?;
    Ok(hash.to_string())
}

/// Hashing turn of the calling network; our own programs share one.
async fn turn() -> Result<Turn, Problem> {
    let network = audit::asking_network().map(|network| network.to_string());
    let turn = QUEUE.turn(&network.unwrap_or_default(), PATIENCE).await;
    turn.map_err(|_| too_many())
}

fn too_many() -> Problem {
    Problem {
        retry_after_s: Some(5),
        ..Problem::new(
            Code::Overloaded,
            "Many people are signing in right now. Nothing was lost: try again in a few seconds.",
        )
    }
}

/// Hashes a password with a salt of its own.
pub async fn hash(password: &str) -> Result<String, Problem> {
    let password = password.to_owned();
    let turn = turn().await?;
    let hashed = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        hash_now(&password)
    });
    let hashed = hashed.await.map_err(|error| Problem::internal(&error))?;
    hashed.map_err(|error| Problem::internal(&error))
}

/// Hashes a password with a given salt in the time [`verify`] takes; equal passwords have equal hashes. One
/// that is too long has none.
pub async fn hash_with(password: &str, salt: [u8; 16]) -> Result<String, Problem> {
    if password.len() > LONGEST {
        return Ok(String::new());
    }
    let password = password.to_owned();
    let turn = turn().await?;
    let hashed = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
    });
    let hashed = hashed.await.map_err(|error| Problem::internal(&error))?;
    hashed.map_err(|error| Problem::internal(&error))
}

/// Whether the password matches the hash; without a hash it takes as long and returns false.
pub async fn verify(password: &str, stored: Option<&str>) -> Result<bool, Problem> {
    if password.len() > LONGEST {
        return Ok(false);
    }
    let password = password.to_owned();
    let stored = stored.map(str::to_owned);
    let turn = turn().await?;
    let checked = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let known = stored.is_some();
        let hash = stored.unwrap_or_else(|| NOBODY.clone());
        let fits = PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        });
        known && fits
    });
    checked.await.map_err(|error| Problem::internal(&error))
}

#[cfg(test)]
mod tests {
    use crate::problem::{Code, Problem};

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let hash = super::hash("correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(super::verify("correct horse", Some(&hash)).await.unwrap());
        assert!(!super::verify("wrong horse", Some(&hash)).await.unwrap());
        assert!(!super::verify("correct horse", None).await.unwrap());
    }

    /// Tries a password from an address, as a request would.
    async fn tried(address: &str, hash: String) -> Result<bool, Problem> {
        let address = address.parse().ok();
        crate::audit::asked_by(None, address, super::verify("correct horse", Some(&hash))).await
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_network_that_tries_many_passwords_keeps_nobody_else_waiting() {
        let hash = super::hash("correct horse").await.unwrap();
        // One address after the other of the same net.
        let flood = (0..400).map(|at| {
            let hash = hash.clone();
            tokio::spawn(async move { tried(&format!("2001:db8::{at:x}"), hash).await })
        });
        let flood: Vec<_> = flood.collect();
        let asked = std::time::Instant::now();
        assert!(tried("192.0.2.1", hash.clone()).await.unwrap());
        assert!(
            asked.elapsed() < std::time::Duration::from_secs(2),
            "{:?}",
            asked.elapsed()
        );
        let mut refused = 0;
        for tried in flood {
            if let Err(problem) = tried.await.unwrap() {
                assert_eq!((problem.code, problem.retry_after_s), (Code::Overloaded, Some(5)));
                refused += 1;
            }
        }
        assert!(refused > 300, "{refused}");
    }
}
