//! Categories: a tree managed by admins. Sellers write a category as a text; where it is a path of the tree,
//! one that a category had before, or one that an admin said means it, the product points to that category.

mod actions;
pub mod api;
mod branch;
mod editing;
mod field;
pub mod jobs;
mod offer;
pub mod pages;
mod product_moves;
mod store;
mod tree;

pub use branch::Branch;
pub use editing::{CategoryForm, MappingForm, add, change, map, merge, remove};
pub use field::{CategoryField, offer as offer_for};
pub use offer::{Offer, offer, paths, suggest};
pub use product_moves::carry;

use crate::id::CategoryId;
use crate::problem::Problem;
use crate::state::App;
use serde::Serialize;
use std::collections::HashMap;
use store::CategoryRow;

/// Maximum number of levels.
pub const MOST_LEVELS: usize = 6;

/// A category with its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Category {
    pub category_id: CategoryId,
    pub parent_id: Option<CategoryId>,
    #[schema(example = "Mugs")]
    pub name: String,
    /// Text a seller writes for it.
    #[schema(example = "Kitchen > Mugs")]
    pub path: String,
    /// 1 at the top.
    pub level: i64,
    /// Its place among its siblings.
    pub position: i64,
}

/// The whole tree, each category followed by those below it.
pub async fn tree(app: &App) -> Result<Vec<Category>, Problem> {
    Ok(in_order(&store::all_categories(&app.db).await?))
}

/// The categories that are there, from the top down.
fn in_order(rows: &[CategoryRow]) -> Vec<Category> {
    let mut below: HashMap<Option<&CategoryId>, Vec<&CategoryRow>> = HashMap::new();
    for row in rows.iter().filter(|row| row.merged_into.is_none()) {
        below.entry(row.parent_id.as_ref()).or_default().push(row);
    }
    for children in below.values_mut() {
        children.sort_by(|a, b| {
            (a.position, &a.name, &a.category_id).cmp(&(b.position, &b.name, &b.category_id))
        });
    }
    let mut all = Vec::with_capacity(rows.len());
    add_below(&below, None, 1, &mut all);
    all
}

fn add_below(
    below: &HashMap<Option<&CategoryId>, Vec<&CategoryRow>>,
    parent: Option<&CategoryId>,
    level: usize,
    all: &mut Vec<Category>,
) {
    for child in below.get(&parent).into_iter().flatten() {
        all.push(Category {
            category_id: child.category_id.clone(),
            parent_id: child.parent_id.clone(),
            name: child.name.clone(),
            path: child.path.clone(),
            level: level as i64,
            position: child.position,
        });
        if level < MOST_LEVELS {
            add_below(below, Some(&child.category_id), level + 1, all);
        }
    }
}

#[cfg(test)]
mod tests;
