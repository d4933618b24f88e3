//! The server: one listener for every page and call, and the background work, until shutdown.

mod accept;
mod door;
mod socket;
#[cfg(test)]
pub(crate) mod tests;

pub use accept::Patience;

use crate::app;
use crate::events;
use crate::state::App;
use crate::storefront;
use crate::web::{assets, edge, upload};
use door::Door;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::Layer;
use tower::util::MapRequestLayer;

/// Grace period for work in progress at shutdown.
const GRACE: Duration = Duration::from_secs(8);
/// Interval between two searches for leftover files.
const TIDIED_EVERY: Duration = Duration::from_secs(3600);

/// Serves until SIGTERM or Ctrl-C, then finishes work in progress.
pub async fn serve(app: App) -> std::io::Result<()> {
    assets::prepare();
    let addr = app.config.addr;
    let listener = TcpListener::bind(addr).await.map_err(|error| {
        std::io::Error::new(
            error.kind(),
            format!("STALLHOLDER_ADDR (--addr): should be an address that is free here: {addr}: {error}"),
        )
    })?;
    let (stop, stopped) = watch::channel(false);
    let tidying = tokio::spawn(tidy(app.clone()));
    let feed = tokio::spawn(events::follow(app.clone(), stopped.clone()));
    let worker = app
        .config
        .roles
        .worker
        .then(|| tokio::spawn(app::dispatcher(&app).run(stopped.clone())));
    let service = MapRequestLayer::new(edge::rewrite_short_path::<axum::body::Body>).layer(app::router(&app));
    let door = Door::new(&app.config.bounds, &app.config.trusted_proxies);
    println!("Stallholder listens on {}", app.config.public_url);
    let serving = accept::accept(listener, service, door, Patience::default(), stopped.clone());
    let serving = tokio::spawn(serving);
    told_to_stop().await;
    tracing::info!("stopping");
    let _ = stop.send(true);
    tidying.abort();
    app.writing.close();
    let finish = async {
        let working = async {
            if let Some(worker) = worker {
                let _ = worker.await;
            }
        };
        let _ = tokio::join!(serving, working, feed, app.writing.wait());
        // Requests that the last connections still brought.
        app.writing.wait().await;
        app.db.close().await;
    };
    if tokio::time::timeout(GRACE, finish).await.is_err() {
        tracing::warn!("something did not finish in time; it resumes at the next start");
    }
    Ok(())
}

/// Removes temporary files that a killed process left on this machine's disk; at start and every hour.
async fn tidy(app: App) {
    loop {
        upload::remove_left_over(&app).await;
        storefront::remove_left_over(&app).await;
        tokio::time::sleep(TIDIED_EVERY).await;
    }
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = match signal(SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(error) => {
            tracing::error!("SIGTERM cannot be listened for: {error}");
            let _ = tokio::signal::ctrl_c().await;
            return;
        }
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
