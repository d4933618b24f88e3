//! Quick-edit page: variants of a list or of selected products in a grid of inputs.

use super::SelectionQuery;
use crate::bulk_edit::actions::SaveGrid;
use crate::bulk_edit::{CELLS, Selection, grid_cells};
use crate::id::ProductId;
use crate::money::Currency;
use crate::problem::Problem;
use crate::products::{self, StoredProduct};
use crate::state::App;
use crate::ui::{
    Button, Card, Column, Empty, ErrorSummary, Field, LinkButton, Pager, SaveBar, Table, Variant, field_id,
};
use crate::viewer::{Member, may};
use crate::web::form_reply::{Form, PostForm, encode};
use crate::web::keyset::{Keyset, KeysetOf};
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Address;
use axum::extract::State;
use leptos::prelude::*;

/// Rows of a page, if no product has more variants.
const ROWS: usize = 50;
/// Rows that a failed form is looked through for.
const MOST_ROWS: usize = 400;

/// The grid of the selected products, every cell an input.
pub async fn grid(
    member: Member<may::Products>,
    State(app): State<App>,
    query: SelectionQuery,
    KeysetOf(keyset, ..): KeysetOf<ProductId>,
    Address(back): Address,
) -> PageResult {
    let form = Form::of::<SaveGrid>();
    let (mut products, mut newer, mut older) = shown(&app, &member, &query, &keyset).await?;
    if form.failed() {
        products = posted(&app, &form, &member).await?;
        (newer, older) = (None, None);
    }
    let rows = rows(&products, &form, member.currency);
    let is_empty = rows.is_empty();
    let currency = member.currency.code();
    let columns = vec![
        Column::new("Product"),
        Column::new("SKU"),
        Column::new(format!("Price, {currency}")),
        Column::new("Compare at"),
        Column::new("On hand"),
        Column::new("Barcode"),
        Column::new("Weight, g"),
    ];
    let body = match is_empty {
        true => view! {
            <Empty icon=icondata_lu::LuSearchX headline="Nothing to edit" text="This list has no products.">
                <LinkButton href="/products">"Show products"</LinkButton>
            </Empty>
        }
        .into_any(),
        false => view! {
            <ErrorSummary errors=form.summary() title="Nothing is saved yet: fix the marked cells. What you typed is still there." />
            <PostForm<SaveGrid> class="form product-form">
                <input type="hidden" name="back" value=back />
                <div class="variant-grid type-grid">
                    <Card flush=true><Table columns=columns caption="Variants, all cells editable">{rows}</Table></Card>
                </div>
                <SaveBar note="Only what you change is saved">
                    <Button variant=Variant::Primary>"Save"</Button>
                </SaveBar>
            </PostForm<SaveGrid>>
            <Pager newer=newer older=older />
        }
        .into_any(),
    };
    let list = query.filter.clone().unwrap_or_else(|| "/products".to_owned());
    Ok(Page::new("Quick edit", body).with_back("Products", list))
}

type GridProducts = (Vec<StoredProduct>, Option<String>, Option<String>);

/// The products of this page with the addresses of the pages before and after it.
async fn shown(
    app: &App,
    member: &Member<may::Products>,
    query: &SelectionQuery,
    keyset: &Keyset,
) -> Result<GridProducts, Problem> {
    let selection = match query.selection(member.currency)? {
        Some(selection) => selection,
        None => Selection::Matching(Selection::stored("/products", member.currency)?),
    };
    let filter = match selection {
        Selection::Picked(ids) => {
            let mut reader = app.db.reader().acquire().await?;
            let mut products = products::products_by_ids(&mut reader, &member.seller_id, &ids).await?;
            if products.len() < ids.len() {
                return Err(Problem::not_found());
            }
            products.sort_by(|a, b| b.product_id.cmp(&a.product_id));
            return Ok((products, None, None));
        }
        Selection::Matching(filter) => filter,
    };
    let back = keyset.is_rising();
    let mut window = products::list(&app.db, &member.seller_id, &filter, keyset).await?;
    let whole = window.rows.len();
    if back {
        let kept = fitting(window.rows.iter().rev());
        window.rows.drain(..whole - kept);
    } else {
        let kept = fitting(window.rows.iter());
        window.rows.truncate(kept);
    }
    let id = |stored: Option<&StoredProduct>| stored.map(|stored| stored.product_id.to_string());
    if window.rows.len() < whole {
        if back {
            window.newer = id(window.rows.first());
        } else {
            window.older = id(window.rows.last());
        }
    }
    let address = match &query.filter {
        None => "/products/grid".to_owned(),
        Some(filter) => format!("/products/grid?filter={}", encode(filter)),
    };
    let (newer, older) = window.links(&address);
    Ok((window.rows, newer, older))
}

/// Number of products that fit on one page, at least one.
fn fitting<'a>(products: impl Iterator<Item = &'a StoredProduct>) -> usize {
    let (mut kept, mut rows) = (0, 0);
    for stored in products {
        rows += stored.product.variants.len();
        if kept > 0 && rows > ROWS {
            break;
        }
        kept += 1;
    }
    kept
}

/// The products of a form that failed, in the order in which they were sent.
async fn posted(
    app: &App,
    form: &Form,
    member: &Member<may::Products>,
) -> Result<Vec<StoredProduct>, Problem> {
    let mut ids: Vec<ProductId> = (0..MOST_ROWS)
        .map_while(|at| ProductId::parse(&form.value(&format!("rows[{at}][product_id]"))).ok())
        .collect();
    ids.dedup();
    let mut reader = app.db.reader().acquire().await?;
    let mut products = products::products_by_ids(&mut reader, &member.seller_id, &ids).await?;
    products.sort_by_key(|stored| ids.iter().position(|id| *id == stored.product_id));
    Ok(products)
}

fn rows(products: &[StoredProduct], form: &Form, currency: Currency) -> Vec<AnyView> {
    let mut all = Vec::new();
    for stored in products {
        for (place, variant) in stored.product.variants.iter().enumerate() {
            let at = all.len();
            let name = |field: &str| format!("rows[{at}][{field}]");
            let values = grid_cells(&stored.product.name, variant, currency);
            let label = variant.label();
            let told = match label.is_empty() {
                true => stored.product.name.clone(),
                false => format!("{}, {label}", stored.product.name),
            };
            let cell = |cell: &'static str, what: &str, mode: Option<&'static str>| {
                let value = CELLS
                    .iter()
                    .position(|known| *known == cell)
                    .and_then(|at| values.get(at))
                    .cloned()
                    .unwrap_or_default();
                let id = format!("rows.{at}.{cell}");
                view! {
                    <Field label=format!("{what} of {told}") name=name(cell) id=field_id(&id)
                        value=form.or(&name(cell), value) error=form.error(&id) inputmode=mode hide_label=true
                        autocomplete="off" />
                }
                .into_any()
            };
            let head = match place {
                0 => view! {
                    {cell("name", "Name", None)}
                    {(!label.is_empty()).then(|| view! { <small>{label}</small> })}
                }
                .into_any(),
                _ => view! { <span class="clamp">{label}</span> }.into_any(),
            };
            let seen = values.join("\t");
            let variant_id = variant
                .variant_id
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            all.push(
                view! {
                    <tr>
                        <td class="main">
                            {head}
                            <input type="hidden" name=name("product_id") value=stored.product_id.to_string() />
                            <input type="hidden" name=name("variant_id") value=variant_id />
                            <input type="hidden" name=name("seen") value=form.or(&name("seen"), seen) />
                        </td>
                        <td data-label="SKU">{cell("sku", "SKU", None)}</td>
                        <td data-label="Price">{cell("price", "Price", Some("decimal"))}</td>
                        <td data-label="Compare at">{cell("compare_at", "Compare-at price", Some("decimal"))}</td>
                        <td data-label="On hand">{cell("on_hand", "On hand", Some("numeric"))}</td>
                        <td data-label="Barcode">{cell("barcode", "Barcode", None)}</td>
                        <td data-label="Weight, g">{cell("weight_grams", "Weight in grams", Some("numeric"))}</td>
                    </tr>
                }
                .into_any(),
            );
        }
    }
    all
}
