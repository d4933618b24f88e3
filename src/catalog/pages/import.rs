//! Imports: a file goes up, and what came of it.

use super::id_of_page;
use crate::catalog::actions::UndoImport;
use crate::catalog::importing::{self, ImportProblem, ShownImport};
use crate::catalog::imports::{Dialect, Mapping};
use crate::catalog::views::{ImportState, counted};
use crate::id::ImportId;
use crate::ui::{
    Button, Card, Checkbox, Choice, Column, Columns, Disclosure, Empty, ErrorSummary, Fact, Facts, FileField,
    LinkButton, Moment, Notice, NoticeBar, Pager, Polled, Progress, RowLink, Select, Table, Tile, Tone,
    Variant,
};
use crate::web::context::{app, member};
use crate::web::form_reply::{Form, Here};
use crate::web::keyset::Keyset;
use crate::web::pages::{Page, framed};
use leptos::prelude::*;

const UPLOAD: &str = "/products/imports";
/// How often the page of an import looks again.
const EVERY_SECONDS: u32 = 2;

#[component]
pub fn ImportsPage() -> impl IntoView {
    framed(async move {
        let (app, member, keyset) = (app()?, member()?, Keyset::of_page());
        let form = Form::at(UPLOAD);
        let window = importing::list(&app.db, &member, &keyset).await?;
        let (newer, older) = window.links(UPLOAD);
        let (zone, now) = (member.zone(), app.clock.now());
        let is_empty = window.rows.is_empty();
        let rows = window
            .rows
            .into_iter()
            .map(|import| {
                let href = format!("{UPLOAD}/{}", import.import_id);
                let (name, state) = (import.file_name.clone(), import.clone());
                let kind = if import.dry_run { "Dry run" } else { "Import" };
                view! {
                    <tr>
                        <td class="main">
                            <RowLink href=href><span class="clamp">{name}</span></RowLink>
                            <small>{kind}</small>
                        </td>
                        <td class="state"><ImportState import=state /></td>
                        <td class="num" data-label="Products">{import.products}</td>
                        <td class="num wide">{import.created}</td>
                        <td class="num wide">{import.updated}</td>
                        <td class="num" data-label="Refused">{import.failed}</td>
                        <td class="num wide muted"><Moment at=import.created_at zone=zone.clone() now=now /></td>
                    </tr>
                }
                .into_any()
            })
            .collect::<Vec<_>>();
        let columns = vec![
            Column::new("File"),
            Column::new("State"),
            Column::num("Products"),
            Column::wide_num("Created"),
            Column::wide_num("Updated"),
            Column::num("Refused"),
            Column::wide_num("Begun"),
        ];
        let body = view! {
            <ErrorSummary errors=form.summary() title="The file was not taken." />
            <Card title="Bring your products"
                about="A CSV file of at most 256 MB: our own, Spree's, or a sheet with a title and a price. It is taken in the background; you can leave this page.">
                <UploadForm form=form retry_of=None />
            </Card>
            <ColumnGuide />
            {if is_empty {
                view! {
                    <Empty icon=icondata_lu::LuFileSpreadsheet headline="No imports yet"
                        text="Each file you bring is listed here with what came of it, and can be undone." />
                }.into_any()
            } else {
                view! {
                    <Card title="Imports" flush=true>
                        <Table columns=columns caption="Imports">{rows}</Table>
                    </Card>
                    <Pager newer=newer older=older />
                }.into_any()
            }}
        };
        Ok(Page::new("Import products", body).with_back("Products", "/products"))
    })
}

/// The form with which a file goes up.
#[component]
fn UploadForm(form: Form, retry_of: Option<ImportId>) -> impl IntoView {
    let is_retry = retry_of.is_some();
    let dialects = std::iter::once(Choice::new("", "Recognise it"))
        .chain(Dialect::ALL.map(|dialect| Choice::new(dialect.as_str(), dialect.label())))
        .collect::<Vec<_>>();
    view! {
        <form class="form" method="post" action=UPLOAD enctype="multipart/form-data">
            <Here />
            {retry_of.map(|id| view! { <input type="hidden" name="retry_of" value=id.to_string() /> })}
            <FileField label="CSV file" name="file" accept=".csv,.tsv,.txt,text/csv" required=true
                error=form.error("file") />
            {(!is_retry).then(|| view! {
                <Select label="Where it comes from" name="dialect" options=dialects value=form.value("dialect")
                    error=form.error("dialect") short=true />
                <Checkbox label="Dry run" name="dry_run" help="Only says what would come of it; nothing is changed."
                    checked=form.chosen("dry_run", "true", false) />
            })}
            <div class="row">
                <Button variant=if is_retry { Variant::Default } else { Variant::Primary } icon=icondata_lu::LuUpload>
                    {if is_retry { "Send the mended rows" } else { "Upload" }}
                </Button>
            </div>
        </form>
    }
}

/// What our own columns mean.
const COLUMNS: [(&str, &str); 14] = [
    (
        "handle",
        "The product's name in its address. Rows with the same handle are one product; a product you have with this handle is updated. Without one, the SKU and then the title tell.",
    ),
    (
        "title",
        "The product's name; needed for a new product. On its first row is enough.",
    ),
    ("description", "Text; HTML is read for its text."),
    ("category, tags", "Free text; tags with commas between."),
    (
        "status",
        "active, draft, inactive or archived. Left out, a new product is active.",
    ),
    (
        "option1_name, option1_value …",
        "What the variants differ in, such as Size and S; up to three.",
    ),
    ("sku", "Your own number; once per shop."),
    (
        "price",
        "In your shop's currency, such as 12.50. Needed for a new product.",
    ),
    ("compare_at", "The price before, shown struck through."),
    ("cost", "What one costs you; only you see it."),
    (
        "currency",
        "Rows in another currency are passed over and counted.",
    ),
    ("barcode, weight_grams", "As they are."),
    ("on_hand", "Pieces on the shelf."),
    ("backorder", "yes, when it may be sold without stock."),
];

#[component]
fn ColumnGuide() -> impl IntoView {
    let rows = COLUMNS
        .iter()
        .map(|(name, about)| {
            view! { <tr><td class="main"><code>{*name}</code></td><td data-label="Meaning">{*about}</td></tr> }
        })
        .collect_view();
    view! {
        <Disclosure summary="Which columns a file can have">
            <p>
                "A column that is left out keeps what a product has; an empty cell clears it. Our own export can be changed and brought back. "
                <a href="/products/imports/template.csv" download="">"Download a template"</a>
            </p>
            <Table columns=vec![Column::new("Column"), Column::new("Meaning")] caption="Columns" plain=true>{rows}</Table>
        </Disclosure>
    }
}

#[component]
pub fn ImportPage() -> impl IntoView {
    framed(async move {
        let (app, member, import_id) = (app()?, member()?, id_of_page::<ImportId>()?);
        let form = Form::at(UPLOAD);
        let undoing = ServerAction::<UndoImport>::new();
        let undo_form = Form::of::<UndoImport>();
        let stored = importing::find(&app.db, &member, &import_id).await?;
        let mapping: Option<Mapping> = stored
            .mapping
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok());
        let undone = importing::undone(&app.db, &stored).await?;
        let import = importing::shown(&app.db, stored).await?;
        let zone = member.zone();
        let is_done = import.status == "done";
        let can_undo = is_done
            && !import.dry_run
            && import.undo_asked_at.is_none()
            && import.created + import.updated > 0;
        let works = !matches!(import.status.as_str(), "done" | "failed")
            || (import.undo_asked_at.is_some() && import.undone_at.is_none());
        let every = works.then_some(EVERY_SECONDS);
        let title = import.file_name.clone();
        let id = import.import_id.to_string();
        let format = mapping.as_ref().map(|mapping| mapping.dialect.label());
        let ignored = mapping.as_ref().map(ignored);
        let begun = view! { <Moment at=import.created_at zone=zone.clone() /> };
        let finished = import
            .finished_at
            .map(|at| view! { <Moment at=at zone=zone.clone() /> });
        let (encoding, delimiter) = (import.encoding.clone(), import.delimiter.clone());
        let mends = import.retry_of.clone();
        let to_undo = id.clone();
        let undo_errors = undo_form.summary();
        let side = view! {
            <Card title="The file">
                <Facts wide=true>
                    <Fact label="Format">{format}</Fact>
                    <Fact label="Encoding">{encoding}</Fact>
                    <Fact label="Between cells">{delimiter}</Fact>
                    <Fact label="Begun">{begun}</Fact>
                    {finished.map(|finished| view! { <Fact label="Finished">{finished}</Fact> })}
                    {mends.map(|id| view! {
                        <Fact label="Mends"><a href=format!("{UPLOAD}/{id}")>"an earlier import"</a></Fact>
                    })}
                </Facts>
                {ignored}
            </Card>
            {can_undo.then(|| view! {
                <Card title="Undo"
                    about="Products it created go, those it updated return to what they were, unless they were changed since.">
                    <ErrorSummary errors=undo_errors />
                    <ActionForm action=undoing>
                        <Here />
                        <input type="hidden" name="import_id" value=to_undo />
                        <Button variant=Variant::Danger icon=icondata_lu::LuUndo2>"Undo this import"</Button>
                    </ActionForm>
                </Card>
            })}
        };
        let download = format!("{UPLOAD}/{id}/errors.csv");
        let retry_errors = form.summary();
        let outcome = view! { <Outcome import=import.clone() undone=undone /> };
        let retry = (is_done && import.failed > 0).then(|| view! {
            <Card title="Mend and send again"
                about="Download the refused rows, mend what the error column says, and send that file. Only those rows are in it.">
                <ErrorSummary errors=retry_errors title="The file was not taken." />
                <div class="row">
                    <LinkButton href=download icon=icondata_lu::LuDownload download=true>
                        "Download refused rows"
                    </LinkButton>
                </div>
                <UploadForm form=form retry_of=Some(import_id.clone()) />
            </Card>
        });
        let body = view! {
            <Columns side=side.into_any()>
                <Polled id="import" every_seconds=every>
                    {outcome}
                </Polled>
                {works.then(|| view! { <noscript><meta http-equiv="refresh" content=EVERY_SECONDS.to_string() /></noscript> })}
                {retry}
            </Columns>
        };
        Ok(Page::new(title, body).with_back("Imports", UPLOAD))
    })
}

fn ignored(mapping: &Mapping) -> impl IntoView + use<> {
    let ignored: Vec<String> = mapping
        .ignored()
        .filter(|heading| !heading.is_empty())
        .map(str::to_owned)
        .collect();
    (!ignored.is_empty()).then(|| {
        view! { <p class="small muted">"Not taken: " {ignored.join(", ")}</p> }
    })
}

/// How far it is, what came of it, and what to look at.
#[component]
fn Outcome(import: ShownImport, undone: Vec<(String, i64)>) -> impl IntoView {
    let progress = match import.status.as_str() {
        "queued" => Some(view! { <Progress label="Waiting for its turn" done=0 total=0 /> }.into_any()),
        "running" if import.products == 0 => {
            let note = counted(import.rows, "row read", "rows read");
            Some(view! { <Progress label="Reading the file" done=0 total=0 note=note /> }.into_any())
        }
        "running" => {
            let note = format!(
                "{} of {}",
                import.products_done,
                counted(import.products, "product", "products")
            );
            Some(view! {
                <Progress label="Taking products in" done=import.products_done total=import.products note=note />
            }.into_any())
        }
        _ => None,
    };
    let failure = import.failure.clone().map(|why| {
        let notice = Notice::new(
            Tone::Bad,
            format!("The file could not be read to its end: {why} No product of it was taken."),
        );
        view! { <NoticeBar notice=notice /> }
    });
    let dry = (import.dry_run && import.status == "done").then(|| {
        let notice = Notice::new(
            Tone::Info,
            "This was a dry run: nothing has been changed. Upload the file without it to go on.",
        )
        .link("Upload", UPLOAD);
        view! { <NoticeBar notice=notice /> }
    });
    let undo = undo_notice(&import, &undone).map(|notice| view! { <NoticeBar notice=notice /> });
    let would = |done: &str, would: &str| {
        if import.dry_run {
            would.to_owned()
        } else {
            done.to_owned()
        }
    };
    let skipped = (import.skipped_rows > 0).then(|| {
        let rows = counted(import.skipped_rows, "row gives", "rows give");
        view! { <p class="muted">{format!("{rows} a price in another currency and passed over.").replace("and passed", "and were passed")}</p> }
    });
    let errors = import.errors.clone();
    let notes = import.notes.clone();
    view! {
        <div class="stack">
            <div class="row"><ImportState import=import.clone() /></div>
            {failure} {dry} {undo} {progress}
            <div class="tiles">
                <Tile label="Rows" value=import.rows.to_string() />
                <Tile label="Products" value=import.products.to_string() />
                <Tile label=would("Created", "Would be created") value=import.created.to_string() />
                <Tile label=would("Updated", "Would be updated") value=import.updated.to_string() />
                <Tile label="Unchanged" value=import.unchanged.to_string() />
                <Tile label=would("Refused", "Would be refused") value=import.failed.to_string() />
            </div>
            {skipped}
            <Problems title="Refused" about="Nothing of these products was taken." problems=errors total=import.failed />
            <Problems title="Mended" about="These were taken, mended as it says." problems=notes total=import.warnings />
        </div>
    }
}

fn undo_notice(import: &ShownImport, undone: &[(String, i64)]) -> Option<Notice> {
    import.undo_asked_at?;
    if import.undone_at.is_none() {
        return Some(Notice::new(Tone::Info, "This import is being undone."));
    }
    let of = |outcome: &str| {
        undone
            .iter()
            .find(|(known, _)| known == outcome)
            .map_or(0, |(_, count)| *count)
    };
    let kept = match of("kept") {
        0 => String::new(),
        kept => format!(
            " {} changed since or ordered, and stayed.",
            counted(kept, "product was", "products were")
        ),
    };
    let text = format!(
        "Undone: {} removed, {} restored.{kept}",
        counted(of("removed"), "product", "products"),
        counted(of("restored"), "product", "products")
    );
    Some(Notice::new(Tone::Good, text))
}

#[component]
fn Problems(
    #[prop(into)] title: String,
    #[prop(into)] about: String,
    problems: Vec<ImportProblem>,
    total: i64,
) -> impl IntoView {
    let shown = problems.len() as i64;
    let rows = problems
        .into_iter()
        .map(|problem| {
            view! {
                <tr>
                    <td class="num" data-label="Line">{problem.row}</td>
                    <td class="main">{problem.message}</td>
                    <td class="wide muted">{problem.column}</td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let columns = vec![Column::num("Line"), Column::new("What"), Column::wide("Column")];
    (shown > 0).then(|| {
        let caption = title.clone();
        let more = (total > shown && shown >= 200).then(|| {
            view! { <p class="muted small">"These are the first; the download of refused rows has them all."</p> }
        });
        view! {
            <Card title=title about=about flush=true>
                <Table columns=columns caption=caption>{rows}</Table>
            </Card>
            {more}
        }
    })
}
