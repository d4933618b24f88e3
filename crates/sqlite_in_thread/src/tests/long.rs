//! A long read holds nobody who serves.

use super::*;
use std::time::{Duration, Instant};

/// Counts to so many.
const COUNT: &str = "with recursive n (i) as (select 1 union all select i + 1 from n where i < $1)
    select max(i) from n";

async fn count_to(database: &Database, to: i64) -> i64 {
    let row = query(COUNT).bind(to).fetch_one(database).await.unwrap();
    row.get(0)
}

#[tokio::test]
async fn a_long_read_holds_no_thread_that_serves() {
    let (_folder, database) = database();
    let counting = tokio::spawn(async move { count_to(&database, 6_000_000).await });
    let (began, mut longest) = (Instant::now(), Duration::ZERO);
    while !counting.is_finished() {
        let slept = Instant::now();
        tokio::time::sleep(Duration::from_millis(1)).await;
        longest = longest.max(slept.elapsed());
    }
    assert_eq!(counting.await.unwrap(), 6_000_000);
    let took = began.elapsed();
    assert!(longest < took / 3, "{longest:?} of {took:?}");
}

#[tokio::test]
async fn a_long_read_that_nobody_waits_for_ends() {
    let (_folder, database) = database();
    let forever = count_to(&database, i64::MAX);
    let waited = tokio::time::timeout(Duration::from_millis(200), forever).await;
    assert!(waited.is_err());
    // What was ended can be asked again: there are readers, and the right to a long read is back.
    for _ in 0..4 {
        assert_eq!(count_to(&database, 400_000).await, 400_000);
    }
}

#[tokio::test]
async fn work_on_a_thread_of_its_own_reads_there_however_long_that_takes() {
    let (_folder, database) = database();
    let (began, mut polls) = (Instant::now(), 0);
    let work = crate::own_thread::scope(async { count_to(&database, 1_000_000).await });
    tokio::pin!(work);
    let counted = std::future::poll_fn(|context| {
        polls += 1;
        work.as_mut().poll(context)
    });
    assert_eq!(counted.await, 1_000_000);
    assert!(began.elapsed() > Duration::from_millis(5));
    assert_eq!(polls, 1, "it was handed to another thread");
}
