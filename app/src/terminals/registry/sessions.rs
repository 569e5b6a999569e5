//! The record of sessions as the actor may see it, and what may be done with them.

use std::collections::HashMap;

use serde_json::json;
use tokio::sync::Semaphore;

use super::{Registry, store};
use crate::audit;
use crate::ctx::Ctx;
use crate::db::begin_write;
use crate::error::{Error, Faults, Result};
use crate::id::{TerminalId, WorkspaceId};
use crate::terminals::doors::LabPlace;
use crate::terminals::entity::terminal_session;
use crate::terminals::protocol::{End, OpenKind};
use crate::terminals::recording::reader::Reader;
use crate::terminals::recording::search;
use crate::terminals::types::record::{END_MOST, EndLine, EndOutcome, REASON_MAX_CHARS, Sight};
use crate::terminals::types::replay::{Hits, Part, PartFrom, ReplayView, SEARCH_MAX_CHARS};
use crate::terminals::wire::{Answer, Ask, Known, RecordOrder};
use crate::time::UnixMs;

/// Searches of recordings at once.
static SEARCHING: Semaphore = Semaphore::const_new(2);

impl Registry {
    /// The labs whose terminals the actor may look at as staff.
    pub(in crate::terminals) async fn supervised(&self, cx: &Ctx) -> Result<Vec<LabPlace>> {
        let mut places = Vec::new();
        for door in &self.0.doors {
            places.extend(door.supervised(cx).await?);
        }
        Ok(places)
    }

    /// What these labs are called.
    pub(in crate::terminals) async fn places(&self, cx: &Ctx, labs: &[WorkspaceId]) -> Result<Vec<LabPlace>> {
        let mut places = Vec::new();
        for door in &self.0.doors {
            places.extend(door.places(cx, labs).await?);
        }
        Ok(places)
    }

    /// What is there; nothing while the agent does not answer.
    pub(in crate::terminals) async fn all_known(&self) -> HashMap<TerminalId, Known> {
        match self.0.link.ask(Ask::All {}).await {
            Ok(Answer::Known { terminals }) => terminals.into_iter().map(|known| (known.about.id, known)).collect(),
            _ => HashMap::new(),
        }
    }

    /// Ends these sessions, and says what came of each.
    ///
    /// # Errors
    /// [`Error::Invalid`] for nobody, too many, or no reason; [`Error::Unavailable`] without an agent.
    pub async fn end(&self, cx: &Ctx, ids: Vec<TerminalId>, reason: &str) -> Result<Vec<EndLine>> {
        let reason = reason.trim();
        let mut faults = Faults::default();
        if ids.is_empty() {
            faults.add("", "Choose a session first.");
        } else if ids.len() > END_MOST {
            faults.add("", format!("Choose at most {END_MOST} sessions at once."));
        }
        if reason.is_empty() {
            faults.add("reason", "Say why: the person at the terminal reads it.");
        } else if reason.chars().count() > REASON_MAX_CHARS || reason.chars().any(char::is_control) {
            faults.add("reason", format!("The reason has at most {REASON_MAX_CHARS} characters, on one line."));
        }
        faults.check()?;
        let end = End::Closed(format!("{}: {reason}", cx.actor()?.me.name));
        let all = self.0.link.known(Ask::All {}).await?;
        let running: Vec<_> =
            all.into_iter().filter(|known| !known.has_ended && ids.contains(&known.about.id)).collect();
        // What is not recorded does not happen.
        let txn = begin_write(cx.db()).await?;
        for Known { about, .. } in &running {
            let after = json!({ "owner": about.owner_name, "reason": reason });
            audit::store::record(&txn, cx, "terminal.end", "terminal", about.id, None, Some(after)).await?;
        }
        txn.commit().await?;
        self.0.link.known(Ask::Stop { terminals: ids.clone(), end }).await?;
        let mut lines = Vec::with_capacity(ids.len());
        for id in ids {
            let known = running.iter().find(|known| known.about.id == id);
            let (owner_name, outcome) = match (known, store::session(cx, id).await) {
                (Some(known), _) => (known.about.owner_name.clone(), EndOutcome::Ended),
                (None, Ok(session)) if session.row.is_running() => (session.row.owner_name, EndOutcome::Elsewhere),
                (None, Ok(session)) => (session.row.owner_name, EndOutcome::WasOver),
                (None, Err(Error::NotFound(_))) => (String::new(), EndOutcome::Unknown),
                (None, Err(error)) => return Err(error),
            };
            lines.push(EndLine { id, owner_name, outcome });
        }
        Ok(lines)
    }

    /// The running terminals of these kinds are recorded from now on; without an order, no longer because of their
    /// class.
    ///
    /// # Errors
    /// [`Error::Unavailable`] without an agent.
    pub async fn record_all(&self, kinds: Vec<OpenKind>, order: Option<RecordOrder>) -> Result<()> {
        self.0.link.ask(Ask::Record { kinds, order }).await.map(drop)
    }

    /// Deletes recordings that are older than they are kept, as seen at `now`; says how many.
    ///
    /// # Errors
    /// What database or disk say.
    pub async fn sweep(&self, cx: &Ctx, now: UnixMs) -> Result<u64> {
        store::sweep(cx, now).await
    }

    /// A recording's page, with the screen at this time.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a recording that is not the actor's to see, or is gone.
    pub async fn replay(&self, cx: &Ctx, id: TerminalId, at_ms: u64) -> Result<ReplayView> {
        let (session, recording, _) = self.look(cx, id).await?;
        let row = store::session(cx, id).await?.row;
        let read = read(cx, &session, move |reader| {
            let facts = reader.facts()?;
            let at_ms = at_ms.min(facts.duration_ms);
            let screen = reader.screen(at_ms)?.lines().join("\n");
            Ok((facts, at_ms, screen))
        });
        let (facts, at_ms, screen) = read.await?;
        Ok(ReplayView {
            id,
            owner_name: row.owner_name,
            place: row.place,
            started_ms: recording.started_ms,
            size: facts.size,
            duration_ms: facts.duration_ms,
            is_running: recording.ended_ms.is_none(),
            by_name: recording.by_name,
            bytes: store::files_of(cx, &session).bytes(),
            markers: facts.markers,
            at_ms,
            screen: screen.trim_end().to_owned(),
        })
    }

    /// Some of a recording.
    ///
    /// # Errors
    /// As [`Registry::replay`].
    pub async fn replay_part(&self, cx: &Ctx, id: TerminalId, from: PartFrom) -> Result<Part> {
        let (session, recording, _) = self.look(cx, id).await?;
        let is_over = recording.ended_ms.is_some();
        read(cx, &session, move |reader| reader.part(from, is_over)).await
    }

    /// Where a recording shows a text.
    ///
    /// # Errors
    /// As [`Registry::replay`], and [`Error::Invalid`] for a text that is too long.
    pub async fn search_replay(&self, cx: &Ctx, id: TerminalId, text: String) -> Result<Hits> {
        if text.chars().count() > SEARCH_MAX_CHARS {
            return Err(Error::invalid("text", format!("Look for at most {SEARCH_MAX_CHARS} characters.")));
        }
        let (session, ..) = self.look(cx, id).await?;
        // Each reads a whole recording: a few at once, and the others of the school keep their turn.
        let _turn = SEARCHING.acquire().await.map_err(Error::internal)?;
        read(cx, &session, move |reader| search::search(reader.all()?, &text)).await
    }

    /// Looks a recording up for the actor; that they begin to see another's is audited.
    pub(in crate::terminals) async fn look(
        &self,
        cx: &Ctx,
        id: TerminalId,
    ) -> Result<(terminal_session::Model, crate::terminals::entity::terminal_recording::Model, Sight)> {
        let (session, recording, sight) = store::open_recording(cx, id).await?;
        let actor = cx.actor()?;
        if sight != Sight::Owner && !self.0.looks.goes_on(actor, id) {
            store::watched_replay(cx, &session).await?;
            self.0.looks.begin(actor, id);
        }
        Ok((session, recording, sight))
    }
}

/// Reads a session's files where that may take its time.
async fn read<T: Send + 'static>(
    cx: &Ctx,
    session: &terminal_session::Model,
    work: impl FnOnce(&mut Reader) -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let files = store::files_of(cx, session);
    let read = tokio::task::spawn_blocking(move || work(&mut Reader::open(&files)?));
    read.await.map_err(Error::internal)?.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::NotFound("recording on this machine".to_owned()),
        _ => Error::internal(error),
    })
}
