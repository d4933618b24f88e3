//! Cache of figures, valid until the seller's version changes.
//!
//! Whatever writes a roll-up raises the seller's version in the same transaction; a reader asks for the version, one
//! row, and reads the roll-ups only when it knows them of another one. So a page costs the same for a shop of any size
//! as long as nothing is sold, several processes never show each other's past, and nothing has to be told to anyone.

use super::metrics::{DayTotals, StatusCount};
use super::store::Ranked;
use super::{best_seller::Rank, period::Period};
use crate::db::Db;
use crate::id::SellerId;
use jiff::civil::Date;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Entries cached per kind.
const KEPT: usize = 256;
/// Longer periods are rare, and their days many.
const MOST_DAYS: i64 = 400;

/// Which figures: of which database and seller, and of which days.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct CacheKey {
    db: u64,
    seller_id: SellerId,
    from: Date,
    to: Date,
}

impl CacheKey {
    fn of(db: &Db, seller_id: &SellerId, period: &Period) -> Option<Self> {
        (period.days() <= MOST_DAYS).then(|| Self {
            db: db.mark(),
            seller_id: seller_id.clone(),
            from: period.from(),
            to: period.to(),
        })
    }
}

/// Values with the version they were read at.
struct Cache<K, V>(Mutex<HashMap<K, (i64, Arc<V>)>>);

impl<K: Eq + Hash, V> Cache<K, V> {
    fn new() -> Self {
        Self(Mutex::default())
    }

    fn find(&self, key: &K, version: i64) -> Option<Arc<V>> {
        let shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf
            .get(key)
            .filter(|(kept, _)| *kept == version)
            .map(|(_, value)| value.clone())
    }

    fn keep(&self, key: K, version: i64, value: V) -> Arc<V> {
        let value = Arc::new(value);
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What is asked for often is soon there again.
        if shelf.len() >= KEPT && !shelf.contains_key(&key) {
            shelf.clear();
        }
        shelf.insert(key, (version, value.clone()));
        value
    }
}

/// Cached day totals of a period and the one before, and order counts by status.
pub type Read = (Vec<DayTotals>, Vec<StatusCount>);

static SUMMARIES: LazyLock<Cache<CacheKey, Read>> = LazyLock::new(Cache::new);
static BEST_SELLERS: LazyLock<Cache<(CacheKey, Rank, i64), Vec<Ranked>>> = LazyLock::new(Cache::new);

/// The days and statuses of a period at a version, read by `read` unless they are known.
pub async fn summary(
    db: &Db,
    seller_id: &SellerId,
    period: &Period,
    version: i64,
    read: impl Future<Output = sqlx::Result<Read>>,
) -> sqlx::Result<Arc<Read>> {
    let Some(place) = CacheKey::of(db, seller_id, period) else {
        return read.await.map(Arc::new);
    };
    match SUMMARIES.find(&place, version) {
        Some(known) => Ok(known),
        None => Ok(SUMMARIES.keep(place, version, read.await?)),
    }
}

/// Cached best sellers of a period.
pub async fn best_sellers(
    db: &Db,
    seller_id: &SellerId,
    period: &Period,
    (rank, limit): (Rank, i64),
    version: i64,
    read: impl Future<Output = sqlx::Result<Vec<Ranked>>>,
) -> sqlx::Result<Arc<Vec<Ranked>>> {
    let Some(place) = CacheKey::of(db, seller_id, period) else {
        return read.await.map(Arc::new);
    };
    let key = (place, rank, limit);
    match BEST_SELLERS.find(&key, version) {
        Some(known) => Ok(known),
        None => Ok(BEST_SELLERS.keep(key, version, read.await?)),
    }
}
