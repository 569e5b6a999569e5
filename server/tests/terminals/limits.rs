//! How much and how long: what is too much is refused in words, and an end is announced before it comes.

use std::time::Duration;

use app::auth::types::Role;
use app::terminals::api::KeepTerminal;
use app::terminals::api::record::MyTerminals;
use app::terminals::protocol::{Channel, Control, End, Ending, EndingWhy, ErrorCode, OpenKind, Right, close};
use app::terminals::types::record::RecordQuery;
use app::time::UnixMs;
use termbench::{Remote, Tab};
use tokio::time::Instant;

use crate::common::Client;
use crate::house::{SIZE, run};
use crate::room::{Owner, Room};

fn ending(remote: &Remote) -> Option<Ending> {
    remote
        .told
        .iter()
        .rev()
        .find_map(|told| if let Control::Ending { ending } = told { Some(*ending) } else { None })?
}

/// When the person's one terminal is to be ended because nobody has it open, as their list says.
async fn ends_ms(client: &mut Client) -> Option<UnixMs> {
    let page = client.call(MyTerminals { query: RecordQuery::default() }).await.expect("a list");
    assert_eq!(page.rows.len(), 1);
    page.rows[0].ends_ms
}

/// The same, once it is.
async fn announced(client: &mut Client) -> UnixMs {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        match ends_ms(client).await {
            Some(at) => return at,
            None => assert!(Instant::now() < until, "its end is not announced"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_socket_too_many_is_refused_in_words() {
    let room = Room::with(|config| config.sockets_per_person = 2).await;
    let (_, client) = room.person(Role::Student).await;
    let site = room.site(&client);
    let (first, _second) = (room.tab(&client).await, room.tab(&client).await);
    let refused = Tab::connect(&site).await.expect_err("no third");
    assert!(refused.to_string().contains(&close::TOO_MANY.to_string()), "{refused}");
    // Another person is another count, and a tab that comes back is none.
    let (_, other) = room.person(Role::Student).await;
    room.tab(&other).await;
    let mut first = first;
    first.reconnect().await.expect("the same tab");
    // A place is free again when a socket has gone.
    first.cut().expect("cut");
    let until = Instant::now() + Duration::from_secs(60);
    while Tab::connect(&site).await.is_err() {
        assert!(Instant::now() < until, "the place is never free again");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_viewer_too_many_is_refused_in_words() {
    let room = Room::with(|config| config.viewers_per_terminal = 2).await;
    let owner = room.student().await;
    let terminal = owner.terminal;
    let (_, teacher) = room.person(Role::Teacher).await;
    let (_watching, _) = room.looks(&teacher, terminal).await;
    let refused = room.tab(&teacher).await.attach(terminal, Right::Viewer).await.expect_err("full");
    assert!(refused.to_string().contains("Limit"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_terminal_in_which_nobody_types_is_warned_about_kept_and_ended() {
    let room = Room::with(|config| (config.terminals_idle_s, config.terminals_warning_s) = (10, 7)).await;
    let Owner { mut tab, channel, terminal, .. } = room.student().await;
    let (_, teacher) = room.person(Role::Teacher).await;
    let (mut watching, seat) = room.looks(&teacher, terminal).await;
    tab.until(channel, |remote| ending(remote).is_some()).await.expect("announced");
    let told = ending(tab.remote(channel)).expect("announced");
    assert!(told.why == EndingWhy::Untyped && told.extendable && told.in_s <= 7, "{told:?}");
    // Typing puts it off by itself.
    run(&mut tab, channel, "echo st''ill", "still").await;
    tab.until(channel, |remote| ending(remote).is_none()).await.expect("taken back");
    // Who watches does not put it off; who may, does.
    tab.until(channel, |remote| ending(remote).is_some()).await.expect("announced again");
    watching.control(seat, Control::Extend).await.expect("sent");
    watching
        .until(seat, |remote| remote.refused.iter().any(|(code, _)| *code == ErrorCode::Forbidden))
        .await
        .expect("refused");
    tab.control(channel, Control::Extend).await.expect("sent");
    tab.until(channel, |remote| ending(remote).is_none()).await.expect("put off");
    tab.until(channel, |remote| remote.exited == Some(End::Untyped)).await.expect("ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_terminal_that_has_run_as_long_as_it_may_is_ended() {
    let room = Room::with(|config| (config.terminals_life_s, config.terminals_warning_s) = (12, 10)).await;
    let (Owner { mut tab, channel, .. }, mut kept) = (room.student().await, room.student().await);
    kept.tab.until(kept.channel, |remote| ending(remote).is_some()).await.expect("announced");
    kept.tab.control(kept.channel, Control::Extend).await.expect("sent");
    tab.until(channel, |remote| remote.exited == Some(End::Life)).await.expect("ended");
    assert_eq!(ending(tab.remote(channel)).map(|ending| ending.why), Some(EndingWhy::Life));
    run(&mut kept.tab, kept.channel, "echo ke''pt", "kept").await;
    assert_eq!(ending(kept.tab.remote(kept.channel)), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_persons_ended_terminals_the_first_is_forgotten_though_it_is_shown() {
    let room = Room::start().await;
    let (_, client) = room.person(Role::Student).await;
    let (mut tab, mut other) = (room.tab(&client).await, room.tab(&client).await);
    let first = ended(&mut tab).await;
    for _ in 1..64 {
        ended(&mut other).await;
    }
    assert_eq!(tab.remote(first).detached, None, "64 are kept");
    ended(&mut other).await;
    tab.until(first, |remote| remote.detached.is_some()).await.expect("forgotten");
    let remote = tab.remote(first);
    assert_eq!((remote.exited.as_ref(), told(remote)), (Some(&End::Code(0)), Some(ErrorCode::NotFound)));
    assert!(other.remotes.values().all(|remote| remote.detached.is_none()), "the others are still shown");
    // The next to go are the other window's, which has as many as it may, and whose places are free again.
    ended(&mut tab).await;
    ended(&mut other).await;
}

/// Opens a terminal and ends its shell.
async fn ended(tab: &mut Tab) -> Channel {
    let channel = tab.open(OpenKind::HostShell, SIZE).await.expect("a shell");
    tab.type_in(channel, b"exit\r").await.expect("typed");
    tab.until(channel, |remote| remote.exited.is_some()).await.expect("ended");
    channel
}

fn told(remote: &Remote) -> Option<ErrorCode> {
    remote.detached.as_ref().map(|(code, _)| *code)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_terminal_that_is_shown_nowhere_is_ended() {
    let room = Room::with(|config| config.terminals_detached_s = 6).await;
    let Owner { mut client, mut tab, channel, .. } = room.student().await;
    tokio::time::sleep(Duration::from_secs(7)).await;
    run(&mut tab, channel, "echo st''ill", "still").await;
    assert_eq!(ends_ms(&mut client).await, None, "it is shown");
    tab.cut().expect("cut");
    let ends_ms = announced(&mut client).await;
    let left_ms = ends_ms - jiff::Timestamp::now().as_millisecond();
    assert!((0..=6_000).contains(&left_ms), "{left_ms}");
    tokio::time::sleep(Duration::from_secs(9)).await;
    tab.reconnect().await.expect("back");
    tab.until(channel, |remote| remote.exited == Some(End::Idle)).await.expect("ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_terminal_that_is_shown_nowhere_the_first_end_is_announced() {
    let room = Room::with(|config| (config.terminals_detached_s, config.terminals_life_s) = (7200, 3600)).await;
    let Owner { mut client, mut tab, .. } = room.student().await;
    tab.cut().expect("cut");
    let left_ms = announced(&mut client).await - jiff::Timestamp::now().as_millisecond();
    assert!((3_500_000..=3_600_000).contains(&left_ms), "it has run as long as it may before that: {left_ms}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_terminal_that_is_shown_nowhere_is_put_off_by_its_owner_alone() {
    let room = Room::with(|config| config.terminals_detached_s = 3600).await;
    let Owner { mut client, mut tab, terminal, .. } = room.student().await;
    tab.cut().expect("cut");
    let first = announced(&mut client).await;
    // Time passes.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let (_, mut teacher) = room.person(Role::Teacher).await;
    let refused = teacher.call(KeepTerminal { terminal }).await.expect_err("not theirs");
    assert!(matches!(refused, app::error::Error::NotFound(_)), "{refused:?}");
    let untouched = ends_ms(&mut client).await.expect("still announced");
    assert!((untouched - first).abs() < 400, "{first} {untouched}");
    client.call(KeepTerminal { terminal }).await.expect("kept");
    let later = ends_ms(&mut client).await.expect("still announced");
    assert!(later - first >= 400, "{first} {later}");
}
