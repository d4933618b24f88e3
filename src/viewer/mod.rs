//! The viewer of a request, created once at the edge from cookie, token or key.
//!
//! An operation takes the part it needs (`Member<may::Orders>`, `Admin<duty::Payouts>`, [`Key`]); code that has not
//! asked a [`Viewer`] for it has nothing to pass, and does not compile. A sensitive operation takes
//! `Member<Fresh<…>>`, `Admin<Fresh<…>>` or [`Proven`], which are given out for five minutes after a sign-in only.

mod member;
pub mod permission;
mod right;
pub mod sensitive;

pub use member::{Grant, Member, Shop};
pub use permission::{Permission, Permissions};
pub use right::{Fresh, Right, Task, duty, may};

use crate::clock::{MINUTE_MS, Millis};
use crate::id::{ApiKeyId, SellerId, SessionId, UserId};
use crate::problem::{Code, Problem};
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
    /// Whether password and second factor were entered in this session within five minutes; see [`is_fresh`].
    pub is_fresh: bool,
    pub has_factor: bool,
    /// Whether the policy requires a missing second factor, so that only its set-up is allowed.
    pub must_enrol: bool,
    pub member: Option<Member<may::Enter>>,
    /// Sellers this person belongs to, for the switcher: id and shop name.
    pub sellers: Vec<(SellerId, String)>,
}

impl User {
    /// An admin who looks at a shop as its members see it.
    pub fn is_looking(&self) -> bool {
        self.member.as_ref().is_some_and(|member| member.grant.is_looking)
    }
}

/// A person who gave their password, and the code of their second factor where there is one, within the last five
/// minutes.
#[derive(Debug, Clone)]
pub struct Proven(User);

impl Proven {
    /// A person who gave both just now: for the check of them alone.
    pub fn now(mut user: User) -> Self {
        user.is_fresh = true;
        if let Some(member) = &mut user.member {
            member.is_fresh = true;
        }
        Self(user)
    }

    pub fn into_user(self) -> User {
        self.0
    }
}

impl std::ops::Deref for Proven {
    type Target = User;

    fn deref(&self) -> &User {
        &self.0
    }
}

/// Confirmation fields of a sensitive form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// The sign-in is fresh.
    Nothing,
    Password,
    PasswordAndCode,
}

crate::stored_enum! {
    /// Admin roles.
    pub enum AdminRole {
        Finance = "finance",
        Admin = "admin",
        SuperAdmin = "super_admin",
    }
}

crate::stored_enum! {
    /// Status of a seller.
    pub enum SellerStatus {
        Pending = "pending",
        Approved = "approved",
        Rejected = "rejected",
        Suspended = "suspended",
        /// Closed by its owner, for good.
        Closed = "closed",
    }
}

crate::stored_enum! {
    /// Role of a member in a shop.
    pub enum MemberRole {
        Owner = "owner",
        Staff = "staff",
    }
}

/// One of the marketplace's own people, whose role has the task `T`. Only [`Viewer::admin`] makes one, and of it
/// [`Admin::fresh`] one for what is sensitive.
#[derive(Debug, Clone)]
pub struct Admin<T> {
    pub user_id: UserId,
    pub email: String,
    pub role: AdminRole,
    /// Current session.
    pub session_id: SessionId,
    /// As of the person: see [`User::is_fresh`].
    pub is_fresh: bool,
    task: PhantomData<T>,
}

impl<T: Task> Admin<T> {
    /// The admin for sensitive actions, if recently signed in.
    pub fn fresh(&self) -> Result<Admin<Fresh<T>>, Problem> {
        if !self.is_fresh {
            return Err(sign_in_again());
        }
        Ok(Admin {
            user_id: self.user_id.clone(),
            email: self.email.clone(),
            role: self.role,
            session_id: self.session_id.clone(),
            is_fresh: true,
            task: PhantomData,
        })
    }
}

/// A program with one of the marketplace's API keys.
#[derive(Debug, Clone)]
pub struct Key {
    pub api_key_id: ApiKeyId,
    pub scopes: Vec<String>,
}

/// Time a password entry allows sensitive actions.
pub const FRESH_MS: i64 = 5 * MINUTE_MS;

/// Whether a password entered at `authenticated_at` allows sensitive actions at `now`.
pub fn is_fresh(authenticated_at: Millis, now: Millis) -> bool {
    now.0 - authenticated_at.0 <= FRESH_MS
}

fn sign_in_again() -> Problem {
    Problem::new(
        Code::SignInAgain,
        "This needs a sign-in within the last 5 minutes. Confirm your password.",
    )
}

impl Viewer {
    /// The signed-in user, with the second factor that the policy requires. What everything else of a person
    /// ([`Viewer::member`], [`Viewer::admin`]) comes from.
    pub fn user(&self) -> Result<&User, Problem> {
        let user = self.person()?;
        if user.must_enrol {
            return Err(Problem::new(
                Code::SecondFactorRequired,
                "The marketplace requires a second factor. Set one up in the settings, under Security, to \
                    continue.",
            ));
        }
        Ok(user)
    }

    /// The signed-in person, even without a required second factor: for setting it up, signing out and
    /// showing who is signed in. All else asks [`Viewer::user`].
    pub fn person(&self) -> Result<&User, Problem> {
        match self {
            Viewer::User(user) => Ok(user),
            Viewer::Anonymous => Err(Problem::unauthorized()),
            Viewer::Key(_) | Viewer::SellerKey(..) => Err(Problem::forbidden()),
        }
    }

    /// The signed-in user, or none on public pages.
    pub fn visitor(&self) -> Result<Option<&User>, Problem> {
        match self {
            Viewer::User(_) => self.user().map(Some),
            _ => Ok(None),
        }
    }

    /// The signed-in person with a password entry in the last five minutes, even without a required second
    /// factor.
    pub fn proven(&self) -> Result<Proven, Problem> {
        let user = self.person()?;
        if !user.is_fresh {
            return Err(sign_in_again());
        }
        Ok(Proven(user.clone()))
    }

    /// Confirmation a sensitive action needs now.
    pub fn asks(&self) -> Confirmation {
        match self {
            Viewer::User(user) if user.is_fresh => Confirmation::Nothing,
            Viewer::User(user) if user.has_factor => Confirmation::PasswordAndCode,
            _ => Confirmation::Password,
        }
    }

    /// Member of a seller with that right.
    pub fn member<R: Right>(&self) -> Result<Member<R>, Problem> {
        match self {
            // No scope opens these, and a program gives no password.
            Viewer::SellerKey(..) if R::IS_FRESH => Err(Problem::forbidden()),
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
        if T::IS_FRESH && !user.is_fresh {
            return Err(sign_in_again());
        }
        Ok(Admin {
            user_id: user.user_id.clone(),
            email: user.email.clone(),
            role,
            session_id: user.session_id.clone(),
            is_fresh: user.is_fresh,
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
                format!("This needs a marketplace API key with the scope {scope}."),
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
