//! Mapping page: the field of each column.

use crate::imports::actions::MapImport;
use crate::imports::store::ImportRow;
use crate::imports::{ColumnView, MappingView, NumbersView};
use crate::money::Currency;
use crate::product_files::{Dialect, Field, Mapping, Notation, PriceUnit};
use crate::ui::{
    Button, Card, Choice, Column, Columns, ErrorSummary, Fact, Facts, Notice, NoticeBar, Radio, SaveBar,
    Select, Table, Tone, Variant, field_id,
};
use crate::web::form_reply::{Form, PostForm};
use leptos::prelude::*;

/// Number of columns shown one by one.
const MOST: usize = 300;

/// Form of the recognised mapping.
#[component]
pub(super) fn MappingStep(import: ImportRow, view: MappingView, currency: Currency) -> impl IntoView {
    let form = Form::of::<MapImport>();
    let dialects = Dialect::ALL
        .map(|dialect| Choice::new(dialect.as_str(), dialect.label()))
        .to_vec();
    let dialect = form.or("dialect", view.mapping.dialect.as_str());
    let (tone, sentence) = if view.is_recognised {
        (Tone::Good, view.sentence.clone())
    } else {
        (
            Tone::Warning,
            format!("{} Or map its columns here.", view.sentence),
        )
    };
    let missing = view
        .missing
        .clone()
        .map(|text| view! { <NoticeBar notice=Notice::new(Tone::Warning, text) /> });
    let is_asked = view
        .columns
        .iter()
        .any(|column| column.numbers.as_ref().is_some_and(|numbers| numbers.is_unclear));
    let asked = is_asked.then(|| {
        let text = "Some numbers in this file are ambiguous. Choose their format below.";
        view! { <NoticeBar notice=Notice::new(Tone::Warning, text) /> }
    });
    let matched = matched_by(&view.mapping);
    let taken = view
        .columns
        .iter()
        .filter(|column| column.field.is_some())
        .count();
    let mut about = format!("{taken} of {} are imported.", view.columns.len());
    if view.columns.len() > MOST {
        about.push_str(&format!(
            " The first {MOST} are shown; the others are mapped as recognised."
        ));
    }
    let rows = view
        .columns
        .into_iter()
        .enumerate()
        .take(MOST)
        .map(|(at, column)| row(at, column, view.mapping.dialect, &form))
        .collect::<Vec<_>>();
    let head = vec![
        Column::new("Column in your file"),
        Column::wide("Example"),
        Column::new("Imported as"),
    ];
    let errors = form.summary();
    let prices = (view.mapping.price_unit, view.price_sample, view.prices);
    let for_prices = form.clone();
    let side = view! {
        <Card title="The file">
            <Facts wide=true>
                <Fact label="Encoding">{import.encoding}</Fact>
                <Fact label="Separator">{import.delimiter}</Fact>
                <Fact label="Prices">{format!("in {}", currency.code())}</Fact>
            </Facts>
        </Card>
        <Card title="Updates to existing products">
            <p class="small">{matched}</p>
            <p class="small muted">
                "Columns left out keep the product's current value; an empty cell in an imported column \
                    clears it."
            </p>
        </Card>
    };
    view! {
        <ErrorSummary errors=errors />
        <PostForm<MapImport>>
            <input type="hidden" name="import_id" value=import.import_id.to_string() />
            <Columns side=side.into_any()>
                <NoticeBar notice=Notice::new(tone, sentence) />
                {missing}
                {asked}
                <Card title="File format">
                    <div class="row import-dialect">
                        <Select label="Format" name="dialect" options=dialects value=dialect
                            error=form.error("dialect") short=true hide_label=true />
                        <Button name="go" value="format">"Read columns again"</Button>
                    </div>
                </Card>
                <Prices view=prices currency=currency form=for_prices />
                <Card title="Columns" about=about flush=true>
                    <div class="import-columns">
                        <Table columns=head caption="Columns of the file">{rows}</Table>
                    </div>
                </Card>
                <SaveBar note="Nothing has been changed yet.">
                    <Button name="go" value="import" icon=icondata_lu::LuPlay>"Import"</Button>
                    <Button variant=Variant::Primary name="go" value="check" icon=icondata_lu::LuSearchCheck>
                        "Check first"
                    </Button>
                </SaveBar>
            </Columns>
        </PostForm<MapImport>>
    }
}

/// One column: heading, example and field.
fn row(at: usize, column: ColumnView, dialect: Dialect, form: &Form) -> AnyView {
    let name = format!("fields[{at}]");
    let id = field_id(&format!("fields.{at}"));
    let heading = column.name;
    let value = form.or(
        &name,
        column.field.map(|field| field.as_str()).unwrap_or_default(),
    );
    let error = form.error(&format!("fields.{at}"));
    let label = format!("Field for “{heading}”");
    let numbers = column
        .numbers
        .map(|numbers| numbers_select(at, &heading, numbers, form));
    view! {
        <tr>
            <td class="main">
                <span class="clamp">{heading}</span>
                {column.note.map(|note| view! { <small>{note}</small> })}
            </td>
            <td class="wide muted"><span class="clamp">{column.sample}</span></td>
            <td data-label="Imported as">
                <div class="stack">
                    <Select label=label name=name id=id options=choices(dialect, column.field) value=value error=error
                        placeholder="Do not import" hide_label=true />
                    {numbers}
                </div>
            </td>
        </tr>
    }
    .into_any()
}

/// Number format of a column, with an example in both readings.
fn numbers_select(at: usize, heading: &str, numbers: NumbersView, form: &Form) -> AnyView {
    let name = format!("numbers[{at}]");
    let id = field_id(&format!("numbers.{at}"));
    let NumbersView {
        cell,
        readings,
        chosen,
        is_unclear,
    } = numbers;
    let choice = |(notation, read): (Notation, Option<String>)| {
        let text = match read {
            Some(read) => format!("As {}: “{cell}” is {read}", notation.example()),
            None => format!("As {}: “{cell}” is not a number", notation.example()),
        };
        Choice::new(notation.as_str(), text)
    };
    let options = readings.map(choice).to_vec();
    let value = form.or(&name, chosen.map(Notation::as_str).unwrap_or_default());
    let error = form.error(&format!("numbers.{at}"));
    let label = format!("Number format of “{heading}”");
    let unsaid = match (is_unclear, chosen) {
        (true, _) => Some("Choose the number format"),
        (false, None) => Some("Each cell on its own"),
        (false, Some(_)) => None,
    };
    view! {
        <Select label=label name=name id=id options=options value=value error=error placeholder=unsaid.map(str::to_owned)
            hide_label=true />
    }
    .into_any()
}

/// Fields a column can be mapped to.
fn choices(dialect: Dialect, now: Option<Field>) -> Vec<Choice> {
    let mut all: Vec<Field> = Field::choices(dialect).collect();
    // What it is taken for already can stay.
    all.extend(now.filter(|now| !all.contains(now)));
    all.into_iter()
        .map(|field| Choice::new(field.as_str(), field.label()))
        .collect()
}

/// Price unit, with an example price.
#[component]
fn Prices(
    view: (PriceUnit, Option<String>, Vec<(PriceUnit, Option<String>)>),
    currency: Currency,
    form: Form,
) -> impl IntoView {
    let (unit, sample, prices) = view;
    let is_unclear = prices.iter().all(|(_, read)| read.is_none());
    let choices: Vec<Choice> = prices
        .into_iter()
        .map(|(unit, read)| {
            let choice = Choice::new(unit.as_str(), unit.label(currency));
            match (&sample, read) {
                (Some(sample), Some(read)) => choice.help(format!("“{sample}” is read as {read}.")),
                (Some(sample), None) if is_unclear => {
                    choice.help(format!("First choose the format of “{sample}” below."))
                }
                (Some(sample), None) => choice.help(format!("“{sample}” cannot be read in this format.")),
                (None, _) => choice,
            }
        })
        .collect();
    let value = form.or("price_unit", unit.as_str());
    sample.is_some().then(|| {
        view! {
            <Card title="Prices" about="A price from the file, and how it would be imported.">
                <Radio label="Price format" name="price_unit" options=choices value=value
                    error=form.error("price_unit") boxed=true />
            </Card>
        }
    })
}

/// How products of the file are matched with existing ones.
fn matched_by(mapping: &Mapping) -> String {
    let mut ways = Vec::new();
    for (field, way) in [
        (Field::Handle, "handle"),
        (Field::Sku, "SKU"),
        (Field::Title, "title"),
    ] {
        if mapping.has(field) {
            ways.push(way);
        }
    }
    match ways.as_slice() {
        [] => "No column identifies products.".to_owned(),
        [only] => format!("Products with the same {only} are updated; all others are created."),
        ways => format!(
            "Products with the same {} are updated; all others are created.",
            ways.join(", or else the same ")
        ),
    }
}
