//! Order timeline in words.

use super::face;
use crate::money::Currency;
use crate::orders::store::HappeningRow;
use crate::orders::timeline::{Actor, TimelineKind};
use crate::ui::{Card, Glyph, Happening, Moment, Timeline, Tone};
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// The timeline, newest first.
#[component]
pub fn TimelineCard(timeline: Vec<HappeningRow>, currency: Currency, zone: TimeZone) -> impl IntoView {
    let happenings = timeline
        .into_iter()
        .map(|happening| {
            let (title, tone, icon) = heading(happening.kind);
            let said = said(&happening, currency);
            let at = view! { <Moment at=happening.at zone=zone.clone() /> }.into_any();
            view! { <Happening title=title tone=tone icon=icon at=at>{said}</Happening> }
        })
        .collect_view();
    view! {
        <Card title="Timeline" id="timeline">
            <Timeline>{happenings}</Timeline>
        </Card>
    }
}

fn heading(kind: TimelineKind) -> (String, Tone, Glyph) {
    match kind {
        TimelineKind::Placed => ("Placed".to_owned(), Tone::Neutral, icondata_lu::LuShoppingBag),
        TimelineKind::Released => (
            "Money became available".to_owned(),
            Tone::Good,
            icondata_lu::LuWallet,
        ),
        TimelineKind::RefundDue => ("Paid too late".to_owned(), Tone::Warning, icondata_lu::LuUndo2),
        other => match other.status() {
            Some(status) => {
                let (tone, icon) = face(status);
                (status.words().to_owned(), tone, icon)
            }
            None => (
                other.as_str().replace('_', " "),
                Tone::Neutral,
                icondata_lu::LuDot,
            ),
        },
    }
}

/// Actor, amount and note of an event.
fn said(happening: &HappeningRow, currency: Currency) -> String {
    let by = match (&happening.user_name, happening.actor) {
        (Some(name), _) => Some(format!("By {name}.")),
        (None, Actor::Storefront) => Some("By the storefront.".to_owned()),
        (None, Actor::System) if happening.kind == TimelineKind::Cancelled => {
            Some("By the system.".to_owned())
        }
        (None, Actor::Admin) => Some("By the marketplace.".to_owned()),
        _ => None,
    };
    let amount = happening.amount_minor.map(|minor| {
        let amount = currency.show(minor);
        match happening.kind {
            TimelineKind::Cancelled => format!("{amount} is owed back to the buyer."),
            _ => format!("{amount}."),
        }
    });
    let detail = happening.detail.as_deref().map(|detail| {
        let ends = detail.ends_with(['.', '!', '?']);
        format!("{detail}{}", if ends { "" } else { "." })
    });
    let parts: Vec<String> = [detail, amount, by].into_iter().flatten().collect();
    parts.join(" ")
}
