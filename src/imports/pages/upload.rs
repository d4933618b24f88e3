//! Upload form and its column reference.

use super::UPLOAD;
use crate::id::ImportId;
use crate::ui::{Button, Column, Disclosure, FileField, Table, Variant};
use crate::web::form_reply::{Form, Here};
use leptos::prelude::*;

/// The upload form.
#[component]
pub(super) fn UploadForm(form: Form, retry_of: Option<ImportId>) -> impl IntoView {
    let is_retry = retry_of.is_some();
    view! {
        <form class="form" method="post" action=UPLOAD enctype="multipart/form-data">
            <Here />
            {retry_of.map(|id| view! { <input type="hidden" name="retry_of" value=id.to_string() /> })}
            <FileField label="CSV file" name="file" accept=".csv,.tsv,.txt,text/csv" required=true
                error=form.error("file") />
            <div class="row">
                <Button variant=if is_retry { Variant::Default } else { Variant::Primary } icon=icondata_lu::LuUpload>
                    {if is_retry { "Upload the fixed rows" } else { "Upload" }}
                </Button>
            </div>
        </form>
    }
}

/// Meaning of our own columns.
const COLUMNS: [(&str, &str); 14] = [
    (
        "handle",
        "The product's name in its web address. Rows with the same handle are one product; an existing \
            product with this handle is updated. Without a handle, the SKU and then the title identify the \
            product.",
    ),
    (
        "title",
        "The product's name; required for a new product. The first row is enough.",
    ),
    ("description", "Text; HTML is converted to text."),
    ("category, tags", "Free text; tags separated by commas."),
    (
        "status",
        "active, draft, inactive or archived. If left out, a new product is active.",
    ),
    (
        "option1_name, option1_value …",
        "How the variants differ, such as Size and S; up to three options.",
    ),
    ("sku", "Your own stock number; unique in your shop."),
    (
        "price",
        "In your shop's currency, such as 12.50. Required for a new product.",
    ),
    ("compare_at", "The previous price, shown crossed out."),
    ("cost", "What one costs you; only you see it."),
    ("currency", "Rows in another currency are skipped and counted."),
    ("barcode, weight_grams", "As given."),
    ("on_hand", "Pieces in stock."),
    ("backorder", "yes, if it can be sold when out of stock."),
];

#[component]
pub(super) fn ColumnGuide() -> impl IntoView {
    let rows = COLUMNS
        .iter()
        .map(|(name, about)| {
            view! { <tr><td class="main"><code>{*name}</code></td><td data-label="Meaning">{*about}</td></tr> }
        })
        .collect_view();
    view! {
        <Disclosure summary="Columns a file can have">
            <p>
                "A column that is left out keeps the current value; an empty cell clears it. You can edit \
                    our own export and upload it again. "
                <a href="/products/imports/template.csv" download="">"Download a template"</a>
            </p>
            <Table columns=vec![Column::new("Column"), Column::new("Meaning")] caption="Columns" plain=true>{rows}</Table>
        </Disclosure>
    }
}
