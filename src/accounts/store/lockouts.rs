//! SQL of failed attempts and locks.

use crate::clock::Millis;
use crate::db::{Db, Tx};

/// Allowed attempts, their window, and the lock's duration.
#[derive(Debug, Clone, Copy)]
pub struct AttemptLimit {
    pub tries: i64,
    pub within_ms: i64,
    pub locked_ms: i64,
}

/// Counts a try in one statement before it is checked: `None` if the account is locked from that place, else
/// the end of a lock that this try caused, or 0.
pub async fn count_try(
    tx: &mut Tx,
    account_hash: &str,
    guess: &str,
    place: &str,
    leave: AttemptLimit,
    now: Millis,
) -> sqlx::Result<Option<Millis>> {
    let counted: Option<(i64,)> = sqlx::query_as(
        "insert into lockouts (account_hash, guess, place, tries, since, locked_until) values ($1, $2, $7, 1, $3, 0)
         on conflict (account_hash, guess, place) do update set
             tries = case when lockouts.since <= $4 or lockouts.locked_until > 0 then 1 else lockouts.tries + 1 end,
             since = case when lockouts.since <= $4 or lockouts.locked_until > 0 then $3 else lockouts.since end,
             locked_until = case when lockouts.since <= $4 or lockouts.locked_until > 0 or lockouts.tries < $5
                 then 0 else $6 end
         where lockouts.locked_until <= $3
         returning locked_until",
    )
    .bind(account_hash)
    .bind(guess)
    .bind(now.0)
    .bind(now.plus(-leave.within_ms).0)
    .bind(leave.tries)
    .bind(now.plus(leave.locked_ms).0)
    .bind(place)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(counted.map(|(locked_until,)| Millis(locked_until)))
}

/// End of the account's lock for that place, if locked.
pub async fn locked_until(
    db: &Db,
    account_hash: &str,
    guess: &str,
    place: &str,
    now: Millis,
) -> sqlx::Result<Option<Millis>> {
    let locked: Option<(i64,)> = sqlx::query_as(
        "select locked_until from lockouts
         where account_hash = $1 and guess = $2 and place = $3 and locked_until > $4",
    )
    .bind(account_hash)
    .bind(guess)
    .bind(place)
    .bind(now.0)
    .fetch_optional(db.reader())
    .await?;
    Ok(locked.map(|(until,)| Millis(until)))
}

/// Takes back the newest try; the others stay counted.
pub async fn give_back_try(tx: &mut Tx, account_hash: &str, guess: &str, place: &str) -> sqlx::Result<()> {
    sqlx::query(
        "update lockouts set tries = tries - 1
         where account_hash = $1 and guess = $2 and place = $3 and tries > 0",
    )
    .bind(account_hash)
    .bind(guess)
    .bind(place)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Forgets the tries from one place and opens its lock.
pub async fn clear_tries(tx: &mut Tx, account_hash: &str, guess: &str, place: &str) -> sqlx::Result<()> {
    sqlx::query("delete from lockouts where account_hash = $1 and guess = $2 and place = $3")
        .bind(account_hash)
        .bind(guess)
        .bind(place)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Forgets the tries from everywhere and opens every lock.
pub async fn clear_all_tries(tx: &mut Tx, account_hash: &str, guess: &str) -> sqlx::Result<()> {
    sqlx::query("delete from lockouts where account_hash = $1 and guess = $2")
        .bind(account_hash)
        .bind(guess)
        .execute(&mut **tx)
        .await
        .map(drop)
}
