//! SQL of the order list, newest first.

use super::list_statement::{Part, ScanRange, SearchPlan, beyond, soonest_due, statement};
use crate::clock::Millis;
use crate::db::Db;
use crate::id::{OrderId, SellerId};
use crate::money::Currency;
use crate::orders::list::{Cursor, Filter};
use crate::orders::order::OrderStatus;
use crate::orders::search::Search;
use crate::orders::ship_by;

crate::row! {
    /// An order in a list.
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
        pub ship_by: Option<Millis>,
    }
}

impl ListRow {
    /// Until when it should be shipped.
    pub fn ship_by(&self) -> Millis {
        ship_by::or_default(self.ship_by, self.placed_at)
    }

    /// Whether it waits to be shipped past its time.
    pub fn is_late(&self, now: Millis) -> bool {
        self.status.is_to_ship() && self.ship_by() < now
    }
}

const LISTED: &str = "order_id, number, status, currency, buyer_name, units, total_minor, refunded_minor,
    placed_at, paid_at, reference, ship_by";

/// Match count up to which the index returns all orders to sort. A word that more orders have is met soon
/// enough on the way through the newest.
const FEW: i64 = 4_000;

/// Orders scanned first, and at most: a page may be short or empty and still continue.
const FIRST_LOOK: i64 = 1_000;
const MOST_LOOKED_AT: i64 = 8_000;

/// Orders that were found, and where a walk stopped before the end of the list.
#[derive(Debug, Default)]
pub struct FoundOrders {
    pub rows: Vec<ListRow>,
    pub stopped_at: Option<Cursor>,
}

/// A seller's orders, newest first; `limit` and one more, so that the caller sees whether more follow. Every form of
/// it walks one index: by place in time, by status and time, or by word. Several statuses are a walk each, put together.
pub async fn list(
    db: &Db,
    seller_id: &SellerId,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: i64,
) -> sqlx::Result<FoundOrders> {
    if filter.is_by_ship_by() {
        let read = soonest_due(filter, after, LISTED, Part::first(limit + 1));
        return Ok(FoundOrders {
            rows: fetched(db, seller_id, read).await?,
            stopped_at: None,
        });
    }
    let way = match &filter.search {
        Some(search) => Some(way(db, seller_id, search).await?),
        None => None,
    };
    if let Some(along @ SearchPlan::Walk(_)) = &way {
        return walk(db, seller_id, filter, along, after, limit).await;
    }
    let read = statement(
        filter,
        way.as_ref(),
        ScanRange { after, until: None },
        LISTED,
        Part::first(limit + 1),
    );
    Ok(FoundOrders {
        rows: fetched(db, seller_id, read).await?,
        stopped_at: None,
    })
}

/// Scans orders after `after`, in growing steps, until enough match every word.
async fn walk(
    db: &Db,
    seller_id: &SellerId,
    filter: &Filter,
    way: &SearchPlan,
    after: Option<&Cursor>,
    limit: i64,
) -> sqlx::Result<FoundOrders> {
    let (mut place, mut looked_at, mut look) = (after.cloned(), 0, FIRST_LOOK);
    let mut rows: Vec<ListRow> = Vec::new();
    loop {
        let after = place.as_ref();
        let end = nth(db, seller_id, filter, after, look).await?;
        let stretch = ScanRange {
            after,
            until: end.as_ref(),
        };
        let missing = limit + 1 - rows.len() as i64;
        let read = statement(filter, Some(way), stretch, LISTED, Part::first(missing));
        rows.extend(fetched(db, seller_id, read).await?);
        looked_at += look;
        let is_enough = rows.len() as i64 > limit;
        let stopped_at = match end {
            Some(end) if !is_enough && looked_at < MOST_LOOKED_AT => {
                place = Some(end);
                look = (2 * look).min(MOST_LOOKED_AT - looked_at);
                continue;
            }
            Some(end) if !is_enough => Some(end),
            _ => None,
        };
        return Ok(FoundOrders { rows, stopped_at });
    }
}

crate::row! {
    struct PlaceRow {
        placed_at: Millis,
        order_id: OrderId,
    }
}

/// Cursor of the n-th order after `after`, ignoring words; none past the end.
async fn nth(
    db: &Db,
    seller_id: &SellerId,
    filter: &Filter,
    after: Option<&Cursor>,
    n: i64,
) -> sqlx::Result<Option<Cursor>> {
    let part = Part {
        limit: 1,
        offset: n - 1,
    };
    let stretch = ScanRange { after, until: None };
    let read = statement(filter, None, stretch, "placed_at, order_id", part);
    let rows: Vec<PlaceRow> = fetched(db, seller_id, read).await?;
    Ok(rows.into_iter().next().map(|row| Cursor {
        placed_at: row.placed_at,
        order_id: row.order_id,
    }))
}

async fn fetched<T>(
    db: &Db,
    seller_id: &SellerId,
    (sql, texts): (String, Vec<String>),
) -> sqlx::Result<Vec<T>>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::any::AnyRow> + Send + Unpin,
{
    let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(seller_id.as_str().to_owned());
    for text in texts {
        query = query.bind(text);
    }
    query.fetch_all(db.reader()).await
}

/// Chooses the search plan: the whole text first, then each of its words.
async fn way(db: &Db, seller_id: &SellerId, search: &Search) -> sqlx::Result<SearchPlan> {
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
        true => SearchPlan::Index {
            rarest: words.next().unwrap_or_default(),
            others: words.collect(),
        },
        false => SearchPlan::Walk(words.collect()),
    })
}

/// Number of words with that prefix, counted to one more than [`FEW`]; zero for nothing.
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

/// The engine's query plan of a list.
#[cfg(test)]
pub async fn plan(db: &Db, seller_id: &SellerId, filter: &Filter) -> String {
    use sqlx::Row;
    let way = match &filter.search {
        Some(search) => Some(way(db, seller_id, search).await.unwrap()),
        None => None,
    };
    let (sql, texts) = match filter.is_by_ship_by() {
        true => soonest_due(filter, None, LISTED, Part::first(51)),
        false => statement(
            filter,
            way.as_ref(),
            ScanRange::default(),
            LISTED,
            Part::first(51),
        ),
    };
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
