//! Recordings of real shells: whole, without passwords, ended by a limit and not by a restart.

use std::path::PathBuf;
use std::time::Duration;

use app::error::Error;
use app::terminals::api::record::{AllTerminals, EndTerminals, Replay, ReplayPart, SearchReplay, TerminalRecord};
use app::terminals::entity::{terminal_recording, terminal_session};
use app::terminals::protocol::{Channel, Control, End, RecordWhy};
use app::terminals::types::record::{EndOutcome, RecordQuery};
use app::terminals::types::replay::{Event, Kind as EventKind, PartFrom};
use sea_orm::EntityTrait;
use sha2::{Digest, Sha256};
use termbench::Tab;
use tokio::time::{Instant, sleep};

use crate::common::{Client, Kind, TestApp};
use crate::house::{SETTINGS, admin, house, record, run, shell, site, until};

/// Shells that are recorded only when their owner says so.
async fn quiet_house(more: &[(&str, &str)]) -> TestApp {
    let settings = [&SETTINGS[..], &[("LYCEUM_RECORD_HOST_SHELLS", "false")], more].concat();
    TestApp::start_with(Kind::Sqlite, &settings).await
}

/// The one recording of this Lyceum, as lines.
fn cast(app: &TestApp) -> Vec<String> {
    let folder = app.state.config.data_dir.join("recordings");
    let found = std::fs::read_dir(folder).expect("recordings").flatten().map(|entry| entry.path());
    let casts: Vec<PathBuf> = found.filter(|path| path.extension().is_some_and(|ending| ending == "cast")).collect();
    let [cast] = &casts[..] else { panic!("{casts:?}") };
    std::fs::read_to_string(cast).expect("reads").lines().map(str::to_owned).collect()
}

fn events(lines: &[String]) -> Vec<(f64, EventKind, String)> {
    lines[1..].iter().map(|line| serde_json::from_str(line).expect("an event")).collect()
}

fn output(events: &[(f64, EventKind, String)]) -> String {
    events.iter().filter(|(_, kind, _)| *kind == EventKind::Output).map(|(.., data)| data.as_str()).collect()
}

async fn recording(app: &TestApp) -> terminal_recording::Model {
    until(async || {
        let found = terminal_recording::Entity::find().one(app.db()).await.expect("reads");
        found.filter(|recording| recording.ended_ms.is_some())
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shell_on_the_host_is_recorded_to_the_byte() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    let sign = tab.remote(channel).recording.clone().expect("a sign");
    assert_eq!((sign.why, sign.input), (RecordWhy::House, false));
    run(&mut tab, channel, "printf '\\344\\275\\240\\345\\245\\275 😀\\n'; stty size", "24 80").await;
    run(&mut tab, channel, "seq 1 2000; echo all''done", "alldone").await;
    tab.type_in(channel, b"exit 3\r").await.expect("typed");
    tab.until(channel, |remote| remote.exited == Some(End::Code(3))).await.expect("ended");
    let row = recording(&app).await;
    assert_eq!((row.why.as_str(), row.by_id, row.ending.as_deref()), ("house", None, Some("The terminal ended")));

    let lines = cast(&app);
    let head: serde_json::Value = serde_json::from_str(&lines[0]).expect("a header");
    assert_eq!((&head["version"], &head["term"]["cols"], &head["term"]["rows"]), (&3.into(), &80.into(), &24.into()));
    let events = events(&lines);
    let recorded = output(&events);
    assert_eq!(Sha256::digest(recorded.as_bytes()), tab.remote(channel).hash.clone().finalize());
    assert_eq!(events.last().map(|(_, kind, data)| (*kind, data.as_str())), Some((EventKind::Exit, "3")));
    assert!(events.iter().all(|(_, kind, _)| *kind != EventKind::Input), "what is typed is not asked for");
    let length: f64 = events.iter().map(|(after, ..)| after).sum();
    assert_eq!(row.duration_ms, (length * 1000.0).round() as i64);
    let session = terminal_session::Entity::find().one(app.db()).await.expect("reads").expect("a row");
    assert_eq!(session.bytes_out, recorded.len() as i64);
    assert!(session.bytes_in > 60, "{}", session.bytes_in);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn output_that_is_no_text_can_be_had_as_it_came() {
    let app = house().await;
    let (client, mut tab, channel) = at_work(&app).await;
    let every =
        r#"for i in $(seq 128 255); do printf "\\$(printf %o $i)"; done; printf 'caf\351 \303'; echo; echo do''ne"#;
    run(&mut tab, channel, every, "done").await;
    tab.type_in(channel, b"exit\r").await.expect("typed");
    tab.until(channel, |remote| remote.exited == Some(End::Code(0))).await.expect("ended");
    recording(&app).await;
    let id = tab.remote(channel).terminal.expect("an id");
    let answer = client.get(&format!("/terminals/{id}/recording.raw")).await;
    assert_eq!(answer.headers()["content-type"], "application/octet-stream");
    let bytes = answer.bytes().await.expect("bytes");
    assert!(std::str::from_utf8(&bytes).is_err(), "what was written is no text");
    assert_eq!(Sha256::digest(&bytes), tab.remote(channel).hash.clone().finalize());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_typed_is_recorded_only_where_it_is_shown() {
    let app = quiet_house(&[]).await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    assert_eq!(tab.remote(channel).recording, None);
    record(&mut tab, channel, true, true).await;
    run(&mut tab, channel, "echo vis''ible", "visible").await;
    run(&mut tab, channel, "stty -echo; echo no''w; read word; stty echo; echo th''anks", "now").await;
    // Whoever types blind waits for the prompt, as people do.
    sleep(Duration::from_millis(300)).await;
    run(&mut tab, channel, "hunter2-secret", "thanks").await;
    tab.control(channel, Control::Marker { text: "after the\u{7} password".into() }).await.expect("sent");
    run(&mut tab, channel, "echo la''st", "last").await;
    record(&mut tab, channel, false, false).await;
    run(&mut tab, channel, "echo not any''more", "anymore").await;
    record(&mut tab, channel, true, false).await;
    run(&mut tab, channel, "echo ag''ain", "again").await;
    tab.type_in(channel, b"exit\r").await.expect("typed");
    tab.until(channel, |remote| remote.exited.is_some()).await.expect("ended");
    until(async || {
        let row = terminal_recording::Entity::find().one(app.db()).await.expect("reads")?;
        row.ending.filter(|ending| ending == "The terminal ended")
    })
    .await;

    let lines = cast(&app);
    assert!(!lines.concat().contains("hunter2"), "a password in the recording");
    let events = events(&lines);
    let of = |kind: EventKind| -> Vec<&str> {
        events.iter().filter(|event| event.1 == kind).map(|event| event.2.as_str()).collect()
    };
    assert!(of(EventKind::Input).concat().contains("echo vis''ible\r"), "{:?}", of(EventKind::Input));
    assert!(!of(EventKind::Input).concat().contains("ag''ain"), "not asked for the second time");
    assert_eq!(of(EventKind::Marker), ["after the password", "Recording goes on"]);
    assert!(output(&events).contains("again") && output(&events).contains("\x1bc"));
    let shown = output(&events);
    let before = shown.split("\x1bc").next().unwrap_or_default();
    assert!(!before.contains("anymore"), "the pause is not in it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_typed_is_said_to_be_recorded_once_it_has_been() {
    let app = quiet_house(&[]).await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    let input = async |wanted: bool| {
        until(async || {
            let row = terminal_recording::Entity::find().one(app.db()).await.expect("reads")?;
            (row.input == wanted && row.ended_ms.is_none()).then_some(())
        })
        .await;
    };
    record(&mut tab, channel, true, false).await;
    input(false).await;
    for with_input in [true, false] {
        record(&mut tab, channel, false, false).await;
        recording(&app).await;
        record(&mut tab, channel, true, with_input).await;
        input(true).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_program_that_ended_has_a_status_in_its_recording() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    run(&mut tab, channel, "echo he''re", "here").await;
    tab.control(channel, Control::Kill).await.expect("sent");
    tab.until(channel, |remote| matches!(remote.exited, Some(End::Closed(_)))).await.expect("closed");
    recording(&app).await;
    let events = events(&cast(&app));
    assert!(output(&events).contains("here"));
    assert!(events.iter().all(|(_, kind, _)| *kind != EventKind::Exit), "nobody knows its status");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_that_is_full_ends_and_the_shell_goes_on() {
    let app = quiet_house(&[("LYCEUM_RECORDING_MAX_MB", "1")]).await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    record(&mut tab, channel, true, false).await;
    run(&mut tab, channel, "head -c 3000000 /dev/zero | tr '\\0' x | fold; echo flood''ed", "flooded").await;
    tab.until(channel, |remote| remote.recording.is_none()).await.expect("it ended");
    run(&mut tab, channel, "echo still''here", "stillhere").await;
    let row = recording(&app).await;
    assert!(row.ending.as_deref().is_some_and(|why| why.contains("as many bytes")), "{:?}", row.ending);
    assert!(row.bytes <= 1_001_000, "{}", row.bytes);
    let events = events(&cast(&app));
    assert_eq!(events.last().map(|(_, kind, _)| *kind), Some(EventKind::Marker));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_loses_nothing_when_the_disk_is_slower() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    // The hash is of all of it; to look at, a little is enough.
    tab.remote_mut(channel).keep = 64 * 1024;
    run(&mut tab, channel, "seq 1 400000; echo coun''ted", "counted").await;
    tab.type_in(channel, b"exit\r").await.expect("typed");
    tab.until(channel, |remote| remote.exited.is_some()).await.expect("ended");
    recording(&app).await;
    let recorded = output(&events(&cast(&app)));
    assert_eq!(Sha256::digest(recorded.as_bytes()), tab.remote(channel).hash.clone().finalize());
}

/// An admin with a shell that has something to show.
async fn at_work(app: &TestApp) -> (Client, Tab, Channel) {
    let client = app.as_role(app::auth::types::Role::Admin).await;
    let (mut tab, channel) = shell(&site(app, &client)).await;
    run(&mut tab, channel, "echo the nee''dle is here", "the needle is here").await;
    (client, tab, channel)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_is_replayed_while_it_goes_on() {
    let app = house().await;
    let (mut client, mut tab, channel) = at_work(&app).await;
    let id = tab.remote(channel).terminal.expect("an id");
    let hits = until(async || {
        let hits = client.call(SearchReplay { id, text: "NEEDLE is".into() }).await.ok()?.hits;
        (!hits.is_empty()).then_some(hits)
    })
    .await;
    assert_eq!(hits[0].line, "the needle is here");
    let view = client.call(Replay { id, at_ms: hits[0].at_ms }).await.expect("a page");
    assert!(view.is_running && view.screen.contains("the needle is here"), "{view:?}");
    let part = client.call(ReplayPart { id, from: PartFrom::Time(0) }).await.expect("a part");
    assert!(part.keyframe.is_some() && !part.is_last);
    let text: String = part.events.iter().filter(|event| event.kind == EventKind::Output).map(text_of).collect();
    assert!(text.contains("the needle is here"));
    run(&mut tab, channel, "echo mo''re", "more").await;
    let next = until(async || {
        let next = client.call(ReplayPart { id, from: part.next }).await.expect("a part");
        (!next.events.is_empty()).then_some(next)
    })
    .await;
    assert!(next.keyframe.is_none() && next.events[0].at_ms >= part.duration_ms);

    let page = client.page(&format!("/terminals/{id}/replay?t=9999")).await;
    assert!(page.contains("the needle is here") && page.contains("recording.cast"), "without a script");
    let file = client.get(&format!("/terminals/{id}/recording.cast")).await.text().await.expect("text");
    assert!(file.starts_with('{') && file.contains("\"version\":3"));
    let old = client.get(&format!("/terminals/{id}/recording.cast?version=2")).await.text().await.expect("text");
    assert!(old.contains("\"version\":2") && old.contains("needle is here"));
}

fn text_of(event: &Event) -> &str {
    &event.data
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_ends_sessions_with_a_reason_and_a_stranger_sees_nothing() {
    let app = house().await;
    let (_, mut tab, channel) = at_work(&app).await;
    let id = tab.remote(channel).terminal.expect("an id");
    for role in [app::auth::types::Role::Operator, app::auth::types::Role::Student] {
        let mut stranger = app.as_role(role).await;
        let missing = |error: Error| assert!(matches!(error, Error::NotFound(_)), "{error:?}");
        missing(stranger.call(TerminalRecord { id }).await.expect_err("not theirs"));
        missing(stranger.call(Replay { id, at_ms: 0 }).await.expect_err("not theirs"));
        missing(stranger.call(ReplayPart { id, from: PartFrom::Time(0) }).await.expect_err("not theirs"));
        missing(stranger.call(SearchReplay { id, text: "x".into() }).await.expect_err("not theirs"));
        for path in ["replay", "recording.cast", "recording.raw"] {
            assert_eq!(stranger.get(&format!("/terminals/{id}/{path}")).await.status().as_u16(), 404, "{path}");
        }
    }
    let mut other = app.as_role(app::auth::types::Role::Admin).await;
    let found = other.call(AllTerminals { query: RecordQuery { page: 1, ..RecordQuery::default() } }).await;
    let found = found.expect("a list");
    assert_eq!((found.total, found.rows[0].is_running(), found.rows[0].bytes_out > 0), (1, true, true));
    let fault = other.call(EndTerminals { ids: vec![id], reason: " ".into() }).await.expect_err("why?");
    assert!(fault.field("reason").is_some());
    let ids = vec![id, app::id::TerminalId(999)];
    let lines = other.call(EndTerminals { ids, reason: "the exam is over".into() }).await.expect("an answer");
    assert_eq!(lines.iter().map(|line| line.outcome).collect::<Vec<_>>(), [EndOutcome::Ended, EndOutcome::Unknown]);
    tab.until(channel, |remote| remote.exited.is_some()).await.expect("ended");
    assert!(matches!(&tab.remote(channel).exited, Some(End::Closed(why)) if why.ends_with(": the exam is over")));
    let again = other.call(EndTerminals { ids: vec![id], reason: "x".into() }).await.expect("an answer");
    assert_eq!(again[0].outcome, EndOutcome::WasOver);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_terminal_that_is_not_in_the_record_holds_up_nothing() {
    let app = quiet_house(&[]).await;
    let site = admin(&app).await;
    let (mut forgotten, channel) = shell(&site).await;
    let (mut known, other) = shell(&site).await;
    // As after a database was put back to an earlier time.
    let id = forgotten.remote(channel).terminal.expect("an id");
    terminal_session::Entity::delete_by_id(id).exec(app.db()).await.expect("forgets");
    for (tab, channel) in [(&mut forgotten, channel), (&mut known, other)] {
        tab.type_in(channel, b"exit 3\r").await.expect("typed");
        tab.until(channel, |remote| remote.exited == Some(End::Code(3))).await.expect("ended");
    }
    let id = known.remote(other).terminal.expect("an id");
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let row = terminal_session::Entity::find_by_id(id).one(app.db()).await.expect("reads").expect("is there");
        if row.exit_code == Some(3) {
            break;
        }
        assert!(Instant::now() < until, "its end is not recorded");
        sleep(Duration::from_millis(20)).await;
    }
}
