use super::*;
use crate::db::Tx;
use crate::events::delivery::MOST_ATTEMPTS;
use crate::events::lease::LASTS;
use crate::events::queue::Taken;
use crate::events::{Lane, store};

/// Longer than a lease lasts.
const LATE_MS: i64 = LASTS.as_millis() as i64 + 1;

async fn write(tx: &mut Tx, name: String) -> sqlx::Result<()> {
    sqlx::query("insert into marks (name, at) values ($1, 1)")
        .bind(name)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Marks written under a lease.
async fn written(app: &TestApp) -> Vec<String> {
    sqlx::query_scalar("select name from marks where name like 'test-%' order by name")
        .fetch_all(app.db.reader())
        .await
        .unwrap()
}

/// A consumer that stalls in its first try, writes, and then says what `answer` says.
fn stalling(barrier: &Barrier, answer: fn(usize) -> Result<(), JobError>) -> Consumer {
    let (barrier, tries) = (barrier.clone(), Arc::new(AtomicUsize::new(0)));
    Consumer::short("test.short", &[SHORT], move |app, event| {
        let (barrier, number) = (barrier.clone(), tries.fetch_add(1, Ordering::SeqCst));
        async move {
            if number == 0 {
                barrier.wait(&event).await;
            }
            let mut tx = app.db.begin().await?;
            write(&mut tx, format!("test-{number}")).await?;
            let committed = tx.commit().await;
            assert_eq!(committed.is_err(), number == 0);
            answer(number)
        }
    })
}

#[tokio::test]
async fn a_worker_that_stalled_commits_nothing_and_finishes_nothing_that_another_took_over() {
    for answer in [
        |_| Ok(()),
        |number| match number {
            0 => Err(JobError::new("stalled")),
            _ => Ok(()),
        },
    ] as [fn(usize) -> Result<(), JobError>; 2]
    {
        let app = TestApp::new().await;
        let barrier = Barrier::shut();
        let consumer = stalling(&barrier, answer);
        let (first, second) = (
            dispatcher(&app, vec![consumer.clone()]),
            dispatcher(&app, vec![consumer]),
        );
        tell(&app, SHORT, None).await;
        let stalled = drain(&first);
        eventually(async || barrier.arrived().await == 1).await;
        app.later(LATE_MS);
        second.drain().await.unwrap();
        let done = delivery(&app).await;
        assert_eq!((done.0.as_str(), done.1), ("done", 2));
        barrier.open();
        stalled.await.unwrap().unwrap();
        assert_eq!(barrier.passed(), 1);
        assert_eq!(
            (written(&app).await, delivery(&app).await),
            (vec!["test-1".to_owned()], done)
        );
    }
}

#[tokio::test]
async fn a_lease_that_was_taken_over_changes_no_row() {
    let app = TestApp::new().await;
    let none = Barrier::shut();
    let dispatcher = dispatcher(&app, vec![none.short()]);
    tell(&app, SHORT, None).await;
    let route = async || {
        let queue = dispatcher.queue(Lane::Short);
        queue.take(&app, "worker").await.unwrap()
    };
    assert!(route().await.is_none());
    let mut tx = app.db.begin().await.unwrap();
    let now = app.clock.now();
    let event = store::unrouted(&app.db, 1).await.unwrap().pop().unwrap();
    store::insert_delivery(&mut tx, &event, &none.short(), now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let Some(Taken { lease: old, .. }) = route().await else {
        panic!("nothing was due");
    };
    assert!(route().await.is_none());
    app.later(LATE_MS);
    // The same process, the same worker: only the number of the try tells the leases apart.
    let Some(Taken { lease: new, .. }) = route().await else {
        panic!("an abandoned delivery was not taken over");
    };
    let before = delivery(&app).await;
    let mut tx = app.db.begin().await.unwrap();
    assert!(!store::renew(&mut tx, &old, now).await.unwrap());
    assert!(!store::finish(&mut tx, &old, now).await.unwrap());
    assert!(!store::fail(&mut tx, &old, "dead", now, "late").await.unwrap());
    assert!(!store::give_back(&mut tx, &old).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(delivery(&app).await, before);
    let mut tx = app.db.begin().await.unwrap();
    assert!(store::renew(&mut tx, &new, now).await.unwrap());
    assert!(store::finish(&mut tx, &new, now).await.unwrap());
    assert!(!store::finish(&mut tx, &new, now).await.unwrap());
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_transaction_under_way_keeps_its_lease_until_it_has_committed() {
    let app = TestApp::new().await;
    let barrier = Barrier::shut();
    let waiting = barrier.clone();
    // Its lease is over before it commits, and nobody has taken it over: what it did counts.
    let consumer = Consumer::short("test.short", &[SHORT], move |app, event| {
        let waiting = waiting.clone();
        async move {
            waiting.wait(&event).await;
            let mut tx = app.db.begin().await?;
            write(&mut tx, "test-late".to_owned()).await?;
            Ok(tx.commit().await?)
        }
    });
    let dispatcher = dispatcher(&app, vec![consumer]);
    tell(&app, SHORT, None).await;
    let late = drain(&dispatcher);
    eventually(async || barrier.arrived().await == 1).await;
    app.later(LATE_MS);
    barrier.open();
    late.await.unwrap().unwrap();
    assert_eq!(written(&app).await, ["test-late"]);
    assert_eq!(delivery(&app).await.0, "done");
}

#[tokio::test]
async fn what_stops_each_process_that_tries_it_is_given_up_without_another_try() {
    let app = TestApp::new().await;
    let (tried, told) = (Barrier::shut(), Barrier::shut());
    told.open();
    let telling = told.clone();
    let consumer = tried.short().or_give_up(move |_, event| {
        let telling = telling.clone();
        async move {
            telling.wait(&event).await;
            Ok(())
        }
    });
    let dispatcher = dispatcher(&app, vec![consumer]);
    tell(&app, SHORT, None).await;
    let mut tx = app.db.begin().await.unwrap();
    let event = store::unrouted(&app.db, 1).await.unwrap().pop().unwrap();
    store::insert_delivery(&mut tx, &event, &tried.short(), app.clock.now())
        .await
        .unwrap();
    sqlx::query("update deliveries set attempts = $1")
        .bind(MOST_ATTEMPTS)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    dispatcher.drain().await.unwrap();
    assert_eq!((tried.arrived().await, told.passed()), (0, 1));
    assert_eq!(delivery(&app).await.0, "dead");
}
