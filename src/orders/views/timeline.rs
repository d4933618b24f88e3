//! Order timeline in words.

use super::face;
use crate::id::OrderId;
use crate::money::Currency;
use crate::orders::actions::AddNote;
use crate::orders::note::LONGEST;
use crate::orders::store::HappeningRow;
use crate::orders::timeline::{Actor, TimelineKind};
use crate::ui::{Button, Card, ErrorSummary, Glyph, Happening, Moment, TextArea, Timeline, Tone};
use crate::web::form_reply::{Form, PostForm};
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// The timeline, newest first, with a form for a private note.
#[component]
pub fn TimelineCard(
    order_id: OrderId,
    timeline: Vec<HappeningRow>,
    currency: Currency,
    zone: TimeZone,
    note: Form,
) -> impl IntoView {
    let happenings = timeline
        .into_iter()
        .map(|happening| {
            let (title, tone, icon) = heading(happening.kind);
            let said = match happening.kind {
                TimelineKind::Note => noted(&happening).into_any(),
                _ => said(&happening, currency).into_any(),
            };
            let at = view! { <Moment at=happening.at zone=zone.clone() /> }.into_any();
            view! { <Happening title=title tone=tone icon=icon at=at>{said}</Happening> }
        })
        .collect_view();
    view! {
        <Card title="Timeline" id="timeline">
            <ErrorSummary errors=note.summary() />
            <PostForm<AddNote> class="form">
                <input type="hidden" name="order_id" value=order_id.to_string() />
                <TextArea label="Private note" name="text" rows=2 required=true maxlength=LONGEST as u32
                    help="Only your shop's members see it." id="note"
                    value=note.value("text") error=note.error("text") />
                <div class="row">
                    <Button>"Add note"</Button>
                </div>
            </PostForm<AddNote>>
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
        TimelineKind::Note => ("Note".to_owned(), Tone::Neutral, icondata_lu::LuStickyNote),
        TimelineKind::RefundMade => ("Partly refunded".to_owned(), Tone::Warning, icondata_lu::LuUndo2),
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

/// A note in its writer's own words and lines, and who wrote it.
fn noted(happening: &HappeningRow) -> impl IntoView + use<> {
    let by = happening.user_name.as_ref().map(|name| format!("By {name}."));
    view! {
        <p class="prose">{happening.detail.clone()}</p>
        {by}
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
