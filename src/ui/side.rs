//! The frame's navigation: the side, and on a phone the dock at the bottom.

use super::frame::{FrameView, NavItem, Person, ShopEntry};
use super::{Anchor, Avatar, Count, Icon, ThemeSwitch};
use leptos::prelude::*;

/// Where a switch of shops is posted, with the field `seller_id`.
const SWITCH_SHOP: &str = "/do/accounts/switch";
/// Where signing out is posted.
const SIGN_OUT: &str = "/do/accounts/sign-out";
/// How many places a phone's bottom bar has beside *More*.
const DOCKED: usize = 5;

/// Shop, places, person, from top to bottom.
#[component]
pub(super) fn Side(frame: FrameView) -> impl IntoView {
    let shop = frame.shop_name;
    let account = format!("{}: your account", frame.person.name);
    let shop = if frame.shops.len() > 1 {
        let switch = format!("{shop}: switch shop");
        view! {
            <details class="menu menu-start" name="menu">
                <summary class="shop" aria-label=switch>
                    <Avatar name=shop.clone()/>
                    <span>
                        <span>{shop}</span>
                    </span>
                    <Icon icon=icondata_lu::LuChevronsUpDown/>
                </summary>
                <div class="menu-list">
                    <Shops shops=frame.shops/>
                </div>
            </details>
        }
        .into_any()
    } else {
        view! {
            <div class="shop">
                <Avatar name=shop.clone()/>
                <span>
                    <span>{shop}</span>
                </span>
            </div>
        }
        .into_any()
    };
    let below = (!frame.nav_below.is_empty())
        .then(|| view! { <div class="places-apart">{places(frame.nav_below)}</div> });
    view! {
        <aside class="side">
            {shop} <nav aria-label="Main">{places(frame.nav)} {below}</nav>
            <details class="menu menu-start menu-up" name="menu">
                <summary class="person" aria-label=account>
                    <PersonName person=frame.person/>
                    <Icon icon=icondata_lu::LuChevronsUpDown/>
                </summary>
                <div class="menu-list">
                    <ThemeSwitch theme=frame.theme path=frame.path/>
                    <hr/>
                    <PersonLinks links=frame.person_links/>
                </div>
            </details>
        </aside>
    }
}

/// A phone's bottom bar: the first five places, and behind *More* everything else of the side.
#[component]
pub(super) fn Dock(frame: FrameView) -> impl IntoView {
    let (under, mut nav): (Vec<_>, Vec<_>) = frame.nav.into_iter().partition(|item| item.under);
    let mut rest = nav.split_off(nav.len().min(DOCKED));
    rest.extend(under);
    let waiting: i64 = rest.iter().filter_map(|item| item.count).sum();
    let here = rest.iter().chain(&frame.nav_below).any(|item| item.current);
    let docked = nav
        .into_iter()
        .map(|item| {
            view! {
                <a class="dock-place" href=item.href aria-current=item.current.then_some("page")>
                    <Icon icon=item.icon large=true/>
                    <span>{item.label}</span>
                    {waits(item.count)}
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="dock" aria-label="Main">
            {docked}
            <details name="menu">
                <summary class="dock-place" aria-current=here.then_some("true")>
                    <Icon icon=icondata_lu::LuMenu large=true/>
                    <span>"More"</span>
                    {(waiting > 0)
                        .then(|| {
                            view! {
                                <span class="dot">
                                    <span class="unseen">{format!("{waiting} waiting")}</span>
                                </span>
                            }
                        })}
                </summary>
                <div class="dock-more">
                    {places(rest)} {places(frame.nav_below)}
                    {(frame.shops.len() > 1).then(|| view! { <hr/> <Shops shops=frame.shops/> })} <hr/>
                    <div class="person">
                        <PersonName person=frame.person/>
                    </div> <PersonLinks links=frame.person_links/>
                    <ThemeSwitch theme=frame.theme path=frame.path/>
                </div>
            </details>
        </nav>
    }
}

fn places(items: Vec<NavItem>) -> impl IntoView {
    items
        .into_iter()
        .map(|item| {
            view! {
                <a class=if item.under { "place place-under" } else { "place" } href=item.href aria-current=item.current.then_some("page")>
                    <Icon icon=item.icon/>
                    <span>{item.label}</span>
                    {waits(item.count)}
                </a>
            }
        })
        .collect_view()
}

fn waits(count: Option<i64>) -> Option<impl IntoView> {
    count
        .filter(|count| *count > 0)
        .map(|count| view! { <Count number=count what="waiting"/> })
}

#[component]
fn Shops(shops: Vec<ShopEntry>) -> impl IntoView {
    let entries = shops
        .into_iter()
        .map(|shop| {
            let current = shop.current.then_some("true");
            view! {
                <button class="menu-item" name="seller_id" value=shop.id aria-current=current>
                    <Avatar name=shop.name.clone()/>
                    <span>{shop.name}</span>
                    {shop.current.then(|| view! { <Icon icon=icondata_lu::LuCheck class="end"/> })}
                </button>
            }
        })
        .collect_view();
    view! { <form method="post" action=SWITCH_SHOP>{entries}</form> }
}

#[component]
fn PersonName(person: Person) -> impl IntoView {
    view! {
        <Avatar name=person.name.clone() round=true/>
        <span>
            <span>{person.name}</span>
            <small>{person.email}</small>
        </span>
    }
}

#[component]
fn PersonLinks(links: Vec<Anchor>) -> impl IntoView {
    let links = links
        .into_iter()
        .map(|link| view! { <a class="menu-item" href=link.href>{link.label}</a> })
        .collect_view();
    view! {
        {links}
        <form method="post" action=SIGN_OUT>
            <button class="menu-item">
                <Icon icon=icondata_lu::LuLogOut/>
                "Sign out"
            </button>
        </form>
    }
}
