//! A long line in front of a server: what goes in comes out later, in both directions. A relay and not
//! the kernel's `netem`, which needs root and a module that many kernels have not; it delays without
//! loss or reordering, and the same for every product.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use crate::Outcome;

/// Under way in one direction at most, bytes: more than any window here.
const LINE_BYTES: usize = 8 << 20;

/// The runtime's timers are no finer.
const TICK: Duration = Duration::from_millis(2);

/// Ends with this.
#[derive(Debug)]
pub struct Relay {
    /// Where it listens.
    pub address: String,
    task: JoinHandle<()>,
}

impl Relay {
    /// # Errors
    /// When there is no port.
    pub async fn before(server: &str, delay: Duration) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let server = server.to_owned();
        let task = tokio::spawn(async move {
            // Connections end with the relay.
            let mut lines = tokio::task::JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let server = server.clone();
                lines.spawn(async move {
                    let Ok(upstream) = TcpStream::connect(&server).await else { return };
                    let _ = (client.set_nodelay(true), upstream.set_nodelay(true));
                    let (from_client, to_client) = client.into_split();
                    let (from_server, to_server) = upstream.into_split();
                    tokio::join!(carry(from_client, to_server, delay), carry(from_server, to_client, delay));
                });
            }
        });
        Ok(Self { address, task })
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Until then, to some microseconds.
async fn exactly(due: Option<Instant>) {
    let left = due.map_or(Duration::ZERO, |due| due.saturating_duration_since(Instant::now()));
    if !left.is_zero() {
        let _ = tokio::task::spawn_blocking(move || std::thread::sleep(left)).await;
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, delay: Duration) {
    let mut under_way: VecDeque<(Instant, Vec<u8>)> = VecDeque::new();
    let (mut held, mut open) = (0, true);
    let mut buffer = vec![0; 64 * 1024];
    while open || !under_way.is_empty() {
        let due = under_way.front().map(|(due, _)| *due);
        tokio::select! {
            () = sleep_until(due.unwrap_or_else(Instant::now) - TICK), if due.is_some() => {
                exactly(due).await;
                let Some((_, bytes)) = under_way.pop_front() else { continue };
                held -= bytes.len();
                if to.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            read = from.read(&mut buffer), if open && held < LINE_BYTES => match read {
                Ok(0) | Err(_) => open = false,
                Ok(read) => {
                    held += read;
                    under_way.push_back((Instant::now() + delay, buffer[..read].to_vec()));
                }
            },
        }
    }
    let _ = to.shutdown().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn bytes_come_late_and_whole() {
        let server = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = server.local_addr().expect("an address").to_string();
        let relay = Relay::before(&address, Duration::from_millis(20)).await.expect("a relay");
        let begun = Instant::now();
        let mut client = TcpStream::connect(&relay.address).await.expect("connects");
        let (mut served, _) = server.accept().await.expect("accepts");
        client.write_all(b"ping").await.expect("writes");
        let mut bytes = [0; 4];
        served.read_exact(&mut bytes).await.expect("reads");
        served.write_all(&bytes).await.expect("answers");
        client.read_exact(&mut bytes).await.expect("reads");
        assert_eq!(&bytes, b"ping");
        assert!(begun.elapsed() >= Duration::from_millis(40));
    }
}
