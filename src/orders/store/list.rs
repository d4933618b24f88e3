//! The list of a seller's orders, newest first.

use crate::clock::Millis;
use crate::db::{Db, literal};
use crate::id::{OrderId, SellerId};
use crate::money::Currency;
use crate::orders::list::{Cursor, Filter};
use crate::orders::order::OrderStatus;
use crate::orders::search::Search;

crate::row!(ListRow {
    order_id,
    number,
    status,
    currency,
    buyer_name,
    units,
    total_minor,
    refunded_minor,
    placed_at,
    paid_at,
    reference,
});

/// An order as it stands in a list.
#[derive(Debug, Clone)]
pub struct ListRow {
    pub order_id: OrderId,
    pub number: i64,
    pub status: OrderStatus,
    pub currency: Currency,
    pub buyer_name: String,
    pub units: i64,
    pub total_minor: i64,
    pub refunded_minor: i64,
    pub placed_at: Millis,
    pub paid_at: Option<Millis>,
    pub reference: String,
}

const LISTED: &str = "order_id, number, status, currency, buyer_name, units, total_minor, refunded_minor,
    placed_at, paid_at, reference";

/// Up to so many words the index gives all that fit, to be sorted. A word that more orders have is met soon enough on
/// the way through the newest.
const FEW: i64 = 4_000;

/// How a search is carried out.
enum Way {
    /// Through the index: the rarest word, and the others to be looked for in what it gives.
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

    /// Only orders that have every one of the words, or what `or` says.
    fn look_for(&mut self, words: Vec<String>, or: &str) {
        if words.is_empty() {
            return;
        }
        let mut all = Vec::with_capacity(words.len());
        for word in words {
            let place = self.bind(format!("%\n{}%", literal(&word)));
            all.push(format!("o.search_text like {place} escape '\\'"));
        }
        self.conditions
            .push_str(&format!(" and ({}{or})", all.join(" and ")));
    }
}

/// A seller's orders, newest first; `limit` and one more, so that the caller sees whether more follow. Every form of
/// it walks one index: by place in time, by status and time, or by word. Several statuses are a walk each, put together.
pub async fn list(
    db: &Db,
    seller_id: &SellerId,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: i64,
) -> sqlx::Result<Vec<ListRow>> {
    let way = match &filter.search {
        Some(search) => Some(way(db, seller_id, search).await?),
        None => None,
    };
    let (sql, texts) = statement(filter, way, after, limit);
    let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(seller_id.as_str().to_owned());
    for text in texts {
        query = query.bind(text);
    }
    query.fetch_all(db.reader()).await
}

/// Numbers of our own reading stand in the text; every text is bound.
fn statement(filter: &Filter, way: Option<Way>, after: Option<&Cursor>, limit: i64) -> (String, Vec<String>) {
    let mut made = Statement {
        conditions: String::new(),
        texts: Vec::new(),
    };
    if let Some(cursor) = after {
        let place = made.bind(cursor.order_id.to_string());
        let condition = format!(
            " and (o.placed_at, o.order_id) < ({}, {place})",
            cursor.placed_at.0
        );
        made.conditions.push_str(&condition);
    }
    if let Some(from) = filter.from {
        made.conditions
            .push_str(&format!(" and o.placed_at >= {}", from.0));
    }
    if let Some(to) = filter.to {
        made.conditions.push_str(&format!(" and o.placed_at < {}", to.0));
    }
    let columns = LISTED
        .split(',')
        .map(|column| format!("o.{}", column.trim()))
        .collect::<Vec<_>>()
        .join(", ");
    let order = format!("order by placed_at desc, order_id desc limit {}", limit + 1);
    let from = match (way, &filter.search) {
        (Some(Way::Index { rarest, others }), Some(search)) => {
            let found = found(&mut made, search, &rarest);
            made.look_for(others, "");
            let statuses = one_of(&filter.statuses);
            let conditions = &made.conditions;
            let sql = format!(
                "select {columns} from ({found}) found cross join orders o
                 where o.seller_id = $1 and o.number = found.number{statuses}{conditions} {order}"
            );
            return (sql, made.texts);
        }
        (Some(Way::Walk(words)), Some(search)) => {
            let number = search.number;
            let number = number.map_or(String::new(), |number| format!(" or o.number = {number}"));
            made.look_for(words, &number);
            "orders o"
        }
        _ => "orders o",
    };
    let conditions = &made.conditions;
    let walk = |status: Option<&OrderStatus>| {
        let status = status.map_or(String::new(), |status| {
            format!(" and o.status = '{}'", status.as_str())
        });
        format!("select {columns} from {from} where o.seller_id = $1{status}{conditions} {order}")
    };
    let sql = match filter.statuses.as_slice() {
        [] => walk(None),
        [status] => walk(Some(status)),
        several => {
            let walks: Vec<String> = several
                .iter()
                .map(|status| format!("select * from ({}) as {}", walk(Some(status)), status.as_str()))
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

/// What was typed is looked for as a whole; only where that is in no order, each of its words is.
async fn way(db: &Db, seller_id: &SellerId, search: &Search) -> sqlx::Result<Way> {
    let mut sought = vec![(
        bearers(db, seller_id, &search.phrase).await?,
        search.phrase.clone(),
    )];
    if sought[0].0 == 0 && search.words.len() > 1 {
        sought.clear();
        for word in &search.words {
            sought.push((bearers(db, seller_id, word).await?, word.clone()));
        }
    }
    sought.sort();
    let is_few = sought.first().is_none_or(|(bearers, _)| *bearers <= FEW);
    let mut words = sought.into_iter().map(|(_, word)| word);
    Ok(match is_few {
        true => Way::Index {
            rarest: words.next().unwrap_or_default(),
            others: words.collect(),
        },
        false => Way::Walk(words.collect()),
    })
}

/// How many words begin so, counted to one more than [`FEW`]; none does for nothing typed.
async fn bearers(db: &Db, seller_id: &SellerId, beginning: &str) -> sqlx::Result<i64> {
    if beginning.is_empty() {
        return Ok(0);
    }
    let (count,): (i64,) = sqlx::query_as(
        "select count(*) from (select number from order_words
             where seller_id = $1 and word >= $2 and word < $3 limit $4) found",
    )
    .bind(seller_id.as_str())
    .bind(beginning)
    .bind(beyond(beginning))
    .bind(FEW + 1)
    .fetch_one(db.reader())
    .await?;
    Ok(count)
}

/// After every text that begins so.
fn beyond(beginning: &str) -> String {
    format!("{beginning}\u{10ffff}")
}

/// How the engine would read a list, in its own words.
#[cfg(test)]
pub async fn plan(db: &Db, seller_id: &SellerId, filter: &Filter) -> String {
    use sqlx::Row;
    let way = match &filter.search {
        Some(search) => Some(way(db, seller_id, search).await.unwrap()),
        None => None,
    };
    let (sql, texts) = statement(filter, way, None, 50);
    let (explain, column) = match db.engine() {
        crate::db::Engine::Sqlite => ("explain query plan", 3),
        crate::db::Engine::Postgres => ("explain", 0),
    };
    let mut query = sqlx::query(sqlx::AssertSqlSafe(format!("{explain} {sql}")));
    query = query.bind(seller_id.as_str().to_owned());
    for text in texts {
        query = query.bind(text);
    }
    let rows = query.fetch_all(db.reader()).await.unwrap();
    rows.iter()
        .map(|row| row.get::<String, _>(column) + "\n")
        .collect()
}
