//! Timetables, sections and rosters, as far as the actor may see them.

use std::collections::{BTreeMap, HashMap};

use jiff::tz::TimeZone;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::calendar;
use super::entity::{course, enrolment, meeting, room, section, section_staff};
use super::types::{
    Day, Meeting, MeetingState, SectionCard, SectionName, Student, Today, WEEK_DAYS, next_after, on_now, stretches,
};
use crate::auth::entity::user;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::{RoomId, SectionId, UserId};
use crate::time::{DAY_MS, UnixMs, WallMinutes};

/// Meetings that the first page reads at most: a week around the clock in five-minute slots of one person
/// would not reach it.
const WEEK_MEETINGS_MAX: u64 = 2_000;

/// The actor's day as a student.
pub async fn today_of_student(cx: &Ctx) -> Result<Today> {
    let sections = enrolled_sections(cx).await?;
    today(cx, &sections, calendar::now()).await
}

/// The actor's day as a teacher.
pub async fn today_of_staff(cx: &Ctx) -> Result<Today> {
    let sections = staffed_sections(cx).await?;
    today(cx, &sections, calendar::now()).await
}

/// The sections in which the actor is enrolled, whatever their term and state.
pub async fn enrolled_sections(cx: &Ctx) -> Result<Vec<SectionId>> {
    let actor = cx.actor.as_ref().ok_or(Error::SignInRequired)?;
    let ids: Vec<SectionId> = enrolment::Entity::find()
        .select_only()
        .column(enrolment::Column::SectionId)
        .filter(enrolment::Column::StudentId.eq(actor.id))
        .filter(enrolment::Column::State.eq("active"))
        .into_tuple()
        .all(cx.db())
        .await?;
    Ok(ids)
}

/// The sections that the actor teaches.
pub async fn staffed_sections(cx: &Ctx) -> Result<Vec<SectionId>> {
    let actor = cx.actor.as_ref().ok_or(Error::SignInRequired)?;
    let ids: Vec<SectionId> = section_staff::Entity::find()
        .select_only()
        .column(section_staff::Column::SectionId)
        .filter(section_staff::Column::UserId.eq(actor.id))
        .into_tuple()
        .all(cx.db())
        .await?;
    Ok(ids)
}

/// A section by id, if the actor is enrolled in it.
///
/// # Errors
/// [`Error::NotFound`] for every other section.
pub async fn section_of_student(cx: &Ctx, id: SectionId) -> Result<SectionName> {
    if enrolled_sections(cx).await?.contains(&id) { section_name(cx, id).await } else { Err(no_section()) }
}

/// A section by id, if the actor teaches it.
///
/// # Errors
/// [`Error::NotFound`] for every other section.
pub async fn section_of_staff(cx: &Ctx, id: SectionId) -> Result<SectionName> {
    if staffed_sections(cx).await?.contains(&id) { section_name(cx, id).await } else { Err(no_section()) }
}

/// A section by id, if the actor is enrolled in it or teaches it.
///
/// # Errors
/// [`Error::NotFound`] for every other section.
pub async fn section_of_member(cx: &Ctx, id: SectionId) -> Result<SectionName> {
    match section_of_student(cx, id).await {
        Err(Error::NotFound(_)) => section_of_staff(cx, id).await,
        found => found,
    }
}

/// Whether somebody, whoever asks, teaches a section.
pub async fn teaches(cx: &Ctx, section: SectionId, person: UserId) -> Result<bool> {
    let found = section_staff::Entity::find()
        .filter(section_staff::Column::SectionId.eq(section))
        .filter(section_staff::Column::UserId.eq(person))
        .count(cx.db())
        .await?;
    Ok(found > 0)
}

fn no_section() -> Error {
    Error::NotFound("class of yours".into())
}

async fn section_name(cx: &Ctx, id: SectionId) -> Result<SectionName> {
    section_names(cx, &[id]).await?.remove(&id).ok_or_else(no_section)
}

/// Names of sections, whoever asks; the caller has decided what the actor may see.
pub async fn section_names(cx: &Ctx, ids: &[SectionId]) -> Result<BTreeMap<SectionId, SectionName>> {
    let sections = section::Entity::find().filter(section::Column::Id.is_in(ids.iter().copied())).all(cx.db()).await?;
    let courses: HashMap<_, _> = course::Entity::find()
        .filter(course::Column::Id.is_in(sections.iter().map(|section| section.course_id)))
        .all(cx.db())
        .await?
        .into_iter()
        .map(|course| (course.id, course))
        .collect();
    Ok(sections
        .into_iter()
        .filter_map(|section| {
            let course = courses.get(&section.course_id)?;
            let name = SectionName {
                id: section.id,
                course_code: course.code.clone(),
                course_title: course.title.clone(),
                code: section.code,
            };
            Some((section.id, name))
        })
        .collect())
}

/// Who is enrolled in a section, by family name. Those who are suspended are left out: they cannot
/// come in, and nothing is started for them.
pub async fn roster(cx: &Ctx, section: SectionId) -> Result<Vec<Student>> {
    let ids: Vec<UserId> = enrolment::Entity::find()
        .select_only()
        .column(enrolment::Column::StudentId)
        .filter(enrolment::Column::SectionId.eq(section))
        .filter(enrolment::Column::State.eq("active"))
        .into_tuple()
        .all(cx.db())
        .await?;
    let people = user::Entity::find()
        .filter(user::Column::Id.is_in(ids))
        .filter(user::Column::Status.eq(user::ACTIVE))
        .order_by_asc(user::Column::FamilyName)
        .order_by_asc(user::Column::GivenName)
        .all(cx.db())
        .await?;
    Ok(people
        .into_iter()
        .map(|person| Student {
            id: person.id,
            name: person.display_name(),
            login: person.login,
            family_name: person.family_name,
        })
        .collect())
}

/// The day and the week of some sections, as seen at `now`.
pub async fn today(cx: &Ctx, sections: &[SectionId], now: UnixMs) -> Result<Today> {
    let zone = calendar::zone(&cx.state.config.time_zone)?;
    let date = calendar::date_at(&zone, now)?;
    let midnight = calendar::instant(&zone, date, WallMinutes(0))?;
    let names = section_names(cx, sections).await?;
    let staff = staff_names(cx, sections).await?;
    let rows = meeting::Entity::find()
        .filter(meeting::Column::SectionId.is_in(sections.iter().copied()))
        .filter(meeting::Column::EndsMs.gt(midnight))
        .filter(meeting::Column::StartsMs.lt(midnight + (WEEK_DAYS + 1) * DAY_MS))
        .order_by_asc(meeting::Column::StartsMs)
        .limit(WEEK_MEETINGS_MAX)
        .all(cx.db())
        .await?;
    let rooms = room_names(cx, &rows).await?;
    let meetings: Vec<Meeting> = rows
        .into_iter()
        .filter_map(|row| {
            let section = names.get(&row.section_id)?.clone();
            let teacher = row
                .staff_id
                .and_then(|id| staff.people.get(&id).cloned())
                .or_else(|| staff.of_section.get(&row.section_id).and_then(|all| all.first().cloned()));
            Some(as_seen(&zone, row, section, teacher, &rooms))
        })
        .collect::<Result<_>>()?;
    let counts = enrolment_counts(cx, sections).await?;
    let mut week = Vec::new();
    let mut day = date;
    for _ in 0..WEEK_DAYS {
        let (from, to) =
            (calendar::instant(&zone, day, WallMinutes(0))?, calendar::instant(&zone, day, WallMinutes(1440))?);
        let of_day = meetings.iter().filter(|meeting| from <= meeting.starts_ms && meeting.starts_ms < to).cloned();
        week.push(Day {
            label: calendar::short_day_label(day),
            is_today: day == date,
            stretches: stretches(of_day.collect()),
        });
        day = day.tomorrow().map_err(Error::internal)?;
    }
    let mut cards: Vec<SectionCard> = names
        .into_values()
        .map(|name| SectionCard {
            teachers: staff.of_section.get(&name.id).cloned().unwrap_or_default(),
            students: counts.get(&name.id).copied().unwrap_or_default(),
            name,
        })
        .collect();
    cards.sort_by(|a, b| (&a.name.course_code, &a.name.code).cmp(&(&b.name.course_code, &b.name.code)));
    Ok(Today {
        now_ms: now,
        day: calendar::day_label(date),
        zone: cx.state.config.time_zone.clone(),
        on: on_now(&meetings, now),
        next: next_after(&meetings, now),
        week,
        sections: cards,
    })
}

fn as_seen(
    zone: &TimeZone,
    row: meeting::Model,
    section: SectionName,
    teacher: Option<String>,
    rooms: &HashMap<RoomId, String>,
) -> Result<Meeting> {
    Ok(Meeting {
        id: row.id,
        section,
        room: row.room_id.and_then(|id| rooms.get(&id).cloned()),
        teacher,
        topic: row.topic,
        starts_ms: row.starts_ms,
        ends_ms: row.ends_ms,
        from: calendar::clock(zone, row.starts_ms)?,
        to: calendar::clock(zone, row.ends_ms)?,
        day: calendar::day_label(calendar::date_at(zone, row.starts_ms)?),
        state: row.state.parse::<MeetingState>().map_err(Error::internal)?,
        reason: row.reason,
    })
}

async fn room_names(cx: &Ctx, meetings: &[meeting::Model]) -> Result<HashMap<RoomId, String>> {
    let ids: std::collections::BTreeSet<RoomId> = meetings.iter().filter_map(|meeting| meeting.room_id).collect();
    let rooms = room::Entity::find().filter(room::Column::Id.is_in(ids)).all(cx.db()).await?;
    Ok(rooms.into_iter().map(|room| (room.id, format!("{} {}", room.code, room.name))).collect())
}

struct StaffNames {
    people: HashMap<UserId, String>,
    /// The lead first.
    of_section: HashMap<SectionId, Vec<String>>,
}

async fn staff_names(cx: &Ctx, sections: &[SectionId]) -> Result<StaffNames> {
    let mut staff = section_staff::Entity::find()
        .filter(section_staff::Column::SectionId.is_in(sections.iter().copied()))
        .all(cx.db())
        .await?;
    staff.sort_by_key(|row| (row.role != "lead", row.id));
    let people: HashMap<UserId, String> = user::Entity::find()
        .filter(user::Column::Id.is_in(staff.iter().map(|row| row.user_id)))
        .all(cx.db())
        .await?
        .into_iter()
        .map(|person| (person.id, person.display_name()))
        .collect();
    let mut of_section: HashMap<SectionId, Vec<String>> = HashMap::new();
    for row in staff {
        if let Some(name) = people.get(&row.user_id) {
            of_section.entry(row.section_id).or_default().push(name.clone());
        }
    }
    Ok(StaffNames { people, of_section })
}

/// How many stand on each section's [`roster`].
async fn enrolment_counts(cx: &Ctx, sections: &[SectionId]) -> Result<HashMap<SectionId, u64>> {
    let counts: Vec<(SectionId, i64)> = enrolment::Entity::find()
        .select_only()
        .column(enrolment::Column::SectionId)
        .column_as(enrolment::Column::Id.count(), "students")
        .filter(enrolment::Column::SectionId.is_in(sections.iter().copied()))
        .filter(enrolment::Column::State.eq("active"))
        .filter(enrolment::Column::StudentId.in_subquery(active_people()))
        .group_by(enrolment::Column::SectionId)
        .into_tuple()
        .all(cx.db())
        .await?;
    Ok(counts.into_iter().map(|(section, students)| (section, students.unsigned_abs())).collect())
}

fn active_people() -> SelectStatement {
    Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .and_where(user::Column::Status.eq(user::ACTIVE))
        .to_owned()
}
