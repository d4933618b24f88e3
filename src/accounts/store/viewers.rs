//! SQL of viewers: the user, shop and rights behind a session.

use super::{see_session, sellers_of};
use crate::accounts::session;
use crate::clock::{MINUTE_MS, Millis};
use crate::db::Db;
use crate::id::{SellerId, SessionId, UserId};
use crate::money::Currency;
use crate::policies;
use crate::viewer::permission::Duty;
use crate::viewer::{
    AdminRole, Grant, Member, MemberRole, Permissions, SellerStatus, Shop, User, Viewer, is_fresh, may,
};
use sqlx::AssertSqlSafe;

/// Accuracy of a session's last activity.
const SEEN_EVERY_MS: i64 = 5 * MINUTE_MS;

crate::row! {
    struct SessionSnapshot {
        session_id: SessionId,
        user_id: UserId,
        email: String,
        name: Option<String>,
        role: Option<AdminRole>,
        authenticated_at: Millis,
        last_seen_at: Millis,
        seller_id: Option<SellerId>,
        shop_name: Option<String>,
        seller_status: Option<SellerStatus>,
        currency: Option<Currency>,
        timezone: Option<String>,
        member_role: Option<MemberRole>,
        permissions: Option<Permissions>,
        shops: i64,
        factor_at: Option<Millis>,
        /// The policy, if there is no second factor and it may require one.
        policy: Option<String>,
        looking_at: Option<SellerId>,
    }
}

/// Columns read of a session. It is read anew on each request: ending a session, disabling a user and
/// suspending a seller act at once. A browser's session stands until its end, and while it is used; one of
/// the API has its end moved on by each refresh.
const SEEN: &str =
    "select n.session_id, u.user_id, u.email, u.name, u.role, n.authenticated_at, n.last_seen_at,
            s.seller_id, s.shop_name, s.status as seller_status, s.currency, s.timezone,
            m.role as member_role, m.permissions,
            case when n.looking_until > $2 then n.looking_at end as looking_at,
            (select count(*) from members c where c.user_id = u.user_id) as shops,
            f.confirmed_at as factor_at,
            case when f.user_id is null
                then (select p.document from policies p order by p.policy_id desc limit 1) end as policy
     from sessions n
     join users u on u.user_id = n.user_id
     left join second_factors f on f.user_id = u.user_id
     left join members m on m.user_id = u.user_id and m.seller_id = n.seller_id
     left join sellers s on s.seller_id = case when n.looking_until > $2 then n.looking_at else m.seller_id end
     where n.ended_at is null and n.expires_at > $2 and (n.kind <> 'web' or n.last_seen_at > $3)
       and u.disabled_at is null";

/// Viewer of a session of the API. Notes, now and then, that the session was seen.
pub async fn viewer_of_session(db: &Db, session_id: &str, now: Millis) -> sqlx::Result<Viewer> {
    viewer_where(db, "n.session_id = $1", session_id, now).await
}

/// Viewer of the session that a refresh token belongs to, as long as the token is unused.
pub async fn viewer_of_refresh_token(db: &Db, token_hash: &str, now: Millis) -> sqlx::Result<Viewer> {
    let session = "n.session_id = (select r.session_id from refresh_tokens r
        where r.token_hash = $1 and r.used_at is null)";
    viewer_where(db, session, token_hash, now).await
}

/// Viewer of a browser's session, by the hash of its cookie.
pub async fn viewer_of_cookie(db: &Db, token_hash: &str, now: Millis) -> sqlx::Result<Viewer> {
    viewer_where(db, "n.token_hash = $1 and n.kind = 'web'", token_hash, now).await
}

/// Viewer of the session that fits a condition on `$1`.
async fn viewer_where(db: &Db, condition: &str, value: &str, now: Millis) -> sqlx::Result<Viewer> {
    let seen = sqlx::query_as(AssertSqlSafe(format!("{SEEN} and {condition}")))
        .bind(value)
        .bind(now.0)
        .bind(session::idle_since(now).0)
        .fetch_optional(db.reader())
        .await?;
    viewer(db, seen, now).await
}

async fn viewer(db: &Db, seen: Option<SessionSnapshot>, now: Millis) -> sqlx::Result<Viewer> {
    let Some(seen) = seen else {
        return Ok(Viewer::Anonymous);
    };
    if now.0 - seen.last_seen_at.0 > SEEN_EVERY_MS {
        // Whoever only reads is not kept out when nothing can be written.
        if let Err(error) = see_session(db, &seen.session_id, now).await {
            tracing::warn!(session_id = %seen.session_id, "the last activity of a session was not recorded: \
                {error}");
        }
    }
    let role = seen.role;
    let is_fresh = is_fresh(seen.authenticated_at, now);
    let is_looking = seen.looking_at.is_some();
    let grant = match is_looking {
        true => Some(Grant::looking()),
        false => {
            (seen.member_role.zip(seen.permissions)).map(|(role, permissions)| Grant::of(role, permissions))
        }
    };
    let may_look = role.is_some_and(|role| role.has(Duty::Sellers));
    let member = match (
        seen.seller_id,
        seen.shop_name,
        seen.seller_status,
        seen.currency,
        seen.timezone,
        grant,
    ) {
        (Some(seller_id), Some(name), Some(status), Some(currency), Some(timezone), Some(grant)) => {
            let shop = Shop {
                seller_id,
                name,
                status,
                currency,
                timezone,
            };
            Some(Member::enter(seen.user_id.clone(), shop, grant, is_fresh))
        }
        _ => None,
    }
    .filter(|_| !is_looking || may_look);
    let sellers = match &member {
        // While looking there is nothing to switch to.
        _ if is_looking => Vec::new(),
        Some(member) if seen.shops < 2 => vec![(member.seller_id.clone(), member.shop_name.clone())],
        _ if seen.shops == 0 => Vec::new(),
        _ => sellers_of(db, &seen.user_id).await?,
    };
    let has_factor = seen.factor_at.is_some();
    let must_enrol =
        !has_factor && policies::stored(seen.policy)?.demands_factor(role.is_some(), seen.shops > 0);
    Ok(Viewer::User(User {
        role,
        has_factor,
        must_enrol,
        user_id: seen.user_id,
        email: seen.email,
        name: seen.name,
        session_id: seen.session_id,
        is_fresh,
        member,
        sellers,
    }))
}

crate::row! {
    struct Terms {
        shop_name: String,
        status: SellerStatus,
        currency: Currency,
        timezone: String,
    }
}

/// The member that a seller's key acts as, limited to its scopes. Nothing sensitive: a key never gives a
/// password.
pub async fn member_of_key(
    db: &Db,
    seller_id: &SellerId,
    held_by: &UserId,
    permissions: Permissions,
) -> sqlx::Result<Option<Member<may::Enter>>> {
    let terms: Option<Terms> =
        sqlx::query_as("select shop_name, status, currency, timezone from sellers where seller_id = $1")
            .bind(seller_id.as_str())
            .fetch_optional(db.reader())
            .await?;
    let open = terms.filter(|terms| terms.status != SellerStatus::Closed);
    Ok(open.map(|terms| {
        let shop = Shop {
            seller_id: seller_id.clone(),
            name: terms.shop_name,
            status: terms.status,
            currency: terms.currency,
            timezone: terms.timezone,
        };
        Member::enter(held_by.clone(), shop, Grant::program(permissions), false)
    }))
}
