//! The engine does not have the image.

use std::time::Duration;

use app::labs::types::{LabState, Step};

use crate::common::{Mood, Registry, TestEngine};
use crate::fixture::root_of_busybox;
use crate::{DISK_MB, Seat, why};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_image_is_pulled_telling_how_far_it_is_and_the_lab_opens() {
    let engine = TestEngine::start(DISK_MB);
    let registry = Registry::start(Mood::Serves, root_of_busybox()).await;
    let mut seat = Seat::take(engine, &registry.image()).await;

    let half_way = |state: &LabState| matches!(state, LabState::Starting(Step::Image { percent: Some(percent) }) if (1..100).contains(percent));
    let pulling = async {
        seat.student.call(app::labs::api::StartMyLab { section: seat.section }).await.expect("begins");
        seat.lab_within(Duration::from_secs(60), "the pull to be half-way", half_way).await
    };
    let lab = pulling.await;
    let LabState::Starting(step) = &lab.state else { panic!("{:?}", lab.state) };
    assert!(step.phrase().starts_with("Fetching the image, "), "{}", step.phrase());
    assert!(seat.class_page().await.contains("Fetching the image, "), "the teacher is not told");

    registry.go_on();
    let lab = seat.school.settled(&mut seat.student, seat.section).await;
    assert_eq!(lab.state, LabState::Running);
    let container = seat.school.container(lab.workspace).await;
    assert_eq!(seat.school.sh(&container, "echo it runs").await, "it runs\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registry_that_does_not_give_is_named() {
    let engine = TestEngine::start(DISK_MB);
    let misses = Registry::start(Mood::Misses, root_of_busybox()).await;
    let mut seat = Seat::take(engine, &misses.image()).await;
    let lab = seat.start().await;
    let told = why(&lab);
    assert!(told.contains(&misses.image()) && told.contains("no registry gives it"), "{told}");
    assert!(told.contains("start the lab again"), "{told}");

    let fails = Registry::start(Mood::Fails, root_of_busybox()).await;
    seat.made_of(&fails.image()).await;
    let lab = seat.start().await;
    let told = why(&lab);
    assert!(told.contains(&fails.image()) && told.contains("500"), "{told}");

    let gone = fails.image();
    drop(fails);
    let lab = seat.start().await;
    let told = why(&lab);
    assert!(told.contains(&gone) && told.contains("refused"), "{told}");

    let serves = Registry::start(Mood::Serves, root_of_busybox()).await;
    serves.go_on();
    seat.made_of(&serves.image()).await;
    assert_eq!(seat.start().await.state, LabState::Running);
}
