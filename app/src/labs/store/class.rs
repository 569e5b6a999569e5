//! The labs of a class, for its staff.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::future::join_all;

use super::{
    Begun, container_of, engine_fault, ensure_workspace, last_seen, start, state, stop, template_of, workspace,
    workspaces_of,
};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{SectionId, UserId, WorkspaceId};
use crate::labs::types::{ClassView, LabAction, LabResult, LabRow, Outcome, Sample, WatchView};
use crate::school::calendar;
use crate::school::store::{roster, section_of_staff};
use crate::school::types::Student;

/// How long an answer waits for labs that were asked to start or stop; what takes longer goes on without it.
const ANSWER_WITHIN: Duration = Duration::from_secs(45);

/// Samples of a lab's past that are sent with the page: what its small charts have room for.
const PAST: usize = 30;

/// [`class`] with what each lab used in the last minutes, for the first paint.
///
/// # Errors
/// As [`class`].
pub async fn class_with_past(cx: &Ctx, section: SectionId) -> Result<ClassView> {
    let mut view = class(cx, section).await?;
    let workspaces = workspaces_of(cx.db(), section).await?;
    for row in &mut view.rows {
        let container = workspaces.get(&row.student.id).and_then(|row| row.container_id.as_deref());
        if let Some(id) = container.filter(|_| row.usage.is_some()) {
            let history = cx.state.engine.history(id);
            let skipped = history.iter().count().saturating_sub(PAST);
            row.past = history.iter().skip(skipped).map(Sample::from).collect();
        }
    }
    Ok(view)
}

/// The roster with each lab's state and use.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for a section that the actor does not teach.
pub async fn class(cx: &Ctx, section: SectionId) -> Result<ClassView> {
    let name = section_of_staff(cx, section).await?;
    let template = template_of(cx.db(), section).await?;
    let students = roster(cx, section).await?;
    let before = cx.state.labs.steps_now();
    let mut workspaces = workspaces_of(cx.db(), section).await?;
    let now = calendar::now();
    let usages = cx.state.engine.usage().borrow().clone();
    let rows = students
        .into_iter()
        .map(|student| {
            let row = workspaces.remove(&student.id);
            let container = row.as_ref().and_then(|row| container_of(&cx.state, row));
            LabRow {
                student,
                workspace: row.as_ref().map(|row| row.id),
                state: state(&cx.state, &before, row.as_ref(), template.idle_min, now),
                last_seen_ms: row.as_ref().and_then(|row| last_seen(&cx.state, row)),
                usage: container
                    .filter(|container| container.is_running())
                    .and_then(|container| usages.get(&container.id).copied()),
                past: Vec::new(),
                note: row.and_then(|row| row.note),
            }
        })
        .collect();
    let recorded_by = super::recorded_by(cx.db(), section).await?.map(|(_, name)| name);
    Ok(ClassView { section: name, template: template.into(), rows, engine_fault: engine_fault(&cx.state), recorded_by })
}

/// Starts the labs of a class: everyone's, or those of the students named. Says what came of each.
///
/// # Errors
/// As [`class`]; what goes wrong for one student is in their result.
pub async fn start_labs(cx: &Ctx, section: SectionId, everyone: bool, students: Vec<UserId>) -> Result<Vec<LabResult>> {
    each(cx, section, chosen(cx, section, everyone, students).await?, LabAction::Start).await
}

/// Stops them.
///
/// # Errors
/// As [`start_labs`].
pub async fn stop_labs(cx: &Ctx, section: SectionId, everyone: bool, students: Vec<UserId>) -> Result<Vec<LabResult>> {
    each(cx, section, chosen(cx, section, everyone, students).await?, LabAction::Stop).await
}

/// Those of the class that were named; who is not in it is left out.
async fn chosen(cx: &Ctx, section: SectionId, everyone: bool, named: Vec<UserId>) -> Result<Vec<Student>> {
    section_of_staff(cx, section).await?;
    let named: BTreeSet<UserId> = named.into_iter().collect();
    let class = roster(cx, section).await?;
    Ok(class.into_iter().filter(|student| everyone || named.contains(&student.id)).collect())
}

async fn each(cx: &Ctx, section: SectionId, class: Vec<Student>, action: LabAction) -> Result<Vec<LabResult>> {
    let mut begun = Vec::new();
    for student in class {
        // One after the other: the queue's order is the roster's.
        begun.push((begin(cx, section, student.id, action).await, student));
    }
    Ok(join_all(begun.into_iter().map(|(begun, student)| settle(begun, student))).await)
}

async fn begin(cx: &Ctx, section: SectionId, student: UserId, action: LabAction) -> Result<Begun> {
    match action {
        LabAction::Start => start(cx, ensure_workspace(&cx.state, section, student).await?, false).await,
        LabAction::Stop => match super::workspace_of(cx.db(), section, student).await? {
            Some(row) => stop(cx, row).await,
            None => Ok(Begun::Already),
        },
    }
}

async fn settle(begun: Result<Begun>, student: Student) -> LabResult {
    let outcome = match begun {
        Ok(Begun::Already) => Outcome::Already,
        Ok(Begun::UnderWay) => Outcome::UnderWay,
        Ok(job) => match tokio::time::timeout(ANSWER_WITHIN, job.ended()).await {
            Ok(Ok(())) => Outcome::Done,
            Ok(Err(error)) => Outcome::Failed(error.to_string()),
            Err(_) => Outcome::UnderWay,
        },
        Err(error) => Outcome::Failed(error.to_string()),
    };
    LabResult { student: student.id, name: student.name, outcome }
}

/// One lab of the actor's classes, to watch.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for every other lab.
pub async fn watch(cx: &Ctx, id: WorkspaceId) -> Result<WatchView> {
    let before = cx.state.labs.steps_now();
    let row = workspace(cx.db(), id).await?;
    let section = section_of_staff(cx, row.section_id).await?;
    let template = template_of(cx.db(), row.section_id).await?;
    let student = roster(cx, row.section_id).await?.into_iter().find(|student| student.id == row.student_id);
    let student = student.ok_or_else(|| crate::error::Error::NotFound("lab".into()))?;
    let state = state(&cx.state, &before, Some(&row), template.idle_min, calendar::now());
    Ok(WatchView { workspace: row.id, section, student, state })
}
