use super::*;
use crate::events::Lane;

#[tokio::test]
async fn short_work_goes_on_while_long_work_has_every_worker_of_its_lane() {
    let app = TestApp::new().await;
    let (long, short) = (Barrier::shut(), Barrier::shut());
    short.open();
    let (stop, running) = start(dispatcher(&app, vec![long.long(), short.short()]));
    for _ in 0..Lane::Long.workers() + 2 {
        tell(&app, LONG, Some(&SellerId::new(app.clock.now()))).await;
    }
    eventually(async || long.arrived().await == Lane::Long.workers()).await;
    tell(&app, SHORT, None).await;
    eventually(async || short.passed() == 1).await;
    assert_eq!((long.passed(), long.arrived().await), (0, Lane::Long.workers()));
    long.open();
    eventually(async || long.passed() == Lane::Long.workers() + 2).await;
    stop.send(true).unwrap();
    running.await.unwrap();
}

#[tokio::test]
async fn one_seller_with_fifty_imports_keeps_no_other_seller_waiting() {
    let app = TestApp::new().await;
    let long = Barrier::shut();
    let (ann, bob) = (SellerId::new(app.clock.now()), SellerId::new(app.clock.now()));
    for _ in 0..50 {
        tell(&app, LONG, Some(&ann)).await;
    }
    let (stop, running) = start(dispatcher(&app, vec![long.long()]));
    let share = Lane::Long.workers_of_one_seller();
    eventually(async || long.arrived_of(&ann).await == share).await;
    tell(&app, LONG, Some(&bob)).await;
    eventually(async || long.arrived_of(&bob).await == 1).await;
    assert_eq!((long.arrived_of(&ann).await, long.passed()), (share, 0));
    long.open();
    eventually(async || long.passed() == 51).await;
    stop.send(true).unwrap();
    running.await.unwrap();
}

#[tokio::test]
async fn sellers_take_turns_in_the_long_lane() {
    let app = TestApp::new().await;
    let long = Barrier::shut();
    long.open();
    let sellers: Vec<SellerId> = (0..3).map(|_| SellerId::new(app.clock.now())).collect();
    for seller in &sellers {
        for _ in 0..3 {
            tell(&app, LONG, Some(seller)).await;
        }
    }
    dispatcher(&app, vec![long.long()]).drain().await.unwrap();
    let arrived = long.arrived.lock().await.clone();
    for turn in arrived.chunks(3) {
        let mut turn: Vec<SellerId> = turn.iter().flatten().cloned().collect();
        turn.sort();
        turn.dedup();
        assert_eq!(turn.len(), 3);
    }
}

#[tokio::test]
async fn what_a_version_without_lanes_left_is_carried_out_in_the_lane_of_its_consumer() {
    let app = TestApp::new().await;
    let long = Barrier::shut();
    long.open();
    let ann = SellerId::new(app.clock.now());
    tell(&app, LONG, Some(&ann)).await;
    let mut tx = app.db.begin().await.unwrap();
    for sql in [
        "update events set routed_at = 1",
        "insert into deliveries (delivery_id, event_id, consumer, status, next_at)
         select 'dlv_01', event_id, 'test.long', 'waiting', 0 from events",
    ] {
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    dispatcher(&app, vec![long.long()]).drain().await.unwrap();
    let (lane, seller): (String, String) = sqlx::query_as("select lane, seller_id from deliveries")
        .fetch_one(app.db.reader())
        .await
        .unwrap();
    assert_eq!((lane.as_str(), seller.as_str()), ("long", ann.as_str()));
    let (status, attempts, ..) = delivery(&app).await;
    assert_eq!((status.as_str(), attempts, long.passed()), ("done", 1, 1));
}

#[tokio::test]
async fn what_takes_longer_than_it_may_is_dropped_and_tried_again_after_growing_pauses() {
    let app = TestApp::new().await;
    let barrier = Barrier::shut();
    let mut dispatcher = dispatcher(&app, vec![barrier.short()]);
    dispatcher.limits.time_out = |_| Duration::from_millis(50);
    tell(&app, SHORT, None).await;
    let mut pauses = Vec::new();
    for tried in 1..=3 {
        dispatcher.drain().await.unwrap();
        let (status, attempts, next_at, locked_until, error) = delivery(&app).await;
        assert_eq!((status.as_str(), attempts, locked_until), ("waiting", tried, 0));
        assert_eq!(error.as_deref(), Some("not done within 50ms"));
        pauses.push(next_at - app.clock.now().0);
        app.later(next_at - app.clock.now().0);
    }
    assert!(pauses.is_sorted_by(|one, next| one < next), "{pauses:?}");
    // What was dropped goes on nowhere.
    barrier.open();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(barrier.passed(), 0);
}

#[tokio::test]
async fn a_worker_whose_work_does_not_even_wait_goes_on_without_it() {
    let app = TestApp::new().await;
    let (release, blocked) = std::sync::mpsc::channel::<()>();
    let blocked = Arc::new(std::sync::Mutex::new(blocked));
    let consumer = Consumer::short("test.short", &[SHORT], move |_, _| {
        let blocked = blocked.clone();
        async move {
            let _ = blocked.lock().map(|blocked| blocked.recv());
            Ok(())
        }
    });
    let mut dispatcher = dispatcher(&app, vec![consumer]);
    dispatcher.limits.time_out = |_| Duration::from_millis(50);
    tell(&app, SHORT, None).await;
    dispatcher.drain().await.unwrap();
    let (status, attempts, ..) = delivery(&app).await;
    assert_eq!((status.as_str(), attempts), ("waiting", 1));
    drop(release);
}

#[tokio::test]
async fn long_work_is_given_back_when_the_process_stops_and_the_try_does_not_count() {
    let app = TestApp::new().await;
    let long = Barrier::shut();
    let mut dispatcher = dispatcher(&app, vec![long.long()]);
    dispatcher.limits.farewell = |_| Duration::from_millis(50);
    tell(&app, LONG, None).await;
    let (stop, running) = start(dispatcher.clone());
    eventually(async || long.arrived().await == 1).await;
    stop.send(true).unwrap();
    running.await.unwrap();
    let (status, attempts, _, locked_until, error) = delivery(&app).await;
    assert_eq!((status.as_str(), attempts, locked_until), ("waiting", 0, 0));
    assert_eq!((error, long.passed()), (None, 0));
    long.open();
    dispatcher.drain().await.unwrap();
    assert_eq!(delivery(&app).await.0, "done");
}

#[tokio::test]
async fn short_work_under_way_is_finished_when_the_process_stops() {
    let app = TestApp::new().await;
    let short = Barrier::shut();
    tell(&app, SHORT, None).await;
    let (stop, running) = start(dispatcher(&app, vec![short.short()]));
    eventually(async || short.arrived().await == 1).await;
    stop.send(true).unwrap();
    short.open();
    running.await.unwrap();
    assert_eq!(delivery(&app).await.0, "done");
}
