//! Rate limits per recipient, shop, account or network. Every mail, text and guess that a stranger can cause
//! is counted here, in the transaction of its cause, so that the count holds over several processes and no
//! mail is decided on twice.

use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::problem::Problem;
use crate::secret::hash;

/// Token bucket of a subject: its size and the interval of refills.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    pub name: &'static str,
    pub burst: i64,
    pub every_ms: i64,
}

/// No tokens left; the next one comes in this many milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedUp {
    pub wait_ms: i64,
}

impl UsedUp {
    pub fn wait_s(self) -> u64 {
        u64::try_from(self.wait_ms).unwrap_or(0).div_ceil(1000)
    }
}

/// Takes one token of the subject, or says how long to wait.
pub async fn take(
    tx: &mut Tx,
    allowance: &Allowance,
    subject: &str,
    now: Millis,
) -> sqlx::Result<Result<(), UsedUp>> {
    let subject = hash(subject);
    let latest = now.plus(allowance.burst * allowance.every_ms);
    let taken = sqlx::query(
        "insert into throttles (allowance, subject, full_at) values ($1, $2, $3)
         on conflict (allowance, subject) do update set
             full_at = case when throttles.full_at > $4 then throttles.full_at else $4 end + $5
         where throttles.full_at + $5 <= $6",
    )
    .bind(allowance.name)
    .bind(&subject)
    .bind(now.plus(allowance.every_ms).0)
    .bind(now.0)
    .bind(allowance.every_ms)
    .bind(latest.0)
    .execute(&mut **tx)
    .await?;
    if taken.rows_affected() == 1 {
        return Ok(Ok(()));
    }
    let full_at: Option<(i64,)> =
        sqlx::query_as("select full_at from throttles where allowance = $1 and subject = $2")
            .bind(allowance.name)
            .bind(&subject)
            .fetch_optional(&mut **tx)
            .await?;
    let wait_ms = full_at.map_or(0, |(full_at,)| full_at + allowance.every_ms - latest.0);
    Ok(Err(UsedUp {
        wait_ms: wait_ms.max(1),
    }))
}

/// Returns one token that was not needed.
pub async fn give_back(tx: &mut Tx, allowance: &Allowance, subject: &str) -> sqlx::Result<()> {
    sqlx::query("update throttles set full_at = full_at - $3 where allowance = $1 and subject = $2")
        .bind(allowance.name)
        .bind(hash(subject))
        .bind(allowance.every_ms)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Refills the bucket.
pub async fn clear(tx: &mut Tx, allowance: &Allowance, subject: &str) -> sqlx::Result<()> {
    sqlx::query("delete from throttles where allowance = $1 and subject = $2")
        .bind(allowance.name)
        .bind(hash(subject))
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Rows whose allowance is all back.
const REMOVE_FULL: &str = "delete from throttles where full_at <= $1 and (allowance, subject) in (
    select allowance, subject from throttles where full_at <= $1 order by full_at limit $2)";

/// Removes the rows whose allowance is all back.
pub async fn remove_full(db: &Db, now: Millis) -> Result<(), Problem> {
    db.remove_old(&[REMOVE_FULL], now).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MINUTE_MS;
    use crate::testing::TestApp;

    const THREE: Allowance = Allowance {
        name: "test",
        burst: 3,
        every_ms: MINUTE_MS,
    };

    #[tokio::test]
    async fn so_much_goes_through_at_once_and_one_more_each_interval() {
        let app = TestApp::new().await;
        let take = async |subject: &str| {
            let mut tx = app.db.begin().await.unwrap();
            let taken = super::take(&mut tx, &THREE, subject, app.clock.now())
                .await
                .unwrap();
            tx.commit().await.unwrap();
            taken
        };
        for _ in 0..3 {
            assert_eq!(take("ann").await, Ok(()));
        }
        app.later(MINUTE_MS / 2);
        assert_eq!(
            take("ann").await,
            Err(UsedUp {
                wait_ms: MINUTE_MS / 2
            })
        );
        assert_eq!(take("bob").await, Ok(()));
        app.later(MINUTE_MS / 2);
        assert_eq!(take("ann").await, Ok(()));
        assert!(take("ann").await.is_err());
        app.later(3 * MINUTE_MS);
        app.work().await;
        let left: (i64,) = sqlx::query_as("select count(*) from throttles")
            .fetch_one(app.db.reader())
            .await
            .unwrap();
        assert_eq!(left, (0,));
    }
}
