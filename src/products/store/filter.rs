//! SQL conditions of product filters.

use crate::db::{Connection, key_list};
use crate::id::{ProductId, SellerId};
use crate::products::{ProductStatus, StockState};
use sqlx::AssertSqlSafe;
use std::collections::HashSet;

/// A variant of the product that a buyer could have.
macro_rules! orderable {
    () => {
        "exists (select 1 from variants v where v.product_id = p.product_id and v.removed_at is null
             and (v.on_hand > v.reserved or v.backorder_at is not null))"
    };
}
/// Which products a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductFilter {
    pub status: Option<ProductStatus>,
    /// Words of the name, category or tags, a SKU, a barcode, each from its beginning, in any case.
    pub q: Option<String>,
    pub category: Option<String>,
    pub stock: Option<StockState>,
    /// Price range of some variant.
    pub price_min_minor: Option<i64>,
    pub price_max_minor: Option<i64>,
    /// Only products under review.
    pub waiting: bool,
    /// Only products with a variant without SKU.
    pub without_sku: bool,
    /// Only products with, or without, pictures.
    pub pictured: Option<bool>,
}

/// A condition with a value in the place of its `?`, or without either.
pub(super) struct Condition {
    sql: &'static str,
    value: Option<Value>,
}

enum Value {
    Text(String),
    Number(i64),
}

impl Condition {
    fn text(sql: &'static str, value: impl Into<String>) -> Self {
        Self {
            sql,
            value: Some(Value::Text(value.into())),
        }
    }

    fn plain(sql: &'static str) -> Self {
        Self { sql, value: None }
    }

    pub(super) fn has_value(&self) -> bool {
        self.value.is_some()
    }
}

impl ProductFilter {
    /// The indexed condition, and those checked per product. `has_below` says that the category has others
    /// below it, which are meant too.
    pub(super) fn conditions(&self, has_below: bool) -> (Option<Condition>, Vec<Condition>) {
        let mut all = Vec::new();
        if self.waiting {
            all.push(Condition::plain("p.held_at is not null"));
        }
        if let Some(category) = self.category.as_ref().filter(|_| !has_below) {
            all.push(Condition::text("p.category = ?", category));
        }
        if let Some(status) = self.status {
            all.push(Condition::text("p.status = ?", status.as_str()));
        }
        let leads = self.q.is_none() && !all.is_empty();
        let leading = leads.then(|| all.remove(0));
        if let Some(category) = self.category.as_ref().filter(|_| has_below) {
            all.push(Condition::text(
                "(p.category = ? or (p.category > ? || ' > ' and p.category < ? || ' >!'))",
                category,
            ));
        }
        match self.stock {
            Some(StockState::In) => all.push(Condition::plain(orderable!())),
            Some(StockState::Out) => all.push(Condition::plain(concat!("not ", orderable!()))),
            Some(StockState::Low) => all.push(Condition::plain(
                "exists (select 1 from variants v where v.product_id = p.product_id and v.removed_at is null
                     and v.on_hand - v.reserved <= v.low_stock_at)",
            )),
            None => {}
        }
        if self.without_sku {
            all.push(Condition::plain(
                "exists (select 1 from variants v where v.product_id = p.product_id and v.removed_at is null
                     and v.sku is null)",
            ));
        }
        match self.pictured {
            Some(true) => all.push(Condition::plain(
                "exists (select 1 from product_images i where i.seller_id = p.seller_id and i.product_id = p.product_id)",
            )),
            Some(false) => all.push(Condition::plain(
                "not exists (select 1 from product_images i where i.seller_id = p.seller_id and i.product_id = p.product_id)",
            )),
            None => {}
        }
        let costs = |sql, minor| Condition {
            sql,
            value: Some(Value::Number(minor)),
        };
        all.extend(self.price_min_minor.map(|minor| {
            costs(
                "exists (select 1 from variants v where v.product_id = p.product_id and v.removed_at is null
                     and v.price_minor >= ?)",
                minor,
            )
        }));
        all.extend(self.price_max_minor.map(|minor| {
            costs(
                "exists (select 1 from variants v where v.product_id = p.product_id and v.removed_at is null
                     and v.price_minor <= ?)",
                minor,
            )
        }));
        (leading, all)
    }
}

type Query<'q> = sqlx::query::QueryAs<'q, sqlx::Any, (String,), sqlx::any::AnyArguments>;

/// The conditions joined by `and`, each led by one; their values come from `$from` on.
pub(super) fn joined(conditions: &[Condition], from: usize) -> String {
    let mut place = from;
    let mut sql = String::new();
    for condition in conditions {
        sql.push_str(" and ");
        sql.push_str(&condition.sql.replace('?', &format!("${place}")));
        place += usize::from(condition.value.is_some());
    }
    sql
}

/// Binds the values of the conditions, in their order.
pub(super) fn bound<'q>(mut query: Query<'q>, conditions: &[Condition]) -> Query<'q> {
    for condition in conditions {
        query = match &condition.value {
            Some(Value::Text(text)) => query.bind(text.clone()),
            Some(Value::Number(number)) => query.bind(*number),
            None => query,
        };
    }
    query
}

/// Products meeting every condition, in the given order.
pub(super) async fn passing(
    connection: &mut Connection,
    seller_id: &SellerId,
    conditions: &[Condition],
    ids: Vec<ProductId>,
) -> sqlx::Result<Vec<ProductId>> {
    if conditions.is_empty() || ids.is_empty() {
        return Ok(ids);
    }
    let values = conditions
        .iter()
        .filter(|condition| condition.has_value())
        .count();
    let sql = format!(
        "select p.product_id from products p where p.seller_id = $1 {} and p.product_id {}",
        joined(conditions, 2),
        connection.engine().is_one_of(2 + values)
    );
    let query = bound(
        sqlx::query_as(AssertSqlSafe(sql)).bind(seller_id.as_str()),
        conditions,
    );
    let rows = query.bind(key_list(&ids)).fetch_all(connection).await?;
    let passed: HashSet<String> = rows.into_iter().map(|(id,)| id).collect();
    Ok(ids
        .into_iter()
        .filter(|id| passed.contains(id.as_str()))
        .collect())
}
