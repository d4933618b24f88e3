//! Who asks: made once at the edge from the cookie, the token or the key, and asked for by every operation.
//!
//! An operation takes the part it needs ([`Member`], [`Admin`], [`Key`]); code that has not asked a [`Viewer`]
//! for it has nothing to pass, and does not compile.

use crate::clock::{MINUTE_MS, Millis};
use crate::id::{ApiKeyId, SellerId, SessionId, UserId};
use crate::money::Currency;
use crate::problem::{Code, Problem};
use jiff::tz::TimeZone;

/// Anyone who may ask.
#[derive(Debug, Clone, Default)]
pub enum Viewer {
    #[default]
    Anonymous,
    User(User),
    Key(Key),
}

/// A signed-in person, with the seller they act for, if any.
#[derive(Debug, Clone)]
pub struct User {
    pub user_id: UserId,
    pub email: String,
    pub name: Option<String>,
    pub role: Option<AdminRole>,
    pub session_id: SessionId,
    /// When the password was last given in this session.
    pub authenticated_at: Millis,
    pub member: Option<Member>,
    /// Sellers this person belongs to, for the switcher: id and shop name.
    pub sellers: Vec<(SellerId, String)>,
}

/// What an admin is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AdminRole {
    Admin,
    SuperAdmin,
}

impl AdminRole {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::SuperAdmin => "super_admin",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "admin" => Some(Self::Admin),
            "super_admin" => Some(Self::SuperAdmin),
            _ => None,
        }
    }
}

/// Where a seller stands with the marketplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SellerStatus {
    Pending,
    Approved,
    Rejected,
    Suspended,
    /// Closed by its owner, for good.
    Closed,
}

impl SellerStatus {
    pub const ALL: [SellerStatus; 5] = [
        Self::Pending,
        Self::Approved,
        Self::Rejected,
        Self::Suspended,
        Self::Closed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// A person acting for one seller. Only the edge makes one.
#[derive(Debug, Clone)]
pub struct Member {
    pub user_id: UserId,
    pub seller_id: SellerId,
    pub shop_name: String,
    pub seller_status: SellerStatus,
    pub currency: Currency,
    pub timezone: String,
    pub authenticated_at: Millis,
}

impl Member {
    /// The seller's timezone; one that is not known any more counts as UTC.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.timezone).unwrap_or(TimeZone::UTC)
    }

    /// Refuses what only an approved shop may do.
    pub fn approved(&self) -> Result<(), Problem> {
        match self.seller_status {
            SellerStatus::Approved => Ok(()),
            SellerStatus::Suspended => Err(Problem::new(
                Code::SellerNotApproved,
                "Your shop is suspended, so it cannot sell at present.",
            )),
            _ => Err(Problem::new(
                Code::SellerNotApproved,
                "You can prepare your shop now; it can sell once the marketplace has approved it.",
            )),
        }
    }

    /// Refuses what needs a password given in the last five minutes.
    pub fn fresh(&self, now: Millis) -> Result<(), Problem> {
        fresh(self.authenticated_at, now)
    }
}

/// An admin or a super admin. Only the edge makes one.
#[derive(Debug, Clone)]
pub struct Admin {
    pub user_id: UserId,
    pub email: String,
    pub role: AdminRole,
    pub authenticated_at: Millis,
}

impl Admin {
    /// Refuses what needs a password given in the last five minutes.
    pub fn fresh(&self, now: Millis) -> Result<(), Problem> {
        fresh(self.authenticated_at, now)
    }
}

/// A program with one of the marketplace's API keys.
#[derive(Debug, Clone)]
pub struct Key {
    pub api_key_id: ApiKeyId,
    pub scopes: Vec<String>,
}

/// How long a password given counts for sensitive acts.
pub const FRESH_MS: i64 = 5 * MINUTE_MS;

fn fresh(authenticated_at: Millis, now: Millis) -> Result<(), Problem> {
    if now.0 - authenticated_at.0 <= FRESH_MS {
        Ok(())
    } else {
        Err(Problem::new(
            Code::SignInAgain,
            "This needs a sign-in in the last 5 minutes. Give your password again.",
        ))
    }
}

impl Viewer {
    /// The signed-in person.
    pub fn user(&self) -> Result<&User, Problem> {
        match self {
            Viewer::User(user) => Ok(user),
            Viewer::Anonymous => Err(Problem::unauthorized()),
            Viewer::Key(_) => Err(Problem::forbidden()),
        }
    }

    /// The person as a member of the seller they act for.
    pub fn member(&self) -> Result<&Member, Problem> {
        self.user()?.member.as_ref().ok_or_else(Problem::forbidden)
    }

    /// The person as an admin.
    pub fn admin(&self) -> Result<Admin, Problem> {
        let user = self.user()?;
        let role = user.role.ok_or_else(Problem::forbidden)?;
        Ok(Admin {
            user_id: user.user_id.clone(),
            email: user.email.clone(),
            role,
            authenticated_at: user.authenticated_at,
        })
    }

    /// The person as a super admin.
    pub fn super_admin(&self) -> Result<Admin, Problem> {
        self.admin().and_then(|admin| match admin.role {
            AdminRole::SuperAdmin => Ok(admin),
            AdminRole::Admin => Err(Problem::forbidden()),
        })
    }

    /// A program whose key has the scope.
    pub fn key(&self, scope: &str) -> Result<&Key, Problem> {
        match self {
            Viewer::Key(key) if key.scopes.iter().any(|has| has == scope) => Ok(key),
            Viewer::Anonymous => Err(Problem::unauthorized()),
            _ => Err(Problem::new(
                Code::Forbidden,
                format!("This needs an API key with the scope {scope}."),
            )),
        }
    }

    /// Whose idempotency keys these are.
    pub fn caller(&self) -> String {
        match self {
            Viewer::Anonymous => "anonymous".to_owned(),
            Viewer::User(user) => {
                let seller = user
                    .member
                    .as_ref()
                    .map_or("", |member| member.seller_id.as_str());
                format!("{}/{seller}", user.user_id)
            }
            Viewer::Key(key) => key.api_key_id.to_string(),
        }
    }
}
