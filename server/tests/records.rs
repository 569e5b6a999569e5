//! The record of terminal sessions and who may see what of it, on both databases.

mod common;
#[path = "labs/fixture.rs"]
mod fixture;

use app::audit::entity as audit;
use app::error::Error;
use app::id::{SectionId, TerminalId, UserId, WorkspaceId};
use app::labs::api::{ClassLabs, RecordClass};
use app::labs::entity::{lab_template, workspace};
use app::terminals::api::record::{
    AllTerminals, ClassTerminals, DeleteRecording, MyTerminals, Replay, ReplayPart, TerminalRecord,
};
use app::terminals::entity::{terminal_recording, terminal_session, terminal_visit};
use app::terminals::protocol::Size;
use app::terminals::recording::cast::Header;
use app::terminals::recording::files::{Files, folder};
use app::terminals::recording::writer::Writer;
use app::terminals::types::record::{RecordQuery, Sight};
use app::terminals::types::replay::PartFrom;
use app::time::DAY_MS;
use common::{Client, Kind, TestApp};
use fixture::{section_of, user_of};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

const STARTED_MS: i64 = 1_700_000_000_000;

/// The demo school with one ended session of a student's in a lab of CS 101 A, and its recording.
struct Past {
    app: TestApp,
    session: TerminalId,
    section: SectionId,
    student: UserId,
    lab: WorkspaceId,
}

impl Past {
    async fn of(app: TestApp) -> Self {
        app::seed::plant(app.db(), &app.state.config).await.expect("the demo school");
        let (student, section) = (user_of(&app, "student").await, section_of(&app, "CS 101", "A").await);
        let lab = lab(&app, student, section).await;
        // From before agents had names.
        let session = recorded(&app, student, lab, "").await;
        let teacher = user_of(&app, "teacher").await;
        terminal_visit::ActiveModel {
            session_id: Set(session),
            user_id: Set(teacher),
            right: Set("viewer".into()),
            from_ms: Set(STARTED_MS),
            to_ms: Set(Some(STARTED_MS + 5000)),
            ..Default::default()
        }
        .insert(app.db())
        .await
        .expect("a visit");
        Self { app, session, section, student, lab }
    }

    fn files(&self) -> Files {
        files_of(&self.app, self.session)
    }

    async fn browser(&self, login: &str) -> Client {
        self.app.as_user(user_of(&self.app, login).await).await
    }

    async fn audited(&self, action: &str) -> u64 {
        let rows = audit::Entity::find().filter(audit::Column::Action.eq(action));
        rows.count(self.app.db()).await.expect("counts")
    }
}

/// An ended session of an agent of this name, and its recording.
async fn recorded(app: &TestApp, student: UserId, lab: WorkspaceId, keeper: &str) -> TerminalId {
    let session = terminal_session::ActiveModel {
        owner_id: Set(student),
        kind: Set("lab".into()),
        target: Set("0123".into()),
        workspace_id: Set(Some(lab)),
        started_ms: Set(STARTED_MS),
        ended_ms: Set(Some(STARTED_MS + 60_000)),
        ending: Set(Some("Ended".into())),
        exit_code: Set(Some(0)),
        bytes_out: Set(11),
        bytes_in: Set(3),
        keeper: Set(keeper.into()),
        ..Default::default()
    };
    let session = session.insert(app.db()).await.expect("a session").id;
    terminal_recording::ActiveModel {
        session_id: Set(session),
        by_id: Set(Some(student)),
        by_name: Set("Lena".into()),
        why: Set("owner".into()),
        input: Set(false),
        started_ms: Set(STARTED_MS),
        ended_ms: Set(Some(STARTED_MS + 60_000)),
        ending: Set(Some("The terminal ended".into())),
        duration_ms: Set(60_000),
        bytes: Set(100),
        ..Default::default()
    }
    .insert(app.db())
    .await
    .expect("a recording");
    let header = Header { size: Size::DEFAULT, started_ms: STARTED_MS, title: String::new() };
    let mut writer = Writer::create(&files_of(app, session), &header, u64::MAX).expect("files");
    writer.output(1000, b"hello world").expect("written");
    session
}

fn files_of(app: &TestApp, session: TerminalId) -> Files {
    Files::of(&folder(&app.state.config.data_dir), session, STARTED_MS)
}

async fn lab(app: &TestApp, student: UserId, section: SectionId) -> WorkspaceId {
    let template = lab_template::Entity::find().filter(lab_template::Column::SectionId.eq(section));
    let template = template.one(app.db()).await.expect("reads").expect("a template").id;
    let row = workspace::ActiveModel {
        student_id: Set(student),
        section_id: Set(section),
        template_id: Set(template),
        container_name: Set("lab".into()),
        volume_name: Set("home".into()),
        wanted: Set("stopped".into()),
        created_ms: Set(STARTED_MS),
        ..Default::default()
    };
    row.insert(app.db()).await.expect("a lab").id
}

fn all() -> RecordQuery {
    RecordQuery { page: 1, ..RecordQuery::default() }
}

on_both! {
    async fn owner_staff_and_admin_see_a_session_and_its_recording(app: TestApp) {
        let past = Past::of(app).await;
        let id = past.session;
        for (login, sight) in [("student", Sight::Owner), ("teacher", Sight::Staff), ("admin", Sight::Admin)] {
            let mut client = past.browser(login).await;
            let view = client.call(TerminalRecord { id }).await.expect(login);
            assert_eq!((view.sight, view.row.place.as_str(), view.row.joined), (sight, "CS 101 A", 1), "{login}");
            assert_eq!((view.row.bytes_in, view.row.bytes_out), (3, 11));
            let replay = client.call(Replay { id, at_ms: 5000 }).await.expect(login);
            assert_eq!((replay.screen.as_str(), replay.at_ms), ("hello world", 1000));
            client.call(ReplayPart { id, from: PartFrom::Time(0) }).await.expect(login);
        }
        assert_eq!(past.audited("terminal.replay").await, 2, "the teacher's and the admin's, each once");
        for login in ["claire.dubois", "amira.haddad", "operator"] {
            let mut client = past.browser(login).await;
            assert!(matches!(client.call(TerminalRecord { id }).await, Err(Error::NotFound(_))), "{login}");
            assert!(matches!(client.call(Replay { id, at_ms: 0 }).await, Err(Error::NotFound(_))), "{login}");
            assert_eq!(client.get(&format!("/terminals/{id}/replay")).await.status().as_u16(), 404, "{login}");
        }
        assert_eq!(past.audited("terminal.replay").await, 2, "nothing was seen");
    }

    async fn sessions_are_found(app: TestApp) {
        let past = Past::of(app).await;
        let mut student = past.browser("student").await;
        assert_eq!(student.call(MyTerminals { query: all() }).await.expect("hers").total, 1);
        let mut other = past.browser("amira.haddad").await;
        assert_eq!(other.call(MyTerminals { query: all() }).await.expect("none").total, 0);
        let mut teacher = past.browser("teacher").await;
        let found = teacher.call(ClassTerminals { query: all() }).await.expect("her classes'");
        assert_eq!((found.total, found.classes), (1, vec![(past.section, "CS 101 A".to_owned())]));
        let elsewhere = section_of(&past.app, "CS 101", "B").await;
        let of_b = RecordQuery { section: elsewhere.to_string(), ..all() };
        assert_eq!(teacher.call(ClassTerminals { query: of_b }).await.expect("none").total, 0);
        let mut claire = past.browser("claire.dubois").await;
        assert_eq!(claire.call(ClassTerminals { query: all() }).await.expect("none").total, 0);
        let mut admin = past.browser("admin").await;
        let mut count = async |query: RecordQuery| admin.call(AllTerminals { query }).await.expect("a list").total;
        assert_eq!(count(RecordQuery { who: "student".into(), ..all() }).await, 1);
        assert_eq!(count(RecordQuery { who: "nobody at all".into(), ..all() }).await, 0);
        assert_eq!(count(RecordQuery { kind: "lab".into(), recorded: "yes".into(), ..all() }).await, 1);
        assert_eq!(count(RecordQuery { state: "running".into(), ..all() }).await, 0);
        assert_eq!(count(RecordQuery { from: "2023-11-14".into(), until: "2023-11-15".into(), ..all() }).await, 1);
        assert_eq!(count(RecordQuery { from: "2023-11-16".into(), ..all() }).await, 0);
        let csv = past.browser("admin").await.get("/admin/terminals.csv?kind=lab").await.text().await.expect("text");
        assert!(csv.starts_with("id,owner_id,owner,kind,place,started"), "{csv}");
        assert!(csv.contains("CS 101 A,2023-11-14T22:13:20Z"), "{csv}");
    }

    async fn recordings_are_deleted_by_hand_and_by_age(app: TestApp) {
        let past = Past::of(app).await;
        let id = past.session;
        let cx = app::ctx::Ctx::of_house(&past.app.state);
        let ended = STARTED_MS + 60_000;
        let sweep = |days: i64| past.app.state.terminals.sweep(&cx, ended + days * DAY_MS + 1);
        assert_eq!(sweep(29).await.expect("sweeps"), 0, "students' are kept for thirty days");
        assert!(past.files().bytes() > 0);
        assert_eq!(sweep(30).await.expect("sweeps"), 1);
        assert_eq!((past.files().bytes(), past.audited("terminal.recording.sweep").await), (0, 1));
        assert_eq!(sweep(31).await.expect("sweeps"), 0, "once");
        assert_eq!(past.audited("terminal.recording.sweep").await, 1, "nothing done, nothing said");
        let mut admin = past.browser("admin").await;
        assert!(matches!(admin.call(Replay { id, at_ms: 0 }).await, Err(Error::NotFound(_))));
        let row = admin.call(TerminalRecord { id }).await.expect("the session stays").row;
        assert_eq!(row.recording.and_then(|recording| recording.deleted).map(|(_, by)| by), Some("retention".into()));
        assert!(matches!(admin.call(DeleteRecording { id }).await, Err(Error::NotFound(_))), "it is gone");
    }

    async fn recordings_of_other_machines_are_theirs_to_delete(app: TestApp) {
        let past = Past::of(app).await;
        let name = past.app.state.config.data_dir.join("agent/id");
        let name = std::fs::read_to_string(name).expect("this machine's name");
        let here = recorded(&past.app, past.student, past.lab, &format!("{name}.1")).await;
        let elsewhere = recorded(&past.app, past.student, past.lab, "other-machine.1").await;
        let cx = app::ctx::Ctx::of_house(&past.app.state);
        let swept = past.app.state.terminals.sweep(&cx, STARTED_MS + 31 * DAY_MS).await;
        assert_eq!(swept, Ok(2), "this machine's, and what is from before machines had names");
        assert_eq!((past.files().bytes(), files_of(&past.app, here).bytes()), (0, 0));

        let mut admin = past.browser("admin").await;
        let refused = admin.call(DeleteRecording { id: elsewhere }).await;
        assert!(matches!(&refused, Err(Error::Conflict(why)) if why.contains("another machine")), "{refused:?}");
        let row = admin.call(TerminalRecord { id: elsewhere }).await.expect("a session").row;
        assert_eq!(row.recording.map(|recording| recording.deleted), Some(None), "nobody says that it is gone");
        assert!(files_of(&past.app, elsewhere).bytes() > 0);
    }

    async fn a_recording_is_deleted_by_an_admin(app: TestApp) {
        let past = Past::of(app).await;
        let id = past.session;
        let mut owner = past.browser("student").await;
        assert!(matches!(owner.call(DeleteRecording { id }).await, Err(Error::Forbidden(_))));
        let mut admin = past.browser("admin").await;
        admin.call(DeleteRecording { id }).await.expect("deleted");
        assert_eq!((past.files().bytes(), past.audited("terminal.recording.delete").await), (0, 1));
        assert!(matches!(owner.call(Replay { id, at_ms: 0 }).await, Err(Error::NotFound(_))));
    }

    async fn a_recording_that_may_go_on_stays(app: TestApp) {
        let past = Past::of(app).await;
        let id = past.session;
        // The recording is switched off; its terminal runs, with an agent of an older release, which holds its lock.
        let agents = past.app.state.config.data_dir.join("agent");
        let lock = std::fs::File::create(agents.join("agent-1.pid")).expect("a file");
        lock.lock().expect("a lock");
        let machine = std::fs::read_to_string(agents.join("id")).expect("a name");
        let keeper = Set(format!("{}.1", machine.trim()));
        let running = terminal_session::ActiveModel { id: Set(id), ended_ms: Set(None), keeper, ..Default::default() };
        running.update(past.app.db()).await.expect("it runs");
        let cx = app::ctx::Ctx::of_house(&past.app.state);
        let swept = past.app.state.terminals.sweep(&cx, STARTED_MS + 400 * DAY_MS).await;
        assert_eq!(swept, Ok(0), "however old it is");
        let mut admin = past.browser("admin").await;
        let refused = admin.call(DeleteRecording { id }).await;
        assert!(matches!(&refused, Err(Error::Conflict(why)) if why.contains("End it first")), "{refused:?}");
        assert!(past.files().bytes() > 0);
        assert_eq!(past.audited("terminal.recording.delete").await, 0);
        admin.call(Replay { id, at_ms: 0 }).await.expect("it is there");
    }

    async fn a_class_is_recorded_when_its_teacher_says_so(app: TestApp) {
        let past = Past::of(app).await;
        let section = past.section;
        let mut claire = past.browser("claire.dubois").await;
        assert!(matches!(claire.call(RecordClass { section, on: true }).await, Err(Error::NotFound(_))));
        let mut teacher = past.browser("teacher").await;
        for _ in 0..2 {
            teacher.call(RecordClass { section, on: true }).await.expect("switched on");
        }
        let class = teacher.call(ClassLabs { section }).await.expect("a class");
        assert_eq!(class.recorded_by.as_deref(), Some("Ada Winter"));
        teacher.call(RecordClass { section, on: false }).await.expect("switched off");
        assert_eq!(teacher.call(ClassLabs { section }).await.expect("a class").recorded_by, None);
        assert_eq!(past.audited("record lab terminals").await, 2, "on and off, each once");
    }
}
