//! Reading the audit log; sealed values are opened while their key exists.

use super::filter::Filter;
use super::keys;
use super::origin::ActedAs;
use super::words::in_words;
use crate::clock::Millis;
use crate::db::Db;
use crate::id::{ApiKeyId, AuditId, SellerId, UserId};
use crate::problem::Problem;
use crate::secret::Secrets;
use crate::web::keyset::{Keyset, Window};
use serde::Serialize;
use serde_json::Value;
use sqlx::AssertSqlSafe;

crate::row! {
    struct Row {
        audit_id: AuditId,
        seller_id: Option<SellerId>,
        user_id: Option<UserId>,
        email: Option<String>,
        action: String,
        subject: Option<String>,
        before_json: Option<String>,
        after_json: Option<String>,
        at: Millis,
        acted_as: Option<ActedAs>,
        api_key_id: Option<ApiKeyId>,
        request_id: Option<String>,
        sealed_origin: Option<String>,
        origin_key: Option<String>,
        sealed_change: Option<String>,
        change_key: Option<String>,
    }
}

/// One remembered act, as it is shown.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = AuditEntry)]
pub struct Entry {
    pub audit_id: AuditId,
    pub at: Millis,
    /// Such as `member.changed`.
    pub action: String,
    /// The action as a sentence.
    pub what: String,
    pub acted_as: ActedAs,
    /// The acting user; hidden from owners if it is marketplace staff.
    pub user_id: Option<UserId>,
    /// Email while the account exists.
    pub email: Option<String>,
    pub api_key_id: Option<ApiKeyId>,
    pub seller_id: Option<SellerId>,
    /// Id of the subject.
    pub subject: Option<String>,
    pub address: Option<String>,
    pub request_id: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub before: Option<Value>,
    #[schema(value_type = Option<Object>)]
    pub after: Option<Value>,
    /// Whether details were removed with the account they were about.
    pub removed: bool,
}

impl Entry {
    fn of(row: Row, secrets: &Secrets, for_owner: bool) -> Self {
        let acted_as = match row.acted_as {
            Some(known) => known,
            None if row.user_id.is_none() => ActedAs::System,
            None => ActedAs::Person,
        };
        let opened = |sealed: &Option<String>, key: &Option<String>| {
            let sealed = sealed.as_deref()?;
            keys::open(secrets, key.as_deref(), sealed)
        };
        let is_hidden = for_owner && matches!(acted_as, ActedAs::Admin | ActedAs::Looking);
        let address = opened(&row.sealed_origin, &row.origin_key);
        let change = opened(&row.sealed_change, &row.change_key)
            .and_then(|text| serde_json::from_str::<Value>(&text).ok());
        let removed = (row.sealed_change.is_some() && change.is_none())
            || (row.sealed_origin.is_some() && address.is_none());
        let plain = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let part = |name: &str, stored: &Option<String>| match &change {
            Some(change) => change.get(name).filter(|value| !value.is_null()).cloned(),
            None => plain(stored),
        };
        Self {
            what: in_words(&row.action),
            before: part("before", &row.before_json),
            after: part("after", &row.after_json),
            removed,
            address: address.filter(|_| !is_hidden),
            user_id: row.user_id.filter(|_| !is_hidden),
            email: row
                .email
                .filter(|email| !is_hidden && !email.ends_with("@removed.invalid")),
            request_id: row.request_id.filter(|_| !is_hidden),
            audit_id: row.audit_id,
            at: row.at,
            action: row.action,
            acted_as,
            api_key_id: row.api_key_id,
            seller_id: row.seller_id,
            subject: row.subject,
        }
    }

    /// The actor in a few words.
    pub fn who(&self) -> String {
        let person = || match &self.email {
            Some(email) => email.clone(),
            None => "a deleted account".to_owned(),
        };
        match self.acted_as {
            ActedAs::Person => person(),
            ActedAs::Admin | ActedAs::Looking if self.email.is_none() => "the marketplace".to_owned(),
            ActedAs::Admin => person(),
            ActedAs::Looking => format!("{}, viewing the shop", person()),
            ActedAs::Key => match &self.email {
                Some(email) => format!("a program using a key of {email}"),
                None => "a program using an API key".to_owned(),
            },
            ActedAs::System => "the system".to_owned(),
            ActedAs::Nobody => "someone not signed in".to_owned(),
        }
    }
}

/// Entries with their actors and the keys of sealed values.
const ENTRY: &str =
    "select a.audit_id, a.seller_id, a.user_id, u.email, a.action, a.subject, a.before_json, a.after_json, a.at,
            a.acted_as, a.api_key_id, a.request_id, a.sealed_origin, o.sealed_key as origin_key,
            a.sealed_change, c.sealed_key as change_key
     from audit_entries a
     left join users u on u.user_id = a.user_id
     left join person_keys o on o.person_id = a.origin_of
     left join person_keys c on c.person_id = a.change_of";

/// The entries that a filter leaves, the newest first.
pub async fn find(
    db: &Db,
    secrets: &Secrets,
    filter: &Filter,
    keyset: &Keyset,
) -> sqlx::Result<Window<Entry>> {
    let (conditions, bound) = filter.sql();
    let tail = keyset.tail("a.audit_id", bound.len() + 1);
    let sql = format!("{ENTRY} where {conditions}{tail}");
    let mut query = sqlx::query_as::<_, Row>(AssertSqlSafe(sql));
    for value in bound {
        query = query.bind(value);
    }
    let rows = query
        .bind(keyset.bound(AuditId::PREFIX))
        .bind(keyset.fetch())
        .fetch_all(db.reader())
        .await?;
    let entries = rows
        .into_iter()
        .map(|row| Entry::of(row, secrets, filter.for_owner))
        .collect();
    Ok(keyset.cut(entries, |entry: &Entry| entry.audit_id.to_string()))
}

/// Value that an action gave a seller at that time.
pub async fn after_of(
    db: &Db,
    secrets: &Secrets,
    seller_id: &SellerId,
    action: &str,
    at: Millis,
) -> sqlx::Result<Option<Value>> {
    let row: Option<Row> = sqlx::query_as(AssertSqlSafe(format!(
        "{ENTRY} where a.seller_id = $1 and a.audit_id >= $2 and a.action = $3 and a.at = $4
         order by a.audit_id limit 1"
    )))
    .bind(seller_id.as_str())
    .bind(AuditId::first_at(at).as_str())
    .bind(action)
    .bind(at.0)
    .fetch_optional(db.reader())
    .await?;
    Ok(row.and_then(|row| Entry::of(row, secrets, false).after))
}

/// Entries about a seller for marketplace staff, newest first.
pub async fn of_seller(
    db: &Db,
    secrets: &Secrets,
    seller_id: &SellerId,
    limit: i64,
) -> Result<Vec<Entry>, Problem> {
    let keyset = Keyset::following(None, limit);
    Ok(find(db, secrets, &Filter::seller(seller_id), &keyset).await?.rows)
}
