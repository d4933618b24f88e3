//! The form with which a file goes up, and what can be in it.

use super::UPLOAD;
use crate::id::ImportId;
use crate::ui::{Button, Column, Disclosure, FileField, Table, Variant};
use crate::web::form_reply::{Form, Here};
use leptos::prelude::*;

/// The form with which a file goes up.
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
pub(super) fn ColumnGuide() -> impl IntoView {
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
