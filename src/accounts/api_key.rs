//! API keys of the marketplace's and of sellers' programs. Scoped, shown once, stored hashed.

use super::store;
use crate::audit::{self, Act};
use crate::clock::Millis;
use crate::db::Tx;
use crate::events;
use crate::form::{self, FieldErrors};
use crate::id::{ApiKeyId, SellerId, UserId};
use crate::problem::Problem;
use crate::secret::{hash, random_text};
use crate::state::App;
use crate::viewer::permission::{MARKETPLACE_SCOPES, SELLER_SCOPES};
use crate::viewer::{Admin, Fresh, Member, duty, may};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;

/// A key to be created, as entered.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct ApiKeyForm {
    pub name: String,
    #[serde(deserialize_with = "one_or_several")]
    pub scopes: Vec<String>,
}

/// A list from JSON; from a form, the one box that was ticked.
fn one_or_several<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    struct OneOrSeveral;
    impl<'de> serde::de::Visitor<'de> for OneOrSeveral {
        type Value = Vec<String>;
        fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
            f.write_str("a list of scopes")
        }
        fn visit_str<E>(self, one: &str) -> Result<Vec<String>, E> {
            Ok(vec![one.to_owned()])
        }
        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut several: A) -> Result<Vec<String>, A::Error> {
            let mut scopes = Vec::new();
            while let Some(scope) = several.next_element()? {
                scopes.push(scope);
            }
            Ok(scopes)
        }
    }
    from.deserialize_any(OneOrSeveral)
}

/// A key as it is shown this once.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct NewApiKey {
    pub api_key_id: ApiKeyId,
    pub name: String,
    /// The key itself; afterwards only its hash is known.
    pub key: String,
    pub scopes: Vec<String>,
}

/// Creates a marketplace key.
pub async fn create(
    app: &App,
    admin: &Admin<Fresh<duty::Keys>>,
    asked: ApiKeyForm,
) -> Result<NewApiKey, Problem> {
    let known: Vec<&str> = MARKETPLACE_SCOPES.iter().map(|(scope, _)| *scope).collect();
    make(app, &admin.user_id, None, asked, &known).await
}

/// Creates a key for a seller's own programs.
pub async fn create_for_seller(
    app: &App,
    owner: &Member<Fresh<may::Own>>,
    asked: ApiKeyForm,
) -> Result<NewApiKey, Problem> {
    let known: Vec<&str> = SELLER_SCOPES.iter().map(|scope| scope.0).collect();
    make(app, &owner.user_id, Some(&owner.seller_id), asked, &known).await
}

async fn make(
    app: &App,
    user_id: &UserId,
    seller_id: Option<&SellerId>,
    asked: ApiKeyForm,
    known: &[&str],
) -> Result<NewApiKey, Problem> {
    let now = app.clock.now();
    let mut errors = FieldErrors::new();
    let name = errors.take("name", form::line(&asked.name, "The name", 80));
    if asked.scopes.is_empty() {
        errors.add("scopes", "Choose what the key can do.");
    }
    if let Some(unknown) = asked.scopes.iter().find(|scope| !known.contains(&scope.as_str())) {
        errors.add("scopes", format!("There is no scope {unknown:?}."));
    }
    let name = errors.or(name)?;
    let mut scopes = asked.scopes;
    scopes.sort();
    scopes.dedup();
    let api_key_id = ApiKeyId::new(now);
    let key = format!("sk_{}", random_text(24));
    let mut tx = app.db.begin().await?;
    let new = store::NewApiKey {
        api_key_id: &api_key_id,
        name: &name,
        key_hash: &hash(&key),
        hint: &key[key.len() - 4..],
        scopes: &json!(scopes).to_string(),
        seller_id,
        created_by: user_id,
    };
    store::insert_api_key(&mut tx, &new, now).await?;
    let act = Act {
        action: "api_key.created",
        seller_id,
        user_id: Some(user_id),
        subject: Some(api_key_id.as_str()),
        after: Some(json!({ "name": name, "scopes": scopes })),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    if seller_id.is_some() {
        let content = json!({ "api_key_id": api_key_id });
        events::emit(&mut tx, now, "api_key.created", seller_id, &content).await?;
    }
    tx.commit().await?;
    Ok(NewApiKey {
        api_key_id,
        name,
        key,
        scopes,
    })
}

/// Revokes a marketplace key at once.
pub async fn revoke(app: &App, admin: &Admin<duty::Keys>, api_key_id: &ApiKeyId) -> Result<(), Problem> {
    end(app, &admin.user_id, None, api_key_id).await
}

/// Revokes one of the seller's own keys at once.
pub async fn revoke_of_seller(
    app: &App,
    owner: &Member<may::Own>,
    api_key_id: &ApiKeyId,
) -> Result<(), Problem> {
    end(app, &owner.user_id, Some(&owner.seller_id), api_key_id).await
}

/// Revokes the keys of someone who has lost the right to hold them, or hands them to the person who decides to keep
/// them. Each is noted in the audit log.
pub(super) async fn pass_on(
    tx: &mut Tx,
    holder: &UserId,
    seller_id: Option<&SellerId>,
    (by, keeps): (&UserId, bool),
    now: Millis,
) -> Result<(), Problem> {
    let (action, keys) = match keeps {
        true => (
            "api_key.kept",
            store::keep_api_keys_of(tx, holder, seller_id, by).await?,
        ),
        false => (
            "api_key.revoked",
            store::end_api_keys_of(tx, holder, seller_id, now).await?,
        ),
    };
    for (api_key_id, name) in keys {
        let act = Act {
            action,
            seller_id,
            user_id: Some(by),
            subject: Some(&api_key_id),
            before: Some(json!({ "name": name, "held_by": holder })),
            after: keeps.then(|| json!({ "held_by": by })),
        };
        audit::note(tx, now, act).await?;
    }
    Ok(())
}

/// Revokes every shop key held by someone whose account is disabled or removed, and their invitations.
pub(super) async fn end_in_shops(
    tx: &mut Tx,
    holder: &UserId,
    by: &UserId,
    now: Millis,
) -> Result<(), Problem> {
    for seller_id in store::shops_of_keys_held(tx, holder).await? {
        pass_on(tx, holder, Some(&seller_id), (by, false), now).await?;
    }
    Ok(store::revoke_invitations_by(tx, holder, None, now).await?)
}

async fn end(
    app: &App,
    user_id: &UserId,
    seller_id: Option<&SellerId>,
    api_key_id: &ApiKeyId,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let name = store::revoke_api_key(&mut tx, seller_id, api_key_id, now)
        .await?
        .ok_or_else(Problem::not_found)?;
    let act = Act {
        action: "api_key.revoked",
        seller_id,
        user_id: Some(user_id),
        subject: Some(api_key_id.as_str()),
        before: Some(json!({ "name": name })),
        ..Act::default()
    };
    audit::note(&mut tx, now, act).await?;
    Ok(tx.commit().await?)
}
