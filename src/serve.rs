//! Serving: one listener, every page and call, and the background work, until it is told to stop.

use crate::app;
use crate::state::App;
use crate::web::{assets, edge};
use axum::ServiceExt;
use axum::extract::Request;
use axum::serve::ListenerExt;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::Layer;
use tower::util::MapRequestLayer;

/// How long what is under way may take after the word to stop.
const GRACE: Duration = Duration::from_secs(8);

/// Serves until SIGTERM or Ctrl-C, then finishes what is under way.
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
    let worker = app
        .config
        .roles
        .worker
        .then(|| tokio::spawn(app::dispatcher(&app).run(stopped.clone())));
    // A short answer goes out at once instead of waiting for the next one (Nagle against delayed acknowledgement).
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!("a connection could not be set to answer at once: {error}");
        }
    });
    let service = MapRequestLayer::new(edge::rewrite_short_path::<axum::body::Body>).layer(app::router(&app));
    println!("Stallholder listens on {}", app.config.public_url);
    let mut until = stopped.clone();
    let serving = axum::serve(
        listener,
        ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(service),
    )
    .with_graceful_shutdown(async move {
        let _ = until.changed().await;
    });
    let serving = tokio::spawn(serving.into_future());
    told_to_stop().await;
    tracing::info!("stopping");
    let _ = stop.send(true);
    let finish = async {
        let _ = serving.await;
        if let Some(worker) = worker {
            let _ = worker.await;
        }
        app.writing.close();
        app.writing.wait().await;
        app.db.close().await;
    };
    if tokio::time::timeout(GRACE, finish).await.is_err() {
        tracing::warn!("something did not finish in time; it is taken up at the next start");
    }
    Ok(())
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
