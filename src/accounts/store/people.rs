//! SQL of people for admins.

use crate::clock::Millis;
use crate::db::{Db, Tx, literal};
use crate::id::{SellerId, SessionId, UserId};
use crate::keyset::{Keyset, Window};
use crate::viewer::{AdminRole, MemberRole, SellerStatus};
use sqlx::AssertSqlSafe;

crate::row! {
    /// A person as admins find them.
    #[derive(Debug, Clone)]
    pub struct PersonRow {
        pub user_id: UserId,
        pub email: String,
        pub name: Option<String>,
        pub role: Option<AdminRole>,
        pub created_at: Millis,
        pub verified_at: Option<Millis>,
        pub disabled_at: Option<Millis>,
        /// The admin who disabled them; none if the account was removed.
        pub disabled_by: Option<UserId>,
        pub disabled_reason: Option<String>,
    }
}

impl PersonRow {
    /// Whether the account was permanently removed.
    pub fn is_removed(&self) -> bool {
        self.disabled_at.is_some() && self.disabled_by.is_none()
    }
}

/// Filter of people: part of address or name or a whole id, and a role (`Some(None)`: no admin role).
#[derive(Debug, Clone, Default)]
pub struct PeopleFilter {
    pub words: String,
    pub role: Option<Option<AdminRole>>,
}

/// People, the newest first.
pub async fn people(db: &Db, filter: &PeopleFilter, keyset: &Keyset) -> sqlx::Result<Window<PersonRow>> {
    let words = filter.words.to_lowercase().replace('\0', "");
    let escaped = literal(&words);
    let mut conditions = String::new();
    let mut bound = Vec::new();
    if !words.is_empty() {
        conditions.push_str(
            "(email like $1 escape '\\' or lower(coalesce(name, '')) like $1 escape '\\' or lower(user_id) = $2) and ",
        );
        bound.extend([format!("%{escaped}%"), words]);
    }
    match filter.role {
        Some(Some(role)) => {
            bound.push(role.as_str().to_owned());
            conditions.push_str(&format!("role = ${} and ", bound.len()));
        }
        Some(None) => conditions.push_str("role is null and "),
        None => {}
    }
    let sql = format!(
        "select user_id, email, name, role, created_at, verified_at, disabled_at, disabled_by, disabled_reason
         from users where {conditions}{}",
        keyset.tail("user_id", bound.len() + 1)
    );
    let mut query = sqlx::query_as(AssertSqlSafe(sql));
    for value in bound {
        query = query.bind(value);
    }
    let rows = query
        .bind(keyset.bound(UserId::PREFIX))
        .bind(keyset.fetch())
        .fetch_all(db.reader())
        .await?;
    Ok(keyset.cut(rows, |row: &PersonRow| row.user_id.to_string()))
}

const PERSON: &str =
    "select user_id, email, name, role, created_at, verified_at, disabled_at, disabled_by, disabled_reason
     from users where user_id = $1";

pub async fn person(db: &Db, user_id: &UserId) -> sqlx::Result<Option<PersonRow>> {
    sqlx::query_as(PERSON)
        .bind(user_id.as_str())
        .fetch_optional(db.reader())
        .await
}

pub async fn person_in(tx: &mut Tx, user_id: &UserId) -> sqlx::Result<Option<PersonRow>> {
    sqlx::query_as(PERSON)
        .bind(user_id.as_str())
        .fetch_optional(&mut **tx)
        .await
}

crate::row! {
    /// A shop that a person belongs to.
    #[derive(Debug, Clone)]
    pub struct PlaceRow {
        pub seller_id: SellerId,
        pub shop_name: String,
        pub status: SellerStatus,
        pub role: MemberRole,
    }
}

pub async fn places_of(db: &Db, user_id: &UserId) -> sqlx::Result<Vec<PlaceRow>> {
    sqlx::query_as(
        "select s.seller_id, s.shop_name, s.status, m.role from members m
         join sellers s on s.seller_id = m.seller_id where m.user_id = $1 order by s.seller_id limit 200",
    )
    .bind(user_id.as_str())
    .fetch_all(db.reader())
    .await
}

/// Locks the super admins' rows until the transaction ends, so that two acting on each other take turns.
pub async fn hold_super_admins(tx: &mut Tx) -> sqlx::Result<()> {
    let super_admins = "select 1 from users where role = 'super_admin' order by user_id";
    tx.lock(super_admins, &[]).await.map(drop)
}

/// Disables an active account; returns whether it did.
pub async fn disable_user(
    tx: &mut Tx,
    user_id: &UserId,
    by: &UserId,
    reason: &str,
    now: Millis,
) -> sqlx::Result<bool> {
    let disabled = sqlx::query(
        "update users set disabled_at = $2, disabled_by = $3, disabled_reason = $4
         where user_id = $1 and disabled_at is null",
    )
    .bind(user_id.as_str())
    .bind(now.0)
    .bind(by.as_str())
    .bind(reason)
    .execute(&mut **tx)
    .await?;
    Ok(disabled.rows_affected() == 1)
}

/// Enables an account that an admin disabled; returns whether it did. A removed one stays removed.
pub async fn enable_user(tx: &mut Tx, user_id: &UserId) -> sqlx::Result<bool> {
    let enabled = sqlx::query(
        "update users set disabled_at = null, disabled_by = null, disabled_reason = null
         where user_id = $1 and disabled_by is not null",
    )
    .bind(user_id.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(enabled.rows_affected() == 1)
}

/// Sets a person's admin role and ends their viewing of a shop.
pub async fn set_role(tx: &mut Tx, user_id: &UserId, role: Option<AdminRole>) -> sqlx::Result<()> {
    sqlx::query("update users set role = $2 where user_id = $1")
        .bind(user_id.as_str())
        .bind(role.map(AdminRole::as_str))
        .execute(&mut **tx)
        .await?;
    sqlx::query("update sessions set looking_at = null, looking_until = null where user_id = $1")
        .bind(user_id.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Makes a browser session view a shop until then; returns whether the shop exists.
pub async fn look_at(
    tx: &mut Tx,
    session_id: &SessionId,
    seller_id: &SellerId,
    until: Millis,
) -> sqlx::Result<bool> {
    let looking = sqlx::query(
        "update sessions set looking_at = $2, looking_until = $3
         where session_id = $1 and ended_at is null
           and exists (select 1 from sellers s where s.seller_id = $2 and s.status <> 'closed')",
    )
    .bind(session_id.as_str())
    .bind(seller_id.as_str())
    .bind(until.0)
    .execute(&mut **tx)
    .await?;
    Ok(looking.rows_affected() == 1)
}

/// Ends viewing; returns whether the session was viewing that shop.
pub async fn look_away(tx: &mut Tx, session_id: &SessionId, seller_id: &SellerId) -> sqlx::Result<bool> {
    let ended = sqlx::query(
        "update sessions set looking_at = null, looking_until = null
         where session_id = $1 and looking_at = $2",
    )
    .bind(session_id.as_str())
    .bind(seller_id.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(ended.rows_affected() == 1)
}
