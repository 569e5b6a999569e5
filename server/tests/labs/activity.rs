//! When somebody was last at work in a lab, as its terminals tell.

use std::time::Duration;

use app::labs::activity::watch;
use app::labs::api::{ClassLabs, StartMyLab};
use app::labs::entity::workspace;
use app::terminals::protocol::{Channel, OpenKind, Size};
use app::time::{HOUR_MS, UnixMs};
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use termbench::{Remote, Site, Tab};
use tokio::time::{sleep, timeout};

use crate::common::Kind;
use crate::fixture::{IMAGE, School};

/// What anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// A processor that is busier than this is a sign of life by itself, per cent of one core.
const BUSY_PERCENT: f32 = 1.0;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn typing_in_a_lab_is_its_last_sign_of_life_and_is_written_down() {
    let school = School::start(Kind::Sqlite, IMAGE).await;
    let (mut student, mut teacher) = (school.browser("student").await, school.browser("teacher").await);
    let section = school.section("CS 101", "A").await;
    student.call(StartMyLab { section }).await.expect("begins");
    let lab = school.settled(&mut student, section).await;
    let (id, container) = (lab.workspace.expect("a workspace"), school.container(lab.workspace).await);
    let kind = OpenKind::Lab { workspace: id };

    let cookie = student.cookie.clone().expect("signed in");
    let mut tab = Tab::connect(&Site { address: school.app.address.to_string(), cookie }).await.expect("welcome");
    let channel = tab.open(kind, Size::DEFAULT).await.expect("a shell");
    tab.type_in(channel, b"echo rea''dy\r").await.expect("typed");
    tab.until(channel, |remote| remote.shows("ready") && remote.is_settled()).await.expect("it runs");

    // Its start was work, which is a sign of life too; a shell that waits does none.
    let ready_ms = jiff::Timestamp::now().as_millisecond();
    let mut usage = school.app.state.engine.usage();
    let rests = usage
        .wait_for(|all| all.get(&container).is_some_and(|now| now.at_ms > ready_ms && now.cpu_percent < BUSY_PERCENT));
    let rested = timeout(PATIENCE, rests).await.map(|rests| rests.is_ok());
    assert_eq!(rested, Ok(true), "the lab never rests");

    // As if nothing had been seen of it for an hour, but for the keys.
    let row = workspace::ActiveModel { id: Set(id), last_seen_ms: Set(Some(ready_ms - HOUR_MS)), ..Default::default() };
    row.update(school.app.db()).await.expect("writes");
    let typed_ms = key(&school, &mut tab, channel, kind).await;
    assert!(typed_ms >= ready_ms);
    let watching = tokio::spawn(watch(school.app.state.clone()));
    let written = async {
        loop {
            match school.workspace(lab.workspace).await.last_seen_ms {
                Some(at_ms) if at_ms >= ready_ms => break at_ms,
                _ => sleep(Duration::from_millis(20)).await,
            }
        }
    };
    assert_eq!(timeout(PATIENCE, written).await, Ok(typed_ms), "what a restart begins with");

    // The next keys are seen by the next look, also before they are written down.
    let again_ms = key(&school, &mut tab, channel, kind).await;
    assert!(again_ms > typed_ms);
    let seen = async {
        loop {
            let class = teacher.call(ClassLabs { section }).await.expect("a class");
            let row = class.rows.into_iter().find(|row| row.workspace == lab.workspace).expect("her student");
            match row.last_seen_ms {
                Some(at_ms) if at_ms > typed_ms => break at_ms,
                _ => sleep(Duration::from_millis(20)).await,
            }
        }
    };
    assert_eq!(timeout(PATIENCE, seen).await, Ok(again_ms));
    watching.abort();
}

/// Types a key in a lab; when that was, as the keeper of terminals has it.
async fn key(school: &School, tab: &mut Tab, channel: Channel, kind: OpenKind) -> UnixMs {
    tab.type_in(channel, b"#").await.expect("typed");
    tab.until(channel, Remote::is_settled).await.expect("taken");
    school.app.state.terminals.last_typed().await[&kind]
}
