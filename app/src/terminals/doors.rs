//! What decides where a new terminal leads, and who may do what with an existing one.

use std::fmt::Debug;

use async_trait::async_trait;

use crate::auth::store::colleagues;
use crate::auth::types::Permission;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::{SectionId, UserId, WorkspaceId};
use crate::terminals::protocol::{Entry, OpenKind, Right};
use crate::terminals::ssh::HostKey;
use crate::terminals::types::Guest;
pub use crate::terminals::wire::{RecordOrder, Target};

/// A lab as the record of terminals names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabPlace {
    pub workspace: WorkspaceId,
    pub section: SectionId,
    /// The class, in short.
    pub class: String,
}

/// One kind of place that terminals lead to. Whatever comes from the browser is looked up with the
/// actor's right here; nothing behind the door asks again.
#[async_trait]
pub trait Doors: Send + Sync + Debug {
    /// Whether this door is for such terminals.
    fn leads_to(&self, kind: OpenKind) -> bool;

    /// What to start for the actor.
    ///
    /// # Errors
    /// When the actor may not, or the place is not there or not running.
    async fn open(&self, cx: &Ctx, kind: OpenKind) -> Result<Target>;

    /// As [`Doors::open`], where it is said how to enter: for places that can be entered in several ways.
    ///
    /// # Errors
    /// Those of [`Doors::open`]; or where there is one way alone.
    async fn enter(&self, _cx: &Ctx, _kind: OpenKind, _entry: &Entry) -> Result<Target> {
        Err(Error::Conflict("This place is entered in one way alone.".to_owned()))
    }

    /// A terminal that leads there has started.
    ///
    /// # Errors
    /// When that could not be written down; the terminal goes on.
    async fn opened(&self, _cx: &Ctx, _kind: OpenKind) -> Result<()> {
        Ok(())
    }

    /// The place showed another key than the accepted one, and was not entered.
    ///
    /// # Errors
    /// When that could not be written down.
    async fn key_changed(&self, _cx: &Ctx, _kind: OpenKind, _came: &HostKey) -> Result<()> {
        Ok(())
    }

    /// What the actor may do with a terminal that `owner` opened: the owner writes, who runs the place takes
    /// control with a reason, others look.
    ///
    /// # Errors
    /// When the actor may not even look.
    async fn right(&self, cx: &Ctx, kind: OpenKind, owner: UserId) -> Result<Right>;

    /// The permission with which colleagues open such terminals themselves, and so may be let into one by its owner:
    /// there is none, where nothing else is said.
    fn colleagues(&self) -> Option<Permission> {
        None
    }

    /// Whether the actor may be let in by an invitation of `owner`.
    ///
    /// # Errors
    /// When they may not.
    async fn guest(&self, cx: &Ctx, _kind: OpenKind, _owner: UserId) -> Result<()> {
        let permission = self.colleagues().ok_or_else(|| Error::NotFound("terminal".to_owned()))?;
        cx.require(permission).map(drop)
    }

    /// Whom the actor may invite to a terminal of theirs.
    ///
    /// # Errors
    /// When the actor may have none there, or that cannot be read.
    async fn guests(&self, cx: &Ctx, _kind: OpenKind) -> Result<Vec<Guest>> {
        let Some(permission) = self.colleagues() else { return Ok(Vec::new()) };
        cx.require(permission)?;
        let people = colleagues(cx, permission).await?;
        Ok(people.into_iter().map(|person| Guest { user: person.id, name: person.display_name() }).collect())
    }

    /// Whether the actor may show a terminal of theirs to the class: they may not, where nothing else is said.
    ///
    /// # Errors
    /// When that cannot be read.
    async fn may_show(&self, _cx: &Ctx, _kind: OpenKind) -> Result<bool> {
        Ok(false)
    }

    /// Whether, and because of whom, a new terminal is recorded from its begin.
    ///
    /// # Errors
    /// When the database does not answer.
    async fn recorded(&self, _cx: &Ctx, _kind: OpenKind) -> Result<Option<RecordOrder>> {
        Ok(None)
    }

    /// The labs whose terminals the actor may look at as staff of their classes.
    ///
    /// # Errors
    /// When the database does not answer.
    async fn supervised(&self, _cx: &Ctx) -> Result<Vec<LabPlace>> {
        Ok(Vec::new())
    }

    /// What these labs are called, whoever asks.
    ///
    /// # Errors
    /// When the database does not answer.
    async fn places(&self, _cx: &Ctx, _labs: &[WorkspaceId]) -> Result<Vec<LabPlace>> {
        Ok(Vec::new())
    }
}
