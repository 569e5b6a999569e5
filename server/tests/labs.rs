//! Labs on a real engine: made, woken, stopped and mended, held in by their limits, reached by nobody else.

#[path = "labs/activity.rs"]
mod activity;
mod common;
#[path = "labs/fixture.rs"]
mod fixture;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use app::audit;
use app::auth::api::people::SetStanding;
use app::auth::people::Standing;
use app::auth::types::Role;
use app::error::Error;
use app::id::{UserId, WorkspaceId};
use app::labs::api::{
    Broadcast, ClassLabs, MyLabIn, ReadHearers, RecreateMyLab, StartLabs, StartMyLab, StopLabs, StopMyLab, WatchLab,
};
use app::labs::doors::LabDoors;
use app::labs::types::{LabState, Outcome, Step};
use app::labs::work::STARTS_AT_ONCE;
use app::terminals::doors::{Doors, Target};
use app::terminals::protocol::{OpenKind, Right, Typing};
use app::terminals::types::Sent;
use common::{Kind, TestApp};
use fixture::{IMAGE, School};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lab_is_made_stopped_and_woken_with_its_home() {
    let school = School::start(Kind::Sqlite, IMAGE).await;
    let mut student = school.browser("student").await;
    let section = school.section("CS 101", "A").await;
    assert_eq!(student.call(MyLabIn { section }).await.expect("a lab").state, LabState::None);

    student.call(StartMyLab { section }).await.expect("begins");
    let first = school.settled(&mut student, section).await;
    assert_eq!(first.state, LabState::Running);
    let container = school.container(first.workspace).await;
    school.sh(&container, "echo kept > /home/student/note").await;

    student.call(StopMyLab { section }).await.expect("stops");
    assert_eq!(student.call(MyLabIn { section }).await.expect("a lab").state, LabState::Stopped);

    student.call(StartMyLab { section }).await.expect("begins");
    assert_eq!(school.settled(&mut student, section).await.state, LabState::Running);
    assert_eq!(school.container(first.workspace).await, container, "the same container is woken");
    assert_eq!(school.sh(&container, "cat /home/student/note").await, "kept\n");

    student.call(RecreateMyLab { section }).await.expect("begins");
    assert_eq!(school.settled(&mut student, section).await.state, LabState::Running);
    let anew = school.container(first.workspace).await;
    assert_ne!(anew, container, "another container");
    assert_eq!(school.sh(&anew, "cat /home/student/note").await, "kept\n", "the same home folder");

    let actions: Vec<String> = audit::entity::Entity::find()
        .filter(audit::entity::Column::Entity.eq("lab"))
        .order_by_asc(audit::entity::Column::Id)
        .all(school.app.db())
        .await
        .expect("reads")
        .into_iter()
        .map(|row| row.action)
        .collect();
    assert_eq!(actions, ["lab.start", "lab.stop", "lab.start", "lab.recreate"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lab_holds_its_student_in() {
    let school = School::start(Kind::Sqlite, IMAGE).await;
    let mut student = school.browser("student").await;
    let section = school.section("CS 101", "A").await;
    student.call(StartMyLab { section }).await.expect("begins");
    let lab = school.settled(&mut student, section).await;
    let container = school.container(lab.workspace).await;

    let inspected = school.docker().inspect_container(&container, None).await.expect("inspects");
    let labels = inspected.config.clone().and_then(|config| config.labels).unwrap_or_default();
    assert_eq!(labels.get("lyceum.student").map(String::as_str), Some("student"));
    assert_eq!(labels.get("lyceum.class").map(String::as_str), Some("CS 101 A"));
    assert_eq!(labels.get("lyceum.section").map(String::as_str), Some(section.to_string().as_str()));
    let host = inspected.host_config.expect("a host configuration");
    assert_eq!(host.memory, Some(512 << 20));
    assert_eq!(host.memory_swap, Some(512 << 20));
    assert_eq!(host.nano_cpus, Some(1_000_000_000));
    assert_eq!(host.pids_limit, Some(256));
    assert_eq!(host.cap_drop, Some(vec!["ALL".to_owned()]));
    assert_eq!(host.privileged, Some(false));
    assert_eq!(inspected.config.and_then(|config| config.user).as_deref(), Some("1000:1000"));
    let mounts: Vec<_> =
        inspected.mounts.unwrap_or_default().into_iter().filter_map(|mount| mount.destination).collect();
    assert_eq!(mounts, ["/home/student"]);

    let status = school.sh(&container, "cat /proc/self/status").await;
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_whitespace().nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!(field("CapEff:"), "0000000000000000");
    assert_eq!(field("CapBnd:"), "0000000000000000");
    assert_eq!(field("NoNewPrivs:"), "1");
    assert_eq!(field("Uid:"), "1000");

    // A port of the host that listens on every address, the portal's own, and the engine's bridge.
    let open = tokio::net::TcpListener::bind("0.0.0.0:0").await.expect("a port");
    let open = open.local_addr().expect("an address").port();
    let portal = school.app.address.port();
    for address in school.host_addresses().await {
        for port in [open, portal] {
            let reached =
                school.sh(&container, &format!("nc -w 2 {address} {port} </dev/null && echo reached || true")).await;
            assert!(!reached.contains("reached"), "the lab reached {address}:{port}");
        }
    }
    let interfaces = school.sh(&container, "ls /sys/class/net").await;
    let interfaces: BTreeSet<&str> = interfaces.split_whitespace().filter(|name| *name != "tunl0").collect();
    assert_eq!(interfaces, BTreeSet::from(["lo"]));
    let fork = school
        .sh(&container, "i=0; while [ $i -lt 400 ]; do sleep 60 >/dev/null 2>&1 & i=$((i+1)); done 2>&1; echo done")
        .await;
    assert!(!fork.contains("done") || fork.contains("can't fork"), "more processes than the limit: {fork}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_container_removed_behind_our_back_is_told_and_mended() {
    let school = School::start(Kind::Sqlite, IMAGE).await;
    let mut student = school.browser("student").await;
    let section = school.section("CS 101", "A").await;
    student.call(StartMyLab { section }).await.expect("begins");
    let lab = school.settled(&mut student, section).await;
    school.sh(&school.container(lab.workspace).await, "echo kept > /home/student/note").await;

    school.remove_container(&school.container(lab.workspace).await).await;
    // How soon the page knows is a figure of the bench. The engine first says that the container has died.
    let told = async {
        loop {
            match student.call(MyLabIn { section }).await.expect("a lab").state {
                LabState::Failed { why } if why.contains("removed, perhaps outside Lyceum") => break,
                LabState::Running | LabState::Failed { .. } => tokio::time::sleep(Duration::from_millis(20)).await,
                state => panic!("{state:?}"),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), told).await.expect("told");

    student.call(StartMyLab { section }).await.expect("begins");
    assert_eq!(school.settled(&mut student, section).await.state, LabState::Running);
    assert_eq!(school.sh(&school.container(lab.workspace).await, "cat /home/student/note").await, "kept\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_whole_class_starts_and_stops_a_few_at_a_time() {
    let school = School::start(Kind::Sqlite, IMAGE).await;
    let mut teacher = school.browser("teacher").await;
    let section = school.section("CS 101", "A").await;

    let steps = school.app.state.labs.steps();
    let watch = tokio::spawn(async move {
        let (mut steps, mut most) = (steps, 0);
        while steps.changed().await.is_ok() {
            let at_work = steps.borrow().values().filter(|step| !matches!(step, Step::Queued { .. })).count();
            most = most.max(at_work);
            if steps.borrow().is_empty() {
                break;
            }
        }
        most
    });
    let begun = Instant::now();
    let results = teacher.call(StartLabs { section, everyone: true, students: Vec::new() }).await.expect("an answer");
    println!("30 labs in {:?}", begun.elapsed());
    assert_eq!(results.len(), 30);
    for result in &results {
        // A busy machine answers before all are up.
        assert!(matches!(result.outcome, Outcome::Done | Outcome::UnderWay), "{}: {:?}", result.name, result.outcome);
    }
    let most = watch.await.expect("watches");
    assert!((1..=STARTS_AT_ONCE).contains(&most), "{most} at once");

    let class = teacher.call(ClassLabs { section }).await.expect("a class");
    assert!(class.rows.iter().all(|row| row.state == LabState::Running));

    // Again: all are there already. Then two by name, then everyone.
    let again = teacher.call(StartLabs { section, everyone: true, students: Vec::new() }).await.expect("an answer");
    assert!(again.iter().all(|result| result.outcome == Outcome::Already));
    let two: Vec<UserId> = class.rows.iter().take(2).map(|row| row.student.id).collect();
    let stopped = teacher.call(StopLabs { section, everyone: false, students: two.clone() }).await.expect("an answer");
    assert_eq!(stopped.iter().map(|result| result.student).collect::<Vec<_>>(), two);
    assert!(stopped.iter().all(|result| result.outcome == Outcome::Done));
    let rest = teacher.call(StopLabs { section, everyone: true, students: Vec::new() }).await.expect("an answer");
    assert_eq!(rest.iter().filter(|result| result.outcome == Outcome::Done).count(), 28);
    assert_eq!(rest.iter().filter(|result| result.outcome == Outcome::Already).count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_at_once_start_one_lab_once() {
    let school = School::start(Kind::Postgres, IMAGE).await;
    let section = school.section("CS 101", "A").await;
    let student = school.browser("student").await;
    let calls = (0..10).map(|_| {
        let mut student = student.clone();
        async move { student.call(StartMyLab { section }).await }
    });
    for answer in futures::future::join_all(calls).await {
        answer.expect("begins");
    }
    let mut student = student;
    assert_eq!(school.settled(&mut student, section).await.state, LabState::Running);
    assert_eq!(school.containers().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_student_works_and_the_staff_look_on() {
    let school = School::start(Kind::Sqlite, IMAGE).await;
    let section = school.section("CS 101", "A").await;
    let mut student = school.browser("student").await;
    student.call(StartMyLab { section }).await.expect("begins");
    let lab = school.settled(&mut student, section).await;
    let kind = OpenKind::Lab { workspace: lab.workspace.expect("a workspace") };
    let owner = school.user("student").await;

    let own = school.cx("student", Role::Student).await;
    match LabDoors.open(&own, kind).await.expect("hers") {
        Target::Exec(program) => {
            assert_eq!(program.container, school.container(lab.workspace).await);
            assert_eq!(program.user, "1000:1000");
        }
        Target::HostShell(_) | Target::Ssh(_) => panic!("a lab is not the host"),
    }
    assert_eq!(LabDoors.right(&own, kind, owner).await, Ok(Right::Writer));
    let staff = school.cx("teacher", Role::Teacher).await;
    assert_eq!(LabDoors.right(&staff, kind, owner).await, Ok(Right::Taker));
    assert!(LabDoors.open(&staff, kind).await.is_err(), "staff look, they do not open");
    for (login, role) in [("claire.dubois", Role::Teacher), ("amira.haddad", Role::Student), ("admin", Role::Admin)] {
        let cx = school.cx(login, role).await;
        assert!(LabDoors.right(&cx, kind, owner).await.is_err(), "{login} may look");
        assert!(LabDoors.open(&cx, kind).await.is_err(), "{login} may open");
    }
    // Whom the student may invite: classmates, and nobody else.
    let guests = LabDoors.guests(&own, kind).await.expect("a class");
    assert_eq!(guests.len(), 29, "everybody but herself");
    let classmate = school.cx_of(guests[0].user, Role::Student);
    assert_eq!(LabDoors.guest(&classmate, kind, owner).await, Ok(()));
    let elsewhere = school.cx("claire.dubois", Role::Teacher).await;
    assert!(LabDoors.guest(&elsewhere, kind, owner).await.is_err());

    student.call(StopMyLab { section }).await.expect("stops");
    assert!(matches!(LabDoors.open(&own, kind).await, Err(Error::Conflict(_))), "a lab that is down has no terminal");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_engine_the_class_is_there_and_says_what_is_missing() {
    let app = TestApp::start(Kind::Sqlite).await;
    app::seed::plant(app.db(), &app.state.config).await.expect("the demo school");
    let teacher = fixture::user_of(&app, "teacher").await;
    let section = fixture::section_of(&app, "CS 101", "A").await;
    let mut teacher = app.as_user(teacher).await;
    let one = vec![fixture::user_of(&app, "student").await];
    let results = teacher.call(StartLabs { section, everyone: false, students: one }).await.expect("an answer");
    match &results[0].outcome {
        Outcome::Failed(why) => assert!(why.contains("container engine"), "{why}"),
        outcome => panic!("{outcome:?}"),
    }
    let class = teacher.call(ClassLabs { section }).await.expect("a class");
    assert_eq!(class.rows.len(), 30);
    assert!(class.engine_fault.is_some());
    let started = class.rows.iter().find(|row| row.workspace.is_some()).expect("one was asked for");
    assert!(matches!(started.state, LabState::Unknown { .. }), "{:?}", started.state);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn labs_of_those_who_are_suspended_stay_as_they_are() {
    let app = TestApp::start(Kind::Sqlite).await;
    app::seed::plant(app.db(), &app.state.config).await.expect("the demo school");
    let section = fixture::section_of(&app, "CS 101", "A").await;
    let id = fixture::user_of(&app, "student").await;
    let mut teacher = app.as_user(fixture::user_of(&app, "teacher").await).await;
    let mut admin = app.as_role(Role::Admin).await;
    admin.call(SetStanding { id, standing: Standing::Suspended }).await.expect("suspends");

    let class = teacher.call(ClassLabs { section }).await.expect("a class");
    assert_eq!(class.rows.len(), 29);
    assert!(class.rows.iter().all(|row| row.student.id != id));
    // Whether for everyone or by name.
    for everyone in [true, false] {
        let start = StartLabs { section, everyone, students: vec![id] };
        let results = teacher.call(start).await.expect("an answer");
        assert_eq!(results.len(), if everyone { 29 } else { 0 });
        assert!(results.iter().all(|result| result.student != id));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_for_a_class_is_its_teachers_checked_and_recorded() {
    let app = TestApp::start(Kind::Sqlite).await;
    app::seed::plant(app.db(), &app.state.config).await.expect("the demo school");
    let section = fixture::section_of(&app, "CS 101", "A").await;
    let student = fixture::user_of(&app, "student").await;
    let mut teacher = app.as_user(fixture::user_of(&app, "teacher").await).await;
    let mut other = app.as_user(fixture::user_of(&app, "claire.dubois").await).await;
    let call = |text: &str, students: Vec<UserId>| Broadcast {
        section,
        students,
        what: Typing::Lines { text: text.to_owned(), clear: true },
    };

    assert!(matches!(other.call(ReadHearers { section }).await, Err(Error::NotFound(_))));
    assert!(matches!(other.call(call("ls", vec![student])).await, Err(Error::NotFound(_))));
    let hearers = teacher.call(ReadHearers { section }).await.expect("her class");
    assert_eq!(hearers.len(), 30);
    assert!(hearers.iter().all(|one| one.terminals == 0));

    for text in ["", "a\u{1b}[2J", &"x".repeat(5_000)] {
        let fault = teacher.call(call(text, vec![student])).await.expect_err("no text");
        assert!(fault.field("text").is_some(), "{fault:?}");
    }
    let nobody = teacher.call(call("ls", Vec::new())).await.expect_err("nobody");
    assert!(nobody.field("students").is_some(), "{nobody:?}");
    let stranger = fixture::user_of(&app, "admin").await;
    let heard = teacher.call(call("ls\npwd", vec![student, stranger])).await.expect("a report");
    assert_eq!(heard.iter().map(|one| (one.student, one.sent)).collect::<Vec<_>>(), [(student, Sent::NoTerminal)]);

    let rows = audit::entity::Entity::find().all(app.db()).await.expect("reads");
    let of = |action: &str| -> Vec<String> {
        rows.iter().filter(|row| row.action == action).filter_map(|row| row.after.clone()).collect()
    };
    let (sent, report) = (of("class.broadcast"), of("class.broadcast_report"));
    assert!(sent.len() == 1 && sent[0].contains("ls\\npwd") && sent[0].contains("\"student\""), "{sent:?}");
    assert!(report.len() == 1 && report[0].contains("no terminal is open"), "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_teacher_has_a_lab_in_their_own_classes() {
    let school = School::start(Kind::Sqlite, IMAGE).await;
    let section = school.section("CS 101", "A").await;
    let mut teacher = school.browser("teacher").await;
    teacher.call(StartMyLab { section }).await.expect("begins");
    let lab = school.settled(&mut teacher, section).await;
    assert_eq!(lab.state, LabState::Running);
    let class = teacher.call(ClassLabs { section }).await.expect("her class");
    assert!(class.rows.iter().all(|row| row.workspace != lab.workspace), "it is no student's");
    let stopped =
        teacher.call(StopLabs { section, everyone: true, students: Vec::new() }).await.expect("the students'");
    assert_eq!(stopped.len(), class.rows.len());
    assert_eq!(school.settled(&mut teacher, section).await.state, LabState::Running);

    let mut other = school.browser("claire.dubois").await;
    assert!(matches!(other.call(StartMyLab { section }).await, Err(Error::NotFound(_))), "another's class");
    let mut student = school.browser("student").await;
    let workspace = lab.workspace.expect("a workspace");
    assert!(matches!(student.call(WatchLab { workspace }).await, Err(Error::Forbidden(_))));
    teacher.call(StopMyLab { section }).await.expect("stops");
}

on_both_schools! {
    async fn labs_of_others_are_not_there(school) {
        let section = school.section("CS 101", "A").await;
        let elsewhere = school.section("CS 101", "B").await;
        let mut student = school.browser("student").await;
        let missing = |error: Error| assert!(matches!(error, Error::NotFound(_)), "{error:?}");
        missing(student.call(MyLabIn { section: elsewhere }).await.expect_err("not hers"));
        missing(student.call(StartMyLab { section: elsewhere }).await.expect_err("not hers"));
        assert!(matches!(student.call(ClassLabs { section }).await, Err(Error::Forbidden(_))));

        student.call(StartMyLab { section }).await.expect("begins");
        let lab = school.settled(&mut student, section).await;
        let workspace: WorkspaceId = lab.workspace.expect("a workspace");
        let mut teacher = school.browser("teacher").await;
        let watched = teacher.call(WatchLab { workspace }).await.expect("her student");
        assert_eq!(watched.student.login, "student");
        let mut other = school.browser("claire.dubois").await;
        missing(other.call(WatchLab { workspace }).await.expect_err("another's student"));
        missing(other.call(ClassLabs { section }).await.expect_err("another's class"));
        missing(
            other.call(StopLabs { section, everyone: true, students: Vec::new() }).await.expect_err("another's class"),
        );
        assert_eq!(school.settled(&mut student, section).await.state, LabState::Running);
        // Students of other classes are not started, whoever names them.
        let stranger = school.user("diana.popescu").await;
        let none = teacher.call(StartLabs { section, everyone: false, students: vec![stranger] }).await.expect("an answer");
        assert!(none.is_empty());
    }
}
