//! A saved view and its form.

use super::list::{Keeper, List, ListName};
use crate::form::{self, FieldErrors};
use crate::id::ViewId;
use serde::{Deserialize, Serialize};

/// The longest name, in characters.
pub const MAX_NAME: usize = 60;
/// Longest filter, in bytes of the address.
const MAX_QUERY: usize = 2000;
/// Maximum number of a member's views per list.
pub const MOST: i64 = 20;

/// A filter of a list with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    pub view_id: ViewId,
    pub list: List,
    pub name: String,
    /// Query part of the list's address.
    pub query: String,
}

impl SavedView {
    /// The page that shows it. It names the view, so that a filter changed there can be saved in its place.
    pub fn address(&self) -> String {
        format!("{}?{}&view={}", self.list.path, self.query, self.view_id)
    }
}

/// A view in the words of the API.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = SavedView)]
pub struct ShownView {
    pub view_id: ViewId,
    pub list: ListName,
    pub name: String,
    /// The filter, as the list itself takes it after its address's `?`.
    #[schema(example = "status=active&stock=low")]
    pub query: String,
    /// The page that shows it.
    pub address: String,
}

impl From<SavedView> for ShownView {
    fn from(view: SavedView) -> Self {
        Self {
            address: view.address(),
            view_id: view.view_id,
            list: view.list.into(),
            name: view.name,
            query: view.query,
        }
    }
}

/// A view, as entered.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = SavedViewForm)]
pub struct ViewForm {
    /// Name of at most 60 characters, unique among your views of the list.
    #[schema(example = "Running low")]
    pub name: String,
    /// The filter, as the list itself takes it after its address's `?`.
    #[schema(example = "status=active&stock=low")]
    pub query: String,
}

impl ViewForm {
    pub(super) fn parse(&self, keeper: &Keeper) -> Result<(String, String), FieldErrors> {
        let name = parse_name(&self.name);
        let query = parse_query(&self.query, keeper);
        match (name, query) {
            (Ok(name), Ok(query)) => Ok((name, query)),
            (name, query) => Err(FieldErrors::all(name.err().into_iter().chain(query.err()))),
        }
    }
}

/// Changes of a view; missing fields stay.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = SavedViewPatch)]
pub struct ViewPatch {
    pub name: Option<String>,
    pub query: Option<String>,
}

impl ViewPatch {
    /// The view as it will be.
    pub(super) fn over(&self, view: SavedView, keeper: &Keeper) -> Result<SavedView, FieldErrors> {
        let form = ViewForm {
            name: self.name.clone().unwrap_or(view.name),
            query: self.query.clone().unwrap_or(view.query),
        };
        let (name, query) = form.parse(keeper)?;
        Ok(SavedView { name, query, ..view })
    }
}

fn parse_name(typed: &str) -> Result<String, FieldErrors> {
    form::line(typed, "The name", MAX_NAME).map_err(|wrong| FieldErrors::of("name", wrong))
}

fn parse_query(query: &str, keeper: &Keeper) -> Result<String, FieldErrors> {
    let query = keeper.filter(query)?;
    let wrong = match query.len() {
        0 => "Without a filter the view would be the whole list. Choose a filter first.",
        1..=MAX_QUERY => return Ok(query),
        _ => "This filter is too long to save. Search for fewer words.",
    };
    Err(FieldErrors::of("query", wrong))
}
