//! Import page: related imports, progress and result.

use super::UPLOAD;
use super::mapping::MappingStep;
use super::outcome::Outcome;
use super::report::Lists;
use super::upload::UploadForm;
use crate::changes::Watched;
use crate::id::ImportId;
use crate::imports::ImportStatus;
use crate::imports::actions::UndoImport;
use crate::imports::views::work;
use crate::imports::{self, ShownImport};
use crate::product_files::{Mapping, PriceUnit};
use crate::state::App;
use crate::ui::{Button, Card, Columns, ErrorSummary, Fact, Facts, LinkButton, Moment, Variant};
use crate::viewer::{Member, may};
use crate::web::extract::Id;
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use leptos::prelude::*;

/// One import: mapping, progress, outcome.
pub async fn import(
    member: Member<may::Products>,
    State(app): State<App>,
    Id(import_id): Id<ImportId>,
) -> PageResult {
    let stored = imports::find(&app.db, &member, &import_id).await?;
    if stored.status == ImportStatus::Mapping {
        let view = imports::mapping_view(&stored, member.currency)?;
        let title = stored.file_name.clone();
        let body = view! { <MappingStep import=stored view=view currency=member.currency /> };
        return Ok(Page::new(title, body).with_back("Imports", UPLOAD));
    }
    let mapping: Option<Mapping> = stored
        .mapping
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let import = imports::shown(&app.db, member.currency, stored).await?;
    let work = work(&import);
    let title = import.file_name.clone();
    let side = view! {
        <TheFile import=import.clone() mapping=mapping zone=member.zone() />
        <TakeBack import=import.clone() />
    };
    let (shown, mended) = (import.clone(), import.clone());
    let body = view! {
        <Columns side=side.into_any()>
            <Watched id="import" work=work>
                <Outcome import=shown />
            </Watched>
            <Mend import=mended />
            <Lists import=import currency=member.currency />
        </Columns>
    };
    Ok(Page::new(title, body)
        .with_back("Imports", UPLOAD)
        .hearing("import."))
}

/// Facts of the file.
#[component]
fn TheFile(import: ShownImport, mapping: Option<Mapping>, zone: jiff::tz::TimeZone) -> impl IntoView {
    let format = mapping.as_ref().map(|mapping| mapping.dialect.label());
    let ignored = mapping.as_ref().map(ignored);
    let numbers = mapping.as_ref().map(numbers).unwrap_or_default();
    let numbers = numbers
        .into_iter()
        .map(|(name, how)| view! { <Fact label=name>{how}</Fact> })
        .collect_view();
    let begun = view! { <Moment at=import.created_at zone=zone.clone() /> };
    let finished = import
        .finished_at
        .map(|at| view! { <Moment at=at zone=zone.clone() /> });
    let earlier = |label: &'static str, id: Option<ImportId>, words: &'static str| {
        id.map(|id| view! { <Fact label=label><a href=format!("{UPLOAD}/{id}")>{words}</a></Fact> })
    };
    let mends = earlier("Fixes", import.retry_of.clone(), "an earlier import");
    let checked = earlier("Checked", import.checked_by.clone(), "by a dry run");
    view! {
        <Card title="The file">
            <Facts wide=true>
                <Fact label="Format">{format}</Fact>
                <Fact label="Encoding">{import.encoding}</Fact>
                <Fact label="Separator">{import.delimiter}</Fact>
                {numbers}
                <Fact label="Started">{begun}</Fact>
                {finished.map(|finished| view! { <Fact label="Finished">{finished}</Fact> })}
                {mends}
                {checked}
            </Facts>
            {ignored}
        </Card>
    }
}

/// Formats of prices and numbers, if ambiguous.
fn numbers(mapping: &Mapping) -> Vec<(String, String)> {
    let columns = mapping
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.field.is_some());
    let notations = columns.filter_map(|(at, column)| {
        let numbers = column.numbers.filter(|_| column.has_marks())?;
        Some((mapping.name(at), format!("read as {}", numbers.example())))
    });
    let unit = (mapping.price_unit == PriceUnit::Minor).then(|| {
        let label = mapping.currency.map(|currency| PriceUnit::Minor.label(currency));
        ("Prices".to_owned(), label.unwrap_or_default())
    });
    notations.chain(unit).collect()
}

fn ignored(mapping: &Mapping) -> impl IntoView + use<> {
    let ignored: Vec<String> = mapping
        .ignored()
        .filter(|heading| !heading.is_empty())
        .map(str::to_owned)
        .collect();
    (!ignored.is_empty()).then(|| {
        view! { <p class="small muted">"Not imported: " {ignored.join(", ")}</p> }
    })
}

/// Undo of an import, while possible.
#[component]
fn TakeBack(import: ShownImport) -> impl IntoView {
    let errors = Form::of::<UndoImport>().summary();
    let can_undo = import.status == ImportStatus::Done
        && !import.dry_run
        && !import.is_tidied
        && import.undo_asked_at.is_none()
        && import.created + import.updated > 0;
    can_undo.then(|| {
        view! {
            <Card title="Undo"
                about="Products it created are removed; products it updated return to their previous values, unless changed since. Possible for 30 days.">
                <ErrorSummary errors=errors />
                <PostForm<UndoImport>>
                    <input type="hidden" name="import_id" value=import.import_id.to_string() />
                    <Button variant=Variant::Danger icon=icondata_lu::LuUndo2>"Undo this import"</Button>
                </PostForm<UndoImport>>
            </Card>
        }
    })
}

/// Failed rows, and the upload of fixed ones.
#[component]
fn Mend(import: ShownImport) -> impl IntoView {
    let form = Form::at(UPLOAD);
    let errors = form.summary();
    let download = format!("{UPLOAD}/{}/errors.csv", import.import_id);
    let is_open =
        import.status == ImportStatus::Done && import.failed > 0 && !import.dry_run && !import.is_tidied;
    is_open.then(|| {
        view! {
            <Card title="Fix and upload again"
                about="Download the failed rows, fix what the error column describes, and upload that file. It contains only those rows.">
                <ErrorSummary errors=errors title="The file was not uploaded." />
                <div class="row">
                    <LinkButton href=download icon=icondata_lu::LuDownload download=true>
                        "Download failed rows"
                    </LinkButton>
                </div>
                <UploadForm form=form retry_of=Some(import.import_id) />
            </Card>
        }
    })
}
