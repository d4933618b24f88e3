//! Lists of an import: failures, warnings, price changes.

use super::UPLOAD;
use crate::changes::{Refusal, RefusedList, Whole};
use crate::imports::{ImportProblem, ShownImport, ShownPrice};
use crate::money::Currency;
use crate::ui::{Card, Column, Table, counted};
use leptos::prelude::*;

/// Rows of each list shown on the page.
const MOST: usize = 200;

/// The lists, once there is something to look at.
#[component]
pub(super) fn Lists(import: ShownImport, currency: Currency) -> impl IntoView {
    let id = import.import_id.to_string();
    let file = move |name: &str| format!("{UPLOAD}/{id}/{name}.csv");
    let refused = if import.dry_run { "Would fail" } else { "Failed" };
    let is_kept = !import.is_tidied;
    let errors = is_kept.then(|| file("errors"));
    view! {
        <Prices prices=import.price_changes currency=currency file=file("prices") />
        <RefusedList title=refused about="These products were not imported." subject="Column" most=MOST
            rows=refusals(import.errors) file=errors />
        <RefusedList title="Imported with changes" about="These were imported with the changes described."
            subject="Column" most=MOST rows=refusals(import.notes) file=Some(file("warnings")) />
    }
}

fn refusals(problems: Vec<ImportProblem>) -> Vec<Refusal> {
    let refusal = |problem: ImportProblem| Refusal {
        message: problem.message,
        subject: problem.column,
        line: Some(problem.row),
        href: None,
    };
    problems.into_iter().map(refusal).collect()
}

/// Old and new price of each variant whose price would change.
#[component]
fn Prices(prices: Vec<ShownPrice>, currency: Currency, file: String) -> impl IntoView {
    let shown = prices.len();
    let is_cut = shown >= MOST;
    let show = move |amount: &crate::money::Decimal| {
        amount
            .minor(currency)
            .map_or_else(|_| amount.to_string(), |minor| currency.show(minor))
    };
    let rows = prices
        .into_iter()
        .map(|price| {
            let (old, new) = (show(&price.old_price), show(&price.new_price));
            let below = [Some(price.variant), price.sku]
                .into_iter()
                .flatten()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" · ");
            view! {
                <tr>
                    <td class="main"><span class="clamp">{price.product}</span><small>{below}</small></td>
                    <td class="num" data-label="Now">{old}</td>
                    <td class="num" data-label="Then">{new}</td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let columns = vec![Column::new("Variant"), Column::num("Now"), Column::num("Then")];
    let title = match shown {
        MOST => "Price changes".to_owned(),
        _ => counted(shown as i64, "price change", "price changes"),
    };
    (shown > 0).then(|| {
        view! {
            <Card title=title about="What these variants would cost." flush=true>
                <Table columns=columns caption="Price changes">{rows}</Table>
                <Whole is_cut=is_cut most=MOST file=Some(file) />
            </Card>
        }
    })
}
