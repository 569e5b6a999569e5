//! A terminal on a host: what is typed and shown, how fast, and how it ends.

use std::time::Duration;

use app::auth::types::Role;
use app::terminals::api::{InviteToTerminal, MyTerminals};
use app::terminals::entity::terminal_session;
use app::terminals::protocol::{Control, End, Frame, OpenKind, Right, Size};
use sea_orm::EntityTrait;
use sha2::{Digest, Sha256};
use termbench::Tab;
use tokio::time::{Instant, sleep, timeout};

use crate::place::{actions, form, known, place, run, shell, site};
use crate::sshd::Sshd;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shell_answers_and_its_end_is_recorded() {
    let (app, mut admin, sshd) = place().await;
    let host = known(&mut admin, form("Build", &sshd)).await;
    let (mut tab, channel) = shell(&site(&app, &admin), host).await;
    run(&mut tab, channel, "echo $TERM; tty", "xterm-256color\r\n/dev/pts/").await;
    let mine = admin.call(MyTerminals {}).await.expect("a list");
    assert_eq!((mine.len(), mine[0].to.kind, mine[0].to.label.as_str()), (1, OpenKind::Ssh { host }, "Build"));
    tab.type_in(channel, b"exit 3\r").await.expect("typed");
    tab.until(channel, |remote| remote.exited == Some(End::Code(3))).await.expect("ended");

    let id = tab.remote(channel).terminal.expect("an id");
    let row = loop {
        let row = terminal_session::Entity::find_by_id(id).one(app.db()).await.expect("reads").expect("a row");
        if row.ended_ms.is_some() {
            break row;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((row.kind.as_str(), row.target.as_str(), row.exit_code), ("ssh", "Build", Some(3)));
    assert!(actions(&app).await.contains(&"terminal.open".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_agent_is_forwarded_and_colleagues_may_look() {
    let (app, mut admin, _) = place().await;
    let sshd = Sshd::start_with("AllowAgentForwarding yes");
    let host = known(&mut admin, form("Build", &sshd)).await;
    let (mut tab, channel) = shell(&site(&app, &admin), host).await;
    run(&mut tab, channel, "echo \"agent: [$SSH_AUTH_SOCK]\"", "agent: []\r\n").await;

    let (operator, teacher) = (app.person(Role::Operator).await, app.person(Role::Teacher).await);
    let terminal = tab.remote(channel).terminal.expect("an id");
    let invite = |user| InviteToTerminal { terminal, user, may_ask: false };
    assert!(admin.call(invite(teacher)).await.is_err(), "who may open none there is no guest");
    admin.call(invite(operator)).await.expect("invited");
    let mut looking = Tab::connect(&site(&app, &app.as_user(operator).await)).await.expect("welcome");
    let seat = looking.attach(terminal, Right::Taker).await.expect("attached");
    run(&mut tab, channel, "echo to''gether", "together").await;
    looking.until(seat, |remote| remote.shows("together")).await.expect("seen");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_is_told_as_one() {
    let (app, mut admin, sshd) = place().await;
    let host = known(&mut admin, form("Build", &sshd)).await;
    let (mut tab, channel) = shell(&site(&app, &admin), host).await;
    tab.type_in(channel, b"kill -9 $$\r").await.expect("typed");
    tab.until(channel, |remote| remote.exited == Some(End::Signal(9))).await.expect("killed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_knows_its_size() {
    let (app, mut admin, sshd) = place().await;
    let host = known(&mut admin, form("Build", &sshd)).await;
    let (mut tab, channel) = shell(&site(&app, &admin), host).await;
    run(&mut tab, channel, "stty size", "24 80\r\n").await;
    for (cols, rows) in [(100, 30), (120, 40)] {
        let frame = Frame::Viewport { channel, size: Size { cols, rows }, px_w: 0, px_h: 0 };
        tab.send(frame.encode()).await.expect("sent");
        tab.until(channel, |remote| remote.sizes.last().is_some_and(|(_, size)| *size == Size { cols, rows }))
            .await
            .expect("a size");
        run(&mut tab, channel, "stty size", &format!("{rows} {cols}\r\n")).await;
    }
}

/// Resident memory of this process, bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("reads");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a line");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).expect("a number") * 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_is_whole_and_waits_for_who_reads_it() {
    let (app, mut admin, sshd) = place().await;
    let host = known(&mut admin, form("Build", &sshd)).await;
    let (mut tab, channel) = shell(&site(&app, &admin), host).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (file, sent) = (folder.path().join("flood"), folder.path().join("sent"));
    let bytes: Vec<u8> =
        (0..24_000_000u32).map(|n| b' ' + u8::try_from(n.wrapping_mul(n) % 90).unwrap_or_default()).collect();
    std::fs::write(&file, &bytes).expect("writes");
    run(&mut tab, channel, "stty raw -echo; echo go''od", "good").await;
    tab.until(channel, |remote| remote.text.ends_with(b"ready> ")).await.expect("the prompt");

    let from = tab.remote(channel).received;
    tab.remote_mut(channel).hash = Sha256::new();
    tab.remote_mut(channel).parses = false;
    let before = resident();
    // In pieces, so that it can be seen how far it has come.
    let line = format!(
        "i=0; while [ $i -lt 240 ]; do dd if={} bs=100000 skip=$i count=1 2>/dev/null; i=$((i+1)); echo $i >{}; done\n",
        file.display(),
        sent.display()
    );
    tab.type_in(channel, line.as_bytes()).await.expect("typed");
    _ = timeout(Duration::from_secs(4), tab.until(channel, |_| false)).await;
    let received = tab.remote(channel).received - from;
    let pieces: u64 = std::fs::read_to_string(&sent).ok().and_then(|text| text.trim().parse().ok()).unwrap_or_default();
    assert!(received < 600_000, "a window and no more: {received}");
    assert!(pieces < 60, "the host waits, at {pieces} of 240 pieces");
    let grown = resident().saturating_sub(before);
    assert!(grown < 16_000_000, "memory grew by {grown} bytes");

    tab.remote_mut(channel).parses = true;
    let parsed = tab.remote(channel).received;
    let credit = Frame::Credit { channel, parsed, window: app::terminals::protocol::OUTPUT_WINDOW_BYTES };
    tab.send(credit.encode()).await.expect("sent");
    let to = from + bytes.len() as u64;
    tab.until_within(Duration::from_secs(60), channel, |remote| remote.received >= to + 7).await.expect("all of it");
    let mut expected = bytes;
    expected.extend_from_slice(b"ready> ");
    assert_eq!(tab.remote(channel).hash.clone().finalize(), Sha256::digest(&expected));
    let grown = resident().saturating_sub(before);
    assert!(grown < 40_000_000, "memory grew by {grown} bytes, most of it the test's own");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ctrl_c_is_seen_in_a_flood() {
    let (app, mut admin, sshd) = place().await;
    let host = known(&mut admin, form("Build", &sshd)).await;
    let (mut tab, channel) = shell(&site(&app, &admin), host).await;
    tab.type_in(channel, b"yes flood\r").await.expect("typed");
    tab.until(channel, |remote| remote.received > 3_000_000).await.expect("a flood");
    // How soon is a figure of the bench.
    tab.type_in(channel, b"\x03").await.expect("typed");
    tab.until(channel, |remote| remote.text.ends_with(b"ready> ")).await.expect("the prompt");
}

/// Living processes whose command line has this word.
fn processes_with(word: &str) -> usize {
    let entries = std::fs::read_dir("/proc").expect("/proc").flatten();
    let has = |entry: &std::fs::DirEntry| {
        std::fs::read(entry.path().join("cmdline"))
            .is_ok_and(|line| String::from_utf8_lossy(&line).replace('\0', " ").contains(word))
    };
    entries.filter(has).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_ends_the_program_on_the_host() {
    let (app, mut admin, sshd) = place().await;
    let host = known(&mut admin, form("Build", &sshd)).await;
    let (mut tab, channel) = shell(&site(&app, &admin), host).await;
    let word = format!("sleep 85{:07}", std::process::id());
    tab.type_in(channel, format!("{word}\r").as_bytes()).await.expect("typed");
    let begun = Instant::now();
    while processes_with(&word) == 0 {
        assert!(begun.elapsed() < Duration::from_secs(60));
        sleep(Duration::from_millis(20)).await;
    }
    tab.control(channel, Control::Kill).await.expect("sent");
    tab.until(channel, |remote| matches!(remote.exited, Some(End::Closed(_)))).await.expect("closed");
    let begun = Instant::now();
    while processes_with(&word) > 0 {
        assert!(begun.elapsed() < Duration::from_secs(60), "it runs on");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_connection_is_said_to_be() {
    let (app, mut admin, mut sshd) = place().await;
    let host = known(&mut admin, form("Build", &sshd)).await;
    let (mut tab, channel) = shell(&site(&app, &admin), host).await;
    sshd.cut();
    tab.until(channel, |remote| matches!(&remote.exited, Some(End::Failed(why)) if why.contains("Build was lost")))
        .await
        .expect("lost");
}
