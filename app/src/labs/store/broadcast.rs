//! What is typed for a class: recorded, then typed, and what became of it.

use std::collections::BTreeSet;

use sea_orm::TransactionTrait;
use serde_json::json;

use super::workspaces_of;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::{SectionId, UserId, WorkspaceId};
use crate::labs::types::{Heard, Hearer, ShownTerminal};
use crate::school::store::{roster, section_of_member, section_of_staff};
use crate::school::types::Student;
use crate::terminals::protocol::{OpenKind, Typing};
use crate::terminals::types::Sent;
use crate::terminals::wire::Listener;

/// The students of a class, each with the number of their running terminals.
///
/// # Errors
/// [`Error::NotFound`] for a class of others; when terminals cannot be asked for.
pub async fn hearers(cx: &Ctx, section: SectionId) -> Result<Vec<Hearer>> {
    section_of_staff(cx, section).await?;
    let places = places(cx, section, roster(cx, section).await?).await?;
    let listeners: Vec<Listener> = places.iter().filter_map(|(_, listener)| *listener).collect();
    let mut counts = cx.state.terminals.running_of(&listeners).await?.into_iter();
    let hearers = places.into_iter().map(|(student, listener)| Hearer {
        student: student.id,
        name: student.name,
        terminals: listener.and_then(|_| counts.next()).unwrap_or_default(),
    });
    Ok(hearers.collect())
}

/// Types into one terminal of each student named, in one piece, after it was announced there.
///
/// # Errors
/// [`Error::Invalid`] for a text that cannot be typed or nobody to type it for; as [`hearers`].
pub async fn broadcast(cx: &Ctx, section: SectionId, students: Vec<UserId>, what: Typing) -> Result<Vec<Heard>> {
    let name = section_of_staff(cx, section).await?;
    let typing = what.checked().map_err(|fault| Error::invalid("text", fault))?;
    let named: BTreeSet<UserId> = students.into_iter().collect();
    let class = roster(cx, section).await?.into_iter().filter(|student| named.contains(&student.id)).collect();
    let places = places(cx, section, class).await?;
    if places.is_empty() {
        return Err(Error::invalid("students", "Choose at least one student of this class."));
    }
    let to: Vec<&str> = places.iter().map(|(student, _)| student.login.as_str()).collect();
    let what = match &typing {
        Typing::Lines { text, clear } => json!({ "class": name.short(), "text": text, "clear": clear, "to": to }),
        Typing::Key(key) => json!({ "class": name.short(), "key": key.label(), "to": to }),
    };
    record(cx, section, "class.broadcast", what).await?;
    let listeners: Vec<Listener> = places.iter().filter_map(|(_, listener)| *listener).collect();
    let mut sent = cx.state.terminals.broadcast(cx, listeners, typing).await?.into_iter();
    let heard: Vec<Heard> = places
        .into_iter()
        .map(|(student, listener)| Heard {
            student: student.id,
            name: student.name,
            sent: listener.and_then(|_| sent.next()).unwrap_or(Sent::NoTerminal),
        })
        .collect();
    let not_sent: Vec<_> = heard
        .iter()
        .filter(|one| one.sent != Sent::Typed)
        .map(|one| json!({ "student": one.name, "why": one.sent.words() }))
        .collect();
    let what = json!({ "class": name.short(), "sent": heard.len() - not_sent.len(), "not_sent": not_sent });
    record(cx, section, "class.broadcast_report", what).await?;
    Ok(heard)
}

/// The terminals that are shown to one's class now; one's own is not among them.
///
/// # Errors
/// [`Error::NotFound`] for a class of others; when terminals cannot be asked for.
pub async fn shown(cx: &Ctx, section: SectionId) -> Result<Vec<ShownTerminal>> {
    section_of_member(cx, section).await?;
    let me = cx.actor()?.id;
    let ours: BTreeSet<WorkspaceId> =
        workspaces_of(cx.db(), section).await?.into_values().map(|workspace| workspace.id).collect();
    let shown = cx.state.terminals.shown().await?.into_iter().filter_map(|(about, by)| match about.kind {
        OpenKind::Lab { workspace } if ours.contains(&workspace) && about.owner != me => {
            Some(ShownTerminal { terminal: about.id, workspace, by, owner: about.owner_name })
        }
        _ => None,
    });
    Ok(shown.collect())
}

/// Where each student's terminals lead, for those who have a lab.
async fn places(cx: &Ctx, section: SectionId, class: Vec<Student>) -> Result<Vec<(Student, Option<Listener>)>> {
    let workspaces = workspaces_of(cx.db(), section).await?;
    let place = |student: Student| {
        let listener = workspaces
            .get(&student.id)
            .map(|row| Listener { kind: OpenKind::Lab { workspace: row.id }, owner: student.id });
        (student, listener)
    };
    Ok(class.into_iter().map(place).collect())
}

async fn record(cx: &Ctx, section: SectionId, action: &str, what: serde_json::Value) -> Result<()> {
    let txn = cx.db().begin().await?;
    audit::store::record(&txn, cx, action, "section", section, None, Some(what)).await?;
    txn.commit().await?;
    Ok(())
}
