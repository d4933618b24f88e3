//! SQL of saved views.

use super::list::{Keeper, List, Lists};
use super::view::SavedView;
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{SellerId, UserId, ViewId};

crate::row! {
    struct ViewRow {
        view_id: ViewId,
        list: String,
        name: String,
        query: String,
    }
}

impl ViewRow {
    fn view(self, lists: Lists) -> sqlx::Result<SavedView> {
        let list = named(lists, &self.list)?;
        Ok(self.of(list))
    }

    fn of(self, list: List) -> SavedView {
        SavedView {
            view_id: self.view_id,
            list,
            name: self.name,
            query: self.query,
        }
    }
}

fn named(lists: Lists, name: &str) -> sqlx::Result<List> {
    let unknown = || sqlx::Error::ColumnNotFound(format!("list: {name}"));
    lists.named(name).ok_or_else(unknown)
}

/// A member's views of a list, the oldest first.
pub async fn views(db: &Db, keeper: &Keeper) -> sqlx::Result<Vec<SavedView>> {
    let rows: Vec<ViewRow> = sqlx::query_as(
        "select view_id, list, name, query from saved_views
         where seller_id = $1 and user_id = $2 and list = $3 and removed_at is null order by view_id",
    )
    .bind(keeper.seller_id.as_str())
    .bind(keeper.user_id.as_str())
    .bind(keeper.list.name)
    .fetch_all(db.reader())
    .await?;
    Ok(rows.into_iter().map(|row| row.of(keeper.list)).collect())
}

/// One of the member's views, locked.
pub async fn view(
    tx: &mut Tx,
    lists: Lists,
    seller_id: &SellerId,
    user_id: &UserId,
    view_id: &ViewId,
) -> sqlx::Result<Option<SavedView>> {
    let view = "select view_id, list, name, query from saved_views
         where seller_id = $1 and user_id = $2 and view_id = $3 and removed_at is null";
    let row: Option<ViewRow> = sqlx::query_as(tx.locking(view))
        .bind(seller_id.as_str())
        .bind(user_id.as_str())
        .bind(view_id.as_str())
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| row.view(lists)).transpose()
}

crate::row! {
    struct ViewOrigin {
        list: String,
        removed_at: Option<Millis>,
    }
}

/// The list of one of the member's views, locked, and whether the view was removed.
pub async fn list_of(
    tx: &mut Tx,
    lists: Lists,
    seller_id: &SellerId,
    user_id: &UserId,
    view_id: &ViewId,
) -> sqlx::Result<Option<(List, bool)>> {
    let place =
        "select list, removed_at from saved_views where seller_id = $1 and user_id = $2 and view_id = $3";
    let place: Option<ViewOrigin> = sqlx::query_as(tx.locking(place))
        .bind(seller_id.as_str())
        .bind(user_id.as_str())
        .bind(view_id.as_str())
        .fetch_optional(&mut **tx)
        .await?;
    place
        .map(|place| Ok((named(lists, &place.list)?, place.removed_at.is_some())))
        .transpose()
}

/// Locks the member's row until the transaction ends; returns whether it exists.
pub async fn hold_member(tx: &mut Tx, seller_id: &SellerId, user_id: &UserId) -> sqlx::Result<bool> {
    let member = "select 1 from members where seller_id = $1 and user_id = $2";
    tx.lock(member, &[seller_id.as_str(), user_id.as_str()]).await
}

pub async fn count(tx: &mut Tx, keeper: &Keeper) -> sqlx::Result<i64> {
    let (views,): (i64,) = sqlx::query_as(
        "select count(*) from saved_views
         where seller_id = $1 and user_id = $2 and list = $3 and removed_at is null",
    )
    .bind(keeper.seller_id.as_str())
    .bind(keeper.user_id.as_str())
    .bind(keeper.list.name)
    .fetch_one(&mut **tx)
    .await?;
    Ok(views)
}

pub async fn insert(tx: &mut Tx, keeper: &Keeper, view: &SavedView, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "insert into saved_views (view_id, seller_id, user_id, list, name, name_folded, query, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(view.view_id.as_str())
    .bind(keeper.seller_id.as_str())
    .bind(keeper.user_id.as_str())
    .bind(view.list.name)
    .bind(&view.name)
    .bind(view.name.to_lowercase())
    .bind(&view.query)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub async fn update(tx: &mut Tx, keeper: &Keeper, view: &SavedView) -> sqlx::Result<()> {
    sqlx::query(
        "update saved_views set name = $4, name_folded = $5, query = $6
         where seller_id = $1 and user_id = $2 and view_id = $3 and removed_at is null",
    )
    .bind(keeper.seller_id.as_str())
    .bind(keeper.user_id.as_str())
    .bind(view.view_id.as_str())
    .bind(&view.name)
    .bind(view.name.to_lowercase())
    .bind(&view.query)
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub async fn remove(tx: &mut Tx, keeper: &Keeper, view_id: &ViewId, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "update saved_views set removed_at = $4 where seller_id = $1 and user_id = $2 and view_id = $3",
    )
    .bind(keeper.seller_id.as_str())
    .bind(keeper.user_id.as_str())
    .bind(view_id.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub async fn restore(tx: &mut Tx, keeper: &Keeper, view_id: &ViewId) -> sqlx::Result<()> {
    sqlx::query(
        "update saved_views set removed_at = null where seller_id = $1 and user_id = $2 and view_id = $3",
    )
    .bind(keeper.seller_id.as_str())
    .bind(keeper.user_id.as_str())
    .bind(view_id.as_str())
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Deletes the member's views of that list removed before a time.
pub async fn forget_removed(tx: &mut Tx, keeper: &Keeper, before: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "delete from saved_views where seller_id = $1 and user_id = $2 and list = $3 and removed_at < $4",
    )
    .bind(keeper.seller_id.as_str())
    .bind(keeper.user_id.as_str())
    .bind(keeper.list.name)
    .bind(before.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}
