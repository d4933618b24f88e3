//! SQL of closing a shop: obstacles and removal of data.

use crate::clock::Millis;
use crate::db::Tx;
use crate::id::{SellerId, UserId};
use crate::money::Currency;
use crate::viewer::SellerStatus;

crate::row! {
    /// Money and orders of a shop that are not settled.
    #[derive(Debug, Clone)]
    pub struct ClosingObstacles {
        pub currency: Currency,
        pub pending_minor: i64,
        pub available_minor: i64,
        pub reserved_minor: i64,
        pub in_payout_minor: i64,
        pub debt_minor: i64,
        /// Orders that are neither delivered nor called off.
        pub open_orders: i64,
    }
}

pub async fn remains(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<ClosingObstacles> {
    sqlx::query_as(
        "select currency, pending_minor, available_minor, reserved_minor, in_payout_minor, debt_minor,
             (select count(*) from orders o where o.seller_id = b.seller_id
                and o.status in ('pending', 'paid', 'processing', 'partially_shipped', 'shipped')) as open_orders
         from balances b where seller_id = $1",
    )
    .bind(seller_id.as_str())
    .fetch_one(&mut **tx)
    .await
}

/// Locks the shop's row until the transaction ends, unless the shop is closed. An order that arrives takes
/// its number from that row: it is there before what remains is counted, or it finds the shop closed.
pub async fn hold_shop(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<bool> {
    let open = "select 1 from sellers where seller_id = $1 and status <> 'closed'";
    tx.lock(open, &[seller_id.as_str()]).await
}

/// Locks the shop until the transaction ends and returns its status.
pub async fn lock_status(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<Option<SellerStatus>> {
    let row: Option<Standing> = sqlx::query_as(tx.locking("select status from sellers where seller_id = $1"))
        .bind(seller_id.as_str())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|shop| shop.status))
}

crate::row! {
    struct Standing {
        status: SellerStatus,
    }
}

/// People who belong to this shop only and are no admins: their accounts go with it.
pub async fn people_of_this_shop_only(tx: &mut Tx, seller_id: &SellerId) -> sqlx::Result<Vec<UserId>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "select u.user_id from members m join users u on u.user_id = m.user_id
         where m.seller_id = $1 and u.role is null
           and not exists (select 1 from members o where o.user_id = m.user_id and o.seller_id <> $1)
         order by u.user_id",
    )
    .bind(seller_id.as_str())
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(user_id,)| UserId::stored(user_id))
        .collect())
}

/// Reduces a person to the id that the audit log and ledger refer to.
pub async fn forget_user(tx: &mut Tx, user_id: &UserId, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "update users set email = $2, name = null, phone = null, phone_verified_at = null, password_hash = '', disabled_at = $3, disabled_by = null,
             disabled_reason = null where user_id = $1",
    )
    .bind(user_id.as_str())
    .bind(format!("{user_id}@removed.invalid"))
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "update sessions set ended_at = coalesce(ended_at, $2), device = null, address = null
         where user_id = $1",
    )
    .bind(user_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    super::delete_factor(tx, user_id).await?;
    super::forget_devices(tx, user_id).await?;
    sqlx::query("delete from one_time_codes where user_id = $1")
        .bind(user_id.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Reduces a seller to what the ledger needs: id, country, currency, dates.
pub async fn forget_seller(tx: &mut Tx, seller_id: &SellerId, now: Millis) -> sqlx::Result<()> {
    sqlx::query("delete from members where seller_id = $1")
        .bind(seller_id.as_str())
        .execute(&mut **tx)
        .await?;
    sqlx::query("delete from checklist_answers where seller_id = $1")
        .bind(seller_id.as_str())
        .execute(&mut **tx)
        .await?;
    sqlx::query(
        "update verification_documents set file_name = 'document', reason = null where seller_id = $1",
    )
    .bind(seller_id.as_str())
    .execute(&mut **tx)
    .await?;
    super::documents_go_by(tx, seller_id, now).await?;
    super::pictures_go(tx, seller_id, now).await?;
    sqlx::query("update api_keys set revoked_at = $2 where seller_id = $1 and revoked_at is null")
        .bind(seller_id.as_str())
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query(
        "update sellers set status = 'closed', status_reason = null, shop_name = 'Closed shop', handle = $2,
             phone = null, description = null, shipping_policy = null, returns_policy = null, tax_id = null,
             address = null, logo = null, banner = null, vacation_from = null, vacation_to = null,
             vacation_message = null, updated_at = $3
         where seller_id = $1",
    )
    .bind(seller_id.as_str())
    .bind(format!(
        "closed-{}",
        seller_id.as_str().to_ascii_lowercase().replace('_', "-")
    ))
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}
