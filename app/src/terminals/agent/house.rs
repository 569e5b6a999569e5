//! All terminals of this agent.

#[cfg(test)]
mod tests;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::desk::Desks;
use super::record::Unwritten;
use super::recorder::Recorder;
use super::sockets::OpenSockets;
use super::watches::Watches;
use crate::error::{Error, Result};
use crate::id::{TerminalId, UserId};
use crate::terminals::limits::Limits;
use crate::terminals::processes::Marks;
use crate::terminals::protocol::{Control, End, ErrorCode, OpenKind, RecordWhy, Size, close};
use crate::terminals::session::Session;
use crate::terminals::ssh::{Trouble, What};
use crate::terminals::wire::{About, Happened, Known, RecordOrder, Target};
use crate::terminals::{exec, pty, ssh};
use crate::time::UnixMs;

/// An ended terminal can be looked at so long.
const LINGER: Duration = Duration::from_secs(5 * 60);
/// Ended terminals kept for one person that nobody is attached to; whichever ended first goes first.
const MAX_LINGERING: usize = 16;
/// And with those that somebody is attached to.
const MAX_ENDED: usize = 64;
/// Terminals that have run too long are looked for so often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// When the agent stops, terminals may take so long to end.
const STOP_PATIENCE: Duration = Duration::from_secs(7);
/// And sockets so long to be told of it.
const CLOSE_PATIENCE: Duration = Duration::from_secs(1);

/// Cheap to clone; one per process.
#[derive(Debug, Clone)]
pub struct Agent(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    sessions: Mutex<BTreeMap<TerminalId, Arc<Session>>>,
    /// Those of them that have ended, in that order.
    ended: Mutex<Vec<TerminalId>>,
    marks: Marks,
    record: Arc<Unwritten>,
    recorder: Recorder,
    watches: Watches,
    desks: Desks,
    sockets: OpenSockets,
    limits: Mutex<Limits>,
}

impl Agent {
    /// One that writes recordings into this folder, and marks with these what it starts.
    pub(super) fn new(recordings: PathBuf, marks: Marks) -> Self {
        let record = Arc::<Unwritten>::default();
        let inner = Arc::new(Inner {
            sessions: Mutex::default(),
            ended: Mutex::default(),
            marks,
            recorder: Recorder::new(recordings, record.clone()),
            record,
            watches: Watches::default(),
            desks: Desks::default(),
            sockets: OpenSockets::default(),
            limits: Mutex::default(),
        });
        tokio::spawn(look_at_clocks(Arc::downgrade(&inner)));
        Self(inner)
    }

    /// Starts a program and keeps it.
    ///
    /// # Errors
    /// What the system or the engine says; [`Error::Conflict`] where there is a terminal of this number.
    pub(super) async fn start(
        &self,
        about: About,
        size: Size,
        target: Target,
        record: Option<RecordOrder>,
    ) -> Result<()> {
        if lock(&self.0.sessions).contains_key(&about.id) {
            return Err(number_taken());
        }
        let marker = self.0.marks.draw();
        let size = size.clamped();
        let program = match target {
            Target::Exec(program) => Program::Exec(Box::new(exec::start(program, size, marker).await?)),
            Target::HostShell(program) => Program::Pty(pty::start(program, size, marker).await.map_err(|error| {
                Error::Unavailable { part: "A shell on the host".to_owned(), detail: error.to_string() }
            })?),
            Target::Ssh(program) => {
                let started = Box::pin(ssh::start(program, size)).await;
                Program::Ssh(Box::new(started.inspect_err(|trouble| self.note(about.kind, trouble))?))
            }
        };
        let session = Session::new(about, size);
        session.tell_to(self.0.record.clone());
        session.set_max_viewers(self.limits().viewers);
        if !self.take_in(&session) {
            // Taken meanwhile. What was started ends in good order; nobody has seen it.
            session.stop(End::Failed("Ended before it was shown".to_owned()));
            tokio::spawn(async move { program.drive(&session).await });
            return Err(number_taken());
        }
        if let Some(order) = record {
            self.record_session(&session, order);
        }
        tokio::spawn(self.clone().keep(session, program));
        Ok(())
    }

    /// Keeps a session from now on; false where there is one of its number.
    fn take_in(&self, session: &Arc<Session>) -> bool {
        match lock(&self.0.sessions).entry(session.about.id) {
            Entry::Vacant(place) => {
                place.insert(session.clone());
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// A changed key is told to the record; a jump host's is seen on its own page.
    fn note(&self, kind: OpenKind, trouble: &Trouble) {
        if let Trouble { jump: false, what: What::Changed { came, .. }, .. } = trouble {
            self.0.record.add(Happened::KeyChanged { kind, came: (**came).clone() });
        }
    }

    /// From the program's begin to its end, and some time after.
    async fn keep(self, session: Arc<Session>, program: Program) {
        let end = program.drive(&session).await;
        let terminal = session.about.id;
        let (bytes_in, bytes_out) = session.bytes();
        self.0.record.add(Happened::Ended { terminal, end: end.clone(), bytes_out, bytes_in });
        session.finish(end);
        lock(&self.0.ended).push(terminal);
        self.forget_oldest(session.about.owner);
        drop(session);
        sleep(LINGER).await;
        self.forget(terminal);
    }

    fn forget(&self, id: TerminalId) {
        lock(&self.0.ended).retain(|other| *other != id);
        let session = {
            let mut sessions = lock(&self.0.sessions);
            // One that runs has the number of one that was forgotten before.
            if sessions.get(&id).is_some_and(|session| session.has_ended()) { sessions.remove(&id) } else { None }
        };
        if let Some(session) = session {
            session.detach_all(|_| true, ErrorCode::NotFound, "This terminal ended some time ago.");
        }
    }

    /// Keeps more of those that somebody is attached to: they may have yet to read how it ended.
    fn forget_oldest(&self, owner: UserId) {
        let ended = lock(&self.0.ended).clone();
        let theirs = ended.into_iter().filter_map(|id| self.session(id)).filter(|session| session.about.owner == owner);
        let theirs: Vec<_> = theirs.map(|session| (session.about.id, session.alone_for().is_some())).collect();
        for id in too_many(&theirs) {
            self.forget(id);
        }
    }

    pub(super) fn session(&self, id: TerminalId) -> Option<Arc<Session>> {
        lock(&self.0.sessions).get(&id).cloned()
    }

    pub(super) fn all(&self) -> Vec<Arc<Session>> {
        lock(&self.0.sessions).values().cloned().collect()
    }

    /// Terminals that match, oldest first.
    pub(super) fn known(&self, which: impl Fn(&About) -> bool) -> Vec<Known> {
        let found = self.all().into_iter().filter(|session| which(&session.about));
        let limits = self.limits();
        let known = |session: Arc<Session>| {
            let (bytes_in, bytes_out) = session.bytes();
            Known {
                about: session.about.clone(),
                people: session.people(),
                has_ended: session.has_ended(),
                shown_by: session.shown_by(),
                bytes_in,
                bytes_out,
                ends_ms: session.ends_unseen_in(&limits).map(in_ms),
            }
        };
        found.map(known).collect()
    }

    /// When somebody last typed, by where the terminals lead.
    pub(super) fn typed(&self) -> Vec<(OpenKind, UnixMs)> {
        let mut typed = HashMap::new();
        for session in self.all() {
            if let Some(at) = session.typed_ms() {
                let last = typed.entry(session.about.kind).or_insert(at);
                *last = at.max(*last);
            }
        }
        typed.into_iter().collect()
    }

    /// Records a session from now on.
    pub(super) fn record_session(&self, session: &Arc<Session>, order: RecordOrder) {
        self.0.recorder.record(session, order);
    }

    /// Records all of these kinds from now on; or, without an order, no longer those whose class was recorded.
    pub(super) fn record_kinds(&self, kinds: &[OpenKind], order: Option<&RecordOrder>) {
        for session in self.all().iter().filter(|session| kinds.contains(&session.about.kind)) {
            match (order, session.recording()) {
                (Some(order), _) => self.record_session(session, order.clone()),
                (None, Some(sign)) if sign.why == RecordWhy::Class => session.record_off(),
                (None, _) => {}
            }
        }
    }

    /// Ends these programs, and says which of them ran.
    pub(super) fn stop_these(&self, terminals: &[TerminalId], end: &End) -> Vec<Known> {
        let running = self.known(|about| terminals.contains(&about.id));
        let running: Vec<Known> = running.into_iter().filter(|known| !known.has_ended).collect();
        for session in running.iter().filter_map(|known| self.session(known.about.id)) {
            session.stop(end.clone());
        }
        running
    }

    pub(super) fn stop_of(&self, owner: UserId, end: &End) {
        for session in self.all().iter().filter(|session| session.about.owner == owner) {
            session.stop(end.clone());
        }
    }

    /// Says that it stops, ends every program and waits until they have, then ends the sockets.
    pub(super) async fn stop(&self) {
        let in_s = u16::try_from(STOP_PATIENCE.as_secs()).unwrap_or(u16::MAX);
        self.sockets().tell_all(&Control::ServerGoing { in_s });
        for session in self.all() {
            session.stop(End::Failed("Ended when Lyceum was stopped".to_owned()));
        }
        let until = Instant::now() + STOP_PATIENCE;
        while Instant::now() < until && self.runs() {
            sleep(Duration::from_millis(50)).await;
        }
        self.sockets().close_all(close::GOING, "the keeper of terminals stops");
        let until = Instant::now() + CLOSE_PATIENCE;
        while Instant::now() < until && !self.sockets().is_empty() {
            sleep(Duration::from_millis(10)).await;
        }
        let agent = self.clone();
        // The last of the recordings.
        _ = tokio::task::spawn_blocking(move || agent.0.recorder.close()).await;
    }

    pub(super) fn limits(&self) -> Limits {
        *lock(&self.0.limits)
    }

    /// From now on these limits hold, also for what runs.
    pub(super) fn set_limits(&self, limits: Limits) {
        for session in self.all() {
            session.set_max_viewers(limits.viewers);
        }
        *lock(&self.0.limits) = limits;
    }

    /// Whether a program runs, or one has ended that nobody has recorded.
    pub(super) fn is_needed(&self) -> bool {
        self.runs() || !self.0.record.is_empty()
    }

    pub(super) fn runs(&self) -> bool {
        self.all().iter().any(|session| !session.has_ended())
    }

    pub(super) fn record(&self) -> &Unwritten {
        &self.0.record
    }

    pub(super) fn watches(&self) -> &Watches {
        &self.0.watches
    }

    pub(super) fn desks(&self) -> &Desks {
        &self.0.desks
    }

    pub(super) fn sockets(&self) -> &OpenSockets {
        &self.0.sockets
    }
}

/// Ends what has run for too long, and announces it before. Ends itself with the agent.
async fn look_at_clocks(inner: Weak<Inner>) {
    loop {
        sleep(LOOK_EVERY).await;
        let Some(agent) = inner.upgrade().map(Agent) else { return };
        let (limits, now) = (agent.limits(), Instant::now());
        for session in agent.all() {
            session.look_at_clock(&limits, now);
        }
    }
}

/// A started program, wherever it runs.
enum Program {
    Pty(pty::Pty),
    Exec(Box<exec::Exec>),
    Ssh(Box<ssh::Ssh>),
}

impl Program {
    async fn drive(self, session: &Session) -> End {
        match self {
            Self::Pty(pty) => pty::drive(session, pty).await,
            // Much larger than the other, and rarer than it in a large school's memory.
            Self::Exec(exec) => Box::pin(exec::drive(session, *exec)).await,
            Self::Ssh(ssh) => Box::pin(ssh::drive(session, *ssh)).await,
        }
    }
}

/// Which of one person's ended terminals are too many. They come as they ended, each with whether nobody is attached.
fn too_many(ended: &[(TerminalId, bool)]) -> Vec<TerminalId> {
    let alone: Vec<_> = ended.iter().filter(|(_, alone)| *alone).map(|(id, _)| *id).collect();
    let mut gone = alone[..alone.len().saturating_sub(MAX_LINGERING)].to_vec();
    let kept: Vec<_> = ended.iter().map(|(id, _)| *id).filter(|id| !gone.contains(id)).collect();
    gone.extend_from_slice(&kept[..kept.len().saturating_sub(MAX_ENDED)]);
    gone
}

/// Numbers come from the database; one that was put back to an earlier time gives some of them again.
fn number_taken() -> Error {
    let words = "There is a terminal with the number that this one was to have. Open it once more.";
    Error::Conflict(words.to_owned())
}

pub(super) fn now_ms() -> UnixMs {
    jiff::Timestamp::now().as_millisecond()
}

/// The time after this one has passed.
fn in_ms(left: Duration) -> UnixMs {
    now_ms().saturating_add(UnixMs::try_from(left.as_millis()).unwrap_or(UnixMs::MAX))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
