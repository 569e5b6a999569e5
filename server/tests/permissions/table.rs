//! Every server function, page and route, with who may.

use app::audit::api as audit;
use app::audit::types::AuditQuery;
use app::auth::api::{self as auth, account, people};
use app::auth::batch::Change;
use app::auth::people::{PeopleQuery, Standing};
use app::auth::types::Role::{self, Admin, Operator, Student, Teacher};
use app::auth::types::Theme;
use app::engine::api as engine;
use app::engine::types::verb::Verb;
use app::frame::api as frame;
use app::id::{DeskLayoutId, SectionId, SshHostId, TerminalId, UserId, WorkspaceId};
use app::labs::api as labs;
use app::school::api as school;
use app::settings::api as settings;
use app::ssh::api as ssh;
use app::ssh::types::HostForm;
use app::terminals::api as terminals;
use app::terminals::api::record as records;
use app::terminals::desks::{api as desks, types::Preferences};
use app::terminals::protocol::{self, Key, OpenKind, Typing};
use app::terminals::types::record::RecordQuery;
use app::terminals::types::replay::PartFrom;
use leptos::server_fn::ServerFn;
use reqwest::Method;
use serde::Serialize;

use crate::common::body_of;

/// Who may.
#[derive(Debug, Clone, Copy)]
pub enum Who {
    /// Also without signing in.
    Anybody,
    /// Whoever has signed in.
    Somebody,
    Only(&'static [Role]),
}

impl Who {
    pub fn includes(self, role: Option<Role>) -> bool {
        match (self, role) {
            (Self::Anybody, _) | (Self::Somebody, Some(_)) => true,
            (Self::Somebody | Self::Only(_), None) => false,
            (Self::Only(roles), Some(role)) => roles.contains(&role),
        }
    }
}

pub use Who::{Anybody, Only, Somebody};

/// Every server function with arguments that reach its first statement.
pub fn functions() -> Vec<(&'static str, String, Who)> {
    vec![
        row(auth::WhoAmI {}, Anybody),
        row(auth::GetDoors {}, Anybody),
        row(auth::SignIn { login: "nobody".into(), password: "wrong".into(), next: None }, Anybody),
        row(auth::SignOut {}, Anybody),
        row(
            auth::RegisterAccount {
                login: "x".into(),
                email: "x".into(),
                given_name: "x".into(),
                family_name: "x".into(),
                password: "x".into(),
            },
            Anybody,
        ),
        row(account::GetProfile {}, Somebody),
        row(
            account::SaveProfile {
                given_name: "x".into(),
                family_name: "x".into(),
                preferred_name: String::new(),
                time_zone: String::new(),
                theme: Theme::Dark,
            },
            Somebody,
        ),
        row(account::RemovePicture {}, Somebody),
        row(account::ChangePassword { current: "x".into(), new: "x".into() }, Somebody),
        row(account::MySessions {}, Somebody),
        row(account::EndSession { key: "x".into() }, Somebody),
        row(account::EndOtherSessions {}, Somebody),
        row(people::ListPeople { query: PeopleQuery::default() }, Only(&[Admin])),
        row(people::GetPerson { id: UserId(1) }, Only(&[Admin])),
        row(
            people::CreatePerson {
                login: "x".into(),
                email: "x".into(),
                given_name: "x".into(),
                family_name: "x".into(),
                roles: vec![Student],
            },
            Only(&[Admin]),
        ),
        row(
            people::EditPerson {
                id: UserId(1),
                email: "x".into(),
                given_name: "x".into(),
                family_name: "x".into(),
                roles: vec![Student],
                version: 1,
            },
            Only(&[Admin]),
        ),
        row(people::SetStanding { id: UserId(0), standing: Standing::Suspended }, Only(&[Admin])),
        row(people::ResetPassword { id: UserId(0) }, Only(&[Admin])),
        row(
            people::ChangePeople { ids: vec![UserId(0)], change: Change::Resume, role: None, confirmed: false },
            Only(&[Admin]),
        ),
        row(settings::GetSettings {}, Only(&[Admin])),
        row(settings::SaveSettings { name: "x".into(), accent: "indigo".into(), own: String::new() }, Only(&[Admin])),
        row(settings::ResetSettings {}, Only(&[Admin])),
        row(audit::ReadAudit { query: AuditQuery::default() }, Only(&[Admin])),
        row(frame::SearchEverything { typed: "ada".into() }, Somebody),
        row(frame::ChooseTheme { theme: Theme::Dark }, Somebody),
        row(frame::GetShortcuts {}, Somebody),
        row(engine::ReadOverview {}, Only(&[Admin, Operator])),
        row(engine::ReadContainers {}, Only(&[Admin, Operator])),
        row(engine::ReadContainer { name: "x".into() }, Only(&[Admin, Operator])),
        row(engine::ReadLog { name: "x".into() }, Only(&[Admin, Operator])),
        row(engine::WeighRemoval { name: "x".into() }, Only(&[Admin, Operator])),
        row(engine::ManageContainers { verb: Verb::Stop, names: vec!["x".into()] }, Only(&[Admin, Operator])),
        feed::<engine::WatchOverview>(Only(&[Admin, Operator])),
        feed::<engine::WatchContainers>(Only(&[Admin, Operator])),
        feed::<engine::WatchContainer>(Only(&[Admin, Operator])),
        feed::<engine::WatchLog>(Only(&[Admin, Operator])),
        row(engine::TerminalPlaces {}, Only(&[Admin, Operator])),
        row(ssh::ListSshHosts {}, Only(&[Admin, Operator])),
        row(ssh::GetSshHost { id: SshHostId(1) }, Only(&[Admin, Operator])),
        row(ssh::ListJumpHosts {}, Only(&[Admin])),
        row(ssh::CreateSshHost { host: HostForm::default() }, Only(&[Admin])),
        row(ssh::EditSshHost { id: SshHostId(1), version: 1, host: HostForm::default() }, Only(&[Admin])),
        row(ssh::RemoveSshHost { id: SshHostId(1) }, Only(&[Admin])),
        row(ssh::TestSshHost { id: SshHostId(1) }, Only(&[Admin])),
        row(ssh::AcceptHostKey { id: SshHostId(1), fingerprint: "x".into() }, Only(&[Admin])),
        row(school::StudentToday {}, Only(&[Student])),
        row(school::TeacherToday {}, Only(&[Teacher])),
        row(terminals::TerminalTicket {}, Somebody),
        row(terminals::MyTerminals {}, Somebody),
        row(terminals::TerminalsOf { kind: OpenKind::HostShell }, Somebody),
        // A terminal that is not there is nobody's; whose is whose is tested with terminals.
        row(terminals::KeepTerminal { terminal: TerminalId(1) }, Somebody),
        row(terminals::ReadSharedTerminal { terminal: TerminalId(1) }, Somebody),
        row(terminals::ReadSharing { terminal: TerminalId(1) }, Somebody),
        row(terminals::InviteToTerminal { terminal: TerminalId(1), user: UserId(1), may_ask: true }, Somebody),
        row(terminals::UninviteFromTerminal { terminal: TerminalId(1), user: UserId(1) }, Somebody),
        row(labs::ReadShown { section: SectionId(1) }, Only(&[Student, Teacher])),
        row(labs::ReadHearers { section: SectionId(1) }, Only(&[Teacher])),
        row(
            labs::Broadcast { section: SectionId(1), students: Vec::new(), what: Typing::Key(Key::Enter) },
            Only(&[Teacher]),
        ),
        row(records::MyTerminals { query: RecordQuery::default() }, Somebody),
        row(records::ClassTerminals { query: RecordQuery::default() }, Only(&[Teacher])),
        row(records::AllTerminals { query: RecordQuery::default() }, Only(&[Admin])),
        row(records::TerminalRecord { id: TerminalId(1) }, Somebody),
        row(records::EndTerminals { ids: vec![TerminalId(1)], reason: "x".into() }, Only(&[Admin])),
        row(records::DeleteRecording { id: TerminalId(1) }, Only(&[Admin])),
        row(records::Replay { id: TerminalId(1), at_ms: 0 }, Somebody),
        row(records::ReplayPart { id: TerminalId(1), from: PartFrom::Time(0) }, Somebody),
        row(records::SearchReplay { id: TerminalId(1), text: "x".into() }, Somebody),
        row(desks::GetMyDesk {}, Somebody),
        row(desks::SaveDeskPreferences { preferences: Preferences::default() }, Somebody),
        row(desks::SaveDeskLayout { name: "x".into(), shape: "x".into() }, Somebody),
        row(desks::RenameDeskLayout { id: DeskLayoutId(0), name: "x".into() }, Somebody),
        row(desks::RemoveDeskLayout { id: DeskLayoutId(0) }, Somebody),
        row(labs::MyLabs {}, Only(&[Student])),
        row(labs::MyLabPlaces {}, Only(&[Student, Teacher])),
        row(labs::MyLabIn { section: SectionId(1) }, Only(&[Student, Teacher])),
        row(labs::StartMyLab { section: SectionId(1) }, Only(&[Student, Teacher])),
        row(labs::StopMyLab { section: SectionId(1) }, Only(&[Student, Teacher])),
        row(labs::RecreateMyLab { section: SectionId(1) }, Only(&[Student, Teacher])),
        row(labs::ClassLabs { section: SectionId(1) }, Only(&[Teacher])),
        row(labs::StartLabs { section: SectionId(1), everyone: true, students: Vec::new() }, Only(&[Teacher])),
        row(labs::StopLabs { section: SectionId(1), everyone: true, students: Vec::new() }, Only(&[Teacher])),
        row(labs::WatchLab { workspace: WorkspaceId(1) }, Only(&[Teacher])),
        row(labs::RecordClass { section: SectionId(1), on: true }, Only(&[Teacher])),
        (labs::FollowMyLabs::PATH, String::new(), Only(&[Student])),
        (labs::FollowMyLab::PATH, String::new(), Only(&[Student, Teacher])),
        (labs::FollowClass::PATH, String::new(), Only(&[Teacher])),
        (labs::FollowLab::PATH, String::new(), Only(&[Teacher])),
    ]
}

/// Every page of the route table.
pub const PAGES: [(&str, Who); 35] = [
    ("/", Anybody),
    ("/sign-in", Anybody),
    ("/register", Anybody),
    ("/account", Somebody),
    ("/account/sessions", Somebody),
    ("/terminals/{id}", Somebody),
    ("/student", Only(&[Student])),
    ("/student/labs/{section}", Only(&[Student])),
    ("/student/desk", Only(&[Student])),
    ("/student/terminals", Only(&[Student])),
    ("/student/terminals/{id}", Only(&[Student])),
    ("/teacher", Only(&[Teacher])),
    ("/teacher/desk", Only(&[Teacher])),
    ("/teacher/terminals", Only(&[Teacher])),
    ("/teacher/terminals/{id}", Only(&[Teacher])),
    ("/teacher/classes/{section}", Only(&[Teacher])),
    ("/teacher/my-lab/{section}", Only(&[Teacher])),
    ("/teacher/labs/{workspace}", Only(&[Teacher])),
    ("/admin", Only(&[Admin, Operator])),
    ("/admin/containers", Only(&[Admin, Operator])),
    ("/admin/containers/{name}", Only(&[Admin, Operator])),
    ("/admin/shell", Only(&[Admin])),
    ("/admin/desk", Only(&[Admin, Operator])),
    ("/admin/ssh", Only(&[Admin, Operator])),
    ("/admin/ssh/new", Only(&[Admin])),
    ("/admin/ssh/{id}", Only(&[Admin, Operator])),
    ("/admin/terminals", Only(&[Admin])),
    ("/admin/terminals/{id}", Only(&[Admin])),
    ("/terminals/{id}/replay", Somebody),
    ("/admin/people", Only(&[Admin])),
    ("/admin/people/new", Only(&[Admin])),
    ("/admin/people/{id}", Only(&[Admin])),
    ("/admin/settings", Only(&[Admin])),
    ("/admin/audit", Only(&[Admin])),
    ("/admin/style", Only(&[Admin])),
];

/// Every other route. A `{name}` in a path is filled with `1`.
pub const ROUTES: [(&str, Method, Who); 8] = [
    ("/account/picture", Method::POST, Somebody),
    ("/account/pictures/{sha}", Method::GET, Somebody),
    ("/admin/audit.csv", Method::GET, Only(&[Admin])),
    ("/admin/terminals.csv", Method::GET, Only(&[Admin])),
    ("/terminals/{id}/recording.cast", Method::GET, Somebody),
    ("/terminals/{id}/recording.raw", Method::GET, Somebody),
    (protocol::PATH, Method::GET, Somebody),
    ("/admin/containers/{name}/log.txt", Method::GET, Only(&[Admin, Operator])),
];

/// A feed's arguments are its first message; its right is asked for before that.
fn feed<F: ServerFn>(who: Who) -> (&'static str, String, Who) {
    (F::PATH, String::new(), who)
}

fn row<F: ServerFn + Serialize>(call: F, who: Who) -> (&'static str, String, Who) {
    (F::PATH, body_of(&call), who)
}
