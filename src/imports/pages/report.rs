//! Lists of an import: failures, warnings, price changes.

use super::UPLOAD;
use crate::imports::{ImportProblem, ShownImport, ShownPrice};
use crate::money::Currency;
use crate::ui::{Card, Column, LinkButton, Table, counted};
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
        <Problems title=refused about="These products were not imported." problems=import.errors file=errors />
        <Problems title="Imported with changes" about="These were imported with the changes described." problems=import.notes
            file=Some(file("warnings")) />
    }
}

#[component]
fn Problems(
    #[prop(into)] title: String,
    #[prop(into)] about: String,
    problems: Vec<ImportProblem>,
    /// Address of the complete list.
    file: Option<String>,
) -> impl IntoView {
    let shown = problems.len();
    let rows = problems
        .into_iter()
        .map(|problem| {
            view! {
                <tr>
                    <td class="main">{problem.message}</td>
                    <td data-label="Column" class="muted">{problem.column}</td>
                    <td class="num" data-label="Line">{problem.row}</td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let columns = vec![Column::new("What"), Column::new("Column"), Column::num("Line")];
    (shown > 0).then(|| {
        let caption = title.clone();
        view! {
            <Card title=title about=about flush=true>
                <Table columns=columns caption=caption>{rows}</Table>
                <More shown=shown file=file />
            </Card>
        }
    })
}

/// Footer of a list: whether it continues, and the complete list.
#[component]
fn More(shown: usize, file: Option<String>) -> impl IntoView {
    let first = (shown >= MOST).then(|| format!("These are the first {MOST}."));
    file.map(|file| {
        view! {
            <div class="row import-more">
                <LinkButton href=file icon=icondata_lu::LuDownload small=true download=true>"Download all"</LinkButton>
                <span class="small muted">{first}</span>
            </div>
        }
    })
}

/// Old and new price of each variant whose price would change.
#[component]
fn Prices(prices: Vec<ShownPrice>, currency: Currency, file: String) -> impl IntoView {
    let shown = prices.len();
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
                <More shown=shown file=Some(file) />
            </Card>
        }
    })
}
