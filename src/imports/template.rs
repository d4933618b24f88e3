//! Import template: a header with an example.

use crate::product_files::export_header;
use crate::sheet::Sheet;
use crate::web::download::attachment;
use axum::response::Response;

/// A file to fill in: the header, and a mug in two sizes to show how.
pub fn template() -> Response {
    let mut sheet = Sheet::new(export_header());
    for (size, sku, price, title) in [
        ("Small", "MUG-S", "12.50", "Speckled mug"),
        ("Large", "MUG-L", "15.00", ""),
    ] {
        sheet.row(export_header().map(|column| match column {
            "handle" => "speckled-mug",
            "title" => title,
            "option1_name" => "Size",
            "option1_value" => size,
            "sku" => sku,
            "price" => price,
            "on_hand" => "10",
            _ => "",
        }));
    }
    attachment(
        "products-template.csv",
        crate::sheet::CONTENT_TYPE,
        sheet.finish(),
    )
}
