//! The frame of every signed-in page.

use super::side::{Dock, Side};
use super::{
    Anchor, Count, Glyph, Icon, LinkButton, Notice, NoticeBar, SearchField, SearchView, Slot, Theme,
};
use leptos::prelude::*;

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

/// The frame: side, bar with title and primary action, banner, notice, content.
#[component]
pub fn Frame(
    frame: FrameView,
    /// Beside the title: the state of the thing shown.
    #[prop(optional, into)]
    state: Slot,
    /// The one primary action, and what goes with it.
    #[prop(optional, into)]
    action: Slot,
    children: Children,
) -> impl IntoView {
    let side = view! { <Side frame=frame.clone()/> };
    // The bar shows two lines of a title; the rest of a very long one is in its hint.
    let whole_title = (frame.title.chars().count() > 60).then(|| frame.title.clone());
    let dock = view! { <Dock frame=frame.clone()/> };
    view! {
        <a class="skip" href="#main">"Skip to content"</a>
        <div class="frame">
            {side}
            <div class="stage">
                {frame.banner.map(|banner| view! { <NoticeBar notice=banner banner=true/> })}
                <header class="bar">
                    <div class="bar-title">
                        {frame
                            .back
                            .map(|back| {
                                view! {
                                    <a class="back" href=back.href>
                                        <Icon icon=icondata_lu::LuArrowLeft turns=true/>
                                        {back.label}
                                    </a>
                                }
                            })}
                        <h1 title=whole_title>{frame.title}</h1>
                        {state.0}
                    </div>
                    {frame.search.map(|search| view! { <SearchField search=search main=true/> })}
                    {frame.bell.map(|bell| view! { <BellLink bell=bell/> })}
                    {action.0}
                </header>
                <main id="main" tabindex="-1">
                    {frame.notice.map(|notice| view! { <NoticeBar notice=notice dismissible=true/> })}
                    {children()}
                </main>
            </div>
            {dock}
        </div>
    }
}

#[component]
fn BellLink(bell: Bell) -> impl IntoView {
    view! {
        <div class="bell">
            <LinkButton href=bell.href icon=icondata_lu::LuBell label="Notifications" variant=super::Variant::Quiet/>
            {(bell.unread > 0).then(|| view! { <Count number=bell.unread what="unread"/> })}
        </div>
    }
}
