//! A shell on the host, from its first prompt to the last of its processes.

use std::time::Duration;

use app::auth::api::people::{ChangePeople, EditPerson, SetStanding};
use app::auth::batch::Change;
use app::auth::people::Standing;
use app::auth::types::{Me, Role, Theme};
use app::ctx::{Actor, Ctx, Origin};
use app::id::{TerminalId, UserId};
use app::terminals::api::TerminalsOf;
use app::terminals::entity::terminal_session;
use app::terminals::protocol::{Channel, Control, End, ErrorCode, Frame, OpenKind, Right, Size, close};
use sea_orm::EntityTrait;
use sha2::{Digest, Sha256};
use termbench::Tab;
use tokio::time::Instant;

use crate::common::{Kind, TestApp};
use crate::house::{SETTINGS, SIZE, admin, house, processes_with, run, shell, site};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shell_answers_and_its_end_is_recorded() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    run(&mut tab, channel, "echo $((6*7))", "\r\n42\r\n").await;
    run(&mut tab, channel, "echo $TERM; tty", "xterm-256color\r\n/dev/pts/").await;
    tab.type_in(channel, b"exit 3\r").await.expect("typed");
    tab.until(channel, |remote| remote.exited == Some(End::Code(3))).await.expect("ended");

    let id = tab.remote(channel).terminal.expect("an id");
    let row = ended(&app, id).await;
    assert_eq!(
        (row.kind.as_str(), row.exit_code, row.ending.as_deref()),
        ("host", Some(3), Some("Ended with status 3"))
    );
    let audit = app::audit::entity::Entity::find().all(app.db()).await.expect("reads");
    assert!(audit.iter().any(|row| row.action == "terminal.open" && row.entity_id == id.to_string()));
}

/// A terminal in the record, once that says how it ended.
async fn ended(app: &TestApp, id: TerminalId) -> terminal_session::Model {
    let begun = Instant::now();
    loop {
        let row = terminal_session::Entity::find_by_id(id).one(app.db()).await.expect("reads").expect("a row");
        if row.ended_ms.is_some() {
            return row;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "its end is not recorded");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_the_servers_own_environment_is_there() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    run(&mut tab, channel, "env | grep -c -e DATABASE -e CARGO -e LYCEUM_LISTEN; echo do''ne", "0\r\ndone").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_begins_with_nothing_of_the_servers() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    // This process ignores SIGPIPE, and has many descriptors. The first 28 signals: two of libc's own come after them.
    let signals = "awk '/Sig(Blk|Ign)/ { print $1 substr($2, 10) }' /proc/self/status";
    run(&mut tab, channel, signals, "SigBlk:0000000\r\nSigIgn:0000000\r\n").await;
    let descriptors = "echo \"open: $(readlink $(seq -f /proc/self/fd/%g 3 99)).\"";
    run(&mut tab, channel, descriptors, "open: .\r\n").await;
    run(&mut tab, channel, "[ $(ps -o sid= -p $$) = $$ ] && echo lea''ds", "leads").await;
    run(&mut tab, channel, "[ \"$PWD\" = \"$HOME\" ] && echo at ho''me", "at home").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shell_that_is_not_there_is_named() {
    let [docker, allow, _] = SETTINGS;
    let app = TestApp::start_with(Kind::Sqlite, &[docker, allow, ("LYCEUM_HOST_SHELL", "/no/such/shell")]).await;
    let mut tab = Tab::connect(&admin(&app).await).await.expect("welcome");
    let refused = tab.open(OpenKind::HostShell, SIZE).await.expect_err("no shell").to_string();
    assert!(refused.contains("shell on the host") && refused.contains("/no/such/shell"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_bytes_pass_both_ways() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    // 256 values, in pieces that cut characters and sequences anywhere.
    run(&mut tab, channel, "stty raw -echo; echo go''od; head -c 512 | od -An -v -tx1; stty sane; echo ba''ck", "good")
        .await;
    let all: Vec<u8> = (0..=255u8).chain((0..=255u8).rev()).collect();
    for piece in all.chunks(7) {
        tab.type_in(channel, piece).await.expect("typed");
    }
    tab.until(channel, |remote| remote.shows("back")).await.expect("back");
    let text = String::from_utf8_lossy(&tab.remote(channel).text).into_owned();
    let dump = text.rsplit("good").next().unwrap_or_default().split("back").next().unwrap_or_default();
    let read: Vec<u8> = dump.split_whitespace().filter_map(|hex| u8::from_str_radix(hex, 16).ok()).collect();
    assert_eq!(read, all);

    let script = r#"stty -opost; printf '\0\1\2\033\377\376' | tr -d x; printf 'e''nd'; stty sane"#;
    run(&mut tab, channel, script, "end").await;
    let text = &tab.remote(channel).text;
    assert!(text.windows(6).any(|window| window == b"\0\x01\x02\x1b\xff\xfe"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn characters_cut_into_bytes_arrive_whole() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    run(&mut tab, channel, "stty -echo; echo hea''rs; cat", "hears").await;
    for byte in "echo 😀 学校 é ende\r".bytes() {
        tab.type_in(channel, &[byte]).await.expect("typed");
    }
    tab.until(channel, |remote| remote.shows("echo 😀 学校 é ende")).await.expect("comes back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ctrl_c_is_seen_at_once_in_a_flood() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    tab.type_in(channel, b"yes flood\r").await.expect("typed");
    tab.until(channel, |remote| remote.received > 3_000_000).await.expect("a flood");
    let begun = Instant::now();
    tab.type_in(channel, b"\x03").await.expect("typed");
    tab.until(channel, |remote| remote.text.ends_with(b"ready> ")).await.expect("the prompt");
    assert!(begun.elapsed() < Duration::from_secs(60), "took {:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sizes_come_in_their_places_and_the_program_knows() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    run(&mut tab, channel, "stty size", "24 80\r\n").await;
    for (cols, rows) in [(100, 30), (120, 40), (2000, 1)] {
        let frame = Frame::Viewport { channel, size: Size { cols, rows }, px_w: 0, px_h: 0 };
        tab.send(frame.encode()).await.expect("sent");
        let clamped = Size { cols, rows }.clamped();
        tab.until(channel, |remote| remote.sizes.last().is_some_and(|(_, size)| *size == clamped))
            .await
            .expect("a size");
        run(&mut tab, channel, "stty size", &format!("{} {}\r\n", clamped.rows, clamped.cols)).await;
    }
    let places: Vec<u64> = tab.remote(channel).sizes.iter().map(|(at, _)| *at).collect();
    assert!(places.is_sorted(), "{places:?}");

    // A viewer's wish counts for nothing.
    let terminal = tab.remote(channel).terminal.expect("an id");
    let mut other = Tab::connect(&tab.site).await.expect("welcome");
    let watching = other.attach(terminal, Right::Viewer).await.expect("attached");
    let frame = Frame::Viewport { channel: watching, size: SIZE, px_w: 0, px_h: 0 };
    other.send(frame.encode()).await.expect("sent");
    other.send(Frame::Ping { t_us: 1 }.encode()).await.expect("sent");
    while other.pongs == 0 {
        other.step().await.expect("a pong");
    }
    tab.type_in(channel, b"clear; stty size\r").await.expect("typed");
    tab.until(channel, |remote| remote.text.ends_with(b"2 1000\r\nready> ")).await.expect("the controller's size");
}

/// A shell that has started four programs: in the background, deaf to hang-ups, in a session of their own, and one of
/// those without the shell's environment.
async fn busy_shell(app: &TestApp, word: &str) -> (Tab, Channel) {
    let (mut tab, channel) = shell(&admin(app).await).await;
    let line = format!(
        "nohup sleep {word}1 >/dev/null 2>&1 & setsid sleep {word}2 & (trap '' HUP TERM; sleep {word}3) & \
         setsid env -i \"$(command -v sleep)\" {word}4 & echo go''od"
    );
    run(&mut tab, channel, &line, "good").await;
    all_run(word, 4).await;
    (tab, channel)
}

async fn all_run(word: &str, count: usize) {
    let begun = Instant::now();
    while processes_with(&format!("sleep {word}")).len() < count {
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", processes_with(word));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_leaves_no_process() {
    let app = house().await;
    let word = format!("86{:07}", std::process::id());
    let (mut tab, channel) = busy_shell(&app, &word).await;
    tab.type_in(channel, format!("sleep {word}5\r").as_bytes()).await.expect("typed");
    all_run(&word, 5).await;
    tab.control(channel, Control::Kill).await.expect("sent");
    tab.until(channel, |remote| matches!(remote.exited, Some(End::Closed(_)))).await.expect("closed");
    assert_eq!(processes_with(&format!("sleep {word}")), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shell_that_ends_leaves_no_process() {
    let app = house().await;
    let word = format!("87{:07}", std::process::id());
    let (mut tab, channel) = busy_shell(&app, &word).await;
    tab.type_in(channel, b"exit 4\r").await.expect("typed");
    tab.until(channel, |remote| remote.exited == Some(End::Code(4))).await.expect("ended");
    assert_eq!(processes_with(&format!("sleep {word}")), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_is_whole_and_a_slow_viewer_costs_nobody_anything() {
    let app = house().await;
    let site = admin(&app).await;
    let (mut tab, channel) = shell(&site).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("flood");
    let bytes: Vec<u8> =
        (0..8_000_000u32).map(|n| b' ' + u8::try_from(n.wrapping_mul(n) % 90).unwrap_or_default()).collect();
    std::fs::write(&file, &bytes).expect("writes");

    let terminal = tab.remote(channel).terminal.expect("an id");
    let mut slow = Tab::connect(&site).await.expect("welcome");
    let watching = slow.attach(terminal, Right::Viewer).await.expect("attached");
    slow.remote_mut(watching).parses = false;

    run(&mut tab, channel, "stty raw -echo; echo go''od", "good").await;
    tab.until(channel, |remote| remote.text.ends_with(b"ready> ")).await.expect("the prompt");
    let from = tab.remote(channel).received;
    tab.remote_mut(channel).hash = Sha256::new();
    tab.type_in(channel, format!("cat {}\n", file.display()).as_bytes()).await.expect("typed");
    let to = from + bytes.len() as u64;
    // Nothing is echoed; after the file comes the prompt.
    tab.until(channel, |remote| remote.received >= to + 7).await.expect("all of it");
    let mut expected = bytes;
    expected.extend_from_slice(b"ready> ");
    assert_eq!(tab.remote(channel).hash.clone().finalize(), Sha256::digest(&expected));

    // The slow one has its window and no more, and catches up by a snapshot.
    slow.send(Frame::Ping { t_us: 1 }.encode()).await.expect("sent");
    while slow.pongs == 0 {
        slow.step().await.expect("a pong");
    }
    let came = slow.remote(watching).received - slow.remote(watching).skipped;
    assert!(came < 600_000, "{came}");
    slow.remote_mut(watching).parses = true;
    let parsed = slow.remote(watching).received;
    let credit = Frame::Credit { channel: watching, parsed, window: app::terminals::protocol::OUTPUT_WINDOW_BYTES };
    slow.send(credit.encode()).await.expect("sent");
    slow.until(watching, |remote| remote.text.ends_with(b"ready> ")).await.expect("caught up");
    assert!(slow.remote(watching).skipped > 5_000_000 && slow.remote(watching).snapshots >= 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_has_so_many_terminals_and_sees_their_own() {
    let settings = [&SETTINGS[..], &[("LYCEUM_TERMINALS_PER_PERSON", "2")]].concat();
    let app = TestApp::start_with(Kind::Sqlite, &settings).await;
    let mut client = app.as_role(Role::Admin).await;
    let mut tab = Tab::connect(&site(&app, &client)).await.expect("welcome");
    let first = tab.open(OpenKind::HostShell, SIZE).await.expect("one");
    tab.open(OpenKind::HostShell, SIZE).await.expect("two");
    let refused = tab.open(OpenKind::HostShell, SIZE).await.expect_err("no third");
    assert!(refused.to_string().contains("Limit"), "{refused}");
    let running = client.call(TerminalsOf { kind: OpenKind::HostShell }).await.expect("a list");
    assert_eq!(running.len(), 2);
    assert_eq!(running[0].people.len(), 1);

    // A place is free again when one has ended.
    tab.control(first, Control::Kill).await.expect("sent");
    tab.until(first, |remote| remote.exited.is_some()).await.expect("ended");
    tab.open(OpenKind::HostShell, SIZE).await.expect("another");

    // Another admin's shells are none of theirs.
    let mut other = app.as_role(Role::Admin).await;
    assert_eq!(other.call(TerminalsOf { kind: OpenKind::HostShell }).await.expect("a list").len(), 0);
    let mut stranger = Tab::connect(&site(&app, &other)).await.expect("welcome");
    let refused = stranger.attach(running[0].terminal, Right::Viewer).await.expect_err("not theirs");
    assert!(refused.to_string().contains("NotFound"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_shell_needs_the_right_and_the_setting() {
    let app = house().await;
    for role in [Role::Operator, Role::Teacher, Role::Student] {
        let mut tab = Tab::connect(&site(&app, &app.as_role(role).await)).await.expect("welcome");
        let refused = tab.open(OpenKind::HostShell, SIZE).await.expect_err("not for them");
        assert!(refused.to_string().contains("Forbidden"), "{refused}");
    }
    let strict = TestApp::start(Kind::Sqlite).await;
    let mut tab = Tab::connect(&admin(&strict).await).await.expect("welcome");
    let refused = tab.open(OpenKind::HostShell, SIZE).await.expect_err("switched off");
    assert!(refused.to_string().contains("allow_host_shell"), "{refused}");
}

/// A shell of this person's in which a program runs.
async fn sleeping_shell(app: &TestApp, id: UserId, word: &str) -> (Tab, Channel) {
    let (mut tab, channel) = shell(&site(app, &app.as_user(id).await)).await;
    tab.type_in(channel, format!("sleep {word}\r").as_bytes()).await.expect("typed");
    all_run(word, 1).await;
    (tab, channel)
}

async fn none_runs(word: &str) {
    let begun = Instant::now();
    while !processes_with(&format!("sleep {word}")).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", processes_with(word));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The code with which the server closes the tab's socket.
async fn close_code(tab: &mut Tab, channel: Channel) -> Option<u16> {
    tab.until(channel, |_| false).await.expect_err("cut");
    tab.close
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_suspended_loses_sockets_and_shells() {
    let app = house().await;
    let id = app.person(Role::Admin).await;
    let word = format!("88{:07}", std::process::id());
    let (mut tab, channel) = sleeping_shell(&app, id, &word).await;
    let mut other = app.as_role(Role::Admin).await;
    other.call(SetStanding { id, standing: Standing::Suspended }).await.expect("suspended");
    assert_eq!(close_code(&mut tab, channel).await, Some(close::SIGN_IN));
    none_runs(&word).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_no_longer_an_admin_loses_the_shell_and_keeps_the_sign_in() {
    let app = house().await;
    let id = app.person(Role::Admin).await;
    let word = format!("89{:07}", std::process::id());
    let (mut tab, channel) = sleeping_shell(&app, id, &word).await;
    let mut other = app.as_role(Role::Admin).await;
    let batch = |change, role| ChangePeople { ids: vec![id], change, role: Some(role), confirmed: false };

    // A role more takes nothing away.
    other.call(batch(Change::GiveRole, Role::Teacher)).await.expect("given");
    assert_eq!(close_code(&mut tab, channel).await, Some(close::GOING));
    tab.reconnect().await.expect("back");
    assert!(tab.remote(channel).attached.is_some(), "{:?}", tab.remote(channel).detached);
    assert_eq!(processes_with(&format!("sleep {word}")).len(), 1, "it goes on");

    other.call(batch(Change::TakeRole, Role::Admin)).await.expect("taken");
    assert_eq!(close_code(&mut tab, channel).await, Some(close::GOING));
    none_runs(&word).await;
    let terminal = tab.remote(channel).terminal.expect("an id");
    assert_eq!(ended(&app, terminal).await.ending.as_deref(), Some("Closed by the school"));
    tab.reconnect().await.expect("still signed in");
    let detached = tab.remote(channel).detached.as_ref().map(|(code, _)| *code);
    assert_eq!(detached, Some(ErrorCode::Forbidden));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_made_another_by_the_form_loses_the_shell() {
    let app = house().await;
    let id = app.person(Role::Admin).await;
    let word = format!("85{:07}", std::process::id());
    let (_tab, _) = sleeping_shell(&app, id, &word).await;
    let mut other = app.as_role(Role::Admin).await;
    let edit = EditPerson {
        id,
        email: "former@school.example".into(),
        given_name: "Former".into(),
        family_name: "Admin".into(),
        roles: vec![Role::Operator],
        version: 1,
    };
    other.call(edit).await.expect("changed");
    none_runs(&word).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_opens_once() {
    let app = house().await;
    let id = app.person(Role::Admin).await;
    let me = Me {
        id,
        login: "admin1".into(),
        name: "Ada".into(),
        initials: "A".into(),
        picture_url: None,
        roles: vec![Role::Admin],
        theme: Theme::System,
        time_zone: "UTC".into(),
    };
    let actor = Some(Actor { id, me, session: String::new(), must_change_password: false });
    let cx = Ctx { state: app.state.clone(), actor, origin: Origin::default() };
    let open = || app.state.terminals.open(&cx, OpenKind::HostShell, None, SIZE, 77);
    let (first, second) = tokio::join!(open(), open());
    assert_eq!(first.expect("opens"), second.expect("finds"));
    assert_eq!(app.state.terminals.running(&cx, OpenKind::HostShell).await.expect("a list").len(), 1);
}
