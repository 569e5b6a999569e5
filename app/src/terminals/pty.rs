//! A program on this machine behind a pseudo terminal, driven by one small task without a thread of its own.

mod spawn;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::path::PathBuf;
use std::sync::Arc;

use rustix::io::ioctl_fionread;
use rustix::process::{PidfdFlags, WaitId, WaitIdOptions, pidfd_open, waitid};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};
use serde::{Deserialize, Serialize};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::sync::Semaphore;
use tokio::time::{Duration, Instant, sleep_until, timeout};

use super::flush::{Flush, Turns};
use super::processes::{self, Started};
use super::protocol::{End, Size};
use super::session::{Core, Pace, Session, TryWrite, write_waiting};

/// After its leader has ended, output may still come from its children: so long without any is the end.
const LAST_WORDS: Duration = Duration::from_millis(100);
/// Most that is read after the leader has ended, bytes.
const LAST_WORDS_BYTES: usize = 256 * 1024;
/// Most of the old size's output that is read before a new size, bytes: more than the kernel holds.
const OLD_SIZE_BYTES: usize = 32 * 1024;
/// A program that closed its terminal gets so long to end by itself.
const CLOSED_GRACE: Duration = Duration::from_secs(2);

/// Terminals are opened one after the other.
static OPENING: Semaphore = Semaphore::const_new(1);

/// What to start, with nothing of Lyceum's own environment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HostProgram {
    pub command: Vec<String>,
    pub env: BTreeMap<String, String>,
    pub workdir: PathBuf,
}

/// A started program.
#[derive(Debug)]
pub struct Pty {
    master: AsyncFd<Arc<File>>,
    file: Arc<File>,
    process: AsyncFd<OwnedFd>,
    started: Arc<Started>,
}

/// The way in, shared by the driver and whoever types.
#[derive(Debug)]
struct Master(Arc<File>);

impl TryWrite for Master {
    fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        (&*self.0).write(bytes)
    }

    /// Line by line and without echo, as passwords are asked for. An editor of lines has neither.
    fn hides_input(&self) -> bool {
        tcgetattr(&*self.0).is_ok_and(|modes| {
            modes.local_modes.contains(LocalModes::ICANON) && !modes.local_modes.contains(LocalModes::ECHO)
        })
    }

    /// As the kernel shows it; what a program hides is a password, or shown by the program itself.
    fn echoes(&self) -> bool {
        tcgetattr(&*self.0).is_ok_and(|modes| modes.local_modes.contains(LocalModes::ECHO))
    }
}

/// Opens a terminal of this size and starts the program in it. `marker` goes into the environment of
/// all it starts and names them when they are to end.
///
/// # Errors
/// What the system says: no such program, no more terminals.
pub async fn start(program: HostProgram, size: Size, marker: String) -> io::Result<Pty> {
    // Who waits does so here, and not in a thread each. A new program is read from the disk, perhaps.
    let opening = OPENING.acquire().await.map_err(io::Error::other)?;
    let (file, process, started) = tokio::task::spawn_blocking(move || {
        let _opening = opening;
        let (file, leader) = spawn::spawn(&program, size, &marker)?;
        let process = pidfd_open(leader, PidfdFlags::NONBLOCK)?;
        io::Result::Ok((Arc::new(file), process, Arc::new(Started::here(marker, leader))))
    })
    .await
    .map_err(io::Error::other)??;
    let process = watched(process, Interest::READABLE)?;
    Ok(Pty { master: watched(file.clone(), Interest::READABLE | Interest::WRITABLE)?, file, process, started })
}

#[expect(
    deprecated,
    reason = "its successor is `unsafe`; what is watched here owns its descriptor and never changes it"
)]
fn watched<T: AsRawFd>(descriptor: T, interest: Interest) -> io::Result<AsyncFd<T>> {
    AsyncFd::with_interest(descriptor, interest)
}

/// Carries bytes both ways until the program has ended, and says how it did.
pub async fn drive(session: &Session, pty: Pty) -> End {
    let mut gathering = tokio::spawn(processes::gather(pty.started.clone()));
    let mut gathered = false;
    let (mut flush, mut turns) = (Flush::default(), Turns::default());
    let stopped = loop {
        turns.give().await;
        if let Some(end) = session.stopping() {
            break Some(end);
        }
        let (pace, waiting) = {
            let mut core = session.core();
            if let Some(size) = core.wish.take() {
                resize(&mut core, &pty, size);
            }
            (core.pace(std::time::Instant::now()), gathered && !core.input.is_empty())
        };
        let deadline = match (flush.deadline(), pace) {
            (Some(flush), Pace::Wait(until)) => Some(flush.min(until.into())),
            (None, Pace::Wait(until)) => Some(until.into()),
            (flush, Pace::Read) => flush,
        };
        tokio::select! {
            biased;
            readable = pty.master.readable(), if pace == Pace::Read => match readable {
                Ok(mut guard) => {
                    let (read, more) = read_some(session, &pty.file);
                    turns.read(read);
                    let now = Instant::now();
                    if flush.read(read, now) {
                        session.announce();
                        flush.flushed(now);
                    }
                    match more {
                        More::Later => guard.clear_ready(),
                        More::Now => {}
                        More::Never => break None,
                    }
                }
                Err(_) => break None,
            },
            // What is typed starts nothing outside of the terminal's group.
            _ = &mut gathering, if !gathered => {
                gathered = true;
                session.write_to(Arc::new(Master(pty.file.clone())));
            }
            writable = pty.master.writable(), if waiting => match writable {
                Ok(mut guard) => {
                    let mut core = session.core();
                    write_waiting(&mut core, &Master(pty.file.clone()));
                    if !core.input.is_empty() {
                        guard.clear_ready();
                    }
                    core.announce();
                }
                Err(_) => break None,
            },
            _ = pty.process.readable() => {
                last_words(session, &pty).await;
                break None;
            }
            () = session.driver.notified() => {}
            () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => {
                session.announce();
                flush.flushed(Instant::now());
            }
        }
    };
    session.announce();
    if !gathered {
        _ = gathering.await;
    }
    if stopped.is_none() {
        // It may have closed its terminal first.
        _ = timeout(CLOSED_GRACE, pty.process.readable()).await;
    }
    // What it has left behind ends with it.
    processes::end(&pty.started).await;
    let ended = reap(&pty, CLOSED_GRACE).await;
    stopped.or(ended).unwrap_or_else(|| End::Failed("The program does not end".to_owned()))
}

/// Whether there is more to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum More {
    Now,
    Later,
    Never,
}

/// Reads once. A read that finds nothing waits in the kernel until the work queue that moves what programs print
/// has run, a millisecond in a flood, and with it every terminal of this thread: so what there is is asked for.
fn read_some(session: &Session, mut file: &File) -> (usize, More) {
    let mut core = session.core();
    let read = match file.read(core.output.ring.room()) {
        // A master says EIO when the last program has closed the terminal.
        Ok(0) => return (0, More::Never),
        Ok(read) => read,
        Err(error) if error.kind() == ErrorKind::Interrupted => return (0, More::Now),
        Err(error) if error.kind() == ErrorKind::WouldBlock => return (0, More::Later),
        Err(_) => return (0, More::Never),
    };
    core.output.ring.commit(read);
    core.trim(std::time::Instant::now());
    let more = if ioctl_fionread(file).is_ok_and(|bytes| bytes == 0) { More::Later } else { More::Now };
    (read, more)
}

/// Sets the size after all output of the old one that is there.
fn resize(core: &mut Core, pty: &Pty, size: Size) {
    if size == core.output.size() {
        return;
    }
    let mut file = &*pty.file;
    let mut total = 0;
    while total < OLD_SIZE_BYTES {
        match file.read(core.output.ring.room()) {
            Ok(read) if read > 0 => {
                core.output.ring.commit(read);
                total += read;
            }
            _ => break,
        }
    }
    core.output.resize(size);
    let _ = tcsetwinsize(&pty.file, Winsize { ws_row: size.rows, ws_col: size.cols, ws_xpixel: 0, ws_ypixel: 0 });
    core.trim(std::time::Instant::now());
    core.announce();
}

/// What the terminal still holds after the program's end.
async fn last_words(session: &Session, pty: &Pty) {
    let mut total = 0;
    while total < LAST_WORDS_BYTES {
        let Ok(Ok(mut guard)) = timeout(LAST_WORDS, pty.master.readable()).await else { break };
        let (read, more) = read_some(session, &pty.file);
        total += read;
        match more {
            More::Now => {}
            More::Later => guard.clear_ready(),
            More::Never => break,
        }
    }
}

/// Waits for the program's end and takes its status.
async fn reap(pty: &Pty, patience: Duration) -> Option<End> {
    let _ended = timeout(patience, pty.process.readable()).await.ok()?.ok()?;
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG;
    let status = waitid(WaitId::PidFd(pty.process.get_ref().as_fd()), options).ok()??;
    Some(match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => End::Code(code),
        (None, Some(signal)) => End::Signal(signal),
        (None, None) => End::Code(0),
    })
}
