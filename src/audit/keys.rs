//! Encryption keys per person and shop, sealed with the server's secret. What is discarded stays discarded.

use crate::clock::Millis;
use crate::db::Tx;
use crate::secret::{CannotOpen, Secrets, random_text};

const KEY: &str = "person-key";
const ENTRY: &str = "audit-entry";

fn broken(error: CannotOpen) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}

crate::row! {
    struct StoredKey {
        sealed_key: Option<String>,
    }
}

async fn kept(tx: &mut Tx, person_id: &str) -> sqlx::Result<Option<StoredKey>> {
    sqlx::query_as("select sealed_key from person_keys where person_id = $1")
        .bind(person_id)
        .fetch_optional(&mut **tx)
        .await
}

/// Seals a text for that person or shop; none if their key was discarded.
pub(super) async fn seal(
    tx: &mut Tx,
    person_id: &str,
    text: &str,
    now: Millis,
) -> sqlx::Result<Option<String>> {
    let secrets = tx.secrets().clone();
    let kept = match kept(tx, person_id).await? {
        Some(kept) => Some(kept),
        None => {
            let sealed = secrets.seal(KEY, &random_text(32)).map_err(broken)?;
            sqlx::query(
                "insert into person_keys (person_id, sealed_key, created_at) values ($1, $2, $3)
                 on conflict (person_id) do nothing",
            )
            .bind(person_id)
            .bind(sealed)
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
            kept(tx, person_id).await?
        }
    };
    let Some(sealed_key) = kept.and_then(|kept| kept.sealed_key) else {
        return Ok(None);
    };
    let key = secrets.open(KEY, &sealed_key).map_err(broken)?;
    Secrets::of(&key).seal(ENTRY, text).map(Some).map_err(broken)
}

/// Opens a text sealed with that key; none if the key is gone.
pub(super) fn open(secrets: &Secrets, sealed_key: Option<&str>, sealed: &str) -> Option<String> {
    let key = secrets.open(KEY, sealed_key?).ok()?;
    Secrets::of(&key).open(ENTRY, sealed).ok()
}

/// Discards the key of a person or shop, making its sealed data unreadable for good.
pub async fn discard(tx: &mut Tx, person_id: &str, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into person_keys (person_id, sealed_key, created_at, discarded_at) values ($1, null, $2, $2)
         on conflict (person_id) do update set sealed_key = null, discarded_at = excluded.discarded_at",
    )
    .bind(person_id)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}
