//! Visible part of the tree: all of a small one; of a large one the top level with the open branch, or the
//! search results.

use super::Category;
use super::offer::WHOLE;
use crate::folding::folded;
use crate::id::CategoryId;
use std::collections::{HashMap, HashSet};

/// Rows in one page.
const MOST: usize = 300;

/// Categories to be shown.
#[derive(Debug)]
pub struct Branch {
    /// Rows with the number of hidden direct children.
    pub rows: Vec<(Category, usize)>,
    /// Number of further results.
    pub more: usize,
}

impl Branch {
    /// The visible part of an ordered tree.
    pub fn of(tree: &[Category], open: Option<&Category>, letters: Option<&str>) -> Self {
        let mut below: HashMap<&CategoryId, usize> = HashMap::new();
        for parent in tree.iter().filter_map(|category| category.parent_id.as_ref()) {
            *below.entry(parent).or_default() += 1;
        }
        let is_whole = letters.is_none() && tree.len() <= WHOLE as usize;
        let open = opened(tree, open);
        let letters = letters.map(folded);
        let is_shown = |category: &Category| match &letters {
            Some(letters) => folded(&category.path).contains(letters.as_str()),
            None => {
                is_whole
                    || category
                        .parent_id
                        .as_ref()
                        .is_none_or(|parent| open.contains(parent))
            }
        };
        let mut shown: Vec<&Category> = tree.iter().filter(|category| is_shown(category)).collect();
        let more = shown.len().saturating_sub(MOST);
        shown.truncate(MOST);
        let row = |category: &Category| {
            let is_open = is_whole || open.contains(&category.category_id);
            let hidden = below.get(&category.category_id).filter(|_| !is_open);
            (category.clone(), hidden.copied().unwrap_or(0))
        };
        Self {
            rows: shown.into_iter().map(row).collect(),
            more,
        }
    }
}

/// The chosen one and those above it.
fn opened<'a>(tree: &'a [Category], chosen: Option<&'a Category>) -> HashSet<&'a CategoryId> {
    let by_id: HashMap<&CategoryId, &Category> = tree
        .iter()
        .map(|category| (&category.category_id, category))
        .collect();
    let mut open = HashSet::new();
    let mut at = chosen;
    while let Some(here) = at.filter(|here| open.insert(&here.category_id)) {
        at = here
            .parent_id
            .as_ref()
            .and_then(|parent| by_id.get(parent).copied());
    }
    open
}
