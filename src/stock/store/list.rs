//! SQL of variants with stock, and their history.

use crate::clock::Millis;
use crate::db::{Connection, Db, Json, key_list};
use crate::id::{
    AdjustmentId, BulkEditId, ImportId, LocationId, OrderId, ProductId, SellerId, UserId, VariantId,
};
use crate::keyset::{Keyset, Window};
use sqlx::AssertSqlSafe;

/// Which variants are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StockShow {
    #[default]
    All,
    /// At or below their threshold.
    Low,
    /// Nothing available.
    Out,
    /// Reserved by orders.
    Reserved,
}

impl StockShow {
    pub const ALL: [Self; 4] = [Self::All, Self::Low, Self::Out, Self::Reserved];

    /// The filter's word; none for all.
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::Low => Some("low"),
            Self::Out => Some("out"),
            Self::Reserved => Some("reserved"),
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.as_str() == Some(word))
    }

    /// The condition, word for word that of its partial index.
    fn condition(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Low => " and v.low_stock_at >= v.on_hand - v.reserved",
            Self::Out => " and v.on_hand <= v.reserved",
            Self::Reserved => " and v.reserved > 0",
        }
    }
}

/// A list of variants with their stock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StockFilter {
    pub show: StockShow,
    /// Words as the list of products is searched for.
    pub q: Option<String>,
    /// The products that have these words, the newest of them.
    pub product_ids: Option<Vec<ProductId>>,
    /// Only stock at this further location.
    pub location_id: Option<LocationId>,
}

crate::row! {
    /// A variant with its stock.
    #[derive(Debug, Clone)]
    pub struct StockListRow {
        pub variant_id: VariantId,
        pub product_id: ProductId,
        /// The product's name.
        pub name: String,
        /// Its values.
        pub options: Json<Vec<String>>,
        pub position: i64,
        pub sku: Option<String>,
        pub barcode: Option<String>,
        pub on_hand: i64,
        pub reserved: i64,
        /// The threshold in force.
        pub low_stock_at: Option<i64>,
        /// The variant's own threshold.
        pub own_low_stock_at: Option<i64>,
        /// Stock at the requested further location; else the total.
        pub here: i64,
    }
}

impl StockListRow {
    /// Distinguishing label of the variant: `S / Blue`.
    pub fn label(&self) -> String {
        self.options.0.join(" / ")
    }

    /// Stock not reserved.
    pub fn available(&self) -> i64 {
        (self.on_hand - self.reserved).max(0)
    }

    /// Pieces reserved beyond stock.
    pub fn short(&self) -> i64 {
        (self.reserved - self.on_hand).max(0)
    }

    pub fn is_low(&self) -> bool {
        self.low_stock_at
            .is_some_and(|least| self.on_hand - self.reserved <= least)
    }
}

const LISTED: &str = "v.variant_id, v.product_id, p.name, v.options, v.position, v.sku, v.barcode, v.on_hand, \
     v.reserved, v.low_stock_at, v.own_low_stock_at";

/// A page of the filtered variants.
pub async fn stock_list(
    db: &Db,
    seller_id: &SellerId,
    filter: &StockFilter,
    keyset: &Keyset,
) -> sqlx::Result<Window<StockListRow>> {
    let mut bound: Vec<String> = Vec::new();
    let mut bind = |value: String| {
        bound.push(value);
        format!("${}", bound.len() + 1)
    };
    let (here, at) = match &filter.location_id {
        None => ("v.on_hand", String::new()),
        Some(location_id) => (
            "i.on_hand",
            format!(
                " join stock_items i on i.variant_id = v.variant_id and i.location_id = {}",
                bind(location_id.to_string())
            ),
        ),
    };
    let mut sql = format!(
        "select {LISTED}, {here} as here from variants v join products p on p.product_id = v.product_id{at}
         where v.seller_id = $1 and v.removed_at is null and v.archived_at is null{}",
        filter.show.condition()
    );
    if let Some(ids) = &filter.product_ids {
        if ids.is_empty() {
            return Ok(keyset.cut(Vec::new(), |row: &StockListRow| row.variant_id.to_string()));
        }
        bound.push(key_list(ids));
        let one_of = db.engine().is_one_of(bound.len() + 1);
        sql.push_str(&format!(" and v.product_id {one_of}"));
    }
    sql.push_str(&format!(" and {}", keyset.tail("v.variant_id", bound.len() + 2)));
    let mut query = sqlx::query_as::<_, StockListRow>(AssertSqlSafe(sql)).bind(seller_id.as_str());
    for value in &bound {
        query = query.bind(value);
    }
    let rows = query
        .bind(keyset.bound(VariantId::PREFIX))
        .bind(keyset.fetch())
        .fetch_all(db.reader())
        .await?;
    Ok(keyset.cut(rows, |row| row.variant_id.to_string()))
}

/// These variants of the seller, unordered, including removed ones.
pub async fn stock_of(
    connection: &mut Connection,
    seller_id: &SellerId,
    variant_ids: &[VariantId],
) -> sqlx::Result<Vec<StockListRow>> {
    if variant_ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select {LISTED}, v.on_hand as here from variants v join products p on p.product_id = v.product_id
         where v.seller_id = $1 and v.variant_id {}",
        connection.engine().is_one_of(2)
    );
    sqlx::query_as(AssertSqlSafe(sql))
        .bind(seller_id.as_str())
        .bind(key_list(variant_ids))
        .fetch_all(connection)
        .await
}

/// Number of variants matching the filter, counted up to 100.
pub async fn count_stock(db: &Db, seller_id: &SellerId, show: StockShow) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as(AssertSqlSafe(format!(
        "select count(*) from (select 1 as one from variants v where v.seller_id = $1 and v.removed_at is null
             and v.archived_at is null{} limit 100) counted",
        show.condition()
    )))
    .bind(seller_id.as_str())
    .fetch_one(db.reader())
    .await?;
    Ok(count)
}

crate::row! {
    /// A change of stock as stored, with who made it.
    #[derive(Debug, Clone)]
    pub struct AdjustmentRow {
        pub adjustment_id: AdjustmentId,
        pub on_hand_change: i64,
        /// Stock of the whole variant; missing for older changes.
        pub on_hand_after: Option<i64>,
        pub reason: String,
        pub note: Option<String>,
        /// None for the main location.
        pub location_id: Option<LocationId>,
        pub order_id: Option<OrderId>,
        pub order_number: Option<i64>,
        pub import_id: Option<ImportId>,
        pub bulk_edit_id: Option<BulkEditId>,
        pub user_id: Option<UserId>,
        pub email: Option<String>,
        pub at: Millis,
    }
}

/// A variant's history, newest first.
pub async fn adjustments(
    db: &Db,
    seller_id: &SellerId,
    variant_id: &VariantId,
    keyset: &Keyset,
) -> sqlx::Result<Window<AdjustmentRow>> {
    let tail = keyset.tail("a.adjustment_id", 3);
    let rows: Vec<AdjustmentRow> = sqlx::query_as(AssertSqlSafe(format!(
        "select a.adjustment_id, a.on_hand_change, a.on_hand_after, a.reason, a.note, a.location_id, a.order_id,
             o.number as order_number, a.import_id, a.bulk_edit_id, a.user_id, u.email, a.at
         from adjustments a left join users u on u.user_id = a.user_id
         left join orders o on o.order_id = a.order_id
         where a.seller_id = $1 and a.variant_id = $2 and {tail}"
    )))
    .bind(seller_id.as_str())
    .bind(variant_id.as_str())
    .bind(keyset.bound(AdjustmentId::PREFIX))
    .bind(keyset.fetch())
    .fetch_all(db.reader())
    .await?;
    Ok(keyset.cut(rows, |row| row.adjustment_id.to_string()))
}
