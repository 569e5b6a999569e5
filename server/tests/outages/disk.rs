//! The engine's disk is full.

use app::labs::api::StopMyLab;
use app::labs::types::LabState;

use crate::common::{Mood, Registry, TestEngine};
use crate::fixture::root_of_busybox;
use crate::{DISK_MB, Seat, why};

const FULL: &str = "disk is full; remove";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lab_that_finds_no_room_says_so_and_starts_when_there_is_some() {
    let mut seat = Seat::with_image().await;
    seat.engine.fill_disk();
    let lab = seat.start().await;
    assert!(why(&lab).contains(FULL), "{}", why(&lab));
    let row = seat.school.workspace(lab.workspace).await;
    assert!(row.failure.as_deref().is_some_and(|failure| failure.contains(FULL)), "{row:?}");
    assert_eq!(row.wanted, "running");
    let page = seat.class_page().await;
    assert!(page.contains(FULL) && page.contains("Failed"), "the teacher is not told");
    assert!(seat.school.containers().await.is_empty(), "something half made is left");

    seat.engine.free_disk();
    let lab = seat.start().await;
    assert_eq!(lab.state, LabState::Running);
    assert_eq!(seat.school.workspace(lab.workspace).await.failure, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lab_that_cannot_be_woken_on_a_full_disk_keeps_its_home() {
    let mut seat = Seat::with_image().await;
    let lab = seat.start().await;
    assert_eq!(lab.state, LabState::Running);
    let container = seat.school.container(lab.workspace).await;
    seat.school.sh(&container, "echo kept > /home/student/note").await;
    seat.student.call(StopMyLab { section: seat.section }).await.expect("stops");

    seat.engine.fill_disk();
    let lab = seat.start().await;
    assert!(why(&lab).contains(FULL), "{}", why(&lab));

    seat.engine.free_disk();
    assert_eq!(seat.start().await.state, LabState::Running);
    assert_eq!(seat.school.sh(&container, "cat /home/student/note").await, "kept\n", "the same container and home");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_image_that_does_not_fit_says_so() {
    let engine = TestEngine::start(DISK_MB);
    let registry = Registry::start(Mood::Serves, root_of_busybox()).await;
    registry.go_on();
    let mut seat = Seat::take(engine, &registry.image()).await;
    seat.engine.fill_disk();
    let lab = seat.start().await;
    assert!(why(&lab).contains(FULL), "{}", why(&lab));

    seat.engine.free_disk();
    assert_eq!(seat.start().await.state, LabState::Running);
}
