//! Connections that break: nothing lost, nothing doubled, either way.

use std::time::Duration;

use app::terminals::protocol::{End, Frame, Mode, Right};
use sha2::{Digest, Sha256};
use termbench::Tab;

use crate::house::{admin, house, run, shell};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_cuts_in_a_flood_lose_and_double_nothing() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (flood, typed) = (folder.path().join("flood"), folder.path().join("typed"));
    let bytes: Vec<u8> =
        (0..6_000_000u32).map(|n| b' ' + u8::try_from(n.wrapping_mul(n) % 89).unwrap_or_default()).collect();
    std::fs::write(&flood, &bytes).expect("writes");
    let line =
        format!("stty raw -echo; echo go''od; cat > {} & cat {}; wait; echo al''l", typed.display(), flood.display());
    // The background reader needs the terminal's input: no job control in the way.
    run(&mut tab, channel, "set +m", "ready> ").await;
    let line = line.replace("cat > ", "head -c 200000 </dev/tty > ");
    run(&mut tab, channel, &line, "good\n").await;
    // Everything after that word is the flood.
    let at = tab.remote(channel).text.windows(5).rposition(|window| window == b"good\n").expect("the word") + 5;
    let remote = tab.remote_mut(channel);
    let already = remote.text.split_off(at);
    remote.hash = Sha256::new_with_prefix(&already);
    let from = remote.received - already.len() as u64;

    let keys: Vec<u8> = (0..200_000u32).map(|n| b'a' + u8::try_from(n * 7 % 26).unwrap_or_default()).collect();
    let mut pieces = keys.chunks(10_000);
    let end = from + bytes.len() as u64;
    for cut in 1..=20u64 {
        if let Some(piece) = pieces.next() {
            tab.type_in(channel, piece).await.expect("typed");
        }
        let target = from + cut * bytes.len() as u64 / 21;
        tab.until(channel, |remote| remote.received >= target.min(end)).await.expect("goes on");
        tab.cut().expect("cut");
        tab.reconnect().await.expect("back");
        let attached = tab.remote(channel).attached.clone().expect("attached");
        assert_eq!(attached.mode, Mode::Resume, "cut {cut}");
        assert!(attached.controller);
    }
    tab.until_within(Duration::from_secs(60), channel, |remote| remote.shows("all")).await.expect("the end");
    assert_eq!(tab.remote(channel).snapshots, 0);
    let mut expected = bytes;
    let tail = usize::try_from(tab.remote(channel).received - end).expect("the tail");
    let text = &tab.remote(channel).text;
    expected.extend_from_slice(&text[text.len() - tail..]);
    assert_eq!(tab.remote(channel).hash.clone().finalize(), Sha256::digest(&expected), "output");
    assert_eq!(std::fs::read(&typed).expect("typed"), keys, "input");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_typed_while_the_network_is_gone_arrive_once() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    tab.cut().expect("cut");
    let _ = tab.type_in(channel, b"echo $((40+2)); exit 7\r").await;
    tab.reconnect().await.expect("back");
    tab.until(channel, |remote| remote.exited == Some(End::Code(7))).await.expect("ended");
    assert!(tab.remote(channel).shows("\r\n42\r\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reloaded_page_shows_the_same_screen() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    let terminal = tab.remote(channel).terminal.expect("an id");
    run(&mut tab, channel, "seq 1 200000; printf '\\033[?2004h\\033[31mred'", "\u{1b}[31mred").await;
    tab.cut().expect("cut");
    let mut reloaded = Tab::connect(&tab.site).await.expect("welcome");
    let again = reloaded.attach(terminal, Right::Writer).await.expect("attached");
    reloaded.until(again, |remote| remote.shows("\u{1b}[31mred")).await.expect("the same");
    assert_eq!(reloaded.remote(again).snapshots, 1);
    assert!(reloaded.remote(again).shows("\r\n199999\r\n"), "and what was above it");
    run(&mut reloaded, again, "echo li''ve", "live").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_socket_of_the_same_tab_is_told_to_go() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    let mut twin = Tab::connect(&tab.site).await.expect("welcome");
    twin.client = tab.client;
    twin.cut().expect("cut");
    twin.reconnect().await.expect("welcome");
    let ended = tab.until(channel, |_| false).await.expect_err("cut");
    assert!(ended.to_string().contains("4409"), "{ended}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_in_one_terminal_does_not_delay_the_other() {
    let app = house().await;
    let (mut tab, quiet) = shell(&admin(&app).await).await;
    let loud = tab.open(app::terminals::protocol::OpenKind::HostShell, crate::house::SIZE).await.expect("another");
    tab.type_in(loud, b"yes\r").await.expect("typed");
    tab.until(loud, |remote| remote.received > 2_000_000).await.expect("a flood");
    for n in 0..20 {
        run(&mut tab, quiet, &format!("echo {n}x''{n}"), &format!("{n}x{n}\r\n")).await;
    }
    tab.send(Frame::Ping { t_us: 5 }.encode()).await.expect("sent");
    while tab.pongs == 0 {
        tab.step().await.expect("a pong");
    }
}
