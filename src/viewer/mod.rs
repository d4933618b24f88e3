//! Who asks: made once at the edge from the cookie, the token or the key, and asked for by every operation.
//!
//! An operation takes the part it needs (`Member<may::Orders>`, `Admin<duty::Payouts>`, [`Key`]); code that has not
//! asked a [`Viewer`] for it has nothing to pass, and does not compile.

pub mod permission;
mod right;

pub use permission::{Permission, Permissions};
pub use right::{Right, Task, duty, may};

use crate::clock::{MINUTE_MS, Millis};
use crate::id::{ApiKeyId, SellerId, SessionId, UserId};
use crate::money::Currency;
use crate::problem::{Code, Problem};
use jiff::tz::TimeZone;
use std::marker::PhantomData;

/// Anyone who may ask.
#[derive(Debug, Clone, Default)]
pub enum Viewer {
    #[default]
    Anonymous,
    User(User),
    /// A program with one of the marketplace's keys.
    Key(Key),
    /// A program with one of a seller's own keys, as the member it acts as.
    SellerKey(ApiKeyId, Member<may::Enter>),
}

/// A signed-in person, with the seller they act for, if any.
#[derive(Debug, Clone)]
pub struct User {
    pub user_id: UserId,
    pub email: String,
    pub name: Option<String>,
    pub role: Option<AdminRole>,
    pub session_id: SessionId,
    /// When the password, and the code of the second factor where there is one, were last given in this session.
    pub authenticated_at: Millis,
    pub has_factor: bool,
    /// The policy asks for a second factor, and there is none: nothing is open but setting one up.
    pub must_enrol: bool,
    pub member: Option<Member<may::Enter>>,
    /// Sellers this person belongs to, for the switcher: id and shop name.
    pub sellers: Vec<(SellerId, String)>,
}

impl User {
    /// Refuses what needs a sign-in in the last five minutes.
    pub fn fresh(&self, now: Millis) -> Result<(), Problem> {
        fresh(self.authenticated_at, now)
    }
}

/// What the form of a sensitive act asks for, beside what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// The sign-in is fresh.
    Nothing,
    Password,
    PasswordAndCode,
}

/// What an admin is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AdminRole {
    Finance,
    Admin,
    SuperAdmin,
}

impl AdminRole {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Finance => "finance",
            Self::Admin => "admin",
            Self::SuperAdmin => "super_admin",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "finance" => Some(Self::Finance),
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

/// What someone acting for a seller may do there.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    pub is_owner: bool,
    /// An owner has them all.
    pub permissions: Permissions,
    /// An admin who looks at the shop as its members see it, and changes nothing.
    pub is_looking: bool,
}

impl Grant {
    /// Of a member by their role and permissions as stored.
    pub fn of(role: &str, permissions: &str) -> Self {
        let is_owner = role == "owner";
        Self {
            is_owner,
            permissions: if is_owner {
                Permissions::all()
            } else {
                Permissions::stored(permissions)
            },
            is_looking: false,
        }
    }

    /// Of an admin who looks at a shop: everything is shown, and no file with buyers in it leaves.
    pub fn looking() -> Self {
        Self {
            is_owner: false,
            permissions: Permissions::all().without(Permission::Export),
            is_looking: true,
        }
    }

    /// Of a program with these permissions.
    pub fn program(permissions: Permissions) -> Self {
        Self {
            is_owner: false,
            permissions,
            is_looking: false,
        }
    }
}

/// A person acting for one seller, who has the right `R` there. Only the edge makes one.
#[derive(Debug, Clone)]
pub struct Member<R> {
    pub user_id: UserId,
    pub seller_id: SellerId,
    pub shop_name: String,
    pub seller_status: SellerStatus,
    pub currency: Currency,
    pub timezone: String,
    pub authenticated_at: Millis,
    pub grant: Grant,
    pub right: PhantomData<R>,
}

impl<R> Member<R> {
    /// The same person with another right, if they have it.
    pub fn who<Q: Right>(&self) -> Result<Member<Q>, Problem> {
        if !Q::held_by(&self.grant) {
            return Err(Problem::new(
                Code::Forbidden,
                format!("This needs {}. An owner of the shop can see to it.", Q::needed()),
            ));
        }
        Ok(Member {
            user_id: self.user_id.clone(),
            seller_id: self.seller_id.clone(),
            shop_name: self.shop_name.clone(),
            seller_status: self.seller_status,
            currency: self.currency,
            timezone: self.timezone.clone(),
            authenticated_at: self.authenticated_at,
            grant: self.grant,
            right: PhantomData,
        })
    }

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

    /// Refuses what needs a sign-in in the last five minutes.
    pub fn fresh(&self, now: Millis) -> Result<(), Problem> {
        fresh(self.authenticated_at, now)
    }
}

/// One of the marketplace's own people, whose role has the task `T`. Only the edge makes one.
#[derive(Debug, Clone)]
pub struct Admin<T> {
    pub user_id: UserId,
    pub email: String,
    pub role: AdminRole,
    pub authenticated_at: Millis,
    task: PhantomData<T>,
}

impl<T> Admin<T> {
    /// Refuses what needs a sign-in in the last five minutes.
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
    /// The signed-in person, who has the second factor that the policy asks of them. What everything else of a
    /// person ([`Viewer::member`], [`Viewer::admin`]) comes from.
    pub fn user(&self) -> Result<&User, Problem> {
        let user = self.person()?;
        if user.must_enrol {
            return Err(Problem::new(
                Code::SecondFactorRequired,
                "The marketplace asks for a second factor. Set one up in the settings, under Security, to go on.",
            ));
        }
        Ok(user)
    }

    /// The signed-in person, though the second factor that the policy asks for may be missing: for setting it up,
    /// signing out, and saying who is signed in. All else asks [`Viewer::user`].
    pub fn person(&self) -> Result<&User, Problem> {
        match self {
            Viewer::User(user) => Ok(user),
            Viewer::Anonymous => Err(Problem::unauthorized()),
            Viewer::Key(_) | Viewer::SellerKey(..) => Err(Problem::forbidden()),
        }
    }

    /// The signed-in person, or nobody, where both may come.
    pub fn visitor(&self) -> Result<Option<&User>, Problem> {
        match self {
            Viewer::User(_) => self.user().map(Some),
            _ => Ok(None),
        }
    }

    /// What a sensitive act asks of them now.
    pub fn asks(&self, now: Millis) -> Asks {
        match self {
            Viewer::User(user) if user.fresh(now).is_ok() => Asks::Nothing,
            Viewer::User(user) if user.has_factor => Asks::PasswordAndCode,
            _ => Asks::Password,
        }
    }

    /// Whoever acts for a seller and has the right there.
    pub fn member<R: Right>(&self) -> Result<Member<R>, Problem> {
        match self {
            Viewer::SellerKey(_, member) => member.who(),
            _ => {
                let member = self.user()?.member.as_ref();
                member.ok_or_else(Problem::forbidden)?.who()
            }
        }
    }

    /// The person as one of the marketplace's own, whose role has the task.
    pub fn admin<T: Task>(&self) -> Result<Admin<T>, Problem> {
        let user = self.user()?;
        let role = user
            .role
            .filter(|role| T::held_by(*role))
            .ok_or_else(Problem::forbidden)?;
        Ok(Admin {
            user_id: user.user_id.clone(),
            email: user.email.clone(),
            role,
            authenticated_at: user.authenticated_at,
            task: PhantomData,
        })
    }

    /// A program whose key has the scope.
    pub fn key(&self, scope: &str) -> Result<&Key, Problem> {
        match self {
            Viewer::Key(key) if key.scopes.iter().any(|has| has == scope) => Ok(key),
            Viewer::Anonymous => Err(Problem::unauthorized()),
            _ => Err(Problem::new(
                Code::Forbidden,
                format!("This needs an API key of the marketplace with the scope {scope}."),
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
            Viewer::SellerKey(api_key_id, _) => api_key_id.to_string(),
        }
    }
}
