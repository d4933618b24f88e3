//! Category suggestions: the whole tree while small; of a large one its top levels, those the shop uses, and
//! search results.

use crate::categories::store;
use crate::db::Db;
use crate::id::SellerId;
use crate::problem::Problem;
use crate::products;
use serde::Serialize;

/// Paths in one page; a larger tree is offered in part.
pub(super) const WHOLE: i64 = 200;
/// Maximum number of search results.
const FOUND: i64 = 30;

/// Suggestions, and the state of the field's text.
#[derive(Debug, Clone)]
pub struct Offer {
    pub paths: Vec<String>,
    pub category_match: CategoryMatch,
}

/// Relation of a seller's text to the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CategoryMatch {
    /// The marketplace keeps no categories.
    NoTree,
    Blank,
    /// The path of a category.
    Known,
    /// Maps to the category of this path.
    Means(String),
    Unknown,
}

impl CategoryMatch {
    /// Explanation beside the field.
    pub fn sentence(&self) -> Option<String> {
        match self {
            Self::NoTree => None,
            Self::Blank => Some("Choose one of the marketplace's categories, or write your own.".to_owned()),
            Self::Known => Some("One of the marketplace's categories.".to_owned()),
            Self::Means(path) => Some(format!("The marketplace calls it “{path}”.")),
            Self::Unknown => {
                Some("Not one of the marketplace's categories: an admin will map it.".to_owned())
            }
        }
    }
}

/// Suggestions before anything is typed: the tree, or its top levels if it is large.
pub async fn paths(db: &Db) -> sqlx::Result<Vec<String>> {
    let paths = store::category_paths(db, WHOLE + 1).await?;
    if paths.len() as i64 > WHOLE {
        return store::top_category_paths(db, WHOLE).await;
    }
    Ok(paths)
}

/// Suggestions for one seller, whose field holds that text.
pub async fn offer(db: &Db, seller_id: &SellerId, text: &str) -> Result<Offer, Problem> {
    let mut paths = paths(db).await?;
    let has_tree = !paths.is_empty();
    paths.extend(products::categories(db, seller_id).await?);
    paths.sort();
    paths.dedup();
    let category_match = match has_tree {
        true => category_match(db, text).await?,
        false => CategoryMatch::NoTree,
    };
    Ok(Offer {
        paths,
        category_match,
    })
}

async fn category_match(db: &Db, text: &str) -> Result<CategoryMatch, Problem> {
    let text = text.replace('\0', "");
    let text = text.trim();
    if text.is_empty() {
        return Ok(CategoryMatch::Blank);
    }
    Ok(match store::path_meant(db, text).await? {
        Some(path) if path.to_lowercase() == text.to_lowercase() => CategoryMatch::Known,
        Some(path) => CategoryMatch::Means(path),
        None => CategoryMatch::Unknown,
    })
}

/// Suggestions while typing.
#[derive(Debug, Serialize)]
pub struct Suggestion {
    pub note: String,
    pub paths: Vec<String>,
}

/// Matches of the typed letters, and the text's relation to the tree.
pub async fn suggest(db: &Db, text: &str) -> Result<Suggestion, Problem> {
    let letters = text.trim().chars().filter(|letter| *letter != '\0');
    let typed: String = letters.take(super::tree::LONGEST_PATH).collect();
    let paths = match typed.is_empty() {
        true => paths(db).await?,
        false => store::category_paths_with(db, &typed, FOUND).await?,
    };
    let note = category_match(db, &typed).await?.sentence().unwrap_or_default();
    Ok(Suggestion { note, paths })
}
