//! SQL of sitemap addresses.

use crate::clock::Millis;
use crate::db::{Db, Tx};

/// Kind of addresses in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Shops,
    Products,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Shops, Self::Products];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shops => "shops",
            Self::Products => "products",
        }
    }
}

/// One file: from its first id to where the next one begins, or to the end.
#[derive(Debug, Clone)]
pub struct Part {
    pub number: i64,
    pub first_id: String,
    pub end_id: Option<String>,
}

/// All files of a kind, in order.
pub async fn parts(db: &Db, kind: Kind) -> sqlx::Result<Vec<Part>> {
    let rows: Vec<(i64, String)> =
        sqlx::query_as("select part, first_id from sitemap_parts where kind = $1 order by part")
            .bind(kind.as_str())
            .fetch_all(db.reader())
            .await?;
    let ends = rows.iter().skip(1).map(|(_, first_id)| Some(first_id.clone()));
    let ends: Vec<Option<String>> = ends.chain([None]).collect();
    Ok(rows
        .into_iter()
        .zip(ends)
        .map(|((number, first_id), end_id)| Part {
            number,
            first_id,
            end_id,
        })
        .collect())
}

/// One file.
pub async fn part(db: &Db, kind: Kind, number: i64) -> sqlx::Result<Option<Part>> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "select part, first_id from sitemap_parts where kind = $1 and part >= $2 order by part limit 2",
    )
    .bind(kind.as_str())
    .bind(number)
    .fetch_all(db.reader())
    .await?;
    let mut rows = rows.into_iter();
    let found = rows.next().filter(|(found, _)| *found == number);
    Ok(found.map(|(number, first_id)| Part {
        number,
        first_id,
        end_id: rows.next().map(|(_, first_id)| first_id),
    }))
}

/// Number of ids that one statement skips along the index.
const STEP: i64 = 200;

/// The id `size` rows after the last file's first, where the next file may begin.
pub async fn next_first_id(db: &Db, kind: Kind, first_id: &str, size: i64) -> sqlx::Result<Option<String>> {
    let sql = match kind {
        Kind::Shops => {
            "select seller_id from sellers where seller_id >= $1 order by seller_id limit 1 offset $2"
        }
        Kind::Products => {
            "select product_id from products where product_id >= $1 order by product_id limit 1 offset $2"
        }
    };
    let (mut id, mut left) = (first_id.to_owned(), size);
    while left > 0 {
        let row: Option<(String,)> = sqlx::query_as(sql)
            .bind(&id)
            .bind(left.min(STEP))
            .fetch_optional(db.reader())
            .await?;
        match row {
            Some((next,)) => id = next,
            None => return Ok(None),
        }
        left -= STEP;
    }
    Ok(Some(id))
}

/// Begins a file; another process may have done it a moment before.
pub async fn add_part(tx: &mut Tx, kind: Kind, number: i64, first_id: &str) -> sqlx::Result<()> {
    sqlx::query(
        "insert into sitemap_parts (kind, part, first_id) values ($1, $2, $3) on conflict (kind, part) do nothing",
    )
    .bind(kind.as_str())
    .bind(number)
    .bind(first_id)
    .execute(&mut **tx)
    .await
    .map(drop)
}

crate::row! {
    /// One address of the sitemap.
    #[derive(Debug, Clone)]
    pub struct AddressRow {
        pub id: String,
        pub shop: String,
        pub product: Option<String>,
        pub updated_at: Millis,
    }
}

/// The addresses of a file that follow an id, or from its beginning.
pub async fn addresses(
    db: &Db,
    kind: Kind,
    part: &Part,
    after: Option<&str>,
    limit: i64,
) -> sqlx::Result<Vec<AddressRow>> {
    let sql = match kind {
        Kind::Shops => {
            "select seller_id as id, handle as shop, cast(null as text) as product, updated_at from sellers
             where seller_id >= $1 and seller_id > $2 and seller_id < $3 and status = 'approved'
             order by seller_id limit $4"
        }
        Kind::Products => {
            "select p.product_id as id, s.handle as shop, p.handle as product, p.updated_at
             from products p join sellers s on s.seller_id = p.seller_id
             where p.product_id >= $1 and p.product_id > $2 and p.product_id < $3 and p.status = 'active' and p.held_at is null
                 and s.status = 'approved'
             order by p.product_id limit $4"
        }
    };
    sqlx::query_as(sql)
        .bind(&part.first_id)
        .bind(after.unwrap_or_default())
        .bind(part.end_id.as_deref().unwrap_or("~"))
        .bind(limit)
        .fetch_all(db.reader())
        .await
}
