//! Ending all that a terminal has started in a container: the engine has no call for it, so a small
//! script inside looks for the terminal's mark.

use std::time::Duration;

use bollard::Docker;
use bollard::exec::{CreateExecOptions, StartExecOptions, StartExecResults};
use futures::StreamExt;
use tokio::time::timeout;

use super::ExecProgram;
use crate::terminals::processes::MARKER;

/// HUP, two seconds, TERM, two seconds, KILL; each as long as somebody is left.
const SCRIPT: &str = r#"
mine() {
  for p in /proc/[0-9]*; do
    tr '\0' '\n' < $p/environ 2>/dev/null | grep -qxF "$1" && echo ${p#/proc/}
  done
}
for signal in HUP TERM KILL; do
  pids=$(mine "$1"); [ -z "$pids" ] && exit 0
  kill -$signal $pids 2>/dev/null; kill -CONT $pids 2>/dev/null
  for wait in 1 2 3 4 5 6 7 8 9 10; do
    pids=$(mine "$1"); [ -z "$pids" ] && exit 0
    sleep 0.2 2>/dev/null || sleep 1
  done
done
"#;
/// A container that answers no more is not waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Ends everything that carries the mark, as the user who started it.
pub(super) async fn all(docker: &Docker, program: &ExecProgram, marker: &str) {
    let outcome = timeout(PATIENCE, run(docker, program, marker)).await;
    if !matches!(outcome, Ok(Ok(()))) {
        tracing::warn!(container = %program.container, ?outcome, "a terminal's programs were not ended");
    }
}

async fn run(docker: &Docker, program: &ExecProgram, marker: &str) -> Result<(), bollard::errors::Error> {
    let options = CreateExecOptions {
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        cmd: Some(vec!["sh".into(), "-c".into(), SCRIPT.into(), "sh".into(), format!("{MARKER}={marker}")]),
        user: Some(program.user.clone()),
        ..Default::default()
    };
    let exec = docker.create_exec(&program.container, options).await?.id;
    let start = docker.start_exec(&exec, None::<StartExecOptions>).await?;
    if let StartExecResults::Attached { mut output, .. } = start {
        // The script's end is the end of its output.
        while output.next().await.is_some() {}
    }
    Ok(())
}
