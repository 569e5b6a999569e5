//! Keeps the connection: connects, follows events until they end, connects again.

use std::sync::Arc;
use std::time::Duration;

use bollard::Docker;

use super::connect::connect;
use super::containers::follow;
use super::{Known, now_ms};
use crate::engine::types::{Attempt, EngineState, Outage};

/// Waits between attempts double from here …
const FIRST_RETRY: Duration = Duration::from_millis(250);
/// … to here.
const LAST_RETRY: Duration = Duration::from_secs(5);
/// How often an engine that has nothing to tell is asked whether it is there, and how long it may think.
const PING_EVERY: Duration = Duration::from_secs(10);
const PING_TIMEOUT: Duration = Duration::from_secs(10);

/// Runs for the life of the program.
pub(super) async fn keep(known: Arc<Known>, candidates: Vec<String>) {
    let mut down_since_ms = now_ms();
    let mut answered_before = false;
    let mut retry = FIRST_RETRY;
    loop {
        match connect(&candidates).await {
            Ok((docker, facts)) => {
                tracing::info!(address = %facts.address, version = %facts.version, api = %facts.api, "engine connected");
                answered_before = true;
                retry = FIRST_RETRY;
                let fault = tokio::select! {
                    fault = follow(&known, &docker, facts) => fault,
                    fault = ping(&docker) => fault,
                };
                down_since_ms = now_ms();
                known.docker.send_replace(None);
                tracing::warn!(%fault, "engine lost");
                let outage = Outage { detail: fault, since_ms: down_since_ms, answered_before, tried: Vec::new() };
                known.state.send_replace(EngineState::Down(outage));
            }
            Err(tried) => {
                let outage = Outage { detail: advice(&tried), since_ms: down_since_ms, answered_before, tried };
                let state = EngineState::Down(outage);
                let news = known.state.send_if_modified(|known| {
                    let changed = *known != state;
                    *known = state.clone();
                    changed
                });
                if news {
                    tracing::warn!(?state, "no engine answers");
                }
            }
        }
        tokio::time::sleep(retry).await;
        retry = (retry * 2).min(LAST_RETRY);
    }
}

/// Ends when the engine no longer answers, saying why.
async fn ping(docker: &Docker) -> String {
    loop {
        tokio::time::sleep(PING_EVERY).await;
        match tokio::time::timeout(PING_TIMEOUT, docker.ping()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return detail(error),
            Err(_) => return format!("it has not answered for {} s", PING_TIMEOUT.as_secs()),
        }
    }
}

pub(super) fn detail(error: bollard::errors::Error) -> String {
    match super::explain(error) {
        crate::error::Error::Unavailable { detail, .. } => detail,
        other => other.to_string(),
    }
}

/// One sentence for all attempts: the fault of the only place, or of the place that came closest.
fn advice(tried: &[Attempt]) -> String {
    let telling = tried.iter().find(|attempt| !attempt.fault.starts_with("there is no such socket"));
    match (tried, telling) {
        ([only], _) | (_, Some(only)) => format!("{}: {}", only.address, only.fault),
        _ => "none was found on this host; install and start Docker or Podman, or name one in docker_host".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(address: &str, fault: &str) -> Attempt {
        Attempt { address: address.to_owned(), fault: fault.to_owned() }
    }

    #[test]
    fn advice_speaks_of_the_place_that_came_closest() {
        let missing = attempt("unix:///a", "there is no such socket");
        assert!(advice(&[missing.clone(), missing.clone()]).contains("install and start"));
        assert!(advice(std::slice::from_ref(&missing)).starts_with("unix:///a"));
        assert!(advice(&[missing, attempt("unix:///b", "refused")]).starts_with("unix:///b"));
    }
}
