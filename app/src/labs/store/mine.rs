//! One's own labs: a student's, and a teacher's to prepare and to show.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Begun, container_of, ensure_workspace, start, state, stop, template_of, workspace_of};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::{SectionId, UserId};
use crate::labs::entity::{lab_template, workspace};
use crate::labs::types::{LabView, MyLab};
use crate::school::calendar;
use crate::school::store::{enrolled_sections, section_names, section_of_member, staffed_sections};
use crate::terminals::protocol::OpenKind;
use crate::terminals::types::Destination;

fn actor(cx: &Ctx) -> Result<UserId> {
    cx.actor.as_ref().map(|actor| actor.id).ok_or(Error::SignInRequired)
}

/// The labs beside the actor's sections; a section without a lab is not in it.
pub async fn my_labs(cx: &Ctx) -> Result<Vec<MyLab>> {
    let now = calendar::now();
    let sections = enrolled_sections(cx).await?;
    let templates =
        lab_template::Entity::find().filter(lab_template::Column::SectionId.is_in(sections)).all(cx.db()).await?;
    let before = cx.state.labs.steps_now();
    let mine = workspaces_of_actor(cx).await?;
    let mut labs: Vec<MyLab> = templates
        .into_iter()
        .map(|template| {
            let row = mine.iter().find(|row| row.section_id == template.section_id);
            MyLab { section: template.section_id, state: state(&cx.state, &before, row, template.idle_min, now) }
        })
        .collect();
    labs.sort_by_key(|lab| lab.section);
    labs.dedup_by_key(|lab| lab.section);
    Ok(labs)
}

/// The actor's lab in one of their sections.
///
/// # Errors
/// [`Error::NotFound`] for a section of others, or one without a lab.
pub async fn my_lab(cx: &Ctx, section: SectionId) -> Result<LabView> {
    let name = section_of_member(cx, section).await?;
    let template = template_of(cx.db(), section).await?;
    let before = cx.state.labs.steps_now();
    let (mine, others): (Vec<_>, Vec<_>) =
        workspaces_of_actor(cx).await?.into_iter().partition(|row| row.section_id == section);
    let row = mine.into_iter().next();
    Ok(LabView {
        section: name,
        workspace: row.as_ref().map(|row| row.id),
        state: state(&cx.state, &before, row.as_ref(), template.idle_min, calendar::now()),
        note: row.and_then(|row| row.note),
        template: template.into(),
        others_run: !running(cx, others).await?.is_empty(),
    })
}

async fn workspaces_of_actor(cx: &Ctx) -> Result<Vec<workspace::Model>> {
    let mine = workspace::Entity::find().filter(workspace::Column::StudentId.eq(actor(cx)?));
    Ok(mine.order_by_asc(workspace::Column::SectionId).all(cx.db()).await?)
}

/// Those of the actor's labs that run, in classes that they are still in.
async fn running(cx: &Ctx, mut labs: Vec<workspace::Model>) -> Result<Vec<workspace::Model>> {
    labs.retain(|row| container_of(&cx.state, row).is_some_and(|container| container.is_running()));
    if !labs.is_empty() {
        let mut sections = enrolled_sections(cx).await?;
        sections.extend(staffed_sections(cx).await?);
        labs.retain(|row| sections.contains(&row.section_id));
    }
    Ok(labs)
}

/// Where terminals in the actor's labs can lead: to those that run.
///
/// # Errors
/// When the database does not answer.
pub async fn my_places(cx: &Ctx) -> Result<Vec<Destination>> {
    let rows = running(cx, workspaces_of_actor(cx).await?).await?;
    let names = section_names(cx, &rows.iter().map(|row| row.section_id).collect::<Vec<_>>()).await?;
    let to = |row: workspace::Model| {
        let label = names.get(&row.section_id)?.short();
        Some(Destination { kind: OpenKind::Lab { workspace: row.id }, entry: None, label })
    };
    Ok(rows.into_iter().filter_map(to).collect())
}

/// Makes or wakes the actor's lab. Answers as soon as it is on its way; the page follows it.
///
/// # Errors
/// As [`my_lab`].
pub async fn start_mine(cx: &Ctx, section: SectionId) -> Result<()> {
    bring(cx, section, false).await
}

/// Makes the actor's container anew; the home folder stays.
///
/// # Errors
/// As [`my_lab`].
pub async fn recreate_mine(cx: &Ctx, section: SectionId) -> Result<()> {
    bring(cx, section, true).await
}

async fn bring(cx: &Ctx, section: SectionId, anew: bool) -> Result<()> {
    section_of_member(cx, section).await?;
    let row = ensure_workspace(&cx.state, section, actor(cx)?).await?;
    // The job tells the page how it goes and writes down how it ended.
    start(cx, row, anew).await.map(|_: Begun| ())
}

/// Stops the actor's lab, and waits until it is down.
///
/// # Errors
/// As [`my_lab`], and what the engine refused.
pub async fn stop_mine(cx: &Ctx, section: SectionId) -> Result<()> {
    section_of_member(cx, section).await?;
    match workspace_of(cx.db(), section, actor(cx)?).await? {
        Some(row) => stop(cx, row).await?.ended().await,
        None => Ok(()),
    }
}
