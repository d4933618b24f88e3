//! SQL of members and invitations.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::id::{InvitationId, SellerId, UserId};
use crate::viewer::{MemberRole, Permissions};

crate::row! {
    /// A member as stored, with the person.
    #[derive(Debug, Clone)]
    pub struct MemberRow {
        pub user_id: UserId,
        pub email: String,
        pub name: Option<String>,
        pub role: MemberRole,
        pub permissions: Permissions,
        pub created_at: Millis,
        pub last_seen_at: Option<Millis>,
    }
}

/// Everyone who belongs to a shop, the first who joined first.
pub async fn members_of(db: &Db, seller_id: &SellerId) -> sqlx::Result<Vec<MemberRow>> {
    sqlx::query_as(
        "select m.user_id, u.email, u.name, m.role, m.permissions, m.created_at,
                (select max(n.last_seen_at) from sessions n where n.user_id = m.user_id) as last_seen_at
         from members m join users u on u.user_id = m.user_id
         where m.seller_id = $1 order by m.created_at, m.user_id limit 500",
    )
    .bind(seller_id.as_str())
    .fetch_all(db.reader())
    .await
}

pub async fn member_row(
    tx: &mut Tx,
    seller_id: &SellerId,
    user_id: &UserId,
) -> sqlx::Result<Option<MemberRow>> {
    sqlx::query_as(
        "select m.user_id, u.email, u.name, m.role, m.permissions, m.created_at,
                cast(null as bigint) as last_seen_at
         from members m join users u on u.user_id = m.user_id where m.seller_id = $1 and m.user_id = $2",
    )
    .bind(seller_id.as_str())
    .bind(user_id.as_str())
    .fetch_optional(&mut **tx)
    .await
}

/// Changes role and permissions, unless no owner would remain; returns whether it did.
pub async fn set_grant(
    tx: &mut Tx,
    seller_id: &SellerId,
    user_id: &UserId,
    role: MemberRole,
    permissions: Permissions,
) -> sqlx::Result<bool> {
    let changed = sqlx::query(
        "update members set role = $3, permissions = $4 where seller_id = $1 and user_id = $2
           and (role <> 'owner' or $3 = 'owner'
                or exists (select 1 from members o where o.seller_id = $1 and o.role = 'owner' and o.user_id <> $2))",
    )
    .bind(seller_id.as_str())
    .bind(user_id.as_str())
    .bind(role.as_str())
    .bind(permissions.json())
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Removes a member, unless no owner would remain; returns whether it did.
pub async fn remove_member(tx: &mut Tx, seller_id: &SellerId, user_id: &UserId) -> sqlx::Result<bool> {
    let removed = sqlx::query(
        "delete from members where seller_id = $1 and user_id = $2
           and (role <> 'owner'
                or exists (select 1 from members o where o.seller_id = $1 and o.role = 'owner' and o.user_id <> $2))",
    )
    .bind(seller_id.as_str())
    .bind(user_id.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(removed.rows_affected() == 1)
}

/// Since when a shop's money is guarded, as seen by one of its members: a password of any member was reset, or this
/// member joined. Who founded the shop has not joined it.
pub async fn wary_since(tx: &mut Tx, seller_id: &SellerId, user_id: &UserId) -> sqlx::Result<Option<Millis>> {
    let (since,): (Option<i64>,) = sqlx::query_as(
        "select max(case when m.user_id = $2 and m.created_at > s.created_at
                              and m.created_at > coalesce(u.password_reset_at, 0)
                         then m.created_at else u.password_reset_at end)
         from members m
         join users u on u.user_id = m.user_id
         join sellers s on s.seller_id = m.seller_id
         where m.seller_id = $1",
    )
    .bind(seller_id.as_str())
    .bind(user_id.as_str())
    .fetch_one(&mut **tx)
    .await?;
    Ok(since.map(Millis))
}

/// Whether an address is a member of the shop.
pub async fn is_member(tx: &mut Tx, seller_id: &SellerId, email: &str) -> sqlx::Result<bool> {
    let found: Option<(i64,)> = sqlx::query_as(
        "select m.created_at from members m join users u on u.user_id = m.user_id
         where m.seller_id = $1 and u.email = $2",
    )
    .bind(seller_id.as_str())
    .bind(email)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

crate::row! {
    /// An invitation as stored.
    #[derive(Debug, Clone)]
    pub struct InvitationRow {
        pub invitation_id: InvitationId,
        pub seller_id: SellerId,
        pub email: String,
        pub role: MemberRole,
        pub permissions: Permissions,
        pub invited_by: UserId,
        pub created_at: Millis,
        pub expires_at: Millis,
        pub accepted_at: Option<Millis>,
        pub revoked_at: Option<Millis>,
    }
}

pub async fn insert_invitation(tx: &mut Tx, row: &InvitationRow, token_hash: &str) -> sqlx::Result<()> {
    sqlx::query(
        "insert into invitations (invitation_id, seller_id, email, role, permissions, token_hash, invited_by,
             created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.invitation_id.as_str())
    .bind(row.seller_id.as_str())
    .bind(row.email.as_str())
    .bind(row.role.as_str())
    .bind(row.permissions.json())
    .bind(token_hash)
    .bind(row.invited_by.as_str())
    .bind(row.created_at.0)
    .bind(row.expires_at.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The shop's open invitations, newest first.
pub async fn open_invitations(
    db: &Db,
    seller_id: &SellerId,
    now: Millis,
) -> sqlx::Result<Vec<InvitationRow>> {
    sqlx::query_as(
        "select invitation_id, seller_id, email, role, permissions, invited_by, created_at, expires_at,
                accepted_at, revoked_at
         from invitations where seller_id = $1 and accepted_at is null and revoked_at is null and expires_at > $2
         order by invitation_id desc limit 100",
    )
    .bind(seller_id.as_str())
    .bind(now.0)
    .fetch_all(db.reader())
    .await
}

pub async fn count_open_invitations(tx: &mut Tx, seller_id: &SellerId, now: Millis) -> sqlx::Result<i64> {
    let (open,): (i64,) = sqlx::query_as(
        "select count(*) from invitations
         where seller_id = $1 and accepted_at is null and revoked_at is null and expires_at > $2",
    )
    .bind(seller_id.as_str())
    .bind(now.0)
    .fetch_one(&mut **tx)
    .await?;
    Ok(open)
}

/// Revokes open invitations to an address.
pub async fn revoke_invitations_to(
    tx: &mut Tx,
    seller_id: &SellerId,
    email: &str,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "update invitations set revoked_at = $3
         where seller_id = $1 and email = $2 and accepted_at is null and revoked_at is null",
    )
    .bind(seller_id.as_str())
    .bind(email)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Revokes invitations someone sent for a shop or, without one, for any.
pub async fn revoke_invitations_by(
    tx: &mut Tx,
    invited_by: &UserId,
    seller_id: Option<&SellerId>,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "update invitations set revoked_at = $3
         where invited_by = $1 and ($2 = '' or seller_id = $2) and accepted_at is null and revoked_at is null",
    )
    .bind(invited_by.as_str())
    .bind(seller_id.map_or("", SellerId::as_str))
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Revokes an invitation; returns its address, if there was one.
pub async fn revoke_invitation(
    tx: &mut Tx,
    seller_id: &SellerId,
    invitation_id: &InvitationId,
    now: Millis,
) -> sqlx::Result<Option<String>> {
    let revoked: Option<(String,)> = sqlx::query_as(
        "update invitations set revoked_at = $3
         where seller_id = $1 and invitation_id = $2 and accepted_at is null and revoked_at is null
         returning email",
    )
    .bind(seller_id.as_str())
    .bind(invitation_id.as_str())
    .bind(now.0)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(revoked.map(|(email,)| email))
}

crate::row! {
    /// A valid invitation with its shop, whose sender is still an owner there.
    #[derive(Debug, Clone)]
    pub struct OpenInvitation {
        pub shop_name: String,
        pub email: String,
        pub role: MemberRole,
        pub permissions: Permissions,
        pub expires_at: Millis,
    }
}

pub async fn invitation_by_token(
    db: &Db,
    token_hash: &str,
    now: Millis,
) -> sqlx::Result<Option<OpenInvitation>> {
    sqlx::query_as(
        "select s.shop_name, i.email, i.role, i.permissions, i.expires_at
         from invitations i join sellers s on s.seller_id = i.seller_id
         join users u on u.user_id = i.invited_by and u.disabled_at is null
         join members m on m.seller_id = i.seller_id and m.user_id = i.invited_by and m.role = 'owner'
         where i.token_hash = $1 and i.accepted_at is null and i.revoked_at is null and i.expires_at > $2
           and s.status <> 'closed'",
    )
    .bind(token_hash)
    .bind(now.0)
    .fetch_optional(db.reader())
    .await
}

/// Uses an invitation up, when it is still good.
pub async fn use_invitation(
    tx: &mut Tx,
    token_hash: &str,
    now: Millis,
) -> sqlx::Result<Option<InvitationRow>> {
    sqlx::query_as(
        "update invitations set accepted_at = $2
         where token_hash = $1 and accepted_at is null and revoked_at is null and expires_at > $2
           and exists (select 1 from sellers s where s.seller_id = invitations.seller_id and s.status <> 'closed')
           and exists (select 1 from members m join users u on u.user_id = m.user_id
                       where m.seller_id = invitations.seller_id and m.user_id = invitations.invited_by
                         and m.role = 'owner' and u.disabled_at is null)
         returning invitation_id, seller_id, email, role, permissions, invited_by, created_at, expires_at,
             accepted_at, revoked_at",
    )
    .bind(token_hash)
    .bind(now.0)
    .fetch_optional(&mut **tx)
    .await
}

/// An invitation by its id, for its mail; with the shop's name and who invited.
pub async fn invitation(
    db: &Db,
    invitation_id: &InvitationId,
    now: Millis,
) -> sqlx::Result<Option<(String, String, String)>> {
    sqlx::query_as(
        "select i.email, s.shop_name, u.email as invited_by
         from invitations i join sellers s on s.seller_id = i.seller_id join users u on u.user_id = i.invited_by
         where i.invitation_id = $1 and i.accepted_at is null and i.revoked_at is null and i.expires_at > $2",
    )
    .bind(invitation_id.as_str())
    .bind(now.0)
    .fetch_optional(db.reader())
    .await
}

/// Makes a person a member as invited.
pub async fn add_member(
    tx: &mut Tx,
    user_id: &UserId,
    invitation: &InvitationRow,
    now: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into members (user_id, seller_id, role, permissions, created_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(user_id.as_str())
    .bind(invitation.seller_id.as_str())
    .bind(invitation.role.as_str())
    .bind(invitation.permissions.json())
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}
