//! A program in a container, by the engine's exec with a terminal.
//!
//! The stream of its bytes is opened here and not by bollard, whose reader takes a chunk that begins
//! with a byte below 3 for a header of multiplexed output: on a terminal any byte may come.

mod seen;
mod stop;
mod stream;

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use bollard::Docker;
use bollard::exec::{CreateExecOptions, ResizeExecOptions};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep, sleep_until, timeout};

pub use self::stream::Dial;
use self::stream::Stream;
use super::flush::{Flush, Turns};
use super::processes::{self, MARKER};
use super::protocol::{End, Size};
use super::session::{Pace, Session, write_waiting};
use crate::error::{Error, Result};

/// Read in one go before others get their turn, bytes.
const BATCH_BYTES: usize = 32 * 1024;
/// The engine tells a program's end a moment after its output, a busy one some seconds; asked so often, so far apart.
const ASK_TIMES: u32 = 200;
const ASK_EVERY: Duration = Duration::from_millis(50);
/// So long an engine may take to tell a program its size: its output waits meanwhile.
const SIZE_WITHIN: Duration = Duration::from_secs(2);
/// A program that could not be told its size is told again after this time.
const SIZE_AGAIN: Duration = Duration::from_secs(2);
/// What a shell returns that was killed by signal 9: perhaps because its container stopped.
const KILLED_STATUS: i64 = 137;
/// The engine went away under a terminal: a sentence without its full stop, as every end is.
const LOST: &str = "The container engine went away, and this terminal with it; what was saved is kept";

/// What to start, and where.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExecProgram {
    pub dial: Dial,
    /// Id of the container, from a record of ours or of the engine's.
    pub container: String,
    /// The container's name, for people.
    #[serde(default)]
    pub label: String,
    pub command: Vec<String>,
    pub user: String,
    pub workdir: String,
    pub env: BTreeMap<String, String>,
}

/// A started program.
#[derive(Debug)]
pub struct Exec {
    program: ExecProgram,
    docker: Docker,
    /// The engine's name for it.
    id: String,
    stream: Arc<Stream>,
    /// Output that came with the answer to the start.
    first: Vec<u8>,
    marker: String,
    /// The size that it was told.
    told: Option<Size>,
}

/// Starts the program; `marker` names all it starts when it is to end.
///
/// # Errors
/// [`Error::Unavailable`] when the engine does not answer, [`Error::Refused`] with its words when it says no.
pub async fn start(program: ExecProgram, size: Size, marker: String) -> Result<Exec> {
    let mut env: Vec<String> = program.env.iter().map(|(name, value)| format!("{name}={value}")).collect();
    env.push(format!("{MARKER}={marker}"));
    let options = CreateExecOptions {
        attach_stdin: Some(true),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        tty: Some(true),
        env: Some(env),
        cmd: Some(program.command.clone()),
        user: Some(program.user.clone()),
        working_dir: Some(program.workdir.clone()),
        ..Default::default()
    };
    let docker = program.dial.docker().await.map_err(explain)?;
    let id = docker.create_exec(&program.container, options).await.map_err(explain)?.id;
    let (stream, first) = stream::start(&program.dial, &docker, &id).await?;
    let mut exec = Exec { program, docker, id, stream: Arc::new(stream), first, marker, told: None };
    exec.told = exec.resize(size).await.then_some(size);
    Ok(exec)
}

impl Exec {
    /// Tells the program its size, and whether it could; just after the start the engine may not know it yet, so twice.
    /// `COLUMNS` and `LINES` are not set: programs believe them more than what the terminal says after them.
    async fn resize(&self, size: Size) -> bool {
        for _ in 0..2 {
            let options = ResizeExecOptions { height: size.rows, width: size.cols };
            let told = timeout(SIZE_WITHIN, self.docker.resize_exec(&self.id, options)).await;
            if told.is_ok_and(|told| told.is_ok()) {
                return true;
            }
            sleep(ASK_EVERY).await;
        }
        tracing::warn!(?size, container = %self.program.label, "a program was not told its size");
        false
    }

    /// How it ended, once its output has.
    async fn status(&self) -> End {
        for _ in 0..ASK_TIMES {
            match self.docker.inspect_exec(&self.id).await {
                Ok(found) if found.running != Some(true) => {
                    let code = found.exit_code.unwrap_or_default();
                    if code == KILLED_STATUS && self.container_stopped().await {
                        return End::ContainerStopped;
                    }
                    return i32::try_from(code).map_or(End::Signal(0), End::Code);
                }
                Ok(_) => sleep(ASK_EVERY).await,
                // The engine forgets the program with its container.
                Err(bollard::errors::Error::DockerResponseServerError { status_code: 404, .. }) => {
                    return End::ContainerStopped;
                }
                Err(error) => {
                    tracing::warn!(%error, exec = self.id, "a terminal was lost with the engine");
                    return End::Failed(LOST.to_owned());
                }
            }
        }
        End::Failed("The container engine does not say how it ended".to_owned())
    }

    async fn container_stopped(&self) -> bool {
        // The engine kills the programs first and says so of the container after.
        for _ in 0..ASK_TIMES / 4 {
            match self.docker.inspect_container(&self.program.container, None).await {
                Ok(found) if found.state.as_ref().is_some_and(|state| state.running == Some(true)) => {
                    sleep(ASK_EVERY).await;
                }
                _ => return true,
            }
        }
        false
    }
}

/// Carries bytes both ways until the program has ended, and says how it did.
pub async fn drive(session: &Session, mut exec: Exec) -> End {
    session.core().output.ring.append(&exec.first);
    session.announce();
    let mut seeing =
        tokio::spawn(seen::here(exec.program.dial.clone(), exec.docker.clone(), exec.id.clone(), exec.marker.clone()));
    let mut seen = None;
    let (mut flush, mut turns) = (Flush::default(), Turns::default());
    let (mut size, mut size_at) = (session.size(), Instant::now());
    let stopped = loop {
        turns.give().await;
        if let Some(end) = session.stopping() {
            break Some(end);
        }
        let (pace, waiting, wished) = {
            let mut core = session.core();
            (
                core.pace(std::time::Instant::now()),
                seen.is_some() && !core.input.is_empty(),
                core.wish.unwrap_or_else(|| core.output.size()),
            )
        };
        if wished != size {
            (size, size_at) = (wished, Instant::now());
        }
        if exec.told != Some(size) && Instant::now() >= size_at {
            if exec.resize(size).await {
                exec.told = Some(size);
                let mut core = session.core();
                // Nobody sees another size than the program has. What was wished meanwhile is told next.
                if core.wish.take_if(|wish| *wish == size).is_some() {
                    core.output.resize(size);
                    core.announce();
                }
                continue;
            }
            size_at = Instant::now() + SIZE_AGAIN;
        }
        let waits = match pace {
            Pace::Wait(until) => Some(until.into()),
            Pace::Read => None,
        };
        let untold = (exec.told != Some(size)).then_some(size_at);
        let deadline = [flush.deadline(), waits, untold].into_iter().flatten().min();
        tokio::select! {
            biased;
            readable = exec.stream.readable(), if pace == Pace::Read => {
                let Some(read) = readable.ok().and_then(|()| read_some(session, &exec.stream)) else { break None };
                turns.read(read);
                let now = Instant::now();
                if flush.read(read, now) {
                    session.announce();
                    flush.flushed(now);
                }
            }
            // What is typed starts nothing outside of the terminal's group, where there is one.
            here = &mut seeing, if seen.is_none() => {
                seen = Some(here.unwrap_or_default());
                session.write_to(exec.stream.clone());
            }
            writable = exec.stream.writable(), if waiting => {
                if writable.is_err() {
                    break None;
                }
                let mut core = session.core();
                write_waiting(&mut core, &*exec.stream);
                core.announce();
            }
            () = session.driver.notified() => {}
            () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => {
                session.announce();
                flush.flushed(Instant::now());
            }
        }
    };
    session.announce();
    let seen = match seen {
        Some(seen) => seen,
        None => seeing.await.unwrap_or_default(),
    };
    let was_stopped = stopped.is_some();
    let end = match stopped {
        Some(end) => end,
        None => exec.status().await,
    };
    // What it has left behind ends with it; what ran in a container that stopped has ended.
    if was_stopped || matches!(end, End::Code(_) | End::Signal(_)) {
        match seen {
            Some(started) => processes::end(&started).await,
            None => stop::all(&exec.docker, &exec.program, &exec.marker).await,
        }
    }
    end
}

/// Reads what is there; nothing when the stream has ended.
fn read_some(session: &Session, stream: &Stream) -> Option<usize> {
    let mut core = session.core();
    let mut total = 0;
    let mut open = true;
    while total < BATCH_BYTES {
        match stream.try_read(core.output.ring.room()) {
            Ok(0) => {
                open = false;
                break;
            }
            Ok(read) => {
                core.output.ring.commit(read);
                total += read;
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => {
                open = false;
                break;
            }
        }
    }
    core.trim(std::time::Instant::now());
    (open || total > 0).then_some(total)
}

/// The engine's refusal in its words; anything else means that it does not answer.
fn explain(error: bollard::errors::Error) -> Error {
    match error {
        bollard::errors::Error::DockerResponseServerError { message, .. } => Error::Refused(message),
        other => {
            tracing::warn!(error = %other, "a terminal was not started");
            let detail = "it does not answer; open the terminal again when it is back";
            Error::Unavailable { part: "The container engine".to_owned(), detail: detail.to_owned() }
        }
    }
}
