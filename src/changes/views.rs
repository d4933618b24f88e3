//! Page of a change of many: status, progress, outcome in tiles, refused rows, undo.

use crate::clock::Millis;
use crate::ui::{
    Card, Column, LinkButton, Notice, NoticeBar, Polled, Progress, Status, Table, Tile, Tone, counted,
};
use leptos::prelude::*;

/// Refresh interval of a page while the work goes on.
pub const EVERY_SECONDS: u32 = 2;

/// Stage of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A person is asked something first.
    Asking,
    Waiting,
    Running,
    /// Ended before its end.
    Stopped,
    Done,
}

/// Stage of a change's undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndoStage {
    None,
    Running,
    Done,
}

impl UndoStage {
    /// Stage of an undo that was requested and finished at these times.
    pub fn of(asked_at: Option<Millis>, undone_at: Option<Millis>) -> Self {
        match (asked_at, undone_at) {
            (_, Some(_)) => Self::Done,
            (Some(_), None) => Self::Running,
            (None, None) => Self::None,
        }
    }
}

/// A change's state for its mark and for whether its page looks again.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    pub stage: Stage,
    pub undo: UndoStage,
    pub is_dry_run: bool,
    pub refused: i64,
}

impl Work {
    /// Whether something of it still happens in the background.
    pub fn goes_on(self) -> bool {
        matches!(self.stage, Stage::Waiting | Stage::Running) || self.undo == UndoStage::Running
    }
}

/// Mark of a change's state.
#[component]
pub fn WorkState(work: Work) -> impl IntoView {
    let (tone, word) = match (work.stage, work.undo, work.is_dry_run, work.refused > 0) {
        (Stage::Asking, ..) => (Tone::Warning, "Check the columns"),
        (Stage::Waiting, ..) => (Tone::Info, "Waiting"),
        (Stage::Running, ..) => (Tone::Info, "Running"),
        (Stage::Stopped, ..) => (Tone::Bad, "Stopped"),
        (_, UndoStage::Done, ..) => (Tone::Neutral, "Undone"),
        (_, UndoStage::Running, ..) => (Tone::Info, "Being undone"),
        (.., true, true) => (Tone::Warning, "Checked, with errors"),
        (.., true, false) => (Tone::Good, "Checked"),
        (.., true) => (Tone::Warning, "Done, with errors"),
        _ => (Tone::Good, "Done"),
    };
    view! { <Status tone=tone word=word /> }
}

/// Part of a page that is looked at again while the work goes on, with script or without.
#[component]
pub fn Watched(#[prop(into)] id: String, work: Work, children: Children) -> impl IntoView {
    let every = work.goes_on().then_some(EVERY_SECONDS);
    view! {
        <Polled id=id every_seconds=every>
            <div class="stack">{children()}</div>
        </Polled>
        {every.map(|seconds| view! { <noscript><meta http-equiv="refresh" content=seconds.to_string() /></noscript> })}
    }
}

/// Progress bar that counts things: `3 of 20 products`. Without a total, what is done is not known yet.
#[component]
pub fn WorkProgress(
    #[prop(into)] label: String,
    done: i64,
    total: i64,
    #[prop(default = ("product", "products"))] things: (&'static str, &'static str),
) -> impl IntoView {
    let note = match total {
        0 => String::new(),
        _ => format!("{done} of {}", counted(total, things.0, things.1)),
    };
    view! { <Progress label=label done=done total=total note=note /> }
}

/// Outcome in numbers.
#[component]
pub fn Tally(tiles: Vec<(&'static str, i64)>) -> impl IntoView {
    let tiles = tiles
        .into_iter()
        .map(|(label, value)| view! { <Tile label=label value=value.to_string() /> })
        .collect_view();
    view! { <div class="tiles import-tiles">{tiles}</div> }
}

/// Notice of a finished undo: products put back, and products left with the reason.
#[component]
pub fn UndoneNotice(
    /// Numbers of products with what was done to them: `(3, "restored")`.
    done: Vec<(i64, &'static str)>,
    /// Numbers of products with why they were left: `(1, "changed since and not undone.")`.
    left: Vec<(i64, &'static str)>,
) -> impl IntoView {
    let product = |count: i64| counted(count, "product", "products");
    let done: Vec<String> = done
        .into_iter()
        .map(|(count, what)| format!("{} {what}", product(count)))
        .collect();
    let mut text = format!("Undone: {}.", done.join(", "));
    for (count, why) in left.into_iter().filter(|(count, _)| *count > 0) {
        let be = if count == 1 { "was" } else { "were" };
        text.push_str(&format!(" {} {be} {why}", product(count)));
    }
    view! { <NoticeBar notice=Notice::new(Tone::Good, text) /> }
}

/// One thing that was refused or needs attention, and why.
#[derive(Debug, Clone, Default)]
pub struct Refusal {
    pub message: String,
    /// Subject: a product's name, a SKU, a column of the file.
    pub subject: Option<String>,
    /// Page of the subject.
    pub href: Option<String>,
    /// Line of the file.
    pub line: Option<i64>,
}

/// List of what was refused, and why; nothing without any.
#[component]
pub fn RefusedList(
    #[prop(into)] title: String,
    about: &'static str,
    /// Heading of the subjects: `Product`, `SKU`, `Column`.
    subject: &'static str,
    rows: Vec<Refusal>,
    /// The most rows that the page shows.
    most: usize,
    /// Address of the complete list.
    #[prop(optional_no_strip)]
    file: Option<String>,
) -> impl IntoView {
    let (is_cut, is_empty) = (rows.len() >= most, rows.is_empty());
    let has_lines = rows.iter().any(|row| row.line.is_some());
    let mut columns = vec![Column::new("What"), Column::new(subject)];
    columns.extend(has_lines.then(|| Column::num("Line")));
    let rows = rows
        .into_iter()
        .map(|row| refused_row(row, subject, has_lines))
        .collect::<Vec<_>>();
    (!is_empty).then(|| {
        let caption = title.clone();
        view! {
            <Card title=title about=about flush=true>
                <Table columns=columns caption=caption>{rows}</Table>
                <Whole is_cut=is_cut most=most file=file />
            </Card>
        }
    })
}

fn refused_row(row: Refusal, label: &'static str, has_lines: bool) -> AnyView {
    let subject = match row.href {
        Some(href) => view! { <a href=href>{row.subject}</a> }.into_any(),
        None => row.subject.into_any(),
    };
    view! {
        <tr>
            <td class="main">{row.message}</td>
            <td data-label=label class="muted">{subject}</td>
            {has_lines.then(|| view! { <td class="num" data-label="Line">{row.line}</td> })}
        </tr>
    }
    .into_any()
}

/// Footer of a list that is cut: how many are shown, and the file with all of them.
#[component]
pub fn Whole(is_cut: bool, most: usize, file: Option<String>) -> impl IntoView {
    let first = is_cut.then(|| format!("These are the first {most}."));
    let download = file.map(|file| {
        view! {
            <LinkButton href=file icon=icondata_lu::LuDownload small=true download=true>"Download all"</LinkButton>
        }
    });
    (first.is_some() || download.is_some()).then(|| {
        view! {
            <div class="row import-more">
                {download}
                <span class="small muted">{first}</span>
            </div>
        }
    })
}
