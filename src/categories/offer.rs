//! What a seller is offered who writes a category: the whole tree while it is small; of a large one its top levels,
//! what the shop uses already, and whatever holds the letters that were typed.

use crate::categories::store;
use crate::db::Db;
use crate::id::SellerId;
use crate::problem::Problem;
use crate::products;
use serde::Serialize;

/// Paths in one page; a larger tree is offered in part.
pub(super) const WHOLE: i64 = 200;
/// Paths that answer what is typed.
const FOUND: i64 = 30;

/// What may be chosen, and what the text in the field is so far.
#[derive(Debug, Clone)]
pub struct Offer {
    pub paths: Vec<String>,
    pub standing: Standing,
}

/// What a seller's text is to the marketplace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The marketplace keeps no categories.
    NoTree,
    Blank,
    /// The path of a category.
    Known,
    /// It means the category of this path.
    Means(String),
    Unknown,
}

impl Standing {
    /// The sentence beside the field.
    pub fn sentence(&self) -> Option<String> {
        match self {
            Self::NoTree => None,
            Self::Blank => Some("Choose one of the marketplace's categories, or write your own.".to_owned()),
            Self::Known => Some("One of the marketplace's categories.".to_owned()),
            Self::Means(path) => Some(format!("The marketplace has it as “{path}”.")),
            Self::Unknown => {
                Some("Not in the marketplace's categories: an admin will sort it in.".to_owned())
            }
        }
    }
}

/// What is offered before anything is typed: the tree, or its top levels when it is large.
pub async fn paths(db: &Db) -> sqlx::Result<Vec<String>> {
    let paths = store::category_paths(db, WHOLE + 1).await?;
    if paths.len() as i64 > WHOLE {
        return store::top_category_paths(db, WHOLE).await;
    }
    Ok(paths)
}

/// The offer to one seller, whose field holds that text.
pub async fn offer(db: &Db, seller_id: &SellerId, text: &str) -> Result<Offer, Problem> {
    let mut paths = paths(db).await?;
    let has_tree = !paths.is_empty();
    paths.extend(products::categories(db, seller_id).await?);
    paths.sort();
    paths.dedup();
    let standing = match has_tree {
        true => standing(db, text).await?,
        false => Standing::NoTree,
    };
    Ok(Offer { paths, standing })
}

async fn standing(db: &Db, text: &str) -> Result<Standing, Problem> {
    let text = text.replace('\0', "");
    let text = text.trim();
    if text.is_empty() {
        return Ok(Standing::Blank);
    }
    Ok(match store::path_meant(db, text).await? {
        Some(path) if path.to_lowercase() == text.to_lowercase() => Standing::Known,
        Some(path) => Standing::Means(path),
        None => Standing::Unknown,
    })
}

/// What the field shows while it is typed into.
#[derive(Debug, Serialize)]
pub struct Suggestion {
    pub note: String,
    pub paths: Vec<String>,
}

/// What fits the letters that were typed, and what the text is to the marketplace.
pub async fn suggest(db: &Db, text: &str) -> Result<Suggestion, Problem> {
    let letters = text.trim().chars().filter(|letter| *letter != '\0');
    let typed: String = letters.take(super::tree::LONGEST_PATH).collect();
    let paths = match typed.is_empty() {
        true => paths(db).await?,
        false => store::category_paths_with(db, &typed, FOUND).await?,
    };
    let note = standing(db, &typed).await?.sentence().unwrap_or_default();
    Ok(Suggestion { note, paths })
}
