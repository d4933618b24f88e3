//! Navigation of the frame: sidebar, and dock on phones.

use super::document::theme_switch;
use super::html::attribute;
use super::icon::{icon, icon_large, icon_with};
use super::picture::avatar;
use super::status::count;
use super::{FrameView, Html, NavItem, Person};
use crate::html;

/// Number of dock items beside *More*.
const DOCKED: usize = 5;

/// Shop, places, person, from top to bottom.
pub(super) fn side(frame: &FrameView) -> Html {
    let name = html!(
        "{}<span><span>{}</span></span>",
        avatar(&frame.shop_name, false),
        frame.shop_name
    );
    let shop = if frame.shops.len() > 1 {
        html!(
            r#"<details class="menu menu-start" name="menu"><summary class="shop" aria-label="{}: switch shop">{}{}</summary><div class="menu-list">{}</div></details>"#,
            frame.shop_name,
            name,
            icon(icondata_lu::LuChevronsUpDown),
            shops(frame)
        )
    } else {
        html!(r#"<div class="shop">{}</div>"#, name)
    };
    let below = (!frame.nav_below.is_empty())
        .then(|| html!(r#"<div class="places-apart">{}</div>"#, places(&frame.nav_below)));
    html!(
        r#"<aside class="side">{}<nav aria-label="Main">{}{}</nav><details class="menu menu-start menu-up" name="menu"><summary class="person" aria-label="{}: your account">{}{}</summary><div class="menu-list">{}<hr>{}</div></details></aside>"#,
        shop,
        places(&frame.nav),
        below,
        frame.person.name,
        person_name(&frame.person),
        icon(icondata_lu::LuChevronsUpDown),
        theme_switch(frame.theme, &frame.path),
        person_links(frame)
    )
}

/// Phone dock: the first five items, and the rest under *More*.
pub(super) fn dock(frame: &FrameView) -> Html {
    let (under, nav): (Vec<_>, Vec<_>) = frame.nav.iter().partition(|item| item.under);
    let (first, below) = nav.split_at(nav.len().min(DOCKED));
    let rest: Vec<_> = below.iter().copied().chain(under).collect();
    let waiting: i64 = rest.iter().filter_map(|item| item.count).sum();
    let here = rest
        .iter()
        .copied()
        .chain(&frame.nav_below)
        .any(|item| item.current);
    let docked: Html = first
        .iter()
        .map(|item| {
            html!(
                r#"<a class="dock-place" href="{}"{}>{}<span>{}</span>{}</a>"#,
                item.href,
                current(item),
                icon_large(item.icon),
                item.label,
                waits(item.count)
            )
        })
        .collect();
    let dot = (waiting > 0).then(|| {
        html!(
            r#"<span class="dot"><span class="unseen">{} waiting</span></span>"#,
            waiting
        )
    });
    let switch = (frame.shops.len() > 1).then(|| html!("<hr>{}", shops(frame)));
    html!(
        r#"<nav class="dock" aria-label="Main">{}<details name="menu"><summary class="dock-place"{}>{}<span>More</span>{}</summary><div class="dock-more">{}{}{}<hr><div class="person">{}</div>{}{}</div></details></nav>"#,
        docked,
        attribute("aria-current", here.then_some("true")),
        icon_large(icondata_lu::LuMenu),
        dot,
        places(rest),
        places(&frame.nav_below),
        switch,
        person_name(&frame.person),
        person_links(frame),
        theme_switch(frame.theme, &frame.path)
    )
}

fn places<'a>(items: impl IntoIterator<Item = &'a NavItem>) -> Html {
    items
        .into_iter()
        .map(|item| {
            html!(
                r#"<a class="{}" href="{}"{}>{}<span>{}</span>{}</a>"#,
                if item.under { "place place-under" } else { "place" },
                item.href,
                current(item),
                icon(item.icon),
                item.label,
                waits(item.count)
            )
        })
        .collect()
}

fn current(item: &NavItem) -> Html {
    attribute("aria-current", item.current.then_some("page"))
}

fn waits(waiting: Option<i64>) -> Option<Html> {
    waiting
        .filter(|waiting| *waiting > 0)
        .map(|waiting| count(waiting, "waiting"))
}

fn shops(frame: &FrameView) -> Html {
    let entries: Html = frame
        .shops
        .iter()
        .map(|shop| {
            html!(
                r#"<button class="menu-item" name="seller_id" value="{}"{}>{}<span>{}</span>{}</button>"#,
                shop.id,
                attribute("aria-current", shop.current.then_some("true")),
                avatar(&shop.name, false),
                shop.name,
                shop.current.then(|| icon_with(icondata_lu::LuCheck, "end"))
            )
        })
        .collect();
    html!(
        r#"<form method="post" action="{}">{}</form>"#,
        frame.switch_shop,
        entries
    )
}

fn person_name(person: &Person) -> Html {
    html!(
        "{}<span><span>{}</span><small>{}</small></span>",
        avatar(&person.name, true),
        person.name,
        person.email
    )
}

fn person_links(frame: &FrameView) -> Html {
    let links: Html = frame
        .person_links
        .iter()
        .map(|link| html!(r#"<a class="menu-item" href="{}">{}</a>"#, link.href, link.label))
        .collect();
    html!(
        r#"{}<form method="post" action="{}"><button class="menu-item">{}Sign out</button></form>"#,
        links,
        frame.sign_out,
        icon(icondata_lu::LuLogOut)
    )
}
