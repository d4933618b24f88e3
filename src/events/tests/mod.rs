//! Tests of the dispatcher, with consumers made for them.

mod feed;
mod lanes;
mod leases;
mod retention;

use super::{Consumer, Dispatcher, Event, JobError, emit};
use crate::id::SellerId;
use crate::state::App;
use crate::testing::TestApp;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, Semaphore, watch};
use tokio::task::JoinHandle;

const LONG: &str = "test.long";
const SHORT: &str = "test.short";

/// Work that waits until the test lets it go on.
#[derive(Clone)]
struct Barrier {
    gate: Arc<Semaphore>,
    /// Sellers whose events have reached the barrier.
    arrived: Arc<Mutex<Vec<Option<SellerId>>>>,
    passed: Arc<AtomicUsize>,
}

impl Barrier {
    fn shut() -> Self {
        Self {
            gate: Arc::new(Semaphore::new(0)),
            arrived: Arc::default(),
            passed: Arc::default(),
        }
    }

    async fn wait(&self, event: &Event) {
        self.arrived.lock().await.push(event.seller_id.clone());
        if let Ok(permit) = self.gate.acquire().await {
            permit.forget();
        }
        self.passed.fetch_add(1, Ordering::SeqCst);
    }

    fn open(&self) {
        self.gate.close();
    }

    async fn arrived_of(&self, seller: &SellerId) -> usize {
        let arrived = self.arrived.lock().await;
        arrived.iter().filter(|one| one.as_ref() == Some(seller)).count()
    }

    async fn arrived(&self) -> usize {
        self.arrived.lock().await.len()
    }

    fn passed(&self) -> usize {
        self.passed.load(Ordering::SeqCst)
    }

    /// A consumer in the long lane that waits here.
    fn long(&self) -> Consumer {
        let barrier = self.clone();
        Consumer::long("test.long", &[LONG], move |_, event| {
            let barrier = barrier.clone();
            async move {
                barrier.wait(&event).await;
                Ok(())
            }
        })
    }

    /// A consumer in the short lane that waits here.
    fn short(&self) -> Consumer {
        let barrier = self.clone();
        Consumer::short("test.short", &[SHORT], move |_, event| {
            let barrier = barrier.clone();
            async move {
                barrier.wait(&event).await;
                Ok(())
            }
        })
    }
}

async fn tell(app: &TestApp, kind: &str, seller: Option<&SellerId>) {
    let mut tx = app.db.begin().await.unwrap();
    emit(&mut tx, app.clock.now(), kind, seller, &json!({}))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn dispatcher(app: &TestApp, consumers: Vec<Consumer>) -> Dispatcher {
    let app: &App = app;
    Dispatcher::new(app.clone(), consumers, Vec::new())
}

fn start(dispatcher: Dispatcher) -> (watch::Sender<bool>, JoinHandle<()>) {
    let (stop, stopped) = watch::channel(false);
    (stop, tokio::spawn(dispatcher.run(stopped)))
}

/// Drains in the background.
fn drain(dispatcher: &Dispatcher) -> JoinHandle<sqlx::Result<()>> {
    let dispatcher = dispatcher.clone();
    tokio::spawn(async move { dispatcher.drain().await })
}

/// Waits for what must come, however busy the machine is.
async fn eventually(mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..3_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come");
}

type Row = (String, i64, i64, i64, Option<String>);

/// The only delivery: its status, tries, next time, lock and last error.
async fn delivery(app: &TestApp) -> Row {
    sqlx::query_as("select status, attempts, next_at, locked_until, last_error from deliveries")
        .fetch_one(app.db.reader())
        .await
        .unwrap()
}
