//! What is sent wrongly, or far too much of, is answered as agreed, keeps within its memory, and slows nobody else.

use std::time::Duration;

use app::terminals::protocol::{Control, ErrorCode, Frame, Size};
use termbench::Tab;
use tokio::time::Instant;

use crate::common::TestApp;
use crate::house::{admin, house, run, shell};

/// An echo beside somebody's nonsense may take so many times what it takes alone, and this much more: a bound for a
/// busy machine, far below what a person notices.
const SLOWER: u32 = 20;
const SLACK: Duration = Duration::from_secs(1);
/// Echoes of one measurement.
const KEYS: usize = 31;

/// The median time of a key's echo.
async fn echo(tab: &mut Tab, channel: u16) -> Duration {
    let mut times = Vec::with_capacity(KEYS);
    for _ in 0..KEYS {
        let (begun, received) = (Instant::now(), tab.remote(channel).received);
        tab.type_in(channel, b"#").await.expect("typed");
        tab.until(channel, |remote| remote.received > received).await.expect("an echo");
        times.push(begun.elapsed());
    }
    tab.type_in(channel, b"\x15").await.expect("typed");
    times.sort_unstable();
    times[KEYS / 2]
}

/// A shell of a new person's: what they share with whoever does too much is this Lyceum alone.
async fn shell_of_another(app: &TestApp) -> (Tab, u16) {
    shell(&admin(app).await).await
}

fn bound(alone: Duration) -> Duration {
    alone * SLOWER + SLACK
}

/// This process's resident memory, bytes: the agent of these tests lives in it.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").expect("/proc");
    let pages: u64 = text.split_whitespace().nth(1).and_then(|pages| pages.parse().ok()).expect("a number");
    pages * 4096
}

fn refusals(tab: &Tab, channel: u16, code: ErrorCode) -> usize {
    tab.remote(channel).refused.iter().filter(|(other, _)| *other == code).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_out_of_turn_get_their_answers() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    let epoch = tab.remote(channel).attached.as_ref().map_or(0, |attached| attached.epoch);
    let next = tab.remote(channel).acked;

    // A channel that is none: nothing, and nothing breaks.
    tab.send(Frame::Input { channel: 999, iseq: 0, epoch, bytes: b"x" }.encode()).await.expect("sent");
    tab.control(999, Control::Kill).await.expect("sent");
    // What only a server says.
    tab.control(channel, Control::ServerGoing { in_s: 1 }).await.expect("sent");
    tab.until(channel, |remote| !remote.refused.is_empty()).await.expect("answered");
    assert_eq!(refusals(&tab, channel, ErrorCode::BadFrame), 1);
    // A piece out of order is refused and taken when it is its turn.
    tab.send(Frame::Input { channel, iseq: next + 2, epoch, bytes: b"l\r" }.encode()).await.expect("sent");
    tab.until(channel, |remote| remote.refused.len() == 2).await.expect("answered");
    // A wrong epoch is acknowledged, and goes nowhere.
    tab.send(Frame::Input { channel, iseq: next, epoch: epoch + 7, bytes: b"exit\r" }.encode()).await.expect("sent");
    tab.until(channel, |remote| remote.acked == next + 5).await.expect("acknowledged");
    assert_eq!(refusals(&tab, channel, ErrorCode::NotController), 1);
    run(&mut tab, channel, "echo st''ill", "still").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_that_are_no_characters_pass_unharmed() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    run(&mut tab, channel, "stty raw -echo; echo go''od; head -c 6 | od -An -tx1; stty sane; echo ba''ck", "good")
        .await;
    tab.type_in(channel, b"\xff\xfe\xc0\x80\xed\xa0").await.expect("typed");
    tab.until(channel, |remote| remote.shows("ff fe c0 80 ed a0")).await.expect("as they were");
    tab.until(channel, |remote| remote.shows("back")).await.expect("back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_sizes_ends_with_the_last_and_slows_nobody() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    let (mut other, quiet) = shell_of_another(&app).await;
    let alone = echo(&mut other, quiet).await;
    let before = resident();
    let flood = async {
        for number in 0..5_000u16 {
            let size = Size { cols: 20 + number % 200, rows: 5 + number % 60 };
            tab.send(Frame::Viewport { channel, size, px_w: 0, px_h: 0 }.encode()).await.expect("sent");
            if number % 500 == 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        let last = Size { cols: 77, rows: 33 };
        tab.send(Frame::Viewport { channel, size: last, px_w: 0, px_h: 0 }.encode()).await.expect("sent");
        tab.until(channel, |remote| remote.sizes.last().is_some_and(|(_, size)| *size == last))
            .await
            .expect("the last");
    };
    let (beside, ()) = tokio::join!(echo(&mut other, quiet), flood);
    println!("echo {alone:?} alone, {beside:?} beside a flood of sizes");
    assert!(beside < bound(alone), "{beside:?} beside it, {alone:?} alone");
    run(&mut tab, channel, "stty size", "33 77\r\n").await;
    assert!(resident().saturating_sub(before) < 64 << 20, "memory grew by {}", resident() - before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paste_of_ten_megabytes_is_whole_bounded_and_slows_nobody() {
    const BYTES: usize = 10 << 20;
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    let (mut other, quiet) = shell_of_another(&app).await;
    let alone = echo(&mut other, quiet).await;
    run(&mut tab, channel, &format!("stty raw -echo; echo go''od; head -c {BYTES} | cksum; stty sane"), "good").await;
    let paste = vec![b'p'; BYTES];
    let before = resident();
    let mut most = 0;
    let pasting = async {
        tab.type_in(channel, &paste).await.expect("typed");
        while !tab.remote(channel).shows(&format!(" {BYTES}")) {
            tab.step().await.expect("goes on");
            most = most.max(resident());
        }
    };
    let (beside, ()) = tokio::join!(echo(&mut other, quiet), async {
        tokio::time::timeout(Duration::from_secs(120), pasting).await.expect("all of it arrives");
    });
    println!("echo {alone:?} alone, {beside:?} beside a paste");
    assert!(beside < bound(alone), "{beside:?} beside it, {alone:?} alone");
    // The paste itself is the test's own, twice; the agent holds a window of it.
    assert!(most.saturating_sub(before) < 2 * BYTES as u64 + (32 << 20), "memory grew by {}", most - before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_sockets_of_one_person_are_enough_and_slow_nobody() {
    let app = house().await;
    let site = admin(&app).await;
    let (mut other, quiet) = shell_of_another(&app).await;
    let alone = echo(&mut other, quiet).await;
    let before = resident();
    let mut tabs = Vec::new();
    for _ in 0..200 {
        tabs.push(Tab::connect(&site).await.expect("welcome"));
    }
    let refused = Tab::connect(&site).await.expect_err("the 201st");
    assert!(refused.to_string().contains("4429"), "{refused}");
    let beside = echo(&mut other, quiet).await;
    println!("echo {alone:?} alone, {beside:?} beside 200 sockets");
    assert!(beside < bound(alone), "{beside:?} beside them, {alone:?} alone");
    // Both ends of each are in this process.
    assert!(resident().saturating_sub(before) < 200 * (512 << 10), "memory grew by {}", resident() - before);
    drop(tabs);
}
