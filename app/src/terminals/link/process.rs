//! The agent's process: this program again, started when nobody answers.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::net::UnixStream;
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use crate::terminals::agent::{make_folder, socket_path};

/// A new agent answers within this time.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Connects; where nobody answers, starts an agent first.
pub(super) async fn connect_or_start(folder: &Path, grace: Duration) -> io::Result<UnixStream> {
    let path = socket_path(folder);
    if let Ok(stream) = UnixStream::connect(&path).await {
        return Ok(stream);
    }
    start(folder, grace)?;
    let until = Instant::now() + PATIENCE;
    loop {
        match UnixStream::connect(&path).await {
            Ok(stream) => return Ok(stream),
            Err(error) if Instant::now() >= until => {
                let words = format!("it does not answer at {}: {error}", path.display());
                return Err(io::Error::new(error.kind(), words));
            }
            Err(_) => sleep(LOOK_EVERY).await,
        }
    }
}

/// Several may start one at once: all but the first find its lock and end.
fn start(folder: &Path, grace: Duration) -> io::Result<()> {
    make_folder(folder)?;
    let log = OpenOptions::new().create(true).append(true).mode(0o600).open(folder.join("agent.log"))?;
    let kept = ["PATH", "RUST_LOG"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
    let mut child = Command::new(std::env::current_exe()?)
        // Passwords in the web tier's environment are none of its business.
        .env_clear()
        .envs(kept)
        .arg("agent")
        .arg("--folder")
        .arg(folder)
        .arg("--grace-s")
        .arg(grace.as_secs().to_string())
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .current_dir("/")
        .spawn()?;
    // Buried when it ends before this process does.
    tokio::spawn(async move { child.wait().await });
    Ok(())
}
