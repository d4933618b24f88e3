//! Lockout: too many wrong tries at one account lock it for a while, wherever they come from.
//!
//! A try is counted before it is made and forgotten when it was right, so that many at once are not more than
//! many one after another. An address without an account is counted and locked alike, in the same words. The
//! owner of a locked account is told by mail; a password reset opens it.

use super::{password, store, user};
use crate::audit::{self, Act};
use crate::clock::{MINUTE_MS, Millis};
use crate::db::Tx;
use crate::events;
use crate::id::UserId;
use crate::problem::Problem;
use crate::secret::hash;
use crate::state::App;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Wrong tries that an account bears, and for how long one more locks it. Ten bear a person's several passwords
/// and spellings; a guesser has at most some 480 a day.
const LEAVE: store::Leave = store::Leave {
    tries: 10,
    within_ms: 15 * MINUTE_MS,
    locked_ms: 15 * MINUTE_MS,
};

/// What is guessed. Each has a count of its own, so that who knows one part cannot clear the count of the other.
#[derive(Debug, Clone, Copy)]
pub struct Guess(&'static str);

pub const PASSWORD: Guess = Guess("password");
pub const SECOND_FACTOR: Guess = Guess("second_factor");

/// The content of a `user.locked` event; nobody, when the address has no account.
#[derive(Debug, Serialize, Deserialize)]
pub struct Locked {
    pub user_id: Option<UserId>,
    /// It was the code of the second factor that was guessed, by someone who knows the password.
    #[serde(default)]
    pub at_code: bool,
}

/// Counts a try at the account of an address; refuses it when there were too many. To be called before the
/// password or code is looked at; then [`clear`] when it was right.
pub async fn attempt(app: &App, guess: Guess, email: &str) -> Result<(), Problem> {
    let Some(account) = account(app, email) else {
        return Ok(());
    };
    let now = app.clock.now();
    // Who asks while locked writes nothing.
    if let Some(until) = store::locked_until(&app.db, &account.hash, guess.0, now).await? {
        return Err(refusal(guess, until, now));
    }
    let counted = app
        .db
        .retrying(|| async {
            let mut tx = app.db.begin().await?;
            let counted = store::count_try(&mut tx, &account.hash, guess.0, LEAVE, now).await?;
            if counted.is_some_and(|locked_until| locked_until > now) {
                tell(&mut tx, guess, &account.email, now).await?;
            }
            tx.commit_aside().await?;
            Ok(counted)
        })
        .await?;
    match counted {
        Some(Millis(0)) => Ok(()),
        Some(locked_until) => Err(refusal(guess, locked_until, now)),
        // Another try locked it between the look and the count.
        None => Err(refusal(guess, now.plus(LEAVE.locked_ms), now)),
    }
}

/// Forgets the tries, after a right one.
pub async fn clear(app: &App, guess: Guess, email: &str) -> Result<(), Problem> {
    let mut tx = app.db.begin().await?;
    clear_in(app, &mut tx, guess, email).await?;
    Ok(tx.commit_aside().await?)
}

/// The same within the transaction of what proves whose account it is.
pub async fn clear_in(app: &App, tx: &mut Tx, guess: Guess, email: &str) -> Result<(), Problem> {
    match account(app, email) {
        Some(account) => Ok(store::clear_tries(tx, &account.hash, guess.0).await?),
        None => Ok(()),
    }
}

/// Takes back a try that was right but opened nothing yet: it is not held against the account, and those before
/// it still are.
pub async fn give_back(app: &App, guess: Guess, email: &str) -> Result<(), Problem> {
    let Some(account) = account(app, email) else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    store::give_back_try(&mut tx, &account.hash, guess.0).await?;
    Ok(tx.commit_aside().await?)
}

/// Whether a password fits the account, after [`attempt`] has counted the try. One that there was no room to look at
/// guessed nothing: it is given back.
pub async fn password_fits(app: &App, email: &str, typed: &str, hash: Option<&str>) -> Result<bool, Problem> {
    let looked = password::verify(typed, hash).await;
    if looked.is_err() {
        give_back(app, PASSWORD, email).await?;
    }
    looked
}

/// Removes the counts of long ago.
pub async fn forget_old(app: &App) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    store::forget_tries(&mut tx, now.plus(-LEAVE.within_ms), now).await?;
    Ok(tx.commit().await?)
}

struct Account {
    email: String,
    hash: String,
}

/// Whose tries they are; what is no address has no account to guard, and limits that are off guard none.
fn account(app: &App, email: &str) -> Option<Account> {
    let email = user::normal_email(email)
        .ok()
        .filter(|_| app.config.rate_limits)?;
    let hash = hash(&email);
    Some(Account { email, hash })
}

/// Notes the lock and has its owner told; for nobody's address the same is written, so that it takes as long.
async fn tell(tx: &mut Tx, guess: Guess, email: &str, now: Millis) -> Result<(), Problem> {
    let known = store::user_by_email(tx, email).await?;
    let user_id = known
        .filter(|user| user.disabled_at.is_none())
        .map(|user| user.user_id);
    let act = Act {
        action: "user.locked",
        subject: user_id.as_ref().map(UserId::as_str),
        after: Some(json!({ "locked_until": now.plus(LEAVE.locked_ms), "guessed": guess.0 })),
        ..Act::default()
    };
    audit::note(tx, now, act).await?;
    let at_code = guess.0 == SECOND_FACTOR.0;
    let locked = Locked { user_id, at_code };
    events::emit(tx, now, "user.locked", None, &json!(locked)).await?;
    Ok(())
}

fn refusal(guess: Guess, until: Millis, now: Millis) -> Problem {
    let wait_ms = u64::try_from(until.0 - now.0).unwrap_or(0);
    let minutes = match wait_ms.div_ceil(MINUTE_MS.unsigned_abs()) {
        0 | 1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    };
    let detail = if guess.0 == PASSWORD.0 {
        format!(
            "There were too many wrong tries with this email address. Try again in {minutes}, or ask for a new \
             password."
        )
    } else {
        format!("There were too many wrong codes. Try again in {minutes}.")
    };
    Problem::rate_limited(detail, wait_ms.div_ceil(1000))
}
