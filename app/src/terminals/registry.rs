//! All terminal sessions of this process, and all sockets that watch them.

mod housekeeping;
mod sockets;
mod watches;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::DatabaseConnection;
use tokio::sync::OnceCell;

use self::sockets::Sockets;
use self::watches::Watch;
use super::doors::{Doors, Target};
use super::protocol::{Attach, Channel, End, ErrorCode, OpenKind, Right, Size, close};
use super::session::{About, Session, ViewerId, Who};
use super::socket::Plug;
use super::tickets::Tickets;
use super::types::RunningTerminal;
use super::{exec, pty, store};
use crate::config::Config;
use crate::ctx::{Actor, Ctx};
use crate::error::{Error, Result};
use crate::id::{TerminalId, UserId};
use crate::time::UnixMs;

/// An ended terminal can be looked at so long.
const LINGER: Duration = Duration::from_secs(5 * 60);
/// Ended terminals kept for one person; the oldest go first.
const MAX_LINGERING: usize = 16;

/// Cheap to clone; one per program.
#[derive(Debug, Clone)]
pub struct Registry(Arc<Inner>);

/// A terminal on its way up, which everybody who asks with the same key gets.
type Opening = Arc<OnceCell<Arc<Session>>>;

#[derive(Debug)]
struct Inner {
    db: DatabaseConnection,
    doors: Vec<Box<dyn Doors>>,
    /// Terminals that one person may have running.
    per_person: usize,
    sessions: Mutex<BTreeMap<TerminalId, Arc<Session>>>,
    /// Being opened or open, by the key of the browser that asked.
    keys: Mutex<HashMap<(UserId, u64), Opening>>,
    /// Those recorded as watching now.
    watches: Mutex<HashSet<Watch>>,
    tickets: Tickets,
    sockets: Sockets,
}

impl Registry {
    /// Begins with what the last run left behind, and keeps house from then on.
    pub fn start(db: DatabaseConnection, config: &Config, doors: Vec<Box<dyn Doors>>) -> Self {
        let registry = Self(Arc::new(Inner {
            db,
            doors,
            per_person: config.terminals_per_person,
            sessions: Mutex::default(),
            keys: Mutex::default(),
            watches: Mutex::default(),
            tickets: Tickets::default(),
            sockets: Sockets::default(),
        }));
        housekeeping::start(&registry, config);
        registry
    }

    pub fn ticket(&self, actor: &Actor) -> String {
        self.0.tickets.issue(actor, Instant::now())
    }

    pub(super) fn take_ticket(&self, ticket: &str, actor: &Actor) -> bool {
        self.0.tickets.take(ticket, actor, Instant::now())
    }

    pub(super) fn sockets(&self) -> &Sockets {
        &self.0.sockets
    }

    fn door(&self, kind: OpenKind) -> Result<&dyn Doors> {
        let door = self.0.doors.iter().find(|door| door.leads_to(kind));
        door.map(|door| &**door).ok_or_else(|| Error::NotFound("place for a terminal".to_owned()))
    }

    /// Starts a program for the actor, or finds the one that was started for the same key.
    ///
    /// # Errors
    /// Those of the door, too many terminals, or that the program does not start.
    pub async fn open(&self, cx: &Ctx, kind: OpenKind, size: Size, key: u64) -> Result<Arc<Session>> {
        let actor = cx.actor.as_ref().ok_or(Error::SignInRequired)?;
        let cell = {
            let mut keys = lock(&self.0.keys);
            let running = keys.iter().filter(|((user, other), cell)| {
                *user == actor.id && *other != key && cell.get().is_none_or(|session| !session.has_ended())
            });
            if running.count() >= self.0.per_person {
                return Err(Error::Conflict(format!(
                    "You have {} terminals running, the most allowed. Close one first.",
                    self.0.per_person
                )));
            }
            keys.entry((actor.id, key)).or_default().clone()
        };
        let opened = cell.get_or_try_init(|| self.start_program(cx, actor, kind, size, key)).await.cloned();
        if opened.is_err() {
            // Whoever waits for the same cell finds it empty and tries by itself.
            lock(&self.0.keys).remove(&(actor.id, key));
        }
        opened
    }

    async fn start_program(
        &self,
        cx: &Ctx,
        actor: &Actor,
        kind: OpenKind,
        size: Size,
        key: u64,
    ) -> Result<Arc<Session>> {
        let target = self.door(kind)?.open(cx, kind).await?;
        let size = size.clamped();
        let marker = format!("{:016x}", rand::random::<u64>());
        let name = target.name().to_owned();
        let program = match target {
            Target::Exec(program) => Program::Exec(Box::new(exec::start(program, size, marker).await?)),
            Target::HostShell(program) => Program::Pty(pty::start(program, size, marker).await?),
        };
        let recorded = store::opened(cx, actor, kind, &name).await;
        let (id, started_ms) = match recorded {
            Ok(recorded) => recorded,
            Err(error) => {
                // What is not recorded does not run.
                let nobody = About::new(TerminalId(0), actor, kind, 0, key);
                let session = Session::new(nobody, size);
                session.stop(End::Failed(error.to_string()));
                program.drive(&session).await;
                return Err(error);
            }
        };
        let session = Session::new(About::new(id, actor, kind, started_ms, key), size);
        lock(&self.0.sessions).insert(id, session.clone());
        tokio::spawn(self.clone().run(session.clone(), program));
        Ok(session)
    }

    /// From the program's begin to its end, and some time after.
    async fn run(self, session: Arc<Session>, program: Program) {
        let end = program.drive(&session).await;
        let id = session.about.id;
        session.finish(end.clone());
        if let Err(error) = store::ended(&self.0.db, id, &end, session.bytes_out()).await {
            tracing::error!(%error, %id, "a terminal's end was not recorded");
        }
        self.forget_oldest(session.about.owner);
        drop(session);
        tokio::time::sleep(LINGER).await;
        self.forget(id);
    }

    fn forget(&self, id: TerminalId) {
        let session = lock(&self.0.sessions).remove(&id);
        if let Some(session) = session {
            lock(&self.0.keys).remove(&(session.about.owner, session.about.key));
            session.detach_all(|_| true, ErrorCode::NotFound, "This terminal ended some time ago.");
        }
    }

    /// Keeps what somebody is attached to: they have yet to read how it ended.
    fn forget_oldest(&self, owner: UserId) {
        let ended: Vec<_> = self
            .all()
            .into_iter()
            .filter(|session| session.about.owner == owner && session.has_ended() && session.alone_for().is_some())
            .map(|session| session.about.id)
            .collect();
        for id in ended.iter().take(ended.len().saturating_sub(MAX_LINGERING)) {
            self.forget(*id);
        }
    }

    /// Attaches one of a socket's channels, with at most the right that the door gives.
    ///
    /// # Errors
    /// [`Error::NotFound`] and those of the door; [`Error::Conflict`] when too many watch already.
    pub(super) async fn attach(&self, cx: &Ctx, plug: &Plug, request: &Attach, channel: Channel) -> Result<()> {
        let actor = cx.actor.as_ref().ok_or(Error::SignInRequired)?;
        let session = lock(&self.0.sessions).get(&request.terminal).cloned();
        let session = session.ok_or_else(|| Error::NotFound("terminal".to_owned()))?;
        let about = &session.about;
        let right = self.door(about.kind)?.right(cx, about.kind, about.owner).await?.min(request.want);
        let owner = about.owner == actor.id;
        if !owner {
            self.record_watch(cx, &session, actor.id, plug.client).await?;
        }
        self.seat(plug, actor, session.clone(), right, request, channel)
    }

    /// Takes a channel of the socket for the session, unless the socket is gone.
    pub(super) fn seat(
        &self,
        plug: &Plug,
        actor: &Actor,
        session: Arc<Session>,
        right: Right,
        request: &Attach,
        channel: Channel,
    ) -> Result<()> {
        let who = Who {
            client: plug.client,
            connection: plug.connection,
            user: actor.id,
            name: actor.me.name.clone(),
            right,
            owner: session.about.owner == actor.id,
            since_ms: store::now_ms(),
        };
        plug.seats.sit(channel, |bell| {
            let viewer: Option<ViewerId> = session.attach(who, request, channel, bell).ok();
            viewer.map(|viewer| (session, viewer))
        })
    }

    /// Running terminals of a kind that the actor may attach, oldest first.
    ///
    /// # Errors
    /// When there is no such kind of terminal.
    pub async fn running(&self, cx: &Ctx, kind: OpenKind) -> Result<Vec<RunningTerminal>> {
        let door = self.door(kind)?;
        let mut found = Vec::new();
        for session in self.all() {
            let about = &session.about;
            if about.kind != kind || session.has_ended() {
                continue;
            }
            if let Ok(right) = door.right(cx, kind, about.owner).await {
                found.push(RunningTerminal {
                    terminal: about.id,
                    owner: about.owner,
                    owner_name: about.owner_name.clone(),
                    right,
                    started_ms: about.started_ms,
                    people: session.people(),
                });
            }
        }
        Ok(found)
    }

    /// When somebody last typed, by where the terminals lead.
    pub fn last_typed(&self) -> HashMap<OpenKind, UnixMs> {
        let mut typed = HashMap::new();
        for session in self.all() {
            if let Some(at) = session.typed_ms() {
                let last = typed.entry(session.about.kind).or_insert(at);
                *last = at.max(*last);
            }
        }
        typed
    }

    /// A suspended person: sockets close, terminals end.
    pub fn close_sessions_of(&self, user: UserId) {
        self.0.sockets.close(|socket| socket.user == user, close::SIGN_IN, "signed out");
        for session in self.all().iter().filter(|session| session.about.owner == user) {
            session.stop(End::Closed("the school".to_owned()));
        }
    }

    /// A sign-in that has ended: its sockets close, terminals go on.
    pub fn close_sockets_of(&self, sign_in: &str) {
        self.0.sockets.close(|socket| socket.session == sign_in, close::SIGN_IN, "signed out");
    }

    /// Somebody's rights have changed: their sockets come back by themselves, and are asked again.
    pub fn recheck(&self, user: UserId) {
        self.0.sockets.close(|socket| socket.user == user, close::GOING, "rights have changed");
    }

    pub(super) fn all(&self) -> Vec<Arc<Session>> {
        lock(&self.0.sessions).values().cloned().collect()
    }
}

/// A started program, wherever it runs.
enum Program {
    Pty(pty::Pty),
    Exec(Box<exec::Exec>),
}

impl Program {
    async fn drive(self, session: &Session) -> End {
        match self {
            Self::Pty(pty) => pty::drive(session, pty).await,
            // Much larger than the other, and rarer than it in a large school's memory.
            Self::Exec(exec) => Box::pin(exec::drive(session, *exec)).await,
        }
    }
}

impl About {
    fn new(id: TerminalId, actor: &Actor, kind: OpenKind, started_ms: i64, key: u64) -> Self {
        Self { id, owner: actor.id, owner_name: actor.me.name.clone(), kind, started_ms, key }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
