//! What the frame of a signed-in page shows, in plain values.

use super::{Anchor, Glyph, Notice, SearchView, Theme};

/// A main place of the product.
#[derive(Debug, Clone)]
pub struct NavItem {
    pub label: String,
    pub href: String,
    pub icon: Glyph,
    /// What waits there, such as orders to ship.
    pub count: Option<i64>,
    pub current: bool,
    /// It belongs to the place before it; a phone has it behind *More*.
    pub under: bool,
}

/// A shop the person may switch to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopEntry {
    pub id: String,
    pub name: String,
    pub current: bool,
}

/// Who is signed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    pub email: String,
}

/// Where the notifications are, and how many are unread.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bell {
    pub href: String,
    pub unread: i64,
}

/// What the frame shows, in plain values; build it with `..Default::default()`.
#[derive(Debug, Clone, Default)]
pub struct FrameView {
    pub title: String,
    /// The page's path, where the theme switch comes back to.
    pub path: String,
    pub shop_name: String,
    /// With one shop or none there is no switcher.
    pub shops: Vec<ShopEntry>,
    /// The first five are a phone's bottom bar.
    pub nav: Vec<NavItem>,
    /// Below the others, such as settings.
    pub nav_below: Vec<NavItem>,
    pub person: Person,
    /// Where a switch of shops is posted, with the field `seller_id`.
    pub switch_shop: &'static str,
    /// Where signing out is posted.
    pub sign_out: &'static str,
    /// In the person's menu, above *Sign out*.
    pub person_links: Vec<Anchor>,
    pub theme: Theme,
    /// What just happened.
    pub notice: Option<Notice>,
    /// What stands in the way on every page, such as a pending approval.
    pub banner: Option<Notice>,
    pub search: Option<SearchView>,
    pub bell: Option<Bell>,
    /// The list that a detail page belongs to.
    pub back: Option<Anchor>,
}
