//! SQL of users.

use crate::accounts::TERMS_VERSION;
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::UserId;
use crate::viewer::AdminRole;
use crate::viewer::permission::Duty;

crate::row! {
    /// A person as stored.
    #[derive(Debug, Clone)]
    pub struct UserRow {
        pub user_id: UserId,
        pub email: String,
        pub name: Option<String>,
        pub password_hash: String,
        pub role: Option<AdminRole>,
        pub verified_at: Option<Millis>,
        pub disabled_at: Option<Millis>,
    }
}

const USER: &str =
    "select user_id, email, name, password_hash, role, verified_at, disabled_at from users where email = $1";

pub async fn find_user(db: &Db, email: &str) -> sqlx::Result<Option<UserRow>> {
    sqlx::query_as(USER).bind(email).fetch_optional(db.reader()).await
}

pub async fn user_by_email(tx: &mut Tx, email: &str) -> sqlx::Result<Option<UserRow>> {
    sqlx::query_as(USER).bind(email).fetch_optional(&mut **tx).await
}

pub async fn user_in(tx: &mut Tx, user_id: &UserId) -> sqlx::Result<Option<UserRow>> {
    sqlx::query_as(
        "select user_id, email, name, password_hash, role, verified_at, disabled_at from users where user_id = $1",
    )
    .bind(user_id.as_str())
    .fetch_optional(&mut **tx)
    .await
}

/// Locks a person's row: codes, numbers and passwords of one person change one after the other.
pub async fn lock_user(tx: &mut Tx, user_id: &UserId) -> sqlx::Result<bool> {
    tx.lock("select 1 from users where user_id = $1", &[user_id.as_str()])
        .await
}

pub async fn user_by_id(db: &Db, user_id: &UserId) -> sqlx::Result<Option<UserRow>> {
    sqlx::query_as(
        "select user_id, email, name, password_hash, role, verified_at, disabled_at from users where user_id = $1",
    )
    .bind(user_id.as_str())
    .fetch_optional(db.reader())
    .await
}

/// A person about to be written.
pub struct NewUser<'a> {
    pub user_id: &'a UserId,
    pub email: &'a str,
    pub password_hash: &'a str,
    pub role: Option<AdminRole>,
    pub verified: bool,
}

pub async fn insert_user(tx: &mut Tx, user: &NewUser<'_>, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into users (user_id, email, password_hash, role, verified_at, terms_version, terms_accepted_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)",
    )
    .bind(user.user_id.as_str())
    .bind(user.email)
    .bind(user.password_hash)
    .bind(user.role.map(AdminRole::as_str))
    .bind(user.verified.then_some(now.0))
    .bind(TERMS_VERSION)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub async fn verify_user(tx: &mut Tx, user_id: &UserId, now: Millis) -> sqlx::Result<()> {
    sqlx::query("update users set verified_at = $2 where user_id = $1 and verified_at is null")
        .bind(user_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Stores an unverified phone number.
pub async fn set_phone(tx: &mut Tx, user_id: &UserId, phone: &str) -> sqlx::Result<()> {
    sqlx::query("update users set phone = $2, phone_verified_at = null where user_id = $1")
        .bind(user_id.as_str())
        .bind(phone)
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub async fn verify_phone(tx: &mut Tx, user_id: &UserId, now: Millis) -> sqlx::Result<()> {
    sqlx::query("update users set phone_verified_at = $2 where user_id = $1 and phone is not null")
        .bind(user_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// A person's number, and when it was verified.
pub async fn phone_of(db: &Db, user_id: &UserId) -> sqlx::Result<(Option<String>, Option<Millis>)> {
    let row: Option<(Option<String>, Option<i64>)> =
        sqlx::query_as("select phone, phone_verified_at from users where user_id = $1")
            .bind(user_id.as_str())
            .fetch_optional(db.reader())
            .await?;
    let (phone, verified_at) = row.unwrap_or_default();
    Ok((phone, verified_at.map(Millis)))
}

pub async fn set_name(tx: &mut Tx, user_id: &UserId, name: &str) -> sqlx::Result<()> {
    sqlx::query("update users set name = $2 where user_id = $1")
        .bind(user_id.as_str())
        .bind(name)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Sets a password that was chosen without knowing the one before.
pub async fn reset_password(tx: &mut Tx, user_id: &UserId, hash: &str, now: Millis) -> sqlx::Result<()> {
    sqlx::query("update users set password_hash = $2, password_reset_at = $3 where user_id = $1")
        .bind(user_id.as_str())
        .bind(hash)
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub async fn set_password(tx: &mut Tx, user_id: &UserId, hash: &str) -> sqlx::Result<()> {
    sqlx::query("update users set password_hash = $2 where user_id = $1")
        .bind(user_id.as_str())
        .bind(hash)
        .execute(&mut **tx)
        .await
        .map(drop)
}

crate::row! {
    /// One of the marketplace's own people.
    struct Own {
        email: String,
        role: AdminRole,
    }
}

/// The addresses of the marketplace's own people whose role has the duty, for mail.
pub async fn admin_addresses(db: &Db, duty: Duty) -> sqlx::Result<Vec<String>> {
    let rows: Vec<Own> = sqlx::query_as(
        "select email, role from users where role is not null and disabled_at is null order by user_id",
    )
    .fetch_all(db.reader())
    .await?;
    let concerned = rows.into_iter().filter(|own| own.role.has(duty));
    Ok(concerned.map(|own| own.email).collect())
}
