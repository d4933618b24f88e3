//! SQL of unverified registrations.

use crate::accounts::TERMS_VERSION;
use crate::accounts::code::MOST_TRIES;
use crate::accounts::registration::NewShop;
use crate::clock::Millis;
use crate::db::{Column, Db, Tx};
use crate::id::{SellerId, UserId};
use sqlx::FromRow;

/// A registration waiting for its code.
#[derive(Debug, Clone)]
pub struct RegistrationRow {
    /// The id that the shop will have.
    pub seller_id: SellerId,
    pub email: String,
    pub password_hash: String,
    pub shop: NewShop,
    pub terms_version: String,
    pub created_at: Millis,
    pub code_id: Option<String>,
    pub code_hash: Option<String>,
}

impl<'r> FromRow<'r, sqlx::any::AnyRow> for RegistrationRow {
    fn from_row(row: &'r sqlx::any::AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            seller_id: Column::read(row, "seller_id")?,
            email: Column::read(row, "email")?,
            password_hash: Column::read(row, "password_hash")?,
            shop: NewShop {
                shop_name: Column::read(row, "shop_name")?,
                country: Column::read(row, "country")?,
                currency: Column::read(row, "currency")?,
                timezone: Column::read(row, "timezone")?,
                phone: Column::read(row, "phone")?,
            },
            terms_version: Column::read(row, "terms_version")?,
            created_at: Column::read(row, "created_at")?,
            code_id: Column::read(row, "code_id")?,
            code_hash: Column::read(row, "code_hash")?,
        })
    }
}

pub async fn insert_registration(
    tx: &mut Tx,
    seller_id: &SellerId,
    email: &str,
    password_hash: &str,
    shop: &NewShop,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into registrations (seller_id, email, password_hash, shop_name, country, currency, timezone, phone,
             terms_version, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(seller_id.as_str())
    .bind(email)
    .bind(password_hash)
    .bind(&shop.shop_name)
    .bind(&shop.country)
    .bind(shop.currency.code())
    .bind(&shop.timezone)
    .bind(shop.phone.as_deref())
    .bind(TERMS_VERSION)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The newest of the address's registrations made since then with that password.
pub async fn registration_with(
    db: &Db,
    email: &str,
    password_hash: &str,
    since: Millis,
) -> sqlx::Result<Option<SellerId>> {
    let found: Option<(String,)> = sqlx::query_as(
        "select seller_id from registrations where email = $1 and password_hash = $2 and created_at > $3
         order by created_at desc, seller_id desc limit 1",
    )
    .bind(email)
    .bind(password_hash)
    .bind(since.0)
    .fetch_optional(db.reader())
    .await?;
    Ok(found.map(|(seller_id,)| SellerId::stored(seller_id)))
}

/// The registration of that id, if it is of the address; without an id the address's two newest.
pub async fn registrations_of(
    tx: &mut Tx,
    email: &str,
    seller_id: Option<&str>,
) -> sqlx::Result<Vec<RegistrationRow>> {
    sqlx::query_as(
        "select seller_id, email, password_hash, shop_name, country, currency, timezone, phone,
             terms_version, created_at, code_id, code_hash
        from registrations where email = $1 and ($2 = '' or seller_id = $2)
         order by created_at desc, seller_id desc limit 2",
    )
    .bind(email)
    .bind(seller_id.unwrap_or_default())
    .fetch_all(&mut **tx)
    .await
}

/// The registration that needs its first code.
pub async fn registration_of(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<Option<RegistrationRow>> {
    sqlx::query_as(
        "select seller_id, email, password_hash, shop_name, country, currency, timezone, phone,
             terms_version, created_at, code_id, code_hash
        from registrations where seller_id = $1",
    )
    .bind(seller_id.as_str())
    .fetch_optional(&mut **tx)
    .await
}

/// Sets a registration's code; returns false if it has a newer one. The same code again keeps its tries.
pub async fn set_registration_code(
    tx: &mut Tx,
    seller_id: &SellerId,
    code_id: &str,
    code_hash: &str,
    at: Millis,
) -> sqlx::Result<bool> {
    let set = sqlx::query(
        "update registrations set
             tries = case when code_id = $2 then tries else 0 end,
             open_tries = case when code_id = $2 then open_tries else 0 end,
             code_id = $2, code_hash = $3, code_at = $4
         where seller_id = $1 and code_at <= $4",
    )
    .bind(seller_id.as_str())
    .bind(code_id)
    .bind(code_hash)
    .bind(at.0)
    .execute(&mut **tx)
    .await?;
    Ok(set.rows_affected() == 1)
}

/// Counts a try at one registration, and returns it while its code is valid.
pub async fn try_registration(
    tx: &mut Tx,
    email: &str,
    seller_id: &str,
    since: Millis,
) -> sqlx::Result<Vec<RegistrationRow>> {
    sqlx::query_as(
        "update registrations set tries = tries + 1
         where email = $1 and seller_id = $2 and tries < $3 and code_at > $4 and code_hash is not null
         returning seller_id, email, password_hash, shop_name, country, currency, timezone, phone,
             terms_version, created_at, code_id, code_hash",
    )
    .bind(email)
    .bind(seller_id)
    .bind(MOST_TRIES)
    .bind(since.0)
    .fetch_all(&mut **tx)
    .await
}

/// Counts a try at every registration of an address with a valid code, and returns them.
pub async fn try_registrations(
    tx: &mut Tx,
    email: &str,
    since: Millis,
) -> sqlx::Result<Vec<RegistrationRow>> {
    sqlx::query_as(
        "update registrations set open_tries = open_tries + 1
         where email = $1 and open_tries < $2 and code_at > $3 and code_hash is not null
         returning seller_id, email, password_hash, shop_name, country, currency, timezone, phone,
             terms_version, created_at, code_id, code_hash",
    )
    .bind(email)
    .bind(MOST_TRIES)
    .bind(since.0)
    .fetch_all(&mut **tx)
    .await
}

/// Removes every registration of an address: it has an account.
pub async fn forget_registrations(tx: &mut Tx, email: &str) -> sqlx::Result<()> {
    sqlx::query("delete from registrations where email = $1")
        .bind(email)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Ends everything an unverified person could have started: sessions, keys, codes, a second factor, devices.
pub async fn end_unproven(tx: &mut Tx, user_id: &UserId, now: Millis) -> sqlx::Result<()> {
    super::end_other_sessions(tx, user_id, None, now).await?;
    super::delete_factor(tx, user_id).await?;
    super::forget_devices(tx, user_id).await?;
    sqlx::query("update api_keys set revoked_at = $2 where created_by = $1 and revoked_at is null")
        .bind(user_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query("delete from one_time_codes where user_id = $1")
        .bind(user_id.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Notes which terms were accepted, and when.
pub async fn accept_terms(
    tx: &mut Tx,
    user_id: &UserId,
    terms_version: &str,
    at: Millis,
) -> sqlx::Result<()> {
    sqlx::query("update users set terms_version = $2, terms_accepted_at = $3 where user_id = $1")
        .bind(user_id.as_str())
        .bind(terms_version)
        .bind(at.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}
