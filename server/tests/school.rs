//! The school's tables and the demo school in them, on both databases.

mod common;

use app::auth::entity::user;
use app::ctx::{Ctx, Origin};
use app::error::Error;
use app::id::{SectionId, UserId};
use app::school::api::{StudentToday, TeacherToday};
use app::school::entity::{enrolment, meeting, section_staff, term};
use app::school::{calendar, store};
use app::seed;
use app::time::{DAY_MS, HOUR_MS};
use common::{Kind, TestApp};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, ModelTrait, PaginatorTrait, QueryFilter};

async fn planted(app: &TestApp) -> seed::Planted {
    seed::plant(app.db(), &app.state.config).await.expect("the demo school")
}

async fn user(app: &TestApp, login: &str) -> UserId {
    let found = user::Entity::find().filter(user::Column::Login.eq(login)).one(app.db()).await.expect("reads");
    found.expect("is at the demo school").id
}

async fn sections_of_student(app: &TestApp, student: UserId) -> Vec<SectionId> {
    let rows = enrolment::Entity::find().filter(enrolment::Column::StudentId.eq(student)).all(app.db()).await;
    rows.expect("reads").into_iter().map(|row| row.section_id).collect()
}

async fn sections_of_staff(app: &TestApp, teacher: UserId) -> Vec<SectionId> {
    let rows = section_staff::Entity::find().filter(section_staff::Column::UserId.eq(teacher)).all(app.db()).await;
    rows.expect("reads").into_iter().map(|row| row.section_id).collect()
}

on_both! {
    async fn the_demo_school_is_planted_once(app: TestApp) {
        let there = planted(&app).await;
        assert_eq!((there.people, there.sections), (67, 6));
        assert_eq!(meeting::Entity::find().count(app.db()).await.expect("counts"), there.meetings as u64);
        let again = seed::plant(app.db(), &app.state.config).await;
        assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    }

    async fn a_class_is_always_on_for_the_demo_accounts(app: TestApp) {
        planted(&app).await;
        let cx = Ctx { state: app.state.clone(), actor: None, origin: Origin::default() };
        let student = sections_of_student(&app, user(&app, "student").await).await;
        let teacher = sections_of_staff(&app, user(&app, "teacher").await).await;
        let now = calendar::now();
        // Every fifth hour meets every hour of the day and every day of the week within five weeks.
        for step in 0..(35 * DAY_MS / (5 * HOUR_MS)) {
            let at = now + step * 5 * HOUR_MS;
            let of_student = store::today(&cx, &student, at).await.expect("a day");
            let of_teacher = store::today(&cx, &teacher, at).await.expect("a day");
            assert_eq!(of_student.on.len(), 1, "at {at}");
            assert_eq!(of_student.on, of_teacher.on, "the demo teacher holds the demo student's class");
            assert!(of_student.next.is_some());
            assert_eq!(of_student.week.len(), 7);
        }
    }

    async fn everybody_sees_their_own_day(app: TestApp) {
        planted(&app).await;
        let mut student = app.as_user(user(&app, "student").await).await;
        let today = student.call(StudentToday {}).await.expect("a day");
        let courses: Vec<String> = today.sections.iter().map(|section| section.name.short()).collect();
        assert_eq!(courses, ["CS 101 A", "DB 310 A", "NET 201 A"]);
        assert_eq!(today.zone, "Europe/Berlin");
        assert!(matches!(student.call(TeacherToday {}).await, Err(Error::Forbidden(_))));

        let mut other = app.as_user(user(&app, "claire.dubois").await).await;
        let today = other.call(TeacherToday {}).await.expect("a day");
        let counts: Vec<(String, u64)> =
            today.sections.iter().map(|section| (section.name.short(), section.students)).collect();
        assert_eq!(counts, [("NET 201 B".to_owned(), 15), ("WEB 220 A".to_owned(), 30)]);
        assert!(today.sections.iter().all(|section| section.teachers == ["Claire Dubois"]));
    }

    async fn who_is_suspended_is_on_no_roster(app: TestApp) {
        planted(&app).await;
        let student = user(&app, "student").await;
        let section = sections_of_student(&app, student).await[0];
        let cx = Ctx { state: app.state.clone(), actor: None, origin: Origin::default() };
        let before = store::roster(&cx, section).await.expect("a roster");
        assert!(before.iter().any(|one| one.id == student));

        let now = |status: &str| user::ActiveModel {
            id: Set(student),
            status: Set(status.to_owned()),
            ..Default::default()
        };
        now(user::SUSPENDED).update(app.db()).await.expect("suspends");
        let after = store::roster(&cx, section).await.expect("a roster");
        assert_eq!(after.len(), before.len() - 1);
        assert!(after.iter().all(|one| one.id != student));
        let today = store::today(&cx, &[section], calendar::now()).await.expect("a day");
        assert_eq!(today.sections[0].students, after.len() as u64, "the first page counts the same");

        now(user::ACTIVE).update(app.db()).await.expect("resumes");
        assert_eq!(store::roster(&cx, section).await.expect("a roster"), before);
    }

    async fn the_tables_refuse_what_cannot_be(app: TestApp) {
        planted(&app).await;
        let student = user(&app, "student").await;
        let section = sections_of_student(&app, student).await[0];
        let again = enrolment::ActiveModel {
            section_id: Set(section),
            student_id: Set(student),
            state: Set("active".to_owned()),
            via: Set("admin".to_owned()),
            started_on: Set("2026-01-01".to_owned()),
            ..Default::default()
        };
        assert!(again.clone().insert(app.db()).await.is_err(), "one live enrolment in a section");
        let closed = enrolment::ActiveModel { state: Set("dropped".to_owned()), ..again.clone() };
        closed.insert(app.db()).await.expect("closed ones are history");
        let unknown = enrolment::ActiveModel { state: Set("sleeping".to_owned()), ..again };
        assert!(unknown.insert(app.db()).await.is_err(), "a state that is none");

        let meeting = meeting::Entity::find().one(app.db()).await.expect("reads").expect("is there");
        let backwards = meeting::ActiveModel {
            id: Set(meeting.id),
            ends_ms: Set(meeting.starts_ms),
            ..Default::default()
        };
        assert!(backwards.update(app.db()).await.is_err(), "it ends after it starts");
        let term = term::Entity::find().one(app.db()).await.expect("reads").expect("is there");
        assert!(term.delete(app.db()).await.is_err(), "a term with sections stays");
        let person = user::Entity::find_by_id(student).one(app.db()).await.expect("reads").expect("is there");
        assert!(person.delete(app.db()).await.is_err(), "a person with enrolments stays");
    }
}
