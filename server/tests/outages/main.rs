//! What people see when something that Lyceum stands on fails: an engine of the test's own that is made to fail (a
//! full disk, a crash, a registry that does not give, limits that cannot be kept), and the database.

#[path = "../common/mod.rs"]
mod common;
mod crash;
mod database;
mod disk;
#[path = "../labs/fixture.rs"]
mod fixture;
mod limits;
mod pull;

use std::time::{Duration, Instant};

use app::id::SectionId;
use app::labs::api::{MyLabIn, StartMyLab};
use app::labs::types::{LabState, LabView};
use common::{Client, TestEngine};
use fixture::School;

/// Room for an image of two megabytes, its labs and what the engine notes of them.
const DISK_MB: u32 = 64;

/// A student at the door of a lab.
struct Seat {
    school: School,
    student: Client,
    section: SectionId,
    // Last: the engine goes after those who use it.
    engine: TestEngine,
}

impl Seat {
    /// On a new engine that has the image.
    async fn with_image() -> Self {
        let engine = TestEngine::start(DISK_MB);
        fixture::import_image(&engine.docker().await).await;
        Self::take(engine, fixture::IMAGE).await
    }

    async fn take(engine: TestEngine, image: &str) -> Self {
        let school = School::on(&engine, image).await;
        let student = school.browser("student").await;
        let section = school.section("CS 101", "A").await;
        Self { school, student, section, engine }
    }

    /// Asks for the lab, as the page and its button "Start again" do, and waits for what comes of it.
    async fn start(&mut self) -> LabView {
        self.student.call(StartMyLab { section: self.section }).await.expect("begins");
        self.school.settled(&mut self.student, self.section).await
    }

    async fn lab(&mut self) -> LabView {
        self.student.call(MyLabIn { section: self.section }).await.expect("a lab")
    }

    /// The lab once it is as it must be; fails when that takes longer.
    async fn lab_within(&mut self, limit: Duration, what: &str, check: impl Fn(&LabState) -> bool) -> LabView {
        let begun = Instant::now();
        loop {
            let lab = self.lab().await;
            if check(&lab.state) {
                return lab;
            }
            assert!(begun.elapsed() < limit, "waited in vain for {what}: {:?}", lab.state);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What the teacher's page of this class says, as it is read without script.
    async fn class_page(&self) -> String {
        let teacher = self.school.browser("teacher").await;
        teacher.page(&format!("/teacher/classes/{}", self.section)).await
    }
}

/// Why a lab is not up.
fn why(lab: &LabView) -> &str {
    match &lab.state {
        LabState::Failed { why } => why,
        state => panic!("{state:?}"),
    }
}
