//! Limits that the engine refuses, or cannot keep.

use app::labs::entity::lab_template;
use app::labs::types::LabState;
use sea_orm::ActiveValue::Set;

use crate::{Seat, why};

impl Seat {
    /// The labs of the class are made of another image from now on.
    pub async fn made_of(&self, image: &str) {
        let change = lab_template::ActiveModel { image: Set(image.to_owned()), ..Default::default() };
        self.school.set_template(self.section, change).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_that_the_engine_refuses_is_told_in_its_words_with_what_to_change() {
    let mut seat = Seat::with_image().await;
    let cpu = |cpu_milli| lab_template::ActiveModel { cpu_milli: Set(cpu_milli), ..Default::default() };
    seat.school.set_template(seat.section, cpu(64_000)).await;
    let lab = seat.start().await;
    let told = why(&lab);
    assert!(told.to_lowercase().contains("cpus") && told.contains("Change the limit"), "{told}");
    assert!(seat.class_page().await.contains("Change the limit"), "the teacher is not told");

    // The template is mended: the next start takes it.
    seat.school.set_template(seat.section, cpu(500)).await;
    assert_eq!(seat.start().await.state, LabState::Running);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_limit_that_the_storage_cannot_keep_is_noted_and_the_lab_runs() {
    let mut seat = Seat::with_image().await;
    let disk = lab_template::ActiveModel { disk_mb: Set(Some(100)), ..Default::default() };
    seat.school.set_template(seat.section, disk).await;
    let lab = seat.start().await;
    assert_eq!(lab.state, LabState::Running);
    let note = lab.note.unwrap_or_default();
    assert!(note.contains("cannot limit the disk space"), "{note:?}");
    assert!(seat.class_page().await.contains("cannot limit the disk space"), "the teacher is not told");
}
