//! A terminal for more than its owner: its page, and whom the owner invites.

use super::Registry;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::{TerminalId, UserId};
use crate::terminals::invitations;
use crate::terminals::protocol::Right;
use crate::terminals::types::{Invited, SharedTerminal, Sharing};
use crate::terminals::wire::{About, Ask, Known};

impl Registry {
    /// What the actor may do with a terminal: what its door says, else what its owner's invitation does.
    pub(super) async fn right(&self, cx: &Ctx, about: &About) -> Result<Right> {
        let door = self.door(about.kind)?;
        let refused = match door.right(cx, about.kind, about.owner).await {
            Ok(right) => return Ok(right),
            Err(refused) => refused,
        };
        match invitations::right_of(cx.db(), about.id, cx.actor()?.id).await? {
            Some(right) if door.guest(cx, about.kind, about.owner).await.is_ok() => Ok(right),
            _ => Err(refused),
        }
    }

    /// Whether the actor sees a terminal as one of the class to which it is shown, and in no other way.
    pub(super) async fn sees_with_class(&self, cx: &Ctx, about: &About) -> Result<bool> {
        match self.right(cx, about).await {
            Ok(_) => Ok(false),
            Err(Error::Forbidden(_) | Error::NotFound(_)) => {
                Ok(self.door(about.kind)?.guest(cx, about.kind, about.owner).await.is_ok())
            }
            Err(error) => Err(error),
        }
    }

    /// The terminals that are shown to classes, with who shows each.
    ///
    /// # Errors
    /// When the agent does not answer.
    pub async fn shown(&self) -> Result<Vec<(About, String)>> {
        let known = self.0.link.known(Ask::All {}).await?;
        let shown = known.into_iter().filter(|known| !known.has_ended);
        Ok(shown.filter_map(|known| known.shown_by.map(|by| (known.about, by))).collect())
    }

    /// A running terminal that the actor may see.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that is not running, [`Error::Forbidden`] for one that is not theirs to see.
    pub async fn shared(&self, cx: &Ctx, terminal: TerminalId) -> Result<SharedTerminal> {
        let about = self.about(terminal).await?;
        let right = self.right(cx, &about).await.map_err(|error| match error {
            Error::Forbidden(_) | Error::NotFound(_) => Error::Forbidden("see this terminal".to_owned()),
            other => other,
        })?;
        Ok(SharedTerminal { terminal, kind: about.kind, owner_name: about.owner_name, right })
    }

    /// Whom the actor, its owner, has invited to a terminal, and whom they may.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that is not running or not theirs.
    pub async fn sharing(&self, cx: &Ctx, terminal: TerminalId) -> Result<Sharing> {
        let about = self.own(cx, terminal).await?;
        let holds = invitations::of(cx.db(), terminal).await?;
        let guests = self.door(about.kind)?.guests(cx, about.kind).await?;
        let (mut invited, mut others) = (Vec::new(), Vec::new());
        for guest in guests {
            match holds.get(&guest.user) {
                Some((may_ask, since_ms)) => invited.push(Invited { guest, may_ask: *may_ask, since_ms: *since_ms }),
                None => others.push(guest),
            }
        }
        let may_show = self.door(about.kind)?.may_show(cx, about.kind).await?;
        Ok(Sharing { terminal, invited, others, may_show, of_class: about.kind.workspace().is_some() })
    }

    /// Lets somebody in to look, or also to ask for control.
    ///
    /// # Errors
    /// As [`Registry::sharing`]; [`Error::Invalid`] for somebody who may not be invited.
    pub async fn invite(&self, cx: &Ctx, terminal: TerminalId, user: UserId, may_ask: bool) -> Result<Sharing> {
        let about = self.own(cx, terminal).await?;
        let guests = self.door(about.kind)?.guests(cx, about.kind).await?;
        if !guests.iter().any(|guest| guest.user == user) {
            return Err(Error::invalid("user", "Choose somebody from the list."));
        }
        invitations::invite(cx, &about, user, may_ask).await?;
        self.sharing(cx, terminal).await
    }

    /// Takes an invitation back; whoever looks by it no longer does.
    ///
    /// # Errors
    /// As [`Registry::sharing`].
    pub async fn uninvite(&self, cx: &Ctx, terminal: TerminalId, user: UserId) -> Result<Sharing> {
        let about = self.own(cx, terminal).await?;
        if invitations::revoke(cx, &about, user).await? {
            let message = format!("{} has taken the invitation back.", about.owner_name);
            self.0.link.ask(Ask::Dismiss { terminal, user, message }).await?;
        }
        self.sharing(cx, terminal).await
    }

    /// Puts off the end of a terminal of the actor's own, which may be shown nowhere.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that is not running or not theirs.
    pub async fn keep(&self, cx: &Ctx, terminal: TerminalId) -> Result<()> {
        self.own(cx, terminal).await?;
        self.0.link.known(Ask::Keep { terminal }).await.map(drop)
    }

    async fn about(&self, terminal: TerminalId) -> Result<About> {
        let known = self.0.link.known(Ask::ById { terminal }).await?;
        let running = known.into_iter().find(|Known { has_ended, .. }| !has_ended);
        running.map(|known| known.about).ok_or_else(|| Error::NotFound("terminal".to_owned()))
    }

    /// A running terminal of the actor's own.
    async fn own(&self, cx: &Ctx, terminal: TerminalId) -> Result<About> {
        let about = self.about(terminal).await?;
        let mine = about.owner == cx.actor()?.id && self.right(cx, &about).await? == Right::Writer;
        if mine { Ok(about) } else { Err(Error::NotFound("terminal of yours".to_owned())) }
    }
}
