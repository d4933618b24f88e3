//! Short work beside long work, with the consumers of the whole product.

use super::TestApp;
use crate::events::{Consumer, Dispatcher, Lane, emit};
use crate::id::SellerId;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};

/// A consumer of the long lane that does not come to an end while the test holds its work.
fn endless(begun: Arc<Semaphore>, held: Arc<Semaphore>) -> Consumer {
    Consumer::long("test.import", &["test.import"], move |_, _| {
        let (begun, held) = (begun.clone(), held.clone());
        async move {
            begun.add_permits(1);
            let _ = held.acquire().await;
            Ok(())
        }
    })
}

#[tokio::test]
async fn a_one_time_code_is_mailed_while_three_long_imports_run() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let (begun, held) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let mut consumers = crate::app::consumers();
    consumers.push(endless(begun.clone(), held.clone()));
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(Dispatcher::new((*app).clone(), consumers, Vec::new()).run(stopped));
    assert!(Lane::Long.workers() >= 3);
    for _ in 0..Lane::Long.workers() + 1 {
        let mut tx = app.db.begin().await.unwrap();
        let seller = SellerId::new(app.clock.now());
        emit(&mut tx, app.clock.now(), "test.import", Some(&seller), &json!({}))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let all = begun.acquire_many(Lane::Long.workers() as u32).await;
    all.unwrap().forget();
    let forgot = json!({ "email": ann.email });
    app.anonymous().post("/auth/forgot", forgot).await.is(202);
    let mailed = async {
        while app.mails_to(&ann.email).iter().all(|mail| mail.code().is_none()) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), mailed)
        .await
        .unwrap();
    // Every import is still where it was.
    assert_eq!(begun.available_permits(), 0);
    held.close();
    stop.send(true).unwrap();
    running.await.unwrap();
}
