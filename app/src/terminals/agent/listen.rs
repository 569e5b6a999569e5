//! Where the agent is found: a socket in a folder of its own, for the user who runs Lyceum alone.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::StreamExt;
use nix::unistd::{Uid, geteuid, setsid};
use tokio::net::{TcpStream, UnixListener, UnixStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{sleep, timeout};

use super::absence::{Absence, Step};
use super::house::Agent;
use super::{desk, socket};
use crate::terminals::link::Keepers;
use crate::terminals::processes::{self, Marks};
use crate::terminals::protocol::Control;
use crate::terminals::recording::files;
use crate::terminals::wire::{self, HandOver, VERSION, descriptor};

/// A connection that says nothing in this time is cut.
const GREETING_PATIENCE: Duration = Duration::from_secs(10);
/// Web tiers are looked for so often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// After a failed accept (no more descriptors) the next one waits.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// The agent's socket in its folder.
pub fn socket_path(folder: &Path) -> PathBuf {
    folder.join(format!("agent-{VERSION}.sock"))
}

/// Recordings lie beside the agent's folder, in the same `data_dir`.
fn recordings(folder: &Path) -> PathBuf {
    files::folder(folder.parent().unwrap_or(folder))
}

/// What marks all that terminals of this folder's agents start: the agents' name in the record, and the folder's place,
/// since a copy of the folder has the same name and may have an agent that lives.
fn marks(folder: &Path) -> io::Result<Marks> {
    let name = Keepers::of(folder)?.mine();
    let place = fs::metadata(folder)?;
    Ok(Marks::of(&format!("{name}.{:x}-{:x}", place.dev(), place.ino())))
}

/// The agent's whole life, as a process of its own. Programs outlive a web tier's absence by `grace`.
///
/// # Errors
/// When the folder or the socket cannot be made. Finding another agent there is not one.
pub async fn run(folder: &Path, grace: Duration) -> io::Result<()> {
    // Signals for the web tier's process group, Ctrl-C above all, are not for the agent.
    _ = setsid();
    let Some((listener, _lock)) = bind(folder)? else { return Ok(()) };
    let marks = marks(folder)?;
    let agent = Agent::new(recordings(folder), marks.clone());
    // The lock is this agent's: whose it was before has ended, perhaps without ending anything else.
    let clearing = tokio::spawn(processes::end_left(marks));
    tracing::info!(folder = %folder.display(), "the agent is there");
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        () = accept(&agent, &listener) => {}
        () = until_unneeded(&agent, grace) => tracing::info!("nobody needs the agent"),
        _ = terminate.recv() => tracing::info!("the agent was told to stop"),
        _ = async { while hang_up.recv().await.is_some() {} } => {}
    }
    _ = tokio::join!(agent.stop(), clearing);
    fs::remove_file(socket_path(folder))
}

/// An agent inside this process, which ends with it: for tests.
///
/// # Errors
/// When the folder or the socket cannot be made, or an agent is there.
pub fn inside(folder: &Path) -> io::Result<()> {
    let Some((listener, lock)) = bind(folder)? else { return Err(ErrorKind::AddrInUse.into()) };
    let agent = Agent::new(recordings(folder), marks(folder)?);
    tokio::spawn(async move {
        let _lock = lock;
        accept(&agent, &listener).await;
    });
    Ok(())
}

/// The agent's folder, for the user who runs Lyceum alone.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

/// The socket, and the locked file with the process id that keeps a second agent away; nothing where there is one.
fn bind(folder: &Path) -> io::Result<Option<(UnixListener, File)>> {
    make_folder(folder)?;
    let name = format!("agent-{VERSION}.pid");
    let mut lock = File::options().create(true).truncate(false).write(true).open(folder.join(name))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    lock.set_len(0)?;
    writeln!(lock, "{}", std::process::id())?;
    let path = socket_path(folder);
    // Whoever left it has ended: the lock was free.
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    Ok(Some((UnixListener::bind(path)?, lock)))
}

async fn accept(agent: &Agent, listener: &UnixListener) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let agent = agent.clone();
                tokio::spawn(async move {
                    if let Err(error) = serve(agent, stream).await {
                        tracing::debug!(%error, "a connection to the agent ended");
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "the agent cannot take a connection");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn serve(agent: Agent, stream: UnixStream) -> io::Result<()> {
    if Uid::from_raw(stream.peer_cred()?.uid()) != geteuid() {
        return Err(ErrorKind::PermissionDenied.into());
    }
    let Some(browser) = timeout(GREETING_PATIENCE, descriptor::receive(&stream)).await?? else {
        desk::serve(agent, wire::messages(stream)).await;
        return Ok(());
    };
    let mut stream = wire::messages(stream);
    let hand_over = timeout(GREETING_PATIENCE, stream.next()).await?.ok_or(ErrorKind::UnexpectedEof)??;
    let HandOver { caller, early } = wire::decode(&hand_over)?;
    drop(stream);
    let browser = std::net::TcpStream::from(browser);
    browser.set_nonblocking(true)?;
    socket::serve(agent, caller, TcpStream::from_std(browser)?, early).await;
    Ok(())
}

async fn until_unneeded(agent: &Agent, grace: Duration) {
    let mut absence = Absence::new(grace);
    loop {
        let away = agent.desks().none_since().map(|since| since.elapsed());
        match absence.look(away, agent.is_needed(), agent.runs()) {
            Step::Wait => {}
            Step::Tell { in_s } => agent.sockets().tell_all(&Control::ServerGoing { in_s }),
            Step::End => return,
        }
        sleep(LOOK_EVERY).await;
    }
}
