//! SQL builder of the order list: by word index, or by scanning.

use crate::db::literal;
use crate::orders::list::{Cursor, Filter, to_ship};
use crate::orders::order::OrderStatus;
use crate::orders::search::Search;

/// Search plan.
pub(super) enum SearchPlan {
    /// By index: the rarest word, filtered by the others.
    Index { rarest: String, others: Vec<String> },
    /// Through the orders from the newest on, each looked at for every word.
    Walk(Vec<String>),
}

/// The parts of a statement with the texts that are bound to it; the first is the seller.
struct Statement {
    conditions: String,
    texts: Vec<String>,
}

impl Statement {
    fn bind(&mut self, text: String) -> String {
        self.texts.push(text);
        format!("${}", self.texts.len() + 1)
    }

    /// Restricts to orders with every word, or what `or` says.
    fn look_for(&mut self, words: &[String], or: &str) {
        if words.is_empty() {
            return;
        }
        let mut all = Vec::with_capacity(words.len());
        for word in words {
            let place = self.bind(format!("%\n{}%", literal(word)));
            all.push(format!("o.search_text like {place} escape '\\'"));
        }
        self.conditions
            .push_str(&format!(" and ({}{or})", all.join(" and ")));
    }
}

impl Statement {
    /// Restricts to the filter's days, and to late ones.
    fn within(&mut self, filter: &Filter) {
        for (at, place, compared) in [
            (filter.from, "o.placed_at", ">="),
            (filter.to, "o.placed_at", "<"),
            (filter.late_at, SHIP_BY, "<"),
        ] {
            if let Some(at) = at {
                self.conditions
                    .push_str(&format!(" and {place} {compared} {}", at.0));
            }
        }
        if filter.late_at.is_some() {
            self.conditions.push_str(&one_of(&to_ship()));
        }
    }
}

/// Until when an order should be shipped, as the index `orders_to_ship` has it.
const SHIP_BY: &str = "coalesce(o.ship_by, o.placed_at + 86400000)";

fn of_orders(columns: &str) -> String {
    let columns = columns.split(',').map(|column| format!("o.{}", column.trim()));
    columns.collect::<Vec<_>>().join(", ")
}

/// Builds the statement of what is to ship, soonest due first; the cursor's time is when its order is due.
pub(super) fn soonest_due(
    filter: &Filter,
    after: Option<&Cursor>,
    columns: &str,
    part: Part,
) -> (String, Vec<String>) {
    let mut made = Statement {
        conditions: one_of(&filter.statuses),
        texts: Vec::new(),
    };
    if let Some(after) = after {
        let (by, place) = (after.placed_at.0, made.bind(after.order_id.to_string()));
        let condition = format!(" and {SHIP_BY} >= {by} and ({SHIP_BY} > {by} or o.order_id > {place})");
        made.conditions.push_str(&condition);
    }
    made.within(filter);
    let sql = format!(
        "select {} from orders o where o.seller_id = $1{} order by {SHIP_BY}, o.order_id limit {}",
        of_orders(columns),
        made.conditions,
        part.limit
    );
    (sql, made.texts)
}

/// Scanned range: older than `after`, down to `until` inclusive.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ScanRange<'a> {
    pub after: Option<&'a Cursor>,
    pub until: Option<&'a Cursor>,
}

/// Limit and offset of a statement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub limit: i64,
    pub offset: i64,
}

impl Part {
    pub(super) fn first(limit: i64) -> Self {
        Self { limit, offset: 0 }
    }

    fn tail(self) -> String {
        match self.offset {
            0 => format!("{NEWEST_FIRST} limit {}", self.limit),
            offset => format!("{NEWEST_FIRST} limit {} offset {offset}", self.limit),
        }
    }
}

const NEWEST_FIRST: &str = "order by placed_at desc, order_id desc";

/// Builds the statement. Numbers that we parsed are written out; every text is bound.
pub(super) fn statement(
    filter: &Filter,
    way: Option<&SearchPlan>,
    stretch: ScanRange<'_>,
    columns: &str,
    part: Part,
) -> (String, Vec<String>) {
    let mut made = Statement {
        conditions: String::new(),
        texts: Vec::new(),
    };
    for (cursor, compared) in [(stretch.after, "<"), (stretch.until, ">=")] {
        if let Some(cursor) = cursor {
            let place = made.bind(cursor.order_id.to_string());
            let condition = format!(
                " and (o.placed_at, o.order_id) {compared} ({}, {place})",
                cursor.placed_at.0
            );
            made.conditions.push_str(&condition);
        }
    }
    made.within(filter);
    let columns = of_orders(columns);
    let order = part.tail();
    let from = match (way, &filter.search) {
        (Some(SearchPlan::Index { rarest, others }), Some(search)) => {
            let found = found(&mut made, search, rarest);
            made.look_for(others, "");
            let statuses = one_of(&filter.statuses);
            let conditions = &made.conditions;
            let sql = format!(
                "select {columns} from ({found}) found cross join orders o
                 where o.seller_id = $1 and o.number = found.number{statuses}{conditions} {order}"
            );
            return (sql, made.texts);
        }
        (Some(SearchPlan::Walk(words)), Some(search)) => {
            let number = search.number;
            let number = number.map_or(String::new(), |number| format!(" or o.number = {number}"));
            made.look_for(words, &number);
            "orders o"
        }
        _ => "orders o",
    };
    let conditions = &made.conditions;
    let walk = |status: Option<&OrderStatus>, order: &str| {
        let status = status.map_or(String::new(), |status| {
            format!(" and o.status = '{}'", status.as_str())
        });
        format!("select {columns} from {from} where o.seller_id = $1{status}{conditions} {order}")
    };
    let sql = match filter.statuses.as_slice() {
        [] => walk(None, &order),
        [status] => walk(Some(status), &order),
        several => {
            let each = Part::first(part.limit + part.offset).tail();
            let walks: Vec<String> = several
                .iter()
                .map(|status| {
                    format!(
                        "select * from ({}) as {}",
                        walk(Some(status), &each),
                        status.as_str()
                    )
                })
                .collect();
            format!("{} {order}", walks.join(" union all "))
        }
    };
    (sql, made.texts)
}

/// The numbers of the orders that are found: by word, by number, by id.
fn found(made: &mut Statement, search: &Search, rarest: &str) -> String {
    // Nothing typed begins no word.
    let from = if rarest.is_empty() {
        beyond(rarest)
    } else {
        rarest.to_owned()
    };
    let (from, to) = (made.bind(from), made.bind(beyond(rarest)));
    let by_word = format!(
        "select distinct w.number from order_words w where w.seller_id = $1 and w.word >= {from} and w.word < {to}"
    );
    let mut parts = vec![by_word];
    if let Some(number) = search.number {
        parts.push(format!("select cast({number} as bigint)"));
    }
    if let Some(order_id) = &search.order_id {
        let place = made.bind(order_id.to_string());
        parts.push(format!(
            "select i.number from orders i where i.seller_id = $1 and i.order_id = {place}"
        ));
    }
    parts.join(" union ")
}

fn one_of(statuses: &[OrderStatus]) -> String {
    if statuses.is_empty() {
        return String::new();
    }
    let names: Vec<String> = statuses
        .iter()
        .map(|status| format!("'{}'", status.as_str()))
        .collect();
    format!(" and o.status in ({})", names.join(", "))
}

/// Smallest text that sorts after every text with this beginning.
pub(super) fn beyond(beginning: &str) -> String {
    format!("{beginning}\u{10ffff}")
}
