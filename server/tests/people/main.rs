//! People and their accounts, on both databases.

#[path = "../common/mod.rs"]
mod common;
mod feeds;
mod search;
mod theme;

use std::time::Duration;

use app::audit::api::ReadAudit;
use app::audit::types::AuditQuery;
use app::auth::api::account::{
    ChangePassword, EndOtherSessions, EndSession, GetProfile, MySessions, RemovePicture, SaveProfile,
};
use app::auth::api::people::{
    ChangePeople, CreatePerson, EditPerson, GetPerson, ListPeople, ResetPassword, SetStanding,
};
use app::auth::api::{SignIn, WhoAmI};
use app::auth::batch::{BatchAnswer, Change, Outcome, Report};
use app::auth::people::{PeopleQuery, PeopleSort, Standing};
use app::auth::types::{Role, Theme};
use app::error::Error;
use app::id::UserId;
use app::terminals::protocol::{Frame, close};
use app::ui::list::PerPage;
use common::{Client, Kind, PASSWORD, TestApp, location};
use reqwest::{Method, StatusCode};
use sea_orm::ConnectionTrait;
use termbench::{Site, Tab};
use tokio::time::timeout;

/// Long before somebody looks at the sign-ins behind sockets, which is each 30 s.
const AT_ONCE: Duration = Duration::from_secs(10);

fn sign_in(login: &str, password: &str) -> SignIn {
    SignIn { login: login.to_owned(), password: password.to_owned(), next: None }
}

fn newcomer() -> CreatePerson {
    CreatePerson {
        login: "grace".into(),
        email: "grace@school.example".into(),
        given_name: "Grace".into(),
        family_name: "Hopper".into(),
        roles: vec![Role::Teacher],
    }
}

fn edit(id: UserId, roles: Vec<Role>, version: i32) -> EditPerson {
    EditPerson {
        id,
        email: format!("changed{id}@school.example"),
        given_name: "Changed".into(),
        family_name: "Name".into(),
        roles,
        version,
    }
}

/// The socket on which this browser's terminals would be.
async fn socket_of(app: &TestApp, client: &Client) -> Tab {
    let cookie = client.cookie.clone().expect("signed in");
    Tab::connect(&Site { address: app.address.to_string(), cookie }).await.expect("welcome")
}

/// The code with which the server closes a socket.
async fn close_code(tab: &mut Tab) -> Option<u16> {
    timeout(AT_ONCE, async { while tab.step().await.is_ok() {} }).await.expect("closed at once");
    tab.close
}

async fn actions(admin: &mut Client) -> Vec<String> {
    let log = admin.call(ReadAudit { query: AuditQuery { page: 1, ..AuditQuery::default() } }).await.expect("reads");
    log.rows.into_iter().map(|row| row.action).collect()
}

on_both! {
    async fn a_new_person_gets_a_password_and_changes_it(app: TestApp) {
        let mut admin = app.as_role(Role::Admin).await;
        let made = admin.call(newcomer()).await.expect("makes");
        let mut grace = app.as_nobody();
        grace.call(sign_in("grace", &made.password)).await.expect("signs in");
        assert!(grace.call(GetProfile {}).await.expect("reads").password_is_temporary);
        assert_eq!(grace.call(MySessions {}).await, Err(Error::PasswordFirst), "everything else waits");
        assert_eq!(location(&grace.get("/teacher").await), "/account#password", "the portal waits");
        let wrong = grace.call(ChangePassword { current: "x".into(), new: "compilers are fun".into() }).await;
        assert!(wrong.expect_err("refused").field("current").is_some());
        let same = ChangePassword { current: made.password.clone(), new: made.password.clone() };
        assert!(grace.call(same).await.expect_err("refused").field("new").is_some());
        let change = ChangePassword { current: made.password.clone(), new: "compilers are fun".into() };
        grace.call(change).await.expect("changes");
        assert_eq!(grace.get("/teacher").await.status(), StatusCode::OK);
        assert!(app.as_nobody().call(sign_in("grace", &made.password)).await.is_err(), "the old one is worth nothing");
        assert!(admin.call(newcomer()).await.expect_err("twice").field("login").is_some());
        assert_eq!(actions(&mut admin).await, ["change password", "sign in", "create person"]);
    }

    async fn a_changed_password_ends_other_sessions(app: TestApp) {
        let id = app.person(Role::Student).await;
        let (mut here, mut there) = (app.as_user(id).await, app.as_user(id).await);
        let change = ChangePassword { current: PASSWORD.into(), new: "another good one".into() };
        here.call(change).await.expect("changes");
        assert!(here.call(WhoAmI {}).await.expect("answers").is_some());
        assert_eq!(there.call(WhoAmI {}).await, Ok(None));
    }

    async fn one_ends_ones_own_sessions_only(app: TestApp) {
        let id = app.person(Role::Student).await;
        let (mut here, mut there) = (app.as_user(id).await, app.as_user(id).await);
        let mut stranger = app.as_role(Role::Student).await;
        let sessions = here.call(MySessions {}).await.expect("reads");
        assert_eq!(sessions.len(), 2);
        assert_eq!(sessions.iter().filter(|session| session.here).count(), 1);
        let other = sessions.iter().find(|session| !session.here).expect("another").key.clone();
        let stolen = stranger.call(EndSession { key: other.clone() }).await;
        assert_eq!(stolen, Err(Error::NotFound("session".into())));
        here.call(EndSession { key: other }).await.expect("ends");
        assert_eq!(there.call(WhoAmI {}).await, Ok(None));
        app.as_user(id).await;
        assert_eq!(here.call(EndOtherSessions {}).await, Ok(1));
        assert!(stranger.call(WhoAmI {}).await.expect("answers").is_some());
    }

    async fn the_sockets_of_ended_sessions_close_at_once(app: TestApp) {
        let id = app.person(Role::Student).await;
        let mut here = app.as_user(id).await;
        let mut stays = socket_of(&app, &here).await;

        let mut goes = socket_of(&app, &app.as_user(id).await).await;
        assert_eq!(here.call(EndOtherSessions {}).await, Ok(1));
        assert_eq!(close_code(&mut goes).await, Some(close::SIGN_IN));

        let mut goes = socket_of(&app, &app.as_user(id).await).await;
        let change = ChangePassword { current: PASSWORD.into(), new: "another good one".into() };
        here.call(change).await.expect("changes");
        assert_eq!(close_code(&mut goes).await, Some(close::SIGN_IN));

        stays.send(Frame::Ping { t_us: 1 }.encode()).await.expect("sent");
        while stays.pongs == 0 {
            stays.step().await.expect("a pong");
        }
    }

    async fn guesses_by_login_and_by_e_mail_are_counted_together(app: TestApp) {
        app.person(Role::Student).await;
        let mut stranger = app.as_nobody();
        let (login, email) = ("student1", "student1@school.example");
        let mut guess = async |name: &str| stranger.call(sign_in(name, "a bad guess")).await.expect_err("refused");
        let unknown = guess("nobody").await;
        for name in [login, email, " Student1 ", email, login] {
            assert_eq!(guess(name).await, unknown, "{name}");
        }
        for name in [login, email] {
            let waits = guess(name).await;
            assert!(matches!(waits, Error::TooMany { .. }), "{name}: {waits:?}");
        }
        for _ in 0..4 {
            assert_eq!(guess("nobody").await, unknown, "as many as for somebody");
        }
        let waits = guess("nobody").await;
        assert!(matches!(waits, Error::TooMany { .. }), "{waits:?}");
    }

    async fn the_last_admin_stays(app: TestApp) {
        let first = app.person(Role::Admin).await;
        let mut admin = app.as_user(first).await;
        let lost = admin.call(edit(first, vec![Role::Teacher], 1)).await;
        assert!(matches!(lost, Err(Error::Conflict(_))), "{lost:?}");
        assert!(admin.call(GetPerson { id: first }).await.expect("reads").is_last_admin);

        let second = app.person(Role::Admin).await;
        let me = admin.call(SetStanding { id: first, standing: Standing::Suspended }).await;
        assert!(matches!(me, Err(Error::Conflict(_))), "nobody suspends themselves: {me:?}");
        admin.call(SetStanding { id: second, standing: Standing::Suspended }).await.expect("two are enough");
        let lost = admin.call(edit(first, vec![Role::Teacher], 1)).await;
        assert!(matches!(lost, Err(Error::Conflict(_))), "a suspended admin does not count: {lost:?}");
        admin.call(SetStanding { id: second, standing: Standing::Active }).await.expect("reactivates");
        admin.call(edit(first, vec![Role::Teacher], 1)).await.expect("now it may go");
        assert_eq!(admin.call(GetPerson { id: first }).await, Err(Error::Forbidden("manage people".into())));
    }

    async fn two_admins_cannot_demote_each_other_at_once(app: TestApp) {
        let (a, b) = (app.person(Role::Admin).await, app.person(Role::Admin).await);
        let (mut first, mut second) = (app.as_user(a).await, app.as_user(b).await);
        let demote = |id| edit(id, vec![Role::Student], 1);
        let (one, two) = tokio::join!(first.call(demote(b)), second.call(demote(a)));
        assert_eq!(one.is_ok() as u8 + two.is_ok() as u8, 1, "{one:?} {two:?}");
    }

    async fn who_is_suspended_is_out_at_once(app: TestApp) {
        let mut admin = app.as_role(Role::Admin).await;
        let id = app.person(Role::Student).await;
        let mut inside = app.as_user(id).await;
        admin.call(SetStanding { id, standing: Standing::Suspended }).await.expect("suspends");
        assert_eq!(inside.call(WhoAmI {}).await, Ok(None));
        admin.call(SetStanding { id, standing: Standing::Active }).await.expect("reactivates");
        assert_eq!(inside.call(WhoAmI {}).await, Ok(None), "the session was ended, not hidden");
        let made = admin.call(ResetPassword { id }).await.expect("resets");
        assert!(app.as_nobody().call(sign_in(&made.login, &made.password)).await.is_ok());
    }

    async fn many_are_changed_and_each_is_told_of(app: TestApp) {
        let me = app.person(Role::Admin).await;
        let mut admin = app.as_user(me).await;
        let (first, second) = (app.person(Role::Student).await, app.person(Role::Student).await);
        let mut inside = app.as_user(first).await;
        let batch = |change, role, confirmed| ChangePeople { ids: vec![first, me, second, UserId(999_999), first], change, role, confirmed };

        let Ok(BatchAnswer::Ask(weight)) = admin.call(batch(Change::Suspend, None, false)).await else { panic!("asks") };
        assert_eq!((weight.people, weight.sessions), (2, 1), "who asks does not count");
        assert!(inside.call(WhoAmI {}).await.expect("answers").is_some(), "nothing has happened yet");

        let report = done(admin.call(batch(Change::Suspend, None, true)).await);
        let outcomes: Vec<&Outcome> = report.lines.iter().map(|line| &line.outcome).collect();
        assert_eq!(report.lines.len(), 4, "each once");
        assert_eq!((outcomes[0], outcomes[2]), (&Outcome::Done, &Outcome::Done));
        assert!(matches!(outcomes[1], Outcome::Refused(Error::Conflict(why)) if why.contains("cannot suspend yourself")));
        assert_eq!(outcomes[3], &Outcome::Refused(Error::NotFound("person".into())));
        assert_eq!(inside.call(WhoAmI {}).await, Ok(None));

        let report = done(admin.call(batch(Change::Resume, None, false)).await);
        assert_eq!(report.summary(), "2 people reactivated, 1 unchanged, 1 refused");
        let report = done(admin.call(batch(Change::GiveRole, Some(Role::Teacher), false)).await);
        assert_eq!(report.summary(), "3 people given the role Teacher, 1 refused");
        let report = done(admin.call(batch(Change::TakeRole, Some(Role::Student), false)).await);
        assert_eq!(report.summary(), "2 people without the role Student now, 1 unchanged, 1 refused");
        let report = done(admin.call(batch(Change::TakeRole, Some(Role::Teacher), false)).await);
        assert!(report.refused().any(|(line, why)| line.id == first && why.to_string().contains("only role")));
        let report = done(admin.call(batch(Change::TakeRole, Some(Role::Admin), false)).await);
        assert!(report.refused().any(|(line, why)| line.id == me && why.to_string().contains("last admin")));

        let log = actions(&mut admin).await;
        for (action, times) in [("suspend person", 2), ("reactivate person", 2), ("give role", 3), ("take role", 3)] {
            assert_eq!(log.iter().filter(|found| *found == action).count(), times, "{action} in {log:?}");
        }
        let person = admin.call(GetPerson { id: first }).await.expect("reads");
        assert_eq!((person.roles, person.version), (vec![Role::Teacher], 5));
    }

    async fn a_batch_is_for_somebody_and_not_for_everybody(app: TestApp) {
        let mut admin = app.as_role(Role::Admin).await;
        for ids in [vec![], (1..=101).map(UserId).collect::<Vec<_>>()] {
            let refused = admin.call(ChangePeople { ids, change: Change::Resume, role: None, confirmed: false }).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        }
        let no_role = ChangePeople { ids: vec![UserId(1)], change: Change::GiveRole, role: None, confirmed: false };
        assert!(matches!(admin.call(no_role).await, Err(Error::Invalid(_))));
    }

    async fn two_admins_do_not_overwrite_each_other(app: TestApp) {
        let mut admin = app.as_role(Role::Admin).await;
        let id = app.person(Role::Student).await;
        admin.call(edit(id, vec![Role::Student, Role::Teacher], 1)).await.expect("saves");
        let late = admin.call(edit(id, vec![Role::Student], 1)).await;
        assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
        let person = admin.call(GetPerson { id }).await.expect("reads");
        assert_eq!((person.roles, person.name.as_str()), (vec![Role::Teacher, Role::Student], "Changed Name"));
        assert!(admin.call(edit(id, vec![], 2)).await.expect_err("refused").field("roles").is_some());
    }

    async fn people_are_found(app: TestApp) {
        let mut admin = app.as_role(Role::Admin).await;
        for _ in 0..30 {
            app.person(Role::Student).await;
        }
        app.person(Role::Teacher).await;
        let list = |query: PeopleQuery| ListPeople { query };
        let all = admin.call(list(PeopleQuery { page: 1, ..Default::default() })).await.expect("reads");
        assert_eq!((all.total, all.rows.len()), (32, 25));
        let rest = admin.call(list(PeopleQuery { page: 2, ..Default::default() })).await.expect("reads");
        assert_eq!(rest.rows.len(), 7);
        let long = PeopleQuery { page: 1, per_page: PerPage::of("50"), ..Default::default() };
        assert_eq!(admin.call(list(long)).await.expect("reads").rows.len(), 32);
        let teachers = PeopleQuery { role: Some(Role::Teacher), page: 1, ..Default::default() };
        assert_eq!(admin.call(list(teachers)).await.expect("reads").total, 1);
        let found = PeopleQuery { search: "STUDENT number 2".into(), sort: PeopleSort::Login, page: 1, ..Default::default() };
        let found = admin.call(list(found)).await.expect("reads");
        assert!(found.total >= 10 && found.rows.iter().all(|row| row.login.starts_with("student2") || row.login.contains('2')));
        let literal = PeopleQuery { search: "%".into(), page: 1, ..Default::default() };
        assert_eq!(admin.call(list(literal)).await.expect("reads").total, 0, "a percent sign is a percent sign");
        let far = PeopleQuery { page: u64::MAX, ..Default::default() };
        assert_eq!(admin.call(list(far)).await.expect("reads").rows, []);
    }

    async fn a_profile_is_kept(app: TestApp) {
        let mut browser = app.as_role(Role::Student).await;
        let save = |zone: &str, given: &str| SaveProfile {
            given_name: given.into(),
            family_name: "Lovelace".into(),
            preferred_name: "Countess".into(),
            time_zone: zone.into(),
            theme: Theme::Dark,
        };
        let bad = browser.call(save("Mars/Olympus", " ")).await.expect_err("refused");
        assert!(bad.field("time_zone").is_some() && bad.field("given_name").is_some());
        browser.call(save("America/New_York", "Ada")).await.expect("saves");
        let me = browser.call(WhoAmI {}).await.expect("answers").expect("is signed in");
        assert_eq!((me.name.as_str(), me.initials.as_str()), ("Countess Lovelace", "CL"));
        assert_eq!((me.time_zone.as_str(), me.theme), ("America/New_York", Theme::Dark));
    }

    async fn the_log_cannot_be_rewritten(app: TestApp) {
        let mut admin = app.as_role(Role::Admin).await;
        admin.call(newcomer()).await.expect("makes");
        for statement in ["UPDATE audit_log SET actor_name = 'Nobody'", "DELETE FROM audit_log"] {
            let refused = app.db().execute_unprepared(statement).await.expect_err(statement);
            assert!(refused.to_string().contains("append-only"), "{refused}");
        }
        assert_eq!(actions(&mut admin).await, ["create person"]);
    }

    async fn the_log_is_found_and_exported(app: TestApp) {
        let mut admin = app.as_role(Role::Admin).await;
        let made = CreatePerson { given_name: "=HYPERLINK(1)".into(), ..newcomer() };
        let made = admin.call(made).await.expect("makes");
        let mut grace = app.as_user(made.id).await;
        grace.call(ChangePassword { current: made.password, new: "compilers are fun".into() }).await.expect("changes");
        grace.call(RemovePicture {}).await.expect("writes a row");
        let find = |who: &str, action: &str| AuditQuery { who: who.into(), action: action.into(), page: 1, ..AuditQuery::default() };
        let found = admin.call(ReadAudit { query: find("hopper", "") }).await.expect("reads");
        assert_eq!((found.total, found.rows[0].action.as_str()), (2, "change picture"));
        assert_eq!(found.actions, ["change password", "change picture", "create person"]);
        let today = AuditQuery { from: "2000-01-01".into(), until: "2999-12-31".into(), page: 1, ..AuditQuery::default() };
        assert_eq!(admin.call(ReadAudit { query: today }).await.expect("reads").total, 3);
        let long_ago = AuditQuery { until: "2000-01-01".into(), page: 1, ..AuditQuery::default() };
        assert_eq!(admin.call(ReadAudit { query: long_ago }).await.expect("reads").total, 0);
        let no_day = AuditQuery { from: "soon".into(), page: 1, ..AuditQuery::default() };
        assert!(admin.call(ReadAudit { query: no_day }).await.expect_err("refused").field("from").is_some());

        let answer = admin.get("/admin/audit.csv?action=change%20picture").await;
        assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
        let csv = answer.text().await.expect("text");
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines.len(), 2, "{csv}");
        assert!(lines[0].starts_with("time,actor_id,actor,action"));
        assert!(lines[1].contains(",'=HYPERLINK(1) Hopper,change picture,user,"), "{csv}");
        assert_eq!(actions(&mut admin).await[0], "export audit log");
    }

    async fn a_picture_is_drawn_anew(app: TestApp) {
        let mut browser = app.as_role(Role::Student).await;
        let sent = send_picture(&browser, png()).await;
        assert_eq!(sent, "/account");
        let url = browser.call(WhoAmI {}).await.expect("answers").expect("signed in").picture_url.expect("a picture");
        let answer = browser.get(&url).await;
        assert_eq!(answer.headers()["content-type"], "image/jpeg");
        assert!(answer.headers()["content-security-policy"].to_str().expect("text").contains("sandbox"));
        assert_eq!(&answer.bytes().await.expect("bytes")[..3], b"\xff\xd8\xff");
        assert!(location(&app.as_nobody().get(&url).await).starts_with("/sign-in"));
        assert_eq!(send_picture(&browser, b"<svg onload=alert(1)>".to_vec()).await, "/account?picture=unreadable");
        assert_eq!(send_picture(&browser, vec![0; 9 << 20]).await, "/account?picture=too-large");
        browser.call(RemovePicture {}).await.expect("removes");
        assert_eq!(browser.get(&url).await.status(), StatusCode::NOT_FOUND, "what is nobody's is not served");
    }
}

fn done(answer: Result<BatchAnswer, Error>) -> Report {
    match answer.expect("answers") {
        BatchAnswer::Done(report) => report,
        BatchAnswer::Ask(weight) => panic!("asks: {weight:?}"),
    }
}

async fn send_picture(browser: &Client, bytes: Vec<u8>) -> String {
    let part = reqwest::multipart::Part::bytes(bytes).file_name("me.png");
    let form = reqwest::multipart::Form::new().part("picture", part);
    let answer = browser.request(Method::POST, "/account/picture").multipart(form).send().await.expect("an answer");
    location(&answer).to_owned()
}

/// One white pixel.
fn png() -> Vec<u8> {
    const HEX: &str = "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082";
    (0..HEX.len()).step_by(2).map(|at| u8::from_str_radix(&HEX[at..at + 2], 16).expect("hexadecimal")).collect()
}

#[tokio::test]
async fn lists_are_there_without_a_script() {
    let app = TestApp::start(Kind::Sqlite).await;
    let admin = app.as_role(Role::Admin).await;
    for _ in 0..30 {
        app.person(Role::Student).await;
    }
    let page = admin.page("/admin/people?role=student&sort=login&page=2").await;
    assert!(page.contains("30 people") && page.contains("Page 2 of 2"), "the address says what is shown");
    assert!(admin.page("/admin/people?search=nobodyatall").await.contains("Nobody found"));
    assert!(admin.page("/admin/audit").await.contains("Audit log"));
    assert_eq!(admin.get("/admin/people/999999").await.status(), StatusCode::NOT_FOUND);
    let person = admin.page("/admin/people/2").await;
    assert!(person.contains("student2@school.example"));
    assert!(
        admin.page("/account").await.contains("Choose a picture")
            || admin.page("/account").await.contains("Use this picture")
    );
    assert!(admin.page("/account/sessions").await.contains("This one"));
}
