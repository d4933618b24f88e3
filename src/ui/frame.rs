//! Frame of every signed-in page.

use super::filter::search_field;
use super::html::attribute;
use super::icon::{icon, icon_with};
use super::notice::notice_bar;
use super::side::{dock, side};
use super::status::count;
use super::{Bell, FrameView, Html, Slot};
use crate::html;
use leptos::prelude::*;

/// The frame: side, bar with title and primary action, banner, notice, content.
#[component]
pub fn Frame(
    frame: FrameView,
    /// Status beside the title.
    #[prop(optional, into)]
    state: Slot,
    /// Primary action.
    #[prop(optional, into)]
    action: Slot,
    children: Children,
) -> impl IntoView {
    let slot = |slot: Slot| slot.0.map_or_else(Html::default, Html::of_view);
    let content = Html::of_view(children());
    framed(&frame, &slot(state), &slot(action), &content).into_view()
}

/// The frame as markup, with `state` beside the title, `action` at the end of the bar, and `content`.
pub fn framed(frame: &FrameView, state: &Html, action: &Html, content: &Html) -> Html {
    let back = frame.back.as_ref().map(|back| {
        html!(
            r#"<a class="back" href="{}">{}{}</a>"#,
            back.href,
            icon_with(icondata_lu::LuArrowLeft, "icon-turns"),
            back.label
        )
    });
    // The bar shows two lines of a title; the rest of a very long one is in its hint.
    let whole_title = (frame.title.chars().count() > 60).then_some(&frame.title);
    html!(
        r##"<a class="skip" href="#main">Skip to content</a><div class="frame">{}<div class="stage">{}<header class="bar"><div class="bar-title">{}<h1{}>{}</h1>{}</div>{}{}{}</header><main id="main" tabindex="-1"{}{}>{}{}</main></div>{}</div>"##,
        side(frame),
        frame
            .banner
            .as_ref()
            .map(|banner| notice_bar(banner, true, false)),
        back,
        attribute("title", whole_title),
        frame.title,
        state,
        frame.search.as_ref().map(|search| search_field(search, true)),
        frame.bell.as_ref().map(bell_link),
        action,
        attribute("data-hears", frame.hears),
        attribute(
            "data-after",
            frame.after.as_ref().filter(|_| frame.hears.is_some())
        ),
        frame
            .notice
            .as_ref()
            .map(|notice| notice_bar(notice, false, true)),
        content,
        dock(frame)
    )
}

fn bell_link(bell: &Bell) -> Html {
    html!(
        r#"<div class="bell"><a class="button button-quiet button-square" href="{}" title="Notifications" aria-label="Notifications">{}</a>{}</div>"#,
        bell.href,
        icon(icondata_lu::LuBell),
        (bell.unread > 0).then(|| count(bell.unread, "unread"))
    )
}
