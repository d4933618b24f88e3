//! SQL of the approval queue.

use crate::accounts::SellerRow;
use crate::accounts::queue::{Progress, QueueFilter, QueueRow};
use crate::db::{Column, Db, literal};
use crate::id::SellerId;
use crate::keyset::{Keyset, Window};
use sqlx::{AssertSqlSafe, FromRow};

impl<'r> FromRow<'r, sqlx::any::AnyRow> for QueueRow {
    fn from_row(row: &'r sqlx::any::AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            seller: SellerRow::from_row(row)?,
            done: Column::read(row, "done")?,
            total: Column::read(row, "total")?,
            waiting: Column::read(row, "waiting")?,
        })
    }
}

/// Condition: checklist item `i` is done by seller `s`, as [`super::checklist`] computes it.
const DONE: &str = "((i.kind = 'verified_email' and exists (select 1 from members m
        join users u on u.user_id = m.user_id
        where m.seller_id = s.seller_id and m.role = 'owner' and u.verified_at is not null))
    or (i.kind = 'verified_phone' and exists (select 1 from members m
        join users u on u.user_id = m.user_id
        where m.seller_id = s.seller_id and m.role = 'owner' and u.phone_verified_at is not null))
    or (i.kind = 'payout_method' and exists (select 1 from payout_methods p
        where p.seller_id = s.seller_id and p.removed_at is null))
    or (i.kind = 'document' and exists (select 1 from verification_documents d
        where d.seller_id = s.seller_id and d.item_id = i.item_id and d.status = 'accepted'))
    or (i.kind in ('field', 'terms') and exists (select 1 from checklist_answers a
        where a.seller_id = s.seller_id and a.item_id = i.item_id and a.mend_asked_at is null
          and (i.kind = 'field' or a.terms_version = i.terms_version))))";

/// Condition: an item waits for an admin, not the seller.
const WAITS: &str = "(i.kind = 'document' and exists (select 1 from verification_documents d
        where d.seller_id = s.seller_id and d.item_id = i.item_id and d.status = 'waiting'))";

const REQUIRED: &str = "checklist_items i where i.archived_at is null and i.need = 'required'";

/// Sellers that fit, in the keyset's order, each with how far its checklist is.
pub async fn queue(db: &Db, filter: &QueueFilter, keyset: &Keyset) -> sqlx::Result<Window<QueueRow>> {
    let progress = match filter.progress {
        None => String::new(),
        Some(Progress::Done) => format!(" and not exists (select 1 from {REQUIRED} and not {DONE})"),
        Some(Progress::Review) => " and exists (select 1 from verification_documents d
            where d.seller_id = s.seller_id and d.status = 'waiting')"
            .to_owned(),
        Some(Progress::Open) => {
            format!(" and exists (select 1 from {REQUIRED} and not {DONE} and not {WAITS})")
        }
    };
    // Only what is asked for is written: with "any, or this one" PostgreSQL plans for any, and walks through all.
    // The status is written out, too: few shops wait among many that are approved.
    let by_status = filter.status.map_or_else(
        || "true".to_owned(),
        |status| format!("s.status = '{}'", status.as_str()),
    );
    let by_words = match filter.q {
        None => "$1 = ''",
        Some(_) => {
            "(lower(s.shop_name) like $1 escape '\\' or s.handle like $1 escape '\\'
                or exists (select 1 from members m join users u on u.user_id = m.user_id
                   where m.seller_id = s.seller_id and u.email like $1 escape '\\'))"
        }
    };
    let tail = keyset.tail_of_all("s.seller_id", 2);
    let sql = format!(
        "select s.seller_id, s.handle, s.shop_name, s.country, s.currency, s.timezone, s.phone, s.status,
             s.status_reason, s.description, s.shipping_policy, s.returns_policy, s.tax_id, s.address, s.created_at,
             s.updated_at, s.approved_at, s.logo, s.banner, s.vacation_from, s.vacation_to, s.vacation_message,
             (select count(*) from {REQUIRED} and {DONE}) as done,
             (select count(*) from {REQUIRED}) as total,
             (select count(*) from verification_documents d
                where d.seller_id = s.seller_id and d.status = 'waiting') as waiting
         from sellers s
         where {by_status} and {by_words}{progress} and {tail}"
    );
    let rows = sqlx::query_as(AssertSqlSafe(sql))
        .bind(filter.q.as_deref().map(pattern).unwrap_or_default())
        .bind(keyset.bound(SellerId::PREFIX))
        .fetch_all(db.reader())
        .await?;
    Ok(keyset.cut(rows, |row: &QueueRow| row.seller.seller_id.to_string()))
}

fn pattern(words: &str) -> String {
    format!("%{}%", literal(&words.to_lowercase().replace('\0', "")))
}
