//! View model of the frame around a signed-in page.

use super::{Anchor, Glyph, Notice, SearchView, Theme};

/// A main place of the product.
#[derive(Debug, Clone)]
pub struct NavItem {
    pub label: String,
    pub href: String,
    pub icon: Glyph,
    /// Count shown beside it, such as orders to ship.
    pub count: Option<i64>,
    pub current: bool,
    /// Whether it belongs to the item above; phones show it under *More*.
    pub under: bool,
}

/// A shop the person may switch to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopEntry {
    pub id: String,
    pub name: String,
    pub current: bool,
}

/// The signed-in person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    pub email: String,
}

/// Notifications link with its unread count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bell {
    pub href: String,
    pub unread: i64,
}

/// Content of the frame in plain values; build it with `..Default::default()`.
#[derive(Debug, Clone, Default)]
pub struct FrameView {
    pub title: String,
    /// Path of the page, to which the theme switch returns.
    pub path: String,
    pub shop_name: String,
    /// Shops of the switcher, shown if there are several.
    pub shops: Vec<ShopEntry>,
    /// The first five are a phone's bottom bar.
    pub nav: Vec<NavItem>,
    /// Items below the others, such as settings.
    pub nav_below: Vec<NavItem>,
    pub person: Person,
    /// Address that switches shops, with the field `seller_id`.
    pub switch_shop: &'static str,
    /// Address that signs out.
    pub sign_out: &'static str,
    /// Items of the person's menu, above *Sign out*.
    pub person_links: Vec<Anchor>,
    pub theme: Theme,
    /// Result of the last action.
    pub notice: Option<Notice>,
    /// Warning on every page, such as a pending approval.
    pub banner: Option<Notice>,
    pub search: Option<SearchView>,
    pub bell: Option<Bell>,
    /// The list that a detail page belongs to.
    pub back: Option<Anchor>,
    /// Kinds of events that change the page while it is open, and the last event that it shows.
    pub hears: Option<&'static str>,
    pub after: Option<String>,
}
