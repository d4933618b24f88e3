//! Saved views on a list page: the current one, and what can be saved.

use super::list::{List, query_of};
use super::operations;
use super::view::SavedView;
use crate::problem::Problem;
use crate::state::App;
use crate::ui::{Anchor, Tab};
use crate::viewer::{Member, Right};
use serde::Deserialize;

/// The member's views of a list, on the page that shows the list with a filter.
#[derive(Debug, Clone)]
pub struct SavedViews {
    pub(super) list: List,
    /// The filter in force.
    pub(super) query: String,
    views: Vec<SavedView>,
    /// The view that the page was opened as; its filter may have been changed since.
    opened: Option<usize>,
    /// The view that the page shows.
    current: Option<usize>,
    /// Whether it is an admin viewing, who cannot save.
    is_looking: bool,
}

/// The view that a list's page is opened as, in its address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OpenedView {
    view: Option<String>,
}

/// Relation of the current filter to the views.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ViewState<'a> {
    /// A saved view.
    Is(&'a SavedView),
    /// A changed view.
    Changed(&'a SavedView),
    /// A new filter.
    New,
    /// Nothing to save: no filter, or only one of the list's tabs.
    Plain,
}

impl SavedViews {
    /// Reads the views for the current page, which shows `address` as the list writes it.
    pub async fn read<R: Right>(
        app: &App,
        member: &Member<R>,
        list: List,
        address: &str,
        opened: &OpenedView,
    ) -> Result<Self, Problem> {
        let views = operations::kept(app, &list.keeper(member)?).await?;
        let is_looking = member.grant.is_looking;
        Ok(Self::new(
            list,
            views,
            address,
            opened.view.as_deref(),
            is_looking,
        ))
    }

    fn new(list: List, views: Vec<SavedView>, address: &str, opened: Option<&str>, is_looking: bool) -> Self {
        let query = query_of(address);
        let opened = opened.and_then(|id| views.iter().position(|view| view.view_id.as_str() == id));
        let is_it = |at: &usize| views.get(*at).is_some_and(|view| view.query == query);
        let current = opened.filter(is_it).or_else(|| {
            // What the list's own tab shows is that tab, unless it was opened as a view.
            is_narrowed(query).then(|| (0..views.len()).find(is_it)).flatten()
        });
        Self {
            list,
            query: query.to_owned(),
            opened: current.or(opened),
            current,
            views,
            is_looking,
        }
    }

    /// Whether the page shows an unchanged view.
    pub fn has_current(&self) -> bool {
        self.current.is_some()
    }

    pub(super) fn state(&self) -> ViewState<'_> {
        let view = |at: Option<usize>| at.and_then(|at| self.views.get(at));
        match (view(self.current), view(self.opened)) {
            _ if self.is_looking => ViewState::Plain,
            (Some(view), _) => ViewState::Is(view),
            _ if !is_narrowed(&self.query) => ViewState::Plain,
            (None, Some(view)) => ViewState::Changed(view),
            (None, None) => ViewState::New,
        }
    }

    /// Views as tabs after the list's own, of which none is current if a view is.
    pub fn beside(&self, own: Vec<Tab>) -> Vec<Tab> {
        let own = own.into_iter().map(|tab| match self.current {
            Some(_) => tab.current(false),
            None => Tab {
                href: self.follow(tab.href),
                ..tab
            },
        });
        let saved =
            self.views.iter().enumerate().map(|(at, view)| {
                Tab::new(view.name.clone(), view.address()).current(self.current == Some(at))
            });
        own.chain(saved).collect()
    }

    /// The address of the same list with another filter, from where the view can still be saved again.
    pub fn follow(&self, address: String) -> String {
        match self.opened.and_then(|at| self.views.get(at)) {
            Some(view) => {
                let joint = if address.contains('?') { '&' } else { '?' };
                format!("{address}{joint}view={}", view.view_id)
            }
            None => address,
        }
    }

    /// Adds the view to the links of chips.
    pub(super) fn follow_each(&self, chips: Vec<Anchor>) -> Vec<Anchor> {
        let followed = |chip: Anchor| Anchor::new(chip.label, self.follow(chip.href));
        chips.into_iter().map(followed).collect()
    }

    /// Hidden form fields that keep the view: name and value.
    pub fn fields(&self) -> Option<(String, String)> {
        let view = self.views.get(self.opened?)?;
        Some(("view".to_owned(), view.view_id.to_string()))
    }
}

/// Whether it filters more than one of the list's tabs.
fn is_narrowed(query: &str) -> bool {
    query
        .split('&')
        .any(|pair| !pair.is_empty() && !pair.starts_with("status="))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Millis;
    use crate::id::ViewId;

    const LIST: List = List {
        name: "products",
        path: "/products",
        may_see: |_| Ok(()),
        address: |query, _, _| Ok(query.to_owned()),
    };

    fn view(name: &str, query: &str) -> SavedView {
        SavedView {
            view_id: ViewId::new(Millis(0)),
            list: LIST,
            name: name.to_owned(),
            query: query.to_owned(),
        }
    }

    fn at(views: &[SavedView], address: &str, opened: Option<&SavedView>) -> SavedViews {
        let opened = opened.map(|view| view.view_id.to_string());
        SavedViews::new(LIST, views.to_vec(), address, opened.as_deref(), false)
    }

    #[test]
    fn a_page_knows_the_view_that_it_shows_and_the_one_it_was() {
        let views = [view("Low", "stock=low"), view("Low too", "stock=low")];
        let [low, low_too] = &views;
        assert_eq!(
            at(&views, "/products?stock=low", None).state(),
            ViewState::Is(low)
        );
        assert_eq!(
            at(&views, "/products?stock=low", Some(low_too)).state(),
            ViewState::Is(low_too)
        );
        assert_eq!(
            at(&views, "/products?q=a", Some(low)).state(),
            ViewState::Changed(low)
        );
        assert_eq!(at(&views, "/products?q=a", None).state(), ViewState::New);
        assert_eq!(
            at(&views, "/products?status=draft", Some(low)).state(),
            ViewState::Plain
        );
    }

    #[test]
    fn the_lists_own_tab_is_no_view_unless_it_was_opened_as_one() {
        let views = [view("Drafts", "status=draft")];
        let tab = Tab::new("Draft", "/products?status=draft").current(true);
        let current = |opened: Option<&SavedView>| -> Vec<bool> {
            let shown = at(&views, "/products?status=draft", opened);
            let tabs = shown.beside(vec![tab.clone()]);
            tabs.into_iter().map(|tab| tab.current).collect()
        };
        assert_eq!(current(None), [true, false]);
        assert_eq!(current(Some(&views[0])), [false, true]);
    }
}
