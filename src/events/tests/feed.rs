//! Tests of commit order and of the feed.

use super::*;
use crate::db::Engine;
use crate::events::commit_order::place_some;
use crate::events::{emit, follow, store};
use crate::feed::{End, Most, Subscriber};
use crate::id::{EventId, UserId};
use crate::state::App;
use serde_json::json;

async fn placed(app: &App) -> Vec<EventId> {
    let events = store::placed_after(&app.db, 0, 100).await.unwrap();
    events.into_iter().map(|placed| placed.event_id).collect()
}

#[tokio::test]
async fn a_transaction_that_commits_later_with_an_earlier_number_stands_later() {
    let app = TestApp::new().await;
    if app.db.engine() == Engine::Sqlite {
        // It has one writer at a time.
        return;
    }
    place_some(&app).await.unwrap();
    let before = placed(&app).await;
    let now = app.clock.now();
    let mut slow = app.db.begin().await.unwrap();
    let first = emit(&mut slow, now, "test.slow", None, &json!({})).await.unwrap();
    let mut quick = app.db.begin().await.unwrap();
    let second = emit(&mut quick, now, "test.quick", None, &json!({}))
        .await
        .unwrap();
    quick.commit().await.unwrap();
    place_some(&app).await.unwrap();
    assert_eq!(placed(&app).await[before.len()..], *std::slice::from_ref(&second));
    slow.commit().await.unwrap();
    place_some(&app).await.unwrap();
    assert!(first < second);
    assert_eq!(placed(&app).await[before.len()..], [second, first]);
}

#[tokio::test]
async fn an_event_has_one_place_and_those_of_one_transaction_stand_as_they_were_written() {
    let app = TestApp::new().await;
    place_some(&app).await.unwrap();
    let before = placed(&app).await.len();
    let mut tx = app.db.begin().await.unwrap();
    let mut written = Vec::new();
    for kind in ["test.one", "test.two", "test.three"] {
        written.push(
            emit(&mut tx, app.clock.now(), kind, None, &json!({}))
                .await
                .unwrap(),
        );
    }
    tx.commit().await.unwrap();
    assert_eq!(place_some(&app).await.unwrap(), 3);
    assert_eq!(place_some(&app).await.unwrap(), 0);
    assert_eq!(placed(&app).await[before..], written);
}

#[tokio::test]
async fn a_listener_that_does_not_keep_up_is_let_go_with_what_waited() {
    let app = TestApp::new().await;
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(follow((*app).clone(), stopped));
    let subscriber = || Subscriber {
        user_id: UserId::new(app.clock.now()),
        seller_id: None,
        wants: Box::new(|event| event.kind.starts_with("test.")),
    };
    let most = Most { in_all: 9, of_one: 9 };
    eventually(async || app.feed.subscribe(subscriber(), most).is_ok()).await;
    let mut slow = app.feed.subscribe(subscriber(), most).unwrap();
    let mut tx = app.db.begin().await.unwrap();
    for _ in 0..70 {
        emit(&mut tx, app.clock.now(), "test.many", None, &json!({}))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    eventually(async || app.feed.last().is_some()).await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    for _ in 0..64 {
        slow.next().await.unwrap();
    }
    assert_eq!(slow.next().await.err(), Some(End::Behind));
    stop.send(true).unwrap();
    running.await.unwrap();
}
