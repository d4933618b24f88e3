//! Managing the tree: adding, renaming, moving, merging, removing and mapping.

use super::tree::{LONGEST_PATH, Tree, follow};
use super::{Category, MOST_LEVELS};
use crate::audit::{self, Act};
use crate::categories::store::{self, CategoryRow};
use crate::clock::Millis;
use crate::db::Tx;
use crate::form::{self, FieldErrors};
use crate::id::CategoryId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, duty};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const MOST_LETTERS: usize = 60;

/// A category as it was typed; left out, a name or a place stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct CategoryForm {
    #[schema(example = "Mugs")]
    pub name: Option<String>,
    /// The category above it, by its id or its path; blank for the top.
    pub parent_id: Option<String>,
    /// Position among its siblings, lower first; a new one comes last.
    pub position: Option<String>,
}

/// Mapping of sellers' text to a category.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = CategoryTextMappingForm)]
pub struct MappingForm {
    #[schema(example = "Coffee cups")]
    pub text: String,
    /// The category that it means, by its id or its path.
    pub category_id: String,
}

async fn note(
    tx: &mut Tx,
    admin: &Admin<duty::Catalogue>,
    action: &'static str,
    id: &CategoryId,
    (before, after): (Option<Value>, Option<Value>),
    now: Millis,
) -> Result<(), Problem> {
    let act = Act {
        action,
        user_id: Some(&admin.user_id),
        subject: Some(id.as_str()),
        before,
        after,
        ..Act::default()
    };
    Ok(audit::note(tx, now, act).await?)
}

fn audited_values(row: &CategoryRow) -> Option<Value> {
    Some(json!({ "path": row.path, "position": row.position }))
}

fn parse_name(text: &str, errors: &mut FieldErrors) -> Option<String> {
    let name = errors.take("name", form::line(text, "The name", MOST_LETTERS))?;
    if name.contains('>') {
        errors.add("name", "A name cannot contain “>”, which separates the levels.");
        return None;
    }
    Some(name)
}

impl CategoryForm {
    /// The named parent, which must exist; `None` for the top level.
    fn parent(&self, tree: &Tree, errors: &mut FieldErrors) -> Option<CategoryId> {
        let text = self
            .parent_id
            .as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())?;
        let found = tree.meant(text);
        if found.is_none() {
            errors.add("parent_id", "That category does not exist.");
        }
        found
    }

    fn position(&self, errors: &mut FieldErrors) -> Option<i64> {
        let text = self
            .position
            .as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())?;
        let place = text.parse().ok().filter(|place| (0..=100_000).contains(place));
        if place.is_none() {
            errors.add("position", "Enter a whole number from 0 to 100000.");
        }
        place
    }
}

/// Adds a category; products with its path as text belong to it at once.
pub async fn add(
    app: &App,
    admin: &Admin<duty::Catalogue>,
    form: &CategoryForm,
) -> Result<Category, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut tree = Tree::hold(&mut tx).await?;
    let mut errors = FieldErrors::new();
    let name = parse_name(form.name.as_deref().unwrap_or_default(), &mut errors);
    let parent_id = form.parent(&tree, &mut errors);
    let position = form.position(&mut errors);
    if tree.level(parent_id.as_ref()) >= MOST_LEVELS {
        errors.add(
            "parent_id",
            format!("The tree can have at most {MOST_LEVELS} levels."),
        );
    }
    if name
        .as_ref()
        .is_some_and(|name| tree.is_taken(parent_id.as_ref(), name, None))
    {
        errors.add("name", "A category with this name already exists.");
    }
    let name = errors.or(name)?;
    let last = tree
        .rows
        .iter()
        .filter(|row| row.parent_id == parent_id)
        .map(|row| row.position)
        .max();
    let row = CategoryRow {
        category_id: CategoryId::new(now),
        path: tree.path(parent_id.as_ref(), &name),
        parent_id,
        name,
        position: position.unwrap_or(last.unwrap_or(0) + 10),
        merged_into: None,
    };
    if row.path.chars().count() > LONGEST_PATH {
        let message = format!(
            "Including its parent categories, a name can have at most {LONGEST_PATH} \
            characters."
        );
        return Err(FieldErrors::of("name", message).into());
    }
    store::add_category(&mut tx, &row, now).await?;
    follow(&mut tx, &row.category_id, Some(&row.path), now).await?;
    note(
        &mut tx,
        admin,
        "category.added",
        &row.category_id,
        (None, audited_values(&row)),
        now,
    )
    .await?;
    tree.rows.push(row.clone());
    tx.commit().await?;
    tree.shown(&row.category_id)
}

/// Renames, moves or reorders a category; missing fields stay.
pub async fn change(
    app: &App,
    admin: &Admin<duty::Catalogue>,
    id: &CategoryId,
    form: &CategoryForm,
) -> Result<Category, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut tree = Tree::hold(&mut tx).await?;
    let before = tree.find(id).cloned().ok_or_else(Problem::not_found)?;
    let mut errors = FieldErrors::new();
    let name = match &form.name {
        Some(name) => parse_name(name, &mut errors),
        None => Some(before.name.clone()),
    };
    let parent_id = match form.parent_id {
        Some(_) => form.parent(&tree, &mut errors),
        None => before.parent_id.clone(),
    };
    let position = form.position(&mut errors).unwrap_or(before.position);
    if let Some(parent) = &parent_id {
        if tree.is_within(parent, id) {
            errors.add("parent_id", "A category cannot be moved below itself.");
        } else if tree.level(Some(parent)) + tree.depth(id) > MOST_LEVELS {
            errors.add(
                "parent_id",
                format!("The tree can have at most {MOST_LEVELS} levels."),
            );
        }
    }
    if name
        .as_ref()
        .is_some_and(|name| tree.is_taken(parent_id.as_ref(), name, Some(id)))
    {
        errors.add("name", "A category with this name already exists.");
    }
    let name = errors.or(name)?;
    let next = CategoryRow {
        parent_id,
        name,
        position,
        ..before.clone()
    };
    tree.place(&mut tx, next, now).await?;
    let after = tree.find(id).cloned().ok_or_else(Problem::not_found)?;
    if after != before {
        note(
            &mut tx,
            admin,
            "category.changed",
            id,
            (audited_values(&before), audited_values(&after)),
            now,
        )
        .await?;
    }
    tx.commit().await?;
    tree.shown(id)
}

/// Merges a category into another, with its subcategories, products and future uses of its path.
pub async fn merge(
    app: &App,
    admin: &Admin<duty::Catalogue>,
    id: &CategoryId,
    into: &str,
) -> Result<Category, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut tree = Tree::hold(&mut tx).await?;
    let gone = tree.find(id).cloned().ok_or_else(Problem::not_found)?;
    let Some(into) = tree.meant(into) else {
        return Err(FieldErrors::of("into", "Choose the category to merge into.").into());
    };
    if tree.is_within(&into, id) {
        return Err(FieldErrors::of("into", "A category cannot be merged into itself.").into());
    }
    for child in tree.children(id) {
        if tree.is_taken(Some(&into), &child.name, None) {
            let sentence = format!("“{}” is below both: merge those two first.", child.name);
            return Err(Problem::conflict(&sentence));
        }
        if tree.level(Some(&into)) + tree.depth(&child.category_id) > MOST_LEVELS {
            let sentence = format!(
                "The tree can have at most {MOST_LEVELS} levels: “{}” would be deeper.",
                child.name
            );
            return Err(Problem::conflict(&sentence));
        }
        let moved = CategoryRow {
            parent_id: Some(into.clone()),
            ..child
        };
        tree.place(&mut tx, moved, now).await?;
    }
    store::merge_category(&mut tx, id, &into, now).await?;
    follow(&mut tx, id, None, now).await?;
    let after = tree.find(&into).and_then(audited_values);
    note(
        &mut tx,
        admin,
        "category.merged",
        id,
        (audited_values(&gone), after),
        now,
    )
    .await?;
    tx.commit().await?;
    tree.shown(&into)
}

/// Removes an empty category.
pub async fn remove(app: &App, admin: &Admin<duty::Catalogue>, id: &CategoryId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let tree = Tree::hold(&mut tx).await?;
    let row = tree.find(id).cloned().ok_or_else(Problem::not_found)?;
    if !tree.children(id).is_empty() {
        return Err(Problem::conflict(
            "It has subcategories: move or remove them first.",
        ));
    }
    if store::has_products(&mut tx, id).await? {
        return Err(Problem::conflict(
            "It has products: merge it into another category.",
        ));
    }
    store::delete_category(&mut tx, id).await?;
    note(
        &mut tx,
        admin,
        "category.removed",
        id,
        (audited_values(&row), None),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Maps a seller's text to a category, now and in future.
pub async fn map(app: &App, admin: &Admin<duty::Catalogue>, form: &MappingForm) -> Result<Category, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let tree = Tree::hold(&mut tx).await?;
    let mut errors = FieldErrors::new();
    let text = errors.take("text", form::line(&form.text, "The text", LONGEST_PATH));
    let id = tree.meant(&form.category_id);
    if id.is_none() {
        errors.add("category_id", "Choose the category to map it to.");
    }
    let (text, id) = errors.or(text.zip(id))?;
    let held = store::category_of_path(&mut tx, &text).await?;
    if held.is_some_and(|held| {
        held != id
            && tree
                .find(&held)
                .is_some_and(|row| row.path.to_lowercase() == text.to_lowercase())
    }) {
        return Err(Problem::conflict("That is the path of another category."));
    }
    store::lead_path(&mut tx, &text, &id).await?;
    follow(&mut tx, &id, Some(&text), now).await?;
    note(
        &mut tx,
        admin,
        "category.mapped",
        &id,
        (None, Some(json!({ "text": text }))),
        now,
    )
    .await?;
    tx.commit().await?;
    tree.shown(&id)
}
