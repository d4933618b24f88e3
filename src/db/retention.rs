//! Retention: what is too old is removed in small steps, so that nobody waits for one large transaction.

use super::Db;
use crate::clock::Millis;
use crate::problem::Problem;
use std::time::Duration;

/// Rows of one step, and the steps of one run; what a run leaves, the next one takes.
const ROWS: i64 = 500;
const STEPS: usize = 200;
/// Pause between two steps, in which others write.
const PAUSE: Duration = Duration::from_millis(20);

impl Db {
    /// Runs `deletes` in one transaction, again until the last one finds less than it may take. In each, `$1` is the
    /// time before which a row is too old and `$2` the most rows it takes. Says how many the last one has removed.
    pub async fn remove_old(&self, deletes: &[&'static str], before: Millis) -> Result<u64, Problem> {
        let mut removed = 0;
        for _ in 0..STEPS {
            let step = self.retrying(|| self.remove_some(deletes, before)).await?;
            removed += step;
            if step < ROWS as u64 {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(removed)
    }

    async fn remove_some(&self, deletes: &[&'static str], before: Millis) -> Result<u64, Problem> {
        let mut tx = self.begin().await?;
        let mut removed = 0;
        for delete in deletes {
            let done = sqlx::query(*delete)
                .bind(before.0)
                .bind(ROWS)
                .execute(&mut *tx)
                .await?;
            removed = done.rows_affected();
        }
        tx.commit_aside().await?;
        Ok(removed)
    }
}
