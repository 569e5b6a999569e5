//! Writes the demo school into an empty database, in one transaction.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, PaginatorTrait};

use super::people::{self, PASSWORD};
use super::plan::{self, COHORTS, COURSES, ROOMS, SECTIONS};
use crate::auth::entity::user;
use crate::auth::password::PasswordHash;
use crate::auth::store::{NewUser, create_user};
use crate::auth::types::Role;
use crate::config::Config;
use crate::db::begin_write;
use crate::error::{Error, Result};
use crate::id::{CourseId, GroupId, RoomId, SectionId, SlotId, TermId, UserId};
use crate::labs::entity::lab_template;
use crate::school::calendar;
use crate::school::entity as school;
use crate::time::WallMinutes;

/// The demo term began this many weeks before the day it is planted,
const WEEKS_BEFORE: i32 = 6;
/// and runs this many after it.
const WEEKS_AFTER: i32 = 18;
/// Rows of one insert: SQLite takes 32766 values in a statement.
const INSERT_ROWS: usize = 500;

/// What was planted, for the one who ran the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planted {
    pub people: usize,
    pub sections: usize,
    pub meetings: usize,
}

impl std::fmt::Display for Planted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { people, sections, meetings } = self;
        writeln!(f, "The demo school is there: {people} people, {sections} sections, {meetings} meetings.")?;
        let logins: Vec<&str> = Role::ALL.into_iter().map(Role::as_str).collect();
        write!(f, "Sign in as {} with the password {PASSWORD}.", logins.join(", "))
    }
}

/// Plants the demo school.
///
/// # Errors
/// [`Error::Conflict`] when the database holds people already: a school's own data is never mixed with the demo's.
pub async fn plant(db: &DatabaseConnection, config: &Config) -> Result<Planted> {
    if user::Entity::find().count(db).await? > 0 {
        return Err(Error::Conflict("This database has people in it; the demo school goes into an empty one.".into()));
    }
    let zone = calendar::zone(&config.time_zone)?;
    let today = calendar::date_at(&zone, calendar::now())?;
    let txn = begin_write(db).await?;
    let people = plant_people(&txn).await?;
    let ground = Ground::plant(&txn, today).await?;
    plant_cohorts(&txn, &ground, &people).await?;
    let mut meetings = 0;
    for section in &SECTIONS {
        meetings += plant_section(&txn, &zone, config, &ground, &people, section).await?;
    }
    txn.commit().await?;
    Ok(Planted { people: people.len(), sections: SECTIONS.len(), meetings })
}

/// All people, in the order of [`people::all`]. One hash serves all: hashing is meant to be slow.
async fn plant_people(txn: &DatabaseTransaction) -> Result<Vec<UserId>> {
    let password = PasswordHash::of(PASSWORD).await?;
    let mut ids = Vec::new();
    for person in people::all() {
        let login = person.login();
        let new = NewUser {
            email: format!("{login}@lyceum.example"),
            login,
            given: person.given.to_owned(),
            family: person.family.to_owned(),
            password: password.clone(),
            temporary: false,
            roles: vec![person.role],
        };
        ids.push(create_user(txn, new).await?);
    }
    Ok(ids)
}

/// What sections stand on.
struct Ground {
    term: TermId,
    starts: Date,
    ends: Date,
    courses: Vec<CourseId>,
    rooms: Vec<RoomId>,
}

impl Ground {
    async fn plant(txn: &DatabaseTransaction, today: Date) -> Result<Self> {
        let weeks = |weeks: i32| today.checked_add(jiff::Span::new().weeks(weeks)).map_err(Error::internal);
        let monday = |date: Date| date.checked_sub(jiff::Span::new().days(calendar::weekday(date) - 1));
        let starts = monday(weeks(-WEEKS_BEFORE)?).map_err(Error::internal)?;
        let ends = monday(weeks(WEEKS_AFTER)?).and_then(Date::yesterday).map_err(Error::internal)?;
        let half = if starts.month() >= 7 { "Autumn" } else { "Spring" };
        let term = school::term::ActiveModel {
            code: Set(format!("{}-{half}", starts.year())),
            name: Set(format!("{half} {}", starts.year())),
            starts_on: Set(starts.to_string()),
            ends_on: Set(ends.to_string()),
            ..Default::default()
        };
        let term = term.insert(txn).await?.id;
        let mut courses = Vec::new();
        for course in &COURSES {
            let row = school::course::ActiveModel {
                code: Set(course.code.to_owned()),
                title: Set(course.title.to_owned()),
                description: Set(course.description.to_owned()),
                ..Default::default()
            };
            courses.push(row.insert(txn).await?.id);
        }
        let mut rooms = Vec::new();
        for (code, name, building, seats) in ROOMS {
            let row = school::room::ActiveModel {
                code: Set(code.to_owned()),
                name: Set(name.to_owned()),
                building: Set(building.to_owned()),
                seats: Set(seats),
                active: Set(true),
                ..Default::default()
            };
            rooms.push(row.insert(txn).await?.id);
        }
        Ok(Self { term, starts, ends, courses, rooms })
    }
}

async fn plant_cohorts(txn: &DatabaseTransaction, ground: &Ground, people: &[UserId]) -> Result<()> {
    for (code, name, members) in COHORTS {
        let row = school::student_group::ActiveModel {
            term_id: Set(ground.term),
            code: Set(code.to_owned()),
            name: Set(name.to_owned()),
            kind: Set("cohort".to_owned()),
            ..Default::default()
        };
        let group: GroupId = row.insert(txn).await?.id;
        let members = students(people, members).map(|student| school::group_member::ActiveModel {
            group_id: Set(group),
            student_id: Set(student),
            from_date: Set(ground.starts.to_string()),
            ..Default::default()
        });
        school::group_member::Entity::insert_many(members).exec_without_returning(txn).await?;
    }
    Ok(())
}

fn students(people: &[UserId], range: std::ops::Range<usize>) -> impl Iterator<Item = UserId> + '_ {
    people[people::STAFF.len()..][range].iter().copied()
}

/// A section with its staff, students, lab template, slots and meetings; says how many meetings.
async fn plant_section(
    txn: &DatabaseTransaction,
    zone: &TimeZone,
    config: &Config,
    ground: &Ground,
    people: &[UserId],
    section: &plan::Section,
) -> Result<usize> {
    let row = school::section::ActiveModel {
        course_id: Set(ground.courses[section.course]),
        term_id: Set(ground.term),
        code: Set(section.code.to_owned()),
        capacity: Set(Some(32)),
        status: Set("open".to_owned()),
        ..Default::default()
    };
    let id: SectionId = row.insert(txn).await?.id;

    let staff = [Some((section.lead, "lead")), section.assistant.map(|person| (person, "assistant"))];
    let staff = staff.into_iter().flatten().map(|(person, role)| school::section_staff::ActiveModel {
        section_id: Set(id),
        user_id: Set(people[person]),
        role: Set(role.to_owned()),
        ..Default::default()
    });
    school::section_staff::Entity::insert_many(staff).exec_without_returning(txn).await?;

    let cohorts = section.cohorts.iter().flat_map(|cohort| students(people, COHORTS[*cohort].2.clone()));
    let enrolments = cohorts.map(|student| school::enrolment::ActiveModel {
        section_id: Set(id),
        student_id: Set(student),
        state: Set("active".to_owned()),
        via: Set("group".to_owned()),
        started_on: Set(ground.starts.to_string()),
        ..Default::default()
    });
    school::enrolment::Entity::insert_many(enrolments).exec_without_returning(txn).await?;

    let lab = lab_template::ActiveModel {
        section_id: Set(id),
        name: Set(section.lab.name.to_owned()),
        image: Set(config.lab_image.clone()),
        cpu_milli: Set(section.lab.cpu_milli),
        memory_mb: Set(section.lab.memory_mb),
        pids: Set(section.lab.pids),
        disk_mb: Set(Some(2_048)),
        idle_min: Set(10),
        ..Default::default()
    };
    lab.insert(txn).await?;
    plant_hours(txn, zone, ground, id, people[section.lead], section).await
}

async fn plant_hours(
    txn: &DatabaseTransaction,
    zone: &TimeZone,
    ground: &Ground,
    section: SectionId,
    lead: UserId,
    plan: &plan::Section,
) -> Result<usize> {
    let room = ground.rooms[plan.room];
    let mut meetings = Vec::new();
    for (weekday, start_min, end_min) in plan.slots() {
        let slot = school::timetable_slot::ActiveModel {
            section_id: Set(section),
            weekday: Set(weekday),
            start_min: Set(start_min),
            end_min: Set(end_min),
            room_id: Set(Some(room)),
            staff_id: Set(Some(lead)),
            valid_from: Set(ground.starts.to_string()),
            valid_to: Set(ground.ends.to_string()),
            ..Default::default()
        };
        let slot: SlotId = slot.insert(txn).await?.id;
        for date in calendar::dates_on(weekday, ground.starts, ground.ends) {
            let starts_ms = calendar::instant(zone, date, WallMinutes(start_min))?;
            let ends_ms = calendar::instant(zone, date, WallMinutes(end_min))?;
            // An hour that the change of clocks skips is not held.
            if starts_ms < ends_ms {
                meetings.push(school::meeting::ActiveModel {
                    section_id: Set(section),
                    slot_id: Set(Some(slot)),
                    original_date: Set(Some(date.to_string())),
                    starts_ms: Set(starts_ms),
                    ends_ms: Set(ends_ms),
                    room_id: Set(Some(room)),
                    staff_id: Set(Some(lead)),
                    state: Set("planned".to_owned()),
                    ..Default::default()
                });
            }
        }
    }
    for rows in meetings.chunks(INSERT_ROWS) {
        school::meeting::Entity::insert_many(rows.to_vec()).exec_without_returning(txn).await?;
    }
    Ok(meetings.len())
}
