use super::*;
use crate::clock::DAY_MS;
use crate::events::jobs::schedules;

async fn count(app: &TestApp, table: &str) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
        .fetch_one(app.db.reader())
        .await
        .unwrap()
}

async fn clean(app: &TestApp) {
    let app: &App = app;
    let dispatcher = Dispatcher::new(app.clone(), Vec::new(), schedules());
    dispatcher.run_schedules().await.unwrap();
}

#[tokio::test]
async fn an_event_that_everyone_has_had_goes_after_thirty_days_and_a_younger_one_stays() {
    let app = TestApp::new().await;
    let open = Barrier::shut();
    open.open();
    let dispatcher = dispatcher(&app, vec![open.short(), open.long()]);
    tell(&app, SHORT, None).await;
    tell(&app, "test.nobody", None).await;
    app.later(2 * DAY_MS);
    tell(&app, LONG, None).await;
    dispatcher.drain().await.unwrap();
    app.later(28 * DAY_MS);
    clean(&app).await;
    assert_eq!(
        (count(&app, "events").await, count(&app, "deliveries").await),
        (3, 2)
    );
    app.later(DAY_MS);
    clean(&app).await;
    assert_eq!(
        (count(&app, "events").await, count(&app, "deliveries").await),
        (1, 1)
    );
}

#[tokio::test]
async fn an_event_that_somebody_has_still_to_get_stays_whatever_its_age() {
    let app = TestApp::new().await;
    let open = Barrier::shut();
    open.open();
    let failing = Consumer::long("test.failing", &[SHORT], |_, _| async {
        Err(JobError::new("not today"))
    });
    let dispatcher = dispatcher(&app, vec![open.short(), failing]);
    tell(&app, SHORT, None).await;
    dispatcher.drain().await.unwrap();
    // Nobody has routed this one.
    tell(&app, LONG, None).await;
    app.later(40 * DAY_MS);
    clean(&app).await;
    assert_eq!(
        (count(&app, "events").await, count(&app, "deliveries").await),
        (2, 2)
    );
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query("update deliveries set status = 'dead' where status = 'waiting'")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    clean(&app).await;
    assert_eq!(count(&app, "events").await, 2);
}

#[tokio::test]
async fn much_that_is_old_goes_in_small_steps() {
    let app = TestApp::new().await;
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query(
        "insert into events (event_id, type, content, at, routed_at)
         with recursive n(i) as (select 1 union all select i + 1 from n where i < 1200)
         select 'evt_' || cast(i as text), 'test.old', '{}', i, i from n",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    clean(&app).await;
    assert_eq!(count(&app, "events").await, 0);
}
