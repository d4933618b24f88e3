//! Saved view operations: save, change, delete, restore.

use super::list::{Keeper, Lists};
use super::store;
use super::view::{MOST, SavedView, ViewForm, ViewPatch};
use crate::clock::DAY_MS;
use crate::db::{Tx, is_taken};
use crate::form::FieldErrors;
use crate::id::ViewId;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::viewer::{Member, may};

/// Time a deleted view can be restored.
const UNDONE_WITHIN_MS: i64 = DAY_MS;

/// The member's views of a list, the oldest first.
pub async fn kept(app: &App, keeper: &Keeper) -> Result<Vec<SavedView>, Problem> {
    Ok(store::views(&app.db, keeper).await?)
}

/// Keeps a filter under a name.
pub async fn save(app: &App, keeper: &Keeper, form: &ViewForm) -> Result<SavedView, Problem> {
    let (name, query) = form.parse(keeper)?;
    let now = app.clock.now();
    let view = SavedView {
        view_id: ViewId::new(now),
        list: keeper.list,
        name,
        query,
    };
    let mut tx = app.db.begin().await?;
    make_room(&mut tx, keeper).await?;
    store::insert(&mut tx, keeper, &view, now)
        .await
        .map_err(refusal)?;
    tx.commit().await?;
    Ok(view)
}

/// Renames one of the member's views or changes its filter.
pub async fn change(
    app: &App,
    lists: Lists,
    member: &Member<may::Enter>,
    view_id: &ViewId,
    patch: &ViewPatch,
) -> Result<SavedView, Problem> {
    let mut tx = app.db.begin().await?;
    let (keeper, view) = held(&mut tx, lists, member, view_id).await?;
    let view = patch.over(view, &keeper)?;
    store::update(&mut tx, &keeper, &view).await.map_err(refusal)?;
    tx.commit().await?;
    Ok(view)
}

/// Deletes one of the member's views; [`restore`] brings it back.
pub async fn remove(
    app: &App,
    lists: Lists,
    member: &Member<may::Enter>,
    view_id: &ViewId,
) -> Result<SavedView, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let (keeper, view) = held(&mut tx, lists, member, view_id).await?;
    store::remove(&mut tx, &keeper, view_id, now).await?;
    store::forget_removed(&mut tx, &keeper, now.plus(-UNDONE_WITHIN_MS)).await?;
    tx.commit().await?;
    Ok(view)
}

/// Restores a deleted view; an existing one stays.
pub async fn restore(
    app: &App,
    lists: Lists,
    member: &Member<may::Enter>,
    view_id: &ViewId,
) -> Result<SavedView, Problem> {
    let mut tx = app.db.begin().await?;
    let (list, removed) = store::list_of(&mut tx, lists, &member.seller_id, &member.user_id, view_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let keeper = list.keeper(member)?;
    if removed {
        make_room(&mut tx, &keeper).await?;
        store::restore(&mut tx, &keeper, view_id).await.map_err(refusal)?;
    }
    let (_, view) = held(&mut tx, lists, member, view_id).await?;
    tx.commit().await?;
    Ok(view)
}

/// The view, if it is the member's and of a list that they may see.
async fn held(
    tx: &mut Tx,
    lists: Lists,
    member: &Member<may::Enter>,
    view_id: &ViewId,
) -> Result<(Keeper, SavedView), Problem> {
    let view = store::view(tx, lists, &member.seller_id, &member.user_id, view_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok((view.list.keeper(member)?, view))
}

/// Locks the member's views, so that concurrent saves respect the maximum.
async fn make_room(tx: &mut Tx, keeper: &Keeper) -> Result<(), Problem> {
    if !store::hold_member(tx, &keeper.seller_id, &keeper.user_id).await? {
        let sentence = "Views belong to a member, and the person who created this key is no longer a member of the shop.";
        return Err(Problem::new(Code::Forbidden, sentence));
    }
    if store::count(tx, keeper).await? < MOST {
        return Ok(());
    }
    let full = format!(
        "You have {MOST} views of your {}, and more there cannot be. Delete one first.",
        keeper.list.name
    );
    Err(FieldErrors::of(FieldErrors::FORM, full).into())
}

fn refusal(error: sqlx::Error) -> Problem {
    match is_taken(&error, "saved_views", "name_folded") {
        true => FieldErrors::of("name", "Another of your views already has this name.").into(),
        false => error.into(),
    }
}
