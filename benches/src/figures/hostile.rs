//! B9: what a client that breaks the rules costs the others: their echo beside it, and the server's memory.

use std::time::Duration;

use app::terminals::protocol::{Frame, INPUT_WINDOW_BYTES, MAX_INPUT_BYTES, OpenKind, Size};
use futures::{SinkExt, StreamExt};
use termbench::Tab;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

use super::echo;
use super::load::Load;
use crate::Outcome;
use crate::bench::Bench;
use crate::place::{Lyceum, Place, Product};
use crate::report::{Measure, Reading};

/// The one who types is at work before the other begins.
const HEAD_START: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(60);
/// A refused client tries again after this: it is rude, and not a denial of service.
const AGAIN: Duration = Duration::from_millis(20);
/// More than a frame may have, and less than what cuts the socket, bytes.
const OVERSIZE: usize = 200 * 1024;
const PASTE_BYTES: usize = 10_000_000;
const SOCKETS: usize = 200;

#[derive(Debug, Clone, Copy)]
enum Hostile {
    Oversize,
    Truncated,
    OutOfOrder,
    Resizes,
    Paste,
    Sockets,
}

impl Hostile {
    const ALL: [Self; 6] =
        [Self::Oversize, Self::Truncated, Self::OutOfOrder, Self::Resizes, Self::Paste, Self::Sockets];

    fn name(self) -> &'static str {
        match self {
            Self::Oversize => "frames of 200 KiB",
            Self::Truncated => "truncated frames",
            Self::OutOfOrder => "keys out of order, for unknown channels, of wrong epochs",
            Self::Resizes => "a flood of resizes",
            Self::Paste => "pastes of 10 MB",
            Self::Sockets => "200 sockets of one person",
        }
    }

    /// Until what is returned goes.
    fn start(self, place: &Lyceum) -> JoinSet<()> {
        let (mut clients, place) = (JoinSet::new(), place.clone());
        clients.spawn(async move {
            sleep(HEAD_START).await;
            loop {
                // That it is cut or refused is what it is here for.
                let _ = match self {
                    Self::Oversize => rude(&place, |_| vec![0; OVERSIZE]).await,
                    Self::Truncated => rude(&place, |n| typed(1, n as u64, 0)[..n % 14].to_vec()).await,
                    Self::OutOfOrder => rude(&place, |n| typed(n as u16, 1 << 40, n as u32)).await,
                    Self::Resizes => resizes(&place).await,
                    Self::Paste => paste(&place).await,
                    Self::Sockets => sockets(&place).await,
                };
                sleep(AGAIN).await;
            }
        });
        clients
    }
}

pub async fn run(bench: &mut Bench) {
    let keys = bench.cli.keys;
    for (product, place) in bench.places() {
        let Place::Lyceum(lyceum) = &place else { continue };
        for hostile in Hostile::ALL {
            let name = format!("B9 {}", hostile.name());
            let measuring = measure(&product, &place, lyceum, hostile, keys);
            bench.take(&(product.clone(), place.clone()), &name, PATIENCE, measuring).await;
        }
    }
}

async fn measure(
    product: &Product,
    place: &Place,
    lyceum: &Lyceum,
    hostile: Hostile,
    keys: usize,
) -> Outcome<Vec<Reading>> {
    let server = product.server.known()?;
    server.forget_peak()?;
    let base = server.rss_mib()?;
    let _client = hostile.start(lyceum);
    let p99 = echo::p99_ms(place, Load::Idle, keys).await?;
    let rise = (server.peak_mib()? - base).max(0.0);
    let name = |what: &str| format!("{}: {what}", hostile.name());
    Ok(vec![
        Measure::new("B9", name("echo of others, p99"), "ms", 2).at_most(10.0).is(p99),
        Measure::new("B9", name("memory's rise"), "MiB", 1).at_most(16.0).is(rise),
    ])
}

fn typed(channel: u16, iseq: u64, epoch: u32) -> Vec<u8> {
    Frame::Input { channel, iseq, epoch, bytes: b"rm -rf" }.encode()
}

/// Sends such messages on a socket of its own until that is cut.
async fn rude(place: &Lyceum, message: impl Fn(usize) -> Vec<u8>) -> Outcome<()> {
    let mut tab = Tab::connect(&place.site).await?;
    let mut n = 0;
    loop {
        tab.send(message(n)).await?;
        n += 1;
        if let Ok(heard) = timeout(Duration::from_millis(1), tab.heard()).await {
            heard?;
        }
    }
}

async fn resizes(place: &Lyceum) -> Outcome<()> {
    let mut tab = Tab::connect(&place.site).await?;
    let channel = tab.open(OpenKind::HostShell, Size { cols: 80, rows: 24 }).await?;
    tab.remote(channel).terminal.into_iter().for_each(|terminal| place.left.add(terminal));
    for n in 0_u16.. {
        let size = Size { cols: 20 + n % 200, rows: 5 + n % 90 };
        tab.send(Frame::Viewport { channel, size, px_w: 0, px_h: 0 }.encode()).await?;
        while let Ok(outcome) = timeout(Duration::from_micros(100), tab.step()).await {
            outcome?;
        }
    }
    Ok(())
}

/// To a program that takes nothing, and beyond what may be under way.
async fn paste(place: &Lyceum) -> Outcome<()> {
    let mut tab = Tab::connect(&place.site).await?;
    let channel = tab.open(OpenKind::HostShell, Size { cols: 80, rows: 24 }).await?;
    tab.remote(channel).terminal.into_iter().for_each(|terminal| place.left.add(terminal));
    let (bytes, epoch) = ([b'y'; MAX_INPUT_BYTES], tab.remote(channel).attached.as_ref().map_or(0, |seat| seat.epoch));
    for iseq in (0..PASTE_BYTES as u64).step_by(bytes.len()) {
        tab.send(Frame::Input { channel, iseq, epoch, bytes: &bytes }.encode()).await?;
        // Within the window it listens; what lies beyond, it sends all the same.
        if iseq < u64::from(INPUT_WINDOW_BYTES)
            && let Ok(heard) = timeout(Duration::from_millis(1), tab.heard()).await
        {
            heard?;
        }
    }
    tab.cut()
}

async fn sockets(place: &Lyceum) -> Outcome<()> {
    let mut tabs = Vec::new();
    for _ in 0..SOCKETS {
        tabs.push(Tab::connect(&place.site).await);
    }
    // And some that never say hello.
    for _ in 0..SOCKETS / 4 {
        let (mut sink, _stream) = Tab::raw(&place.site).await?.split();
        sink.send(Message::Ping(Vec::new().into())).await?;
    }
    Ok(())
}
