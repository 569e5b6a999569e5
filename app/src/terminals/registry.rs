//! The web tier's side of terminals: who may open and attach which, and what of it is recorded. The terminals
//! themselves, and the sockets that show them, are the agent's.

mod clerk;
mod housekeeping;
mod looks;
mod sessions;
mod sharing;

use std::collections::{HashMap, HashSet, hash_map};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use sea_orm::DatabaseConnection;
use tokio::sync::OnceCell;

use self::looks::Looks;
use super::doors::{Doors, LabPlace};
use super::link::Link;
use super::protocol::{End, Entry, OpenKind, Right, Size, Typing, checked_reason, close};
use super::store;
use super::tickets::Tickets;
use super::types::{Destination, MyTerminal, RunningTerminal, Sent};
use super::wire::{About, Answer, Ask, Known, Listener, Sockets};
use crate::auth::actor::actor_of_user;
use crate::auth::rights::Rights;
use crate::config::Config;
use crate::ctx::{Actor, Ctx};
use crate::error::{Error, Result};
use crate::id::{TerminalId, UserId, WorkspaceId};
use crate::time::UnixMs;

/// Cheap to clone; one per program.
#[derive(Debug, Clone)]
pub struct Registry(Arc<Inner>);

/// A terminal on its way up, which everybody who asks with the same key gets.
type Opening = Arc<OnceCell<TerminalId>>;

/// What a new watcher meets.
struct Seen {
    /// The owner is there and sees who comes.
    by_owner: bool,
    /// This tab watches already, and is only back.
    already: bool,
}

#[derive(Debug)]
struct Inner {
    db: DatabaseConnection,
    link: Link,
    doors: Vec<Box<dyn Doors>>,
    /// Terminals that one person may have running.
    per_person: usize,
    /// Being opened, by the key of the browser that asked.
    opening: Mutex<HashMap<(UserId, u64), Opening>>,
    /// In the record, and not yet the agent's.
    starting: Mutex<HashSet<TerminalId>>,
    tickets: Tickets,
    looks: Looks,
    rights: Rights,
}

impl Registry {
    /// [`Registry::serve`] makes it work.
    pub fn start(db: DatabaseConnection, config: &Config, link: Link, doors: Vec<Box<dyn Doors>>) -> Self {
        Self(Arc::new(Inner {
            db,
            link,
            doors,
            per_person: config.terminals_per_person,
            opening: Mutex::default(),
            starting: Mutex::default(),
            tickets: Tickets::default(),
            looks: Looks::default(),
            rights: Rights::default(),
        }))
    }

    pub fn ticket(&self, actor: &Actor) -> String {
        self.0.tickets.issue(actor, Instant::now())
    }

    pub(super) fn take_ticket(&self, ticket: &str, actor: &Actor) -> bool {
        self.0.tickets.take(ticket, actor, Instant::now())
    }

    pub(super) fn link(&self) -> &Link {
        &self.0.link
    }

    fn door(&self, kind: OpenKind) -> Result<&dyn Doors> {
        let door = self.0.doors.iter().find(|door| door.leads_to(kind));
        door.map(|door| &**door).ok_or_else(|| Error::NotFound("place for a terminal".to_owned()))
    }

    /// Starts a program for the actor, or finds the one that was started for the same key.
    ///
    /// # Errors
    /// Those of the door, too many terminals, or that the program does not start.
    pub async fn open(
        &self,
        cx: &Ctx,
        kind: OpenKind,
        entry: Option<&Entry>,
        size: Size,
        key: u64,
    ) -> Result<TerminalId> {
        let actor = cx.actor.as_ref().ok_or(Error::SignInRequired)?;
        let cell = lock(&self.0.opening).entry((actor.id, key)).or_default().clone();
        let opened = cell.get_or_try_init(|| self.find_or_start(cx, (kind, entry), size, key)).await.copied();
        // Whoever waits for the same cell has it; who comes later finds the terminal at the agent.
        lock(&self.0.opening).remove(&(actor.id, key));
        opened
    }

    async fn find_or_start(
        &self,
        cx: &Ctx,
        (kind, entry): (OpenKind, Option<&Entry>),
        size: Size,
        key: u64,
    ) -> Result<TerminalId> {
        let actor = cx.actor()?;
        if let Some(known) = self.0.link.known(Ask::ByKey { owner: actor.id, key }).await?.first() {
            return Ok(known.about.id);
        }
        let Answer::Count { count } = self.0.link.ask(Ask::Running { owner: actor.id, but: key }).await? else {
            return Err(Error::NotFound("number of terminals".to_owned()));
        };
        let coming = lock(&self.0.opening)
            .iter()
            .filter(|((user, other), cell)| *user == actor.id && *other != key && cell.get().is_none())
            .count();
        if count + coming >= self.0.per_person {
            return Err(Error::Conflict(format!(
                "You have {} terminals running, the most allowed. Close one first.",
                self.0.per_person
            )));
        }
        let door = self.door(kind)?;
        let target = Box::new(match entry {
            Some(entry) => door.enter(cx, kind, entry).await?,
            None => door.open(cx, kind).await?,
        });
        // What is not recorded does not run.
        let record = self.door(kind)?.recorded(cx, kind).await?;
        let (id, started_ms) = store::opened(cx, actor, kind, target.name(), self.0.link.keepers().mine()).await?;
        let label = target.label().to_owned();
        let about = About { id, owner: actor.id, owner_name: actor.me.name.clone(), kind, started_ms, key, label };
        lock(&self.0.starting).insert(id);
        let started = self.0.link.ask(Ask::Start { about, size, target, record }).await;
        lock(&self.0.starting).remove(&id);
        if let Err(error) = started {
            store::ended(cx.db(), id, &End::Failed(error.to_string()), (0, 0), store::now_ms()).await?;
            return Err(error);
        }
        if let Err(error) = door.opened(cx, kind).await {
            tracing::warn!(%error, "where a terminal leads was not told of it");
        }
        Ok(id)
    }

    /// What the actor may do with this terminal; that they begin to look at another's is audited.
    ///
    /// # Errors
    /// Those of the door. What is not recorded is not shown.
    async fn admit(&self, cx: &Ctx, about: &About, seen: Seen, want: Right) -> Result<Right> {
        let actor = cx.actor()?;
        let right = self.right(cx, about).await?.min(want);
        if about.owner != actor.id && !seen.already {
            store::watched(cx, about, seen.by_owner).await?;
        }
        Ok(right)
    }

    /// Records why the actor takes control of this terminal, if they may.
    ///
    /// # Errors
    /// Those of the door; [`Error::Forbidden`] for who may ask for control at most; [`Error::Invalid`] for a
    /// reason that is none. What is not recorded does not happen.
    async fn may_take(&self, cx: &Ctx, about: &About, reason: &str) -> Result<()> {
        let reason = checked_reason(reason).map_err(Error::Conflict)?;
        if self.right(cx, about).await? < Right::Taker {
            return Err(Error::Forbidden("take control of this terminal".to_owned()));
        }
        store::taken(cx, about, &reason).await
    }

    /// Types into one terminal of each listener, and says what became of it, in their order.
    ///
    /// # Errors
    /// When the agent does not answer. The caller has looked up the right.
    pub async fn broadcast(&self, cx: &Ctx, to: Vec<Listener>, what: Typing) -> Result<Vec<Sent>> {
        let by = cx.actor()?.me.name.clone();
        match self.0.link.ask(Ask::Broadcast { to, by, what }).await? {
            Answer::Broadcast { sent } => Ok(sent),
            other => Err(Error::internal(std::io::Error::other(format!("the agent answered {other:?}")))),
        }
    }

    /// How many terminals of each listener run, in their order.
    ///
    /// # Errors
    /// When the agent does not answer.
    pub async fn running_of(&self, of: &[Listener]) -> Result<Vec<usize>> {
        let known = self.0.link.known(Ask::All {}).await?;
        let runs = |of: &Listener| {
            known
                .iter()
                .filter(|one| !one.has_ended && one.about.kind == of.kind && one.about.owner == of.owner)
                .count()
        };
        Ok(of.iter().map(runs).collect())
    }

    /// Running terminals of a kind that the actor may attach, oldest first.
    ///
    /// # Errors
    /// When there is no such kind of terminal.
    pub async fn running(&self, cx: &Ctx, kind: OpenKind) -> Result<Vec<RunningTerminal>> {
        let door = self.door(kind)?;
        let mut found = Vec::new();
        for Known { about, people, has_ended, .. } in self.0.link.known(Ask::OfKind { kind }).await? {
            if has_ended {
                continue;
            }
            if let Ok(right) = door.right(cx, kind, about.owner).await {
                found.push(RunningTerminal {
                    terminal: about.id,
                    owner: about.owner,
                    owner_name: about.owner_name,
                    right,
                    started_ms: about.started_ms,
                    people,
                });
            }
        }
        Ok(found)
    }

    /// The actor's own running terminals, whatever they lead to, oldest first; without those they may not use any more.
    ///
    /// # Errors
    /// When there is no agent.
    pub async fn mine(&self, cx: &Ctx) -> Result<Vec<MyTerminal>> {
        let owner = cx.actor()?.id;
        let mut mine = Vec::new();
        for Known { about, has_ended, .. } in self.0.link.known(Ask::All {}).await? {
            let right = match self.door(about.kind) {
                Ok(door) if about.owner == owner && !has_ended => door.right(cx, about.kind, owner).await,
                _ => continue,
            };
            if right == Ok(Right::Writer) {
                let to = Destination { kind: about.kind, entry: None, label: about.label };
                mine.push(MyTerminal { terminal: about.id, to });
            }
        }
        // A lab is called by its class; its container's name says nothing to a person.
        let labs: Vec<WorkspaceId> = mine.iter().filter_map(|mine| mine.to.kind.workspace()).collect();
        let places = if labs.is_empty() { Vec::new() } else { self.places(cx, &labs).await? };
        for LabPlace { workspace, class, .. } in places {
            for mine in mine.iter_mut().filter(|mine| mine.to.kind.workspace() == Some(workspace)) {
                mine.to.label.clone_from(&class);
            }
        }
        Ok(mine)
    }

    /// When somebody last typed, by where the terminals lead; nothing while the agent does not answer.
    pub async fn last_typed(&self) -> HashMap<OpenKind, UnixMs> {
        match self.0.link.ask(Ask::Typed {}).await {
            Ok(Answer::Typed { typed }) => typed.into_iter().collect(),
            _ => HashMap::new(),
        }
    }

    /// Hears of what closes sockets here: whoever else keeps one open asks it.
    pub fn rights(&self) -> &Rights {
        &self.0.rights
    }

    /// A suspended person: sockets close, terminals end.
    pub async fn close_sessions_of(&self, user: UserId) {
        self.0.rights.changed_for(user);
        self.close(Sockets::OfUser { user }, close::SIGN_IN, "signed out").await;
        self.tell(Ask::StopOf { owner: user, end: End::Closed("the school".to_owned()) }).await;
    }

    /// A sign-in that has ended: its sockets close, terminals go on.
    pub async fn close_sockets_of(&self, sign_in: &str) {
        self.0.rights.signed_out(sign_in);
        self.close(Sockets::OfSignIn { session: sign_in.to_owned() }, close::SIGN_IN, "signed out").await;
    }

    /// Somebody's rights have changed: their sockets come back by themselves, and are asked again. Terminals that they
    /// may not use any more end, since they could not even end them.
    pub async fn recheck(&self, cx: &Ctx, user: UserId) {
        self.0.rights.changed_for(user);
        self.close(Sockets::OfUser { user }, close::GOING, "rights have changed").await;
        if let Err(error) = self.end_refused(cx, |about| about.owner == user).await {
            tracing::error!(%error, "terminals that somebody may not use any more may go on");
        }
    }

    /// A place is gone, or closed to some: ends the terminals of those who may not be there any more.
    ///
    /// # Errors
    /// When the agent or the database does not answer.
    pub async fn recheck_place(&self, cx: &Ctx, kind: OpenKind) -> Result<()> {
        self.end_refused(cx, |about| about.kind == kind).await
    }

    /// Ends those of these running terminals to which their doors do not let their owners any more.
    async fn end_refused(&self, cx: &Ctx, concerns: impl Fn(&About) -> bool) -> Result<()> {
        let known = self.0.link.known(Ask::All {}).await?;
        let mut owners = HashMap::new();
        let mut refused = Vec::new();
        for Known { about, has_ended, .. } in known {
            if has_ended || !concerns(&about) {
                continue;
            }
            let theirs = match owners.entry(about.owner) {
                hash_map::Entry::Occupied(known) => known.into_mut(),
                hash_map::Entry::Vacant(new) => {
                    let actor = actor_of_user(cx.db(), about.owner, &cx.state.config.time_zone).await?;
                    new.insert(Ctx { state: cx.state.clone(), actor, origin: cx.origin.clone() })
                }
            };
            let right = self.door(about.kind)?.right(theirs, about.kind, about.owner).await;
            // A database that does not answer ends nothing. Who is suspended is nobody here; a conflict is a door that is
            // shut to everybody.
            if matches!(
                right,
                Err(Error::Forbidden(_) | Error::NotFound(_) | Error::SignInRequired | Error::Conflict(_))
            ) {
                refused.push(about.id);
            }
        }
        if refused.is_empty() {
            return Ok(());
        }
        let end = End::Closed("the school".to_owned());
        self.0.link.known(Ask::Stop { terminals: refused, end }).await.map(drop)
    }

    async fn close(&self, sockets: Sockets, code: u16, reason: &str) {
        self.tell(Ask::Close { sockets, code, reason: reason.to_owned() }).await;
    }

    /// Tells the agent what is already so; one that does not answer is found out by the look at sign-ins.
    async fn tell(&self, ask: Ask) {
        if let Err(error) = self.0.link.ask(ask).await {
            tracing::error!(%error, "the agent was not told");
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
