//! SQL of sellers and their members.

use crate::accounts::SellerRow;
use crate::accounts::registration::NewShop;
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{SellerId, UserId};
use crate::viewer::{Grant, MemberRole, Permission, Permissions, SellerStatus};
use sqlx::AssertSqlSafe;

/// A handle no other seller has: the wish, or the wish with a number.
pub async fn free_handle(tx: &mut Tx, wish: &str) -> sqlx::Result<String> {
    let mut handle = wish.to_owned();
    for number in 2.. {
        let taken: Option<(String,)> = sqlx::query_as("select handle from sellers where handle = $1")
            .bind(&handle)
            .fetch_optional(&mut **tx)
            .await?;
        if taken.is_none() {
            break;
        }
        handle = if number < 20 {
            format!("{wish}-{number}")
        } else {
            format!("{wish}-{}", crate::secret::random_text(4))
        };
    }
    Ok(handle)
}

pub async fn insert_seller(
    tx: &mut Tx,
    seller_id: &SellerId,
    handle: &str,
    shop: &NewShop,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into sellers (seller_id, handle, shop_name, country, currency, timezone, phone, status, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $8)",
    )
    .bind(seller_id.as_str())
    .bind(handle)
    .bind(&shop.shop_name)
    .bind(&shop.country)
    .bind(shop.currency.code())
    .bind(&shop.timezone)
    .bind(shop.phone.as_deref())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    sqlx::query("insert into balances (seller_id, currency) values ($1, $2)")
        .bind(seller_id.as_str())
        .bind(shop.currency.code())
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub async fn insert_member(
    tx: &mut Tx,
    user_id: &UserId,
    seller_id: &SellerId,
    role: MemberRole,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query("insert into members (user_id, seller_id, role, created_at) values ($1, $2, $3, $4)")
        .bind(user_id.as_str())
        .bind(seller_id.as_str())
        .bind(role.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// The shops a person belongs to, the first joined first.
pub async fn sellers_of(db: &Db, user_id: &UserId) -> sqlx::Result<Vec<(SellerId, String)>> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select m.seller_id, s.shop_name from members m join sellers s on s.seller_id = m.seller_id
         where m.user_id = $1 order by m.created_at, m.seller_id",
    )
    .bind(user_id.as_str())
    .fetch_all(db.reader())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (SellerId::stored(id), name))
        .collect())
}

/// The addresses of a seller's owners, for mail.
pub async fn owners_of(db: &Db, seller_id: &SellerId) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select u.email from members m join users u on u.user_id = m.user_id
         where m.seller_id = $1 and m.role = 'owner' and u.disabled_at is null order by u.user_id",
    )
    .bind(seller_id.as_str())
    .fetch_all(db.reader())
    .await?;
    Ok(rows.into_iter().map(|(email,)| email).collect())
}

crate::row! {
    /// A member to whom mail may go.
    struct Addressee {
        email: String,
        role: MemberRole,
        permissions: Permissions,
    }
}

/// The addresses of the members who have that permission, owners included.
pub async fn members_with(
    db: &Db,
    seller_id: &SellerId,
    permission: Permission,
) -> sqlx::Result<Vec<String>> {
    let rows: Vec<Addressee> = sqlx::query_as(
        "select u.email, m.role, m.permissions from members m join users u on u.user_id = m.user_id
         where m.seller_id = $1 and u.disabled_at is null order by u.user_id",
    )
    .bind(seller_id.as_str())
    .fetch_all(db.reader())
    .await?;
    let has = |member: &Addressee| {
        Grant::of(member.role, member.permissions)
            .permissions
            .has(permission)
    };
    Ok(rows.into_iter().filter(has).map(|member| member.email).collect())
}

const SELLERS: &str =
    "select seller_id, handle, shop_name, country, currency, timezone, phone, status, status_reason,
    description, shipping_policy, returns_policy, tax_id, address, created_at, updated_at, approved_at, logo, banner,
    vacation_from, vacation_to, vacation_message from sellers";

pub async fn seller(db: &Db, seller_id: &SellerId) -> sqlx::Result<Option<SellerRow>> {
    sqlx::query_as(AssertSqlSafe(format!("{SELLERS} where seller_id = $1")))
        .bind(seller_id.as_str())
        .fetch_optional(db.reader())
        .await
}

/// Locks a seller's row so that decisions about the shop happen one after another.
pub async fn lock_seller(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<bool> {
    tx.lock(
        "select 1 from sellers where seller_id = $1",
        &[seller_id.as_str()],
    )
    .await
}

/// The seller, locked, inside a transaction that decides about it.
pub async fn seller_in(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<Option<SellerRow>> {
    lock_seller(tx, seller_id).await?;
    sqlx::query_as(AssertSqlSafe(format!("{SELLERS} where seller_id = $1")))
        .bind(seller_id.as_str())
        .fetch_optional(&mut **tx)
        .await
}

crate::row! {
    /// An owner of a seller, as admins see them.
    #[derive(Debug, Clone)]
    pub struct OwnerRow {
        pub user_id: UserId,
        pub email: String,
        pub name: Option<String>,
        pub verified_at: Option<Millis>,
        pub disabled_at: Option<Millis>,
    }
}

pub async fn owners(db: &Db, seller_id: &SellerId) -> sqlx::Result<Vec<OwnerRow>> {
    sqlx::query_as(
        "select u.user_id, u.email, u.name, u.verified_at, u.disabled_at
         from members m join users u on u.user_id = m.user_id
         where m.seller_id = $1 and m.role = 'owner' order by u.user_id",
    )
    .bind(seller_id.as_str())
    .fetch_all(db.reader())
    .await
}

/// Number of sellers waiting for approval.
pub async fn count_pending(db: &Db) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as("select count(*) from sellers where status = 'pending'")
        .fetch_one(db.reader())
        .await?;
    Ok(count)
}

pub async fn set_seller_status(
    tx: &mut Tx,
    seller_id: &SellerId,
    status: SellerStatus,
    reason: Option<&str>,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "update sellers set status = $2, status_reason = $3, updated_at = $4,
             approved_at = case when $2 = 'approved' then coalesce(approved_at, $4) else approved_at end
         where seller_id = $1",
    )
    .bind(seller_id.as_str())
    .bind(status.as_str())
    .bind(reason)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Updates the fields a seller may change.
pub async fn update_seller(tx: &mut Tx, seller: &SellerRow) -> sqlx::Result<()> {
    sqlx::query(
        "update sellers set shop_name = $2, description = $3, shipping_policy = $4, returns_policy = $5,
             tax_id = $6, address = $7, phone = $8, timezone = $9, updated_at = $10,
             vacation_from = $11, vacation_to = $12, vacation_message = $13
         where seller_id = $1",
    )
    .bind(seller.seller_id.as_str())
    .bind(&seller.shop_name)
    .bind(seller.description.as_deref())
    .bind(seller.shipping_policy.as_deref())
    .bind(seller.returns_policy.as_deref())
    .bind(seller.tax_id.as_deref())
    .bind(seller.address.as_deref())
    .bind(seller.phone.as_deref())
    .bind(&seller.timezone)
    .bind(seller.updated_at.0)
    .bind(seller.vacation_from.as_deref())
    .bind(seller.vacation_to.as_deref())
    .bind(seller.vacation_message.as_deref())
    .execute(&mut **tx)
    .await
    .map(drop)
}
