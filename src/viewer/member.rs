//! Members: someone acting for a shop, with permissions.

use super::{MemberRole, Permission, Permissions, Right, SellerStatus, may, sign_in_again};
use crate::id::{SellerId, UserId};
use crate::money::Currency;
use crate::problem::{Code, Problem};
use jiff::tz::TimeZone;
use std::marker::PhantomData;

/// Permissions of someone acting for a seller.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    pub is_owner: bool,
    /// An owner has them all.
    pub permissions: Permissions,
    /// Whether it is an admin viewing the shop read-only.
    pub is_looking: bool,
}

impl Grant {
    /// Of a member by their role; an owner needs no permissions.
    pub fn of(role: MemberRole, permissions: Permissions) -> Self {
        let is_owner = role == MemberRole::Owner;
        Self {
            is_owner,
            permissions: if is_owner { Permissions::all() } else { permissions },
            is_looking: false,
        }
    }

    /// Grant of an admin viewing a shop: everything except files with buyer details.
    pub fn looking() -> Self {
        Self {
            is_owner: false,
            permissions: Permissions::all().without(Permission::Export),
            is_looking: true,
        }
    }

    /// Grant of a program with these permissions.
    pub fn program(permissions: Permissions) -> Self {
        Self {
            is_owner: false,
            permissions,
            is_looking: false,
        }
    }
}

/// The shop that someone acts for.
#[derive(Debug, Clone)]
pub struct Shop {
    pub seller_id: SellerId,
    pub name: String,
    pub status: SellerStatus,
    pub currency: Currency,
    pub timezone: String,
}

/// A person acting for one seller, who has the right `R` there.
#[derive(Debug, Clone)]
pub struct Member<R> {
    pub user_id: UserId,
    pub seller_id: SellerId,
    pub shop_name: String,
    pub seller_status: SellerStatus,
    pub currency: Currency,
    pub timezone: String,
    /// As of the person: see [`super::User::is_fresh`]. A program is never.
    pub is_fresh: bool,
    pub grant: Grant,
    right: PhantomData<R>,
}

impl Member<may::Enter> {
    /// Someone acting for a shop; other rights are checked with [`Member::who`].
    pub fn enter(user_id: UserId, shop: Shop, grant: Grant, is_fresh: bool) -> Self {
        Self {
            user_id,
            seller_id: shop.seller_id,
            shop_name: shop.name,
            seller_status: shop.status,
            currency: shop.currency,
            timezone: shop.timezone,
            is_fresh,
            grant,
            right: PhantomData,
        }
    }
}

impl<R> Member<R> {
    /// Converts to another right, if granted and, where it requires that, recently signed in.
    pub fn who<Q: Right>(&self) -> Result<Member<Q>, Problem> {
        if !Q::held_by(&self.grant) {
            return Err(Problem::new(
                Code::Forbidden,
                format!("This needs {}. An owner of the shop can grant it.", Q::needed()),
            ));
        }
        if Q::IS_FRESH && !self.is_fresh {
            return Err(sign_in_again());
        }
        Ok(Member {
            user_id: self.user_id.clone(),
            seller_id: self.seller_id.clone(),
            shop_name: self.shop_name.clone(),
            seller_status: self.seller_status,
            currency: self.currency,
            timezone: self.timezone.clone(),
            is_fresh: self.is_fresh,
            grant: self.grant,
            right: PhantomData,
        })
    }

    /// The seller's timezone; unknown ones count as UTC.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.timezone).unwrap_or(TimeZone::UTC)
    }

    /// Rejects actions of unapproved shops.
    pub fn approved(&self) -> Result<(), Problem> {
        match self.seller_status {
            SellerStatus::Approved => Ok(()),
            SellerStatus::Suspended => Err(Problem::new(
                Code::SellerNotApproved,
                "Your shop is suspended, so it cannot sell at the moment.",
            )),
            _ => Err(Problem::new(
                Code::SellerNotApproved,
                "You can set up your shop now; it can sell once the marketplace approves it.",
            )),
        }
    }
}
