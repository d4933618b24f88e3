//! Parsing of a variant row's cells, with repairs.

use crate::money::{AmountError, Currency, Decimal};
use crate::parts::is_sellers;
use crate::problem::{Report, quoted};
use crate::products::MAX_STOCK;
use crate::products::{Change, MAX_BARCODE, MAX_SKU, MAX_WEIGHT_GRAMS, VariantPatch};
use crate::written::Unread;
use crate::yes_no::YesNo;
use crate::{Field, PriceUnit, SourceRow, figures};

/// A variant from its row; amounts from `priced`, which is the same row unless another states them in the
/// seller's currency. Rows that name no currency are in `unstated`.
pub(super) fn variant(
    row: &SourceRow,
    priced: &SourceRow,
    currency: Currency,
    unstated: &str,
    report: &mut Report,
) -> VariantPatch {
    let price = match priced.cells.filled(Field::Price) {
        None if priced.cells.filled(Field::RegionPrice).is_some() => {
            required_amount(priced, Field::RegionPrice, currency, report)
        }
        _ => required_amount(priced, Field::Price, currency, report),
    };
    // A price in another currency refuses the product, and that is told once.
    let is_refused = states_price(priced) && !is_sellers(priced, currency, unstated);
    let mut amount = |row: &SourceRow, field: Field| match is_sellers(row, currency, unstated) {
        false if row.cells.filled(field).is_some() => {
            if !is_refused {
                let stated = row.cells.filled(Field::Currency).unwrap_or(unstated);
                let message = format!("It is in {stated}; your shop sells in {currency}. It was left out.");
                report.warn_of(row, field, message);
            }
            Change::Keep
        }
        _ => optional_amount(row, field, currency, report),
    };
    let compare_at = amount(priced, Field::CompareAt);
    let cost = match priced.cells.filled(Field::Cost) {
        Some(_) => amount(priced, Field::Cost),
        None => amount(row, Field::Cost),
    };
    tell_of_compare_at(priced, &price, &compare_at, currency, report);
    VariantPatch {
        sku: sku(row, report),
        price,
        compare_at,
        cost,
        barcode: barcode(row, report),
        weight_grams: weight(row, report),
        stock: stock(row, currency, report),
        backorder: backorder(row, report),
        ..VariantPatch::default()
    }
}

/// Whether a row has a price, its own or a regional one.
pub(super) fn states_price(row: &SourceRow) -> bool {
    [Field::Price, Field::RegionPrice]
        .iter()
        .any(|field| row.cells.filled(*field).is_some())
}

fn text(row: &SourceRow, field: Field) -> Change<String> {
    match row.cells.get(field) {
        None => Change::Keep,
        Some("") => Change::Clear,
        Some(text) => Change::Set(text.to_owned()),
    }
}

fn sku(row: &SourceRow, report: &mut Report) -> Change<String> {
    match text(row, Field::Sku) {
        Change::Set(sku) if sku.chars().count() > MAX_SKU => {
            let message = format!("The SKU is longer than {MAX_SKU} characters, so it was left out.");
            report.warn_of(row, Field::Sku, message);
            Change::Keep
        }
        other => other,
    }
}

/// A number as it was read when its row was staged, or why it could not be.
fn number(
    row: &SourceRow,
    field: Field,
    cell: &str,
    currency: Currency,
    report: &Report,
) -> Result<Decimal, Unread> {
    if !row.cells.is_unread(field) {
        return Ok(Decimal::exact(cell));
    }
    let column = row
        .cells
        .column(field)
        .and_then(|at| report.mapping.columns.get(at));
    let (numbers, unit) = column.map_or((None, None), |column| (column.numbers, column.unit.as_deref()));
    let read = figures::read(cell, field, numbers, unit.unwrap_or_default(), Some(currency))?;
    Ok(Decimal::exact(read.number.into_owned()))
}

/// A required amount: an empty cell keeps the current one. One that cannot be read refuses the product.
fn required_amount(
    row: &SourceRow,
    field: Field,
    currency: Currency,
    report: &mut Report,
) -> Change<Decimal> {
    let Some(cell) = row.cells.filled(field) else {
        return Change::Keep;
    };
    let unit = report.mapping.price_unit;
    match number(row, field, cell, currency, report) {
        Ok(number) if unit == PriceUnit::Minor && matches!(number.whole(), Err(AmountError::TooFine(_))) => {
            let message = format!(
                "{} is not a whole number, so it cannot be in the smallest unit of {currency}; choose whole \
                    units for prices.",
                quoted(cell)
            );
            report.refuse_for(row, field, message);
            Change::Keep
        }
        Ok(number) => Change::Set(unit.decimal(number, currency)),
        Err(problem) => {
            report.refuse_for(row, field, unreadable(cell, &problem, currency));
            Change::Keep
        }
    }
}

/// An optional amount: 0 counts as missing, and invalid ones are dropped.
fn optional_amount(
    row: &SourceRow,
    field: Field,
    currency: Currency,
    report: &mut Report,
) -> Change<Decimal> {
    let Some(cell) = row.cells.get(field) else {
        return Change::Keep;
    };
    if cell.is_empty() {
        return Change::Clear;
    }
    let problem = match number(row, field, cell, currency, report) {
        Err(problem) => unreadable(cell, &problem, currency),
        Ok(number) => {
            let unit = report.mapping.price_unit;
            match unit.minor(&number, currency) {
                Ok(0) if field == Field::CompareAt => return Change::Clear,
                Ok(minor) if minor >= 0 => return Change::Set(unit.decimal(number, currency)),
                Ok(_) => format!("{} is below 0.", quoted(cell)),
                Err(error) => format!("{} {error}.", quoted(cell)),
            }
        }
    };
    report.warn_of(row, field, format!("{problem} It was left out."));
    Change::Keep
}

fn unreadable(cell: &str, problem: &Unread, currency: Currency) -> String {
    let cell = quoted(cell);
    match problem {
        Unread::Currency(other) => format!("{cell} is in {other}; your shop sells in {currency}."),
        Unread::OtherNotation(example) => {
            format!("{cell} does not match the number format of this column, such as {example}.")
        }
        Unread::TwoReadings(point, comma) => format!(
            "{cell} can be read as {point} and as {comma}, and the column does not say which. Write it \
                without thousands separators."
        ),
        Unread::Unclear => format!("{cell} cannot be read as an amount."),
    }
}

fn tell_of_compare_at(
    row: &SourceRow,
    price: &Change<Decimal>,
    compare_at: &Change<Decimal>,
    currency: Currency,
    report: &mut Report,
) {
    // Both are in the major unit by now.
    let minor = |amount: &Change<Decimal>| amount.value().and_then(|amount| amount.minor(currency).ok());
    if let (Some(price), Some(before)) = (minor(price), minor(compare_at))
        && before < price
    {
        let message = format!(
            "The compare-at price {} is below the price {}; it was imported anyway.",
            currency.show(before),
            currency.show(price)
        );
        report.warn_of(row, Field::CompareAt, message);
    }
}

/// Excel writes a long number as `3.65275E+11`, and its digits are lost.
fn barcode(row: &SourceRow, report: &mut Report) -> Change<String> {
    let change = text(row, Field::Barcode);
    let Change::Set(barcode) = &change else {
        return change;
    };
    if barcode.chars().count() > MAX_BARCODE {
        let message = format!("The barcode is longer than {MAX_BARCODE} characters, so it was left out.");
        report.warn_of(row, Field::Barcode, message);
        return Change::Keep;
    }
    let (digits, exponent) = barcode
        .split_once("E+")
        .or_else(|| barcode.split_once("e+"))
        .unwrap_or((barcode, ""));
    let number = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
    };
    if number(digits) && number(exponent) {
        let message =
            format!("Excel shortened the barcode to “{barcode}” and its digits are lost; it was left out.");
        report.warn_of(row, Field::Barcode, message);
        return Change::Keep;
    }
    change
}

fn weight(row: &SourceRow, report: &mut Report) -> Change<Decimal> {
    let Some(cell) = row.cells.get(Field::WeightGrams) else {
        return Change::Keep;
    };
    if cell.is_empty() {
        return Change::Clear;
    }
    let grams = (!row.cells.is_unread(Field::WeightGrams)).then(|| crate::measure::grams(cell, "g"));
    match grams.flatten() {
        Some(grams) if grams.is_empty() => Change::Set(Decimal::from(0)),
        Some(grams) if grams.parse::<i64>().is_ok_and(|grams| grams <= MAX_WEIGHT_GRAMS) => {
            Change::Set(Decimal::exact(grams))
        }
        Some(_) | None => {
            report.warn_of(
                row,
                Field::WeightGrams,
                format!("{} cannot be read as a weight; it was left out.", quoted(cell)),
            );
            Change::Keep
        }
    }
}

/// Stock: an empty cell keeps the current value. What is no number of pieces is left out.
fn stock(row: &SourceRow, currency: Currency, report: &mut Report) -> Change<Decimal> {
    let field = Field::OnHand;
    let Some(cell) = row.cells.filled(field) else {
        return Change::Keep;
    };
    let read = number(row, field, cell, currency, report);
    let problem = match read.map(|number| number.whole()) {
        Ok(Ok(whole)) if whole < 0 => {
            report.warn_of(
                row,
                field,
                format!("The stock {whole} is below 0; it was imported as 0."),
            );
            return Change::Set(Decimal::from(0));
        }
        Ok(Ok(whole)) if whole <= MAX_STOCK => return Change::Set(Decimal::from(whole)),
        Ok(Ok(_)) | Ok(Err(AmountError::TooLarge)) => "is more pieces than can be counted here",
        Ok(Err(AmountError::TooFine(_))) => "is not a whole number of pieces",
        Err(Unread::TwoReadings(..)) => "is ambiguous",
        Ok(Err(AmountError::NotANumber)) | Err(_) => "is not a number of pieces",
    };
    report.warn_of(
        row,
        field,
        format!("{} {problem}; it was left out.", quoted(cell)),
    );
    Change::Keep
}

/// Back-order permission; untracked stock can always be ordered.
fn backorder(row: &SourceRow, report: &mut Report) -> Change<YesNo> {
    let mut said = |field: Field| {
        let cell = row.cells.filled(field)?;
        let yes = YesNo::parse(cell)
            .map(|yes| yes.0)
            .or_else(|| match cell.to_lowercase().as_str() {
                "continue" | "notify" => Some(true),
                "deny" => Some(false),
                _ => None,
            });
        if yes.is_none() {
            report.warn_of(
                row,
                field,
                format!("{} is neither yes nor no; it was left out.", quoted(cell)),
            );
        }
        yes
    };
    let uncounted = said(Field::TrackStock) == Some(false);
    match said(Field::Backorder) {
        _ if uncounted => Change::Set(YesNo(true)),
        Some(yes) => Change::Set(YesNo(yes)),
        None => Change::Keep,
    }
}
