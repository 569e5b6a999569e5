//! A shell on another machine, over SSH. [`route`] is the way there, [`connect`] goes it; what is here carries a
//! terminal's bytes over the last connection, in one task and without a thread.
//!
//! What we do not read the host may not send: while the session says that it can wait, messages of the channel are
//! left where they are, the connection is read no further, and the window of the protocol closes.

mod connect;
mod guard;
mod key;
mod route;
mod secret;
mod trouble;

use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::FutureExt;
use russh::client::Msg;
use russh::{ChannelMsg, ChannelReadHalf, ChannelWriteHalf, Sig};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep, sleep_until, timeout};

pub use self::connect::{Connection, connect};
pub use self::key::read as read_key;
pub use self::route::{Credential, Hop, HostKey, Route};
pub use self::secret::Secret;
pub use self::trouble::{Trouble, What};
use super::flush::{Flush, Turns};
use super::protocol::{End, Size};
use super::session::{Core, Pace, Session};

/// Read in one go before others get their turn, bytes.
const BATCH_BYTES: usize = 64 * 1024;
/// Input sent in one piece, bytes.
const PIECE_BYTES: usize = 16 * 1024;
/// A host that was asked for a terminal answers in this time.
const SHELL_PATIENCE: Duration = Duration::from_secs(15);
/// Each signal gets so long before the next when a terminal is to end.
const STOP_PATIENCE: Duration = Duration::from_secs(1);
/// What the terminal is, for programs on the host.
const TERM: &str = "xterm-256color";

/// What to start, and where.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SshProgram {
    pub route: Route,
}

/// A shell that runs on a host.
#[derive(Debug)]
pub struct Ssh {
    name: String,
    connection: Connection,
    read: ChannelReadHalf,
    write: Arc<ChannelWriteHalf<Msg>>,
    /// Output that came with the answer to the start.
    first: Vec<u8>,
}

/// Goes to the host, signs in, and starts a shell in a terminal of this size.
///
/// # Errors
/// The first [`Trouble`] on the way.
pub async fn start(program: SshProgram, size: Size) -> Result<Ssh, Trouble> {
    let route = program.route;
    let connection = connect(&route).await?;
    let trouble = |what| Trouble {
        host: route.name().to_owned(),
        at: route.hops.last().map(|hop| hop.address.clone()).unwrap_or_default(),
        jump: false,
        what,
    };
    match timeout(SHELL_PATIENCE, shell(&connection, size)).await {
        Ok(Some((read, write, first))) => {
            Ok(Ssh { name: route.name().to_owned(), connection, read, write: Arc::new(write), first })
        }
        Ok(None) => {
            connection.end().await;
            Err(trouble(What::NoShell))
        }
        Err(_) => Err(trouble(What::TimedOut)),
    }
}

/// A terminal with a shell, and what it said at once; nothing where the host gives none.
async fn shell(connection: &Connection, size: Size) -> Option<(ChannelReadHalf, ChannelWriteHalf<Msg>, Vec<u8>)> {
    let channel = connection.host()?.channel_open_session().await.ok()?;
    let (mut read, write) = channel.split();
    let (cols, rows) = (u32::from(size.cols), u32::from(size.rows));
    write.request_pty(true, TERM, cols, rows, 0, 0, &[]).await.ok()?;
    write.request_shell(true).await.ok()?;
    let mut granted = 0;
    let mut first = Vec::new();
    while granted < 2 {
        match read.wait().await? {
            ChannelMsg::Success => granted += 1,
            ChannelMsg::Failure | ChannelMsg::Close => return None,
            ChannelMsg::Data { data } | ChannelMsg::ExtendedData { data, .. } => first.extend_from_slice(&data),
            _ => {}
        }
    }
    Some((read, write, first))
}

/// Something on its way to the host: one at a time, so that nothing overtakes.
type Sending = Pin<Box<dyn Future<Output = Option<Sent>> + Send>>;

/// What has gone out.
enum Sent {
    /// So many bytes of input.
    Input(usize),
    Size(Size),
}

/// Carries bytes both ways until the shell has ended, and says how it did.
pub async fn drive(session: &Session, mut ssh: Ssh) -> End {
    session.core().output.ring.append(&ssh.first);
    session.announce();
    let (mut flush, mut turns) = (Flush::default(), Turns::default());
    let mut sending: Option<Sending> = None;
    let mut ending = None;
    loop {
        turns.give().await;
        if let Some(end) = session.stopping() {
            drop(sending);
            hang_up(ssh).await;
            return end;
        }
        let pace = {
            let mut core = session.core();
            if sending.is_none() {
                sending = next_out(&mut core, &ssh.write);
            }
            core.pace(std::time::Instant::now())
        };
        let deadline = match (flush.deadline(), pace) {
            (Some(flush), Pace::Wait(until)) => Some(flush.min(until.into())),
            (None, Pace::Wait(until)) => Some(until.into()),
            (flush, Pace::Read) => flush,
        };
        tokio::select! {
            biased;
            sent = async { match &mut sending { Some(sending) => sending.await, None => pending().await } } => {
                sending = None;
                // What cannot be sent any more is seen by the reading side.
                let Some(sent) = sent else { break };
                let mut core = session.core();
                match sent {
                    Sent::Input(bytes) => core.input.wrote(bytes),
                    Sent::Size(size) => core.output.resize(size),
                }
                core.announce();
            }
            message = ssh.read.wait(), if pace == Pace::Read => {
                let (read, open) = take(session, &mut ssh.read, message, &mut ending);
                turns.read(read);
                let now = Instant::now();
                if read > 0 && flush.read(read, now) {
                    session.announce();
                    flush.flushed(now);
                }
                if !open {
                    break;
                }
            }
            () = session.driver.notified() => {}
            () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => {
                session.announce();
                flush.flushed(Instant::now());
            }
        }
    }
    drop(sending);
    if ending.is_none() {
        // What could not be sent may have been the last: how it ended may still come.
        _ = timeout(STOP_PATIENCE, async {
            while let Some(message) = ssh.read.wait().await {
                if !take(session, &mut ssh.read, Some(message), &mut ending).1 {
                    break;
                }
            }
        })
        .await;
    }
    session.announce();
    let lost = format!("The connection to {} was lost", ssh.name);
    ssh.connection.end().await;
    ending.unwrap_or(End::Failed(lost))
}

/// What goes out next: a new size before what is typed at it.
fn next_out(core: &mut Core, write: &Arc<ChannelWriteHalf<Msg>>) -> Option<Sending> {
    let write = write.clone();
    if let Some(size) = core.wish.take().filter(|size| *size != core.output.size()) {
        let (cols, rows) = (u32::from(size.cols), u32::from(size.rows));
        return Some(Box::pin(
            async move { write.window_change(cols, rows, 0, 0).await.ok().map(|()| Sent::Size(size)) },
        ));
    }
    let bytes = core.input.next()?;
    let piece = Bytes::copy_from_slice(&bytes[..bytes.len().min(PIECE_BYTES)]);
    let count = piece.len();
    Some(Box::pin(async move { write.data_bytes(piece).await.ok().map(|()| Sent::Input(count)) }))
}

/// Takes this message and what else is there; how many bytes of output it was, and whether more may come.
fn take(
    session: &Session,
    read: &mut ChannelReadHalf,
    first: Option<ChannelMsg>,
    ending: &mut Option<End>,
) -> (usize, bool) {
    let mut core = session.core();
    let mut total = 0;
    let mut next = Some(first);
    let open = loop {
        let message = match next.take().or_else(|| read.wait().now_or_never()) {
            None => break true,
            Some(None) => break false,
            Some(Some(message)) => message,
        };
        match message {
            ChannelMsg::Data { data } | ChannelMsg::ExtendedData { data, .. } => {
                core.output.ring.append(&data);
                total += data.len();
            }
            ChannelMsg::ExitStatus { exit_status } => {
                *ending = Some(End::Code(i32::try_from(exit_status).unwrap_or(i32::MAX)));
            }
            ChannelMsg::ExitSignal { signal_name, .. } => *ending = Some(by_signal(&signal_name)),
            ChannelMsg::Close => break false,
            _ => {}
        }
        if total >= BATCH_BYTES {
            break true;
        }
    };
    core.trim(std::time::Instant::now());
    (total, open)
}

fn by_signal(signal: &Sig) -> End {
    let number = match signal {
        Sig::HUP => 1,
        Sig::INT => 2,
        Sig::QUIT => 3,
        Sig::ILL => 4,
        Sig::ABRT => 6,
        Sig::FPE => 8,
        Sig::KILL => 9,
        Sig::USR1 => 10,
        Sig::SEGV => 11,
        Sig::PIPE => 13,
        Sig::ALRM => 14,
        Sig::TERM => 15,
        Sig::Custom(name) => return End::Failed(format!("Ended by the signal {name}")),
    };
    End::Signal(number)
}

/// Ends the shell and what it started, as far as the host lets us: signals, then the terminal closes, then the
/// connection.
async fn hang_up(ssh: Ssh) {
    let Ssh { connection, mut read, write, .. } = ssh;
    for signal in [Sig::HUP, Sig::TERM, Sig::KILL] {
        let tell = async {
            _ = write.signal(signal).await;
            pending::<()>().await
        };
        tokio::select! {
            // Read on: a host that cannot send hears nothing.
            () = until_closed(&mut read) => return connection.end().await,
            () = tell => {}
            () = sleep(STOP_PATIENCE) => {}
        }
    }
    _ = timeout(STOP_PATIENCE, futures::future::join(write.close(), until_closed(&mut read))).await;
    connection.end().await;
}

async fn until_closed(read: &mut ChannelReadHalf) {
    while !matches!(read.wait().await, None | Some(ChannelMsg::Close)) {}
}
