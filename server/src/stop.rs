//! Stopping in good order: no new requests, some time for those that run, then the end.

use std::future::{Future, IntoFuture};
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

/// Serves until SIGTERM or SIGINT, then at most `drain` longer.
///
/// # Errors
/// Those of the server.
pub(crate) async fn within<S, E>(
    drain: Duration,
    server: impl FnOnce(std::pin::Pin<Box<dyn Future<Output = ()> + Send>>) -> S,
) -> Result<(), E>
where
    S: IntoFuture<Output = Result<(), E>>,
{
    let (tell, mut heard) = tokio::sync::watch::channel(false);
    let mut told = heard.clone();
    tokio::spawn(async move {
        signalled().await;
        tracing::info!("stopping");
        tell.send_replace(true);
        // Held until the end: a dropped sender would count as told.
        std::future::pending::<()>().await;
    });
    let graceful = Box::pin(async move { _ = told.wait_for(|told| *told).await });
    let late = async move {
        _ = heard.wait_for(|told| *told).await;
        tokio::time::sleep(drain).await;
    };
    tokio::select! {
        served = server(graceful).into_future() => served,
        () = late => {
            tracing::warn!("some requests were still running after {} s", drain.as_secs());
            Ok(())
        }
    }
}

async fn signalled() {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
