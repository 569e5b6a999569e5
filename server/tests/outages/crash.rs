//! The engine goes away while it is used, and comes back.

use std::time::Duration;

use app::labs::types::{LabState, LabView};
use app::terminals::protocol::{Channel, End, OpenKind, Size};
use termbench::{Site, Tab};

use crate::Seat;

/// An engine that went, or came back, is told within seconds; a busy machine is given more.
const SOON: Duration = Duration::from_secs(60);

/// A lab that runs, and a terminal in it.
async fn at_work() -> (Seat, Tab, Channel, LabView) {
    let mut seat = Seat::with_image().await;
    let lab = seat.start().await;
    assert_eq!(lab.state, LabState::Running);
    let cookie = seat.student.cookie.clone().expect("signed in");
    let site = Site { address: seat.school.app.address.to_string(), cookie };
    let mut tab = Tab::connect(&site).await.expect("welcome");
    let channel = shell(&mut tab, &lab).await;
    (seat, tab, channel, lab)
}

/// A new terminal in the lab, with a shell that answers.
async fn shell(tab: &mut Tab, lab: &LabView) -> Channel {
    let kind = OpenKind::Lab { workspace: lab.workspace.expect("a workspace") };
    let channel = tab.open(kind, Size { cols: 80, rows: 24 }).await.expect("a shell");
    // Typed in two pieces, so that the echo is not taken for the answer.
    tab.type_in(channel, b"echo ans''wers\r").await.expect("typed");
    tab.until(channel, |remote| remote.shows("answers")).await.expect("an answer");
    channel
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_that_crashes_under_a_lab_is_named_and_everything_can_be_had_again() {
    let (mut seat, mut tab, channel, lab) = at_work().await;
    seat.engine.kill();

    tab.until_within(SOON, channel, |remote| remote.exited.is_some()).await.expect("the terminal is told");
    match &tab.remote(channel).exited {
        Some(End::Failed(why)) => assert!(why.contains("container engine"), "{why}"),
        end => panic!("{end:?}"),
    }
    let away = |state: &LabState| matches!(state, LabState::Unknown { .. });
    let lab_away = seat.lab_within(SOON, "the engine to be missed", away).await;
    let LabState::Unknown { why } = lab_away.state else { panic!("{:?}", lab_away.state) };
    assert!(!why.is_empty());
    assert!(seat.class_page().await.contains("The container engine does not answer"));
    let refused =
        tab.open(OpenKind::Lab { workspace: lab.workspace.expect("a workspace") }, Size { cols: 80, rows: 24 });
    let refused = refused.await.expect_err("there is no engine").to_string();
    assert!(refused.contains("ngine"), "{refused}");

    seat.engine.run();
    // Its containers ended with it: the page says so, and the same button wakes the lab.
    let back = seat.lab_within(SOON, "the engine to be seen again", |state| !away(state)).await;
    match &back.state {
        LabState::Failed { why } => assert!(why.contains("ended"), "{why}"),
        state => panic!("{state:?}"),
    }
    assert_eq!(seat.start().await.state, LabState::Running);
    shell(&mut tab, &lab).await;
    assert!(!seat.class_page().await.contains("The container engine does not answer"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_that_is_restarted_stops_labs_which_can_be_woken() {
    let (mut seat, mut tab, channel, lab) = at_work().await;
    let container = seat.school.container(lab.workspace).await;
    seat.school.sh(&container, "echo kept > /home/student/note").await;
    seat.engine.stop();
    tab.until_within(SOON, channel, |remote| remote.exited.is_some()).await.expect("the terminal is told");
    seat.lab_within(SOON, "the engine to be missed", |state| matches!(state, LabState::Unknown { .. })).await;

    seat.engine.run();
    seat.lab_within(SOON, "the engine to be seen again", |state| state.can_start()).await;
    assert_eq!(seat.start().await.state, LabState::Running);
    assert_eq!(seat.school.sh(&container, "cat /home/student/note").await, "kept\n");
    shell(&mut tab, &lab).await;
}
