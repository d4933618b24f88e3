//! Product keys: which rows of a file belong to one product.

use super::{Field, SourceRow};
use crate::products::Handle;

/// Assigns product keys to a file's rows, in order.
#[derive(Debug, Default)]
pub struct ProductKeys {
    /// The row before, which the next may go on.
    before: Option<Before>,
}

#[derive(Debug)]
struct Before {
    key: String,
    sku: Option<String>,
    /// Whether it names a product without SKU or price, so that variants follow.
    is_product: bool,
}

impl ProductKeys {
    /// Key of the next row: handle, or else SKU and title, so that different titles are different products. A
    /// row without a title goes on the row before, when that has its SKU, or names a product and no more. A
    /// row that names no product has a key of its own, and is refused when it is assembled.
    pub fn next(&mut self, row: &SourceRow) -> String {
        let filled = |field| row.cells.filled(field);
        let sku = filled(Field::Sku);
        let names_none = [Field::Handle, Field::Title, Field::Parent, Field::ProductId]
            .iter()
            .all(|field| filled(*field).is_none());
        if let Some(before) = self.before.as_mut().filter(|_| names_none) {
            let is_same = sku.is_some() && before.sku.as_deref() == sku;
            if is_same || (before.is_product && filled(Field::Price).is_some()) {
                before.sku = before.sku.take().or_else(|| sku.map(str::to_owned));
                return before.key.clone();
            }
        }
        let key = key(row);
        // Rows with a handle need none of it.
        self.before = filled(Field::Handle).is_none().then(|| Before {
            key: key.clone(),
            sku: sku.map(str::to_owned),
            is_product: filled(Field::Title).is_some() && sku.is_none() && filled(Field::Price).is_none(),
        });
        key
    }
}

fn key(row: &SourceRow) -> String {
    let filled = |field| row.cells.filled(field);
    if let Some(handle) = filled(Field::Handle) {
        return format!("handle:{}", Handle::of(handle));
    }
    if let Some(parent) = filled(Field::Parent).filter(|_| row.is_variation()) {
        return format!("parent:{}", parent_key(parent));
    }
    let sku = filled(Field::Sku);
    let number = filled(Field::ProductId);
    // Where no row says what it is, any may be the parent that others name.
    let may_be_parent = row.cells.has(Field::Parent) && filled(Field::Kind).is_none();
    if row.is_variable() || may_be_parent {
        let named = sku.map(parent_key).or_else(|| Some(format!("id:{}", number?)));
        if let Some(named) = named {
            return format!("parent:{named}");
        }
    }
    if let Some(number) = number {
        return format!("id:{number}");
    }
    let title = filled(Field::Title).map(|title| format!("title:{}", title.to_lowercase()));
    match (sku, title) {
        (_, Some(title)) if row.has_options() => title,
        (Some(sku), Some(title)) => format!("sku:{sku} {title}"),
        (Some(sku), None) => format!("sku:{sku}"),
        (None, Some(title)) => title,
        (None, None) => format!("line:{}", row.line),
    }
}

/// Normalised parent reference: `TEE` and `id:44`, ignoring case and blanks.
fn parent_key(named: &str) -> String {
    let named = named.trim().to_lowercase();
    match named.strip_prefix("id:") {
        Some(number) => format!("id:{}", number.trim()),
        None => named,
    }
}
