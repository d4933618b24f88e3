//! Lockout: too many failed attempts on one account from one place block that place for a while.
//!
//! A place is a network, a browser in which the account signed in before (it carries a device cookie), or a session
//! under way. Each has a count of its own, so that a stranger's tries keep no owner out of where they usually are. All
//! networks together have an allowance besides, which slows them down, so that many networks guess no more often
//! than one account bears. A try is counted before it is made and forgotten when it was right, so that many at once
//! are not more than many one after another. An address without an account is counted and locked alike, in the
//! same words. The owner is told by mail; a password reset opens everything.

use super::{device, password, store, user};
use crate::audit::{self, Act};
use crate::clock::{MINUTE_MS, Millis};
use crate::db::Tx;
use crate::events;
use crate::id::{SessionId, UserId};
use crate::mail_limit::{self, Sending};
use crate::problem::Problem;
use crate::secret::hash;
use crate::state::App;
use crate::throttle::{self, Allowance, UsedUp};
use crate::viewer::User;
use crate::web::source::Source;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Wrong tries that an account bears from one place, and for how long one more locks it there. Ten bear a person's
/// several passwords and spellings; one network guesses at most some 480 a day.
const LEAVE: store::AttemptLimit = store::AttemptLimit {
    tries: 10,
    within_ms: 15 * MINUTE_MS,
    locked_ms: 15 * MINUTE_MS,
};

/// Kind of secret being guessed. Each has its own counts, so that knowing one secret clears no count of
/// another.
#[derive(Debug, Clone, Copy)]
pub struct Guess {
    name: &'static str,
    /// Wrong tries that an account bears from all networks together.
    wide: Allowance,
}

/// Password guesses: all networks together get 460 on the first day, 360 on later ones.
pub const PASSWORD: Guess = Guess {
    name: "password",
    wide: Allowance {
        name: "guess.password",
        burst: 100,
        every_ms: 4 * MINUTE_MS,
    },
};

/// Code guesses: all networks together get 156 on the first day, 96 on later ones, of a million codes each.
pub const SECOND_FACTOR: Guess = Guess {
    name: "second_factor",
    wide: Allowance {
        name: "guess.second_factor",
        burst: 60,
        every_ms: 15 * MINUTE_MS,
    },
};

/// Context in which a guess is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuessContext<'a> {
    SignIn,
    /// A session under way: no other session of the account can use up its count.
    Session(&'a SessionId),
}

/// Content of a `user.locked` event; without a user if the address has no account.
#[derive(Debug, Serialize, Deserialize)]
pub struct Locked {
    pub user_id: Option<UserId>,
    /// Whether the second-factor code was guessed, by someone who knows the password.
    #[serde(default)]
    pub at_code: bool,
}

/// Counts a try at the account of an address; refuses it when there were too many. To be called before the
/// password or code is looked at; then [`clear`] when it was right.
pub async fn attempt(app: &App, guess: Guess, during: GuessContext<'_>, email: &str) -> Result<(), Problem> {
    let Some(account) = account(app, email) else {
        return Ok(());
    };
    let now = app.clock.now();
    let place = account.place(app, during).await?;
    // Who asks while locked writes nothing.
    if let Some(until) = store::locked_until(&app.db, &account.hash, guess.name, &place.key, now).await? {
        return Err(refusal(guess, until.0 - now.0));
    }
    let counted = app
        .db
        .retrying(|| async {
            let mut tx = app.db.begin().await?;
            let counted = count(app, &mut tx, guess, &account, &place, now).await?;
            tx.commit_aside().await?;
            Ok(counted)
        })
        .await?;
    counted.map_err(|used_up| refusal(guess, used_up.wait_ms))
}

/// Counts one try, of the place and, for a network, of all networks.
async fn count(
    app: &App,
    tx: &mut Tx,
    guess: Guess,
    account: &Account,
    place: &GuessOrigin,
    now: Millis,
) -> Result<Result<(), UsedUp>, Problem> {
    let wait_ms = match store::count_try(tx, &account.hash, guess.name, &place.key, LEAVE, now).await? {
        Some(Millis(0)) if place.is_network => {
            match throttle::take(tx, &guess.wide, &account.hash, now).await? {
                Ok(()) => return Ok(Ok(())),
                Err(used_up) => used_up.wait_ms,
            }
        }
        Some(Millis(0)) => return Ok(Ok(())),
        Some(locked_until) => locked_until.0 - now.0,
        // Another try locked it between the look and the count.
        None => {
            return Ok(Err(UsedUp {
                wait_ms: LEAVE.locked_ms,
            }));
        }
    };
    notify_owner(app, tx, guess, &account.email, now.plus(wait_ms), now).await?;
    Ok(Err(UsedUp { wait_ms }))
}

/// Forgets the tries made from here, after a right one.
pub async fn clear(app: &App, guess: Guess, during: GuessContext<'_>, email: &str) -> Result<(), Problem> {
    let mut tx = app.db.begin().await?;
    clear_in(app, &mut tx, guess, during, email).await?;
    Ok(tx.commit_aside().await?)
}

/// Clears the lock within the transaction that proves the account's owner.
pub async fn clear_in(
    app: &App,
    tx: &mut Tx,
    guess: Guess,
    during: GuessContext<'_>,
    email: &str,
) -> Result<(), Problem> {
    let Some(account) = account(app, email) else {
        return Ok(());
    };
    let place = account.place(app, during).await?;
    store::clear_tries(tx, &account.hash, guess.name, &place.key).await?;
    if place.is_network {
        throttle::give_back(tx, &guess.wide, &account.hash).await?;
    }
    Ok(())
}

/// Opens the account from everywhere: its owner has shown that they read its mail.
pub async fn open_everywhere(app: &App, tx: &mut Tx, guess: Guess, email: &str) -> Result<(), Problem> {
    if let Some(account) = account(app, email) {
        store::clear_all_tries(tx, &account.hash, guess.name).await?;
        throttle::clear(tx, &guess.wide, &account.hash).await?;
    }
    Ok(())
}

/// Cancels an attempt that could not be checked, without affecting earlier ones.
async fn give_back(app: &App, guess: Guess, during: GuessContext<'_>, email: &str) -> Result<(), Problem> {
    let Some(account) = account(app, email) else {
        return Ok(());
    };
    let place = account.place(app, during).await?;
    let mut tx = app.db.begin().await?;
    store::give_back_try(&mut tx, &account.hash, guess.name, &place.key).await?;
    if place.is_network {
        throttle::give_back(&mut tx, &guess.wide, &account.hash).await?;
    }
    Ok(tx.commit_aside().await?)
}

/// Outcome of checking a password, after [`attempt`] has counted the try. A try that could not be checked for lack of room
/// is given back.
pub async fn looked_at<T>(
    app: &App,
    during: GuessContext<'_>,
    email: &str,
    looked: Result<T, Problem>,
) -> Result<T, Problem> {
    if looked.is_err() {
        give_back(app, PASSWORD, during, email).await?;
    }
    looked
}

/// Whether a password is correct for the account of an open session, after [`attempt`] has counted the try.
pub async fn password_fits(app: &App, user: &User, typed: &str, hash: Option<&str>) -> Result<bool, Problem> {
    let looked = password::verify(typed, hash).await;
    looked_at(app, GuessContext::Session(&user.session_id), &user.email, looked).await
}

/// Removes the counts and the locks that are over.
pub async fn remove_old(app: &App) -> Result<(), Problem> {
    let before = app.clock.now().plus(-LEAVE.within_ms);
    app.db.remove_old(&[store::REMOVE_LOCKOUTS], before).await?;
    Ok(())
}

struct Account {
    email: String,
    hash: String,
}

/// Origin of the guesses.
struct GuessOrigin {
    key: String,
    is_network: bool,
}

impl Account {
    async fn place(&self, app: &App, during: GuessContext<'_>) -> sqlx::Result<GuessOrigin> {
        let own = |key: String| GuessOrigin {
            key,
            is_network: false,
        };
        if let GuessContext::Session(session_id) = during {
            return Ok(own(format!("session {session_id}")));
        }
        let source = Source::current();
        if let Some(device) = device::trusted(app, &source, &self.hash).await? {
            return Ok(own(format!("device {device}")));
        }
        Ok(GuessOrigin {
            key: format!("network {}", source.network().unwrap_or_default()),
            is_network: true,
        })
    }
}

/// The account being guessed; invalid addresses have none, and neither does anything when limits are off.
fn account(app: &App, email: &str) -> Option<Account> {
    let email = user::normal_email(email)
        .ok()
        .filter(|_| app.config.rate_limits)?;
    let hash = hash(&email);
    Some(Account { email, hash })
}

/// Records the lock and notifies the owner, the first few times; unknown addresses write the same rows, so
/// that timing does not differ.
async fn notify_owner(
    app: &App,
    tx: &mut Tx,
    guess: Guess,
    email: &str,
    until: Millis,
    now: Millis,
) -> Result<(), Problem> {
    let known = store::user_by_email(tx, email).await?;
    let user_id = known
        .filter(|user| user.disabled_at.is_none())
        .map(|user| user.user_id);
    let nobody = UserId::stored(format!("nobody {}", hash(email)));
    let of = user_id.as_ref().unwrap_or(&nobody);
    let kind = match guess.name {
        "password" => "locked",
        _ => "locked at code",
    };
    if mail_limit::allow(app, tx, Sending::Notice { of, kind }, now)
        .await?
        .is_err()
    {
        return Ok(());
    }
    let act = Act {
        action: "user.locked",
        subject: user_id.as_ref().map(UserId::as_str),
        after: Some(json!({ "locked_until": until, "guessed": guess.name })),
        ..Act::default()
    };
    audit::note(tx, now, act).await?;
    let at_code = guess.name == SECOND_FACTOR.name;
    let locked = Locked { user_id, at_code };
    events::emit(tx, now, "user.locked", None, &json!(locked)).await?;
    Ok(())
}

fn refusal(guess: Guess, wait_ms: i64) -> Problem {
    let wait_ms = u64::try_from(wait_ms).unwrap_or(0);
    let minutes = match wait_ms.div_ceil(MINUTE_MS.unsigned_abs()) {
        0 | 1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    };
    let detail = if guess.name == PASSWORD.name {
        format!(
            "Too many failed attempts with this email address. Try again in {minutes}, or reset your \
                password."
        )
    } else {
        format!("Too many wrong codes. Try again in {minutes}.")
    };
    Problem::rate_limited(detail, wait_ms.div_ceil(1000))
}
