//! The tree during a change: locked, and written with everything that moves.

use super::{Category, MOST_LEVELS, in_order};
use crate::categories::store::{self, CategoryRow};
use crate::clock::Millis;
use crate::db::Tx;
use crate::events::emit;
use crate::form::FieldErrors;
use crate::id::CategoryId;
use crate::problem::Problem;
use serde_json::json;

/// As long as a product's own text may be.
pub(super) const LONGEST_PATH: usize = 200;

/// The tree while it is changed.
pub(super) struct Tree {
    pub rows: Vec<CategoryRow>,
}

impl Tree {
    pub async fn hold(tx: &mut Tx) -> sqlx::Result<Self> {
        let rows = store::hold_tree(tx).await?;
        Ok(Self {
            rows: rows.into_iter().filter(|row| row.merged_into.is_none()).collect(),
        })
    }

    pub fn find(&self, id: &CategoryId) -> Option<&CategoryRow> {
        self.rows.iter().find(|row| row.category_id == *id)
    }

    /// The category with that id or path.
    pub fn meant(&self, text: &str) -> Option<CategoryId> {
        let text = text.trim();
        let by_id = CategoryId::parse(text).ok().filter(|id| self.find(id).is_some());
        by_id.or_else(|| {
            let path = text.to_lowercase();
            let found = self.rows.iter().find(|row| row.path.to_lowercase() == path);
            found.map(|row| row.category_id.clone())
        })
    }

    pub fn shown(&self, id: &CategoryId) -> Result<Category, Problem> {
        let found = in_order(&self.rows)
            .into_iter()
            .find(|category| category.category_id == *id);
        found.ok_or_else(Problem::not_found)
    }

    pub fn children(&self, id: &CategoryId) -> Vec<CategoryRow> {
        let below = self.rows.iter().filter(|row| row.parent_id.as_ref() == Some(id));
        below.cloned().collect()
    }

    /// Whether it is `top` or below it.
    pub fn is_within(&self, id: &CategoryId, top: &CategoryId) -> bool {
        let mut at = Some(id.clone());
        for _ in 0..=MOST_LEVELS {
            match at {
                Some(here) if here == *top => return true,
                Some(here) => at = self.find(&here).and_then(|row| row.parent_id.clone()),
                None => return false,
            }
        }
        false
    }

    /// Number of levels from here down, itself included.
    pub fn depth(&self, id: &CategoryId) -> usize {
        let below = self.children(id);
        1 + below
            .iter()
            .map(|child| self.depth(&child.category_id))
            .max()
            .unwrap_or(0)
    }

    pub fn level(&self, id: Option<&CategoryId>) -> usize {
        let above = id.and_then(|id| self.find(id));
        above.map_or(0, |row| 1 + self.level(row.parent_id.as_ref()))
    }

    pub fn path(&self, parent: Option<&CategoryId>, name: &str) -> String {
        match parent.and_then(|id| self.find(id)) {
            Some(parent) => format!("{} > {name}", parent.path),
            None => name.to_owned(),
        }
    }

    /// Whether a sibling has that name.
    pub fn is_taken(&self, parent: Option<&CategoryId>, name: &str, but: Option<&CategoryId>) -> bool {
        self.rows.iter().any(|row| {
            row.parent_id.as_ref() == parent
                && row.name.to_lowercase() == name.to_lowercase()
                && Some(&row.category_id) != but
        })
    }

    /// Moves a category and its subtree, and emits events for their products.
    pub async fn place(&mut self, tx: &mut Tx, row: CategoryRow, now: Millis) -> Result<(), Problem> {
        let path = self.path(row.parent_id.as_ref(), &row.name);
        if path.chars().count() > LONGEST_PATH {
            let message = format!(
                "Including its parent categories, a name can have at most {LONGEST_PATH} \
                characters."
            );
            return Err(FieldErrors::of("name", message).into());
        }
        let moved = CategoryRow { path, ..row };
        let before = self.find(&moved.category_id).cloned();
        if let Some(at) = self
            .rows
            .iter_mut()
            .find(|known| known.category_id == moved.category_id)
        {
            *at = moved.clone();
        }
        if before.as_ref() == Some(&moved) {
            return Ok(());
        }
        store::place_category(tx, &moved, now).await?;
        if before.is_none_or(|before| before.path != moved.path) {
            follow(tx, &moved.category_id, None, now).await?;
            for child in self.children(&moved.category_id) {
                Box::pin(self.place(tx, child, now)).await?;
            }
        }
        Ok(())
    }
}

/// Emits the event that updates its products.
pub(super) async fn follow(
    tx: &mut Tx,
    id: &CategoryId,
    text: Option<&str>,
    now: Millis,
) -> sqlx::Result<()> {
    let content = json!({ "category_id": id, "text": text });
    emit(tx, now, "category.changed", None, &content).await.map(drop)
}
