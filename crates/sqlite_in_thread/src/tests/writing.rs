//! One writer, whose work stays whole or not at all.

use super::*;
use crate::Filling;
use std::time::Duration;
use tokio::time::sleep;

#[tokio::test]
async fn what_is_not_committed_never_was() {
    let (_folder, database) = letters().await;
    let mut tx = database.begin().await.unwrap();
    add(&mut tx, "a").await.unwrap();
    assert_eq!(count(&database).await, 0);
    drop(tx);
    let mut tx = database.begin().await.unwrap();
    add(&mut tx, "b").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&database).await, 1);
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let (_folder, database) = letters().await;
    let mut reader = database.reader().unwrap();
    assert!(add(&mut reader, "a").await.is_err());
    let written = query("insert into letters (letter) values ('a')").execute(&database);
    assert!(written.await.is_err());
}

#[tokio::test]
async fn writers_take_turns_in_the_order_in_which_they_came() {
    let (_folder, database) = letters().await;
    let first = database.begin().await.unwrap();
    let mut waiting = tokio::task::JoinSet::new();
    for letter in ["a", "b", "c"] {
        let database = database.clone();
        waiting.spawn(async move {
            let mut tx = database.begin().await.unwrap();
            add(&mut tx, letter).await.unwrap();
            tx.commit().await.unwrap();
        });
        sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(count(&database).await, 0);
    drop(first);
    waiting.join_all().await;
    let rows = query("select letter from letters order by rowid").fetch_all(&database);
    let letters: Vec<String> = rows.await.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(letters, ["a", "b", "c"]);
}

#[tokio::test]
async fn statements_wait_for_another_process_that_writes() {
    let folder = tempfile::tempdir().unwrap();
    let (ours, theirs) = (
        Database::open(&url(&folder)).unwrap(),
        Database::open(&url(&folder)).unwrap(),
    );
    let writing = theirs.begin().await.unwrap();
    let waiting = tokio::spawn(async move { ours.batch("create table t (a text)").await });
    sleep(Duration::from_millis(50)).await;
    assert!(!waiting.is_finished());
    drop(writing);
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_batch_runs_whole_or_not_at_all() {
    let (_folder, database) = letters().await;
    let twice = "insert into letters (letter) values ('a'); insert into letters (letter) values ('a');";
    assert!(database.batch(twice).await.is_err());
    assert_eq!(count(&database).await, 0);
    let mut tx = database.begin().await.unwrap();
    let both = "insert into letters (letter) values ('a'); insert into letters (letter) values ('b');";
    (&mut tx).execute(raw_sql(both)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&database).await, 2);
}

#[tokio::test]
async fn a_snapshot_stays_as_it_was() {
    let (_folder, database) = letters().await;
    let mut snapshot = database.snapshot().unwrap();
    let ask = "select count(*) as n from letters";
    let before: i64 = query(ask).fetch_one(&mut snapshot).await.unwrap().get("n");
    let mut tx = database.begin().await.unwrap();
    add(&mut tx, "a").await.unwrap();
    tx.commit().await.unwrap();
    let after: i64 = query(ask).fetch_one(&mut snapshot).await.unwrap().get("n");
    assert_eq!((before, after, count(&database).await), (0, 0, 1));
}

#[tokio::test]
async fn a_file_that_was_filled_alone_is_an_ordinary_one_again() {
    let (folder, database) = letters().await;
    database.close().await;
    let filling = Database::open_to_fill(&url(&folder), Filling::Alone).unwrap();
    assert!(filling.reader().is_err());
    let mut tx = filling.begin().await.unwrap();
    add(&mut tx, "a").await.unwrap();
    tx.commit().await.unwrap();
    filling.end_filling().await.unwrap();
    let database = Database::open(&url(&folder)).unwrap();
    assert_eq!(count(&database).await, 1);
    let mode = query("pragma journal_mode").fetch_one(&database).await.unwrap();
    assert_eq!(mode.get::<String, _>(0), "wal");
}

#[tokio::test]
async fn a_closed_database_is_a_closed_pool() {
    let (_folder, database) = letters().await;
    database.close().await;
    assert!(matches!(database.reader(), Err(Error::PoolClosed)));
    assert!(matches!(database.begin().await, Err(Error::PoolClosed)));
}
