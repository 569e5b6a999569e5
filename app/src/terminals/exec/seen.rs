//! A program in a container of this machine's own engine is a process of this machine: it can be ended as one.

use std::sync::Arc;
use std::time::Duration;

use bollard::Docker;
use rustix::process::Pid;
use tokio::time::{sleep, timeout};

use super::Dial;
use crate::terminals::processes::{self, Seen, Started};

/// A program that has just been asked for becomes itself a moment later.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// So long what is typed may wait for it.
const PATIENCE: Duration = Duration::from_millis(500);

/// The program as a process of this machine, with a control group of its own where Lyceum may make one. None where the
/// engine's processes are not seen here: on another machine, or for want of rights.
pub(super) async fn here(dial: Dial, docker: Docker, exec: String, marker: String) -> Option<Arc<Started>> {
    if !matches!(dial, Dial::Unix(_)) {
        return None;
    }
    let started = timeout(PATIENCE, look(&docker, &exec, marker)).await.ok()??;
    let started = Arc::new(started);
    processes::gather(started.clone()).await;
    Some(started)
}

async fn look(docker: &Docker, exec: &str, marker: String) -> Option<Started> {
    loop {
        let found = docker.inspect_exec(exec).await.ok()?;
        let pid = found.pid.and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?));
        match pid.map(|pid| (pid, processes::seen(pid, &marker))) {
            Some((pid, Seen::Yes)) => return Some(Started::in_container(marker, pid)),
            Some((_, Seen::Never)) => return None,
            Some((_, Seen::NotYet)) | None if found.running != Some(false) => sleep(LOOK_EVERY).await,
            _ => return None,
        }
    }
}
