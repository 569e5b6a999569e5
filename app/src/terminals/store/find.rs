//! Finding sessions: a page of them, one of them, all of them as a file.

use std::collections::{BTreeMap, HashMap};

use jiff::tz::TimeZone;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use crate::audit::find::span;
use crate::audit::types::inert;
use crate::auth::entity::user;
use crate::auth::store::named_like;
use crate::auth::types::Permission;
use crate::ctx::Ctx;
use crate::db::rows_before;
use crate::error::{Error, Result};
use crate::id::{SectionId, TerminalId, UserId, WorkspaceId};
use crate::terminals::doors::LabPlace;
use crate::terminals::entity::{terminal_recording, terminal_session as row, terminal_visit};
use crate::terminals::types::record::{
    Asker, CSV_ROWS_MAX, RecordPage, RecordQuery, RecordingRow, Scope, SessionRow, SessionView, Sight, Visit, sight,
};

/// Sessions of a page's visits.
const VISITS_MAX: u64 = 500;

/// One page of the sessions in this scope, the newest first.
///
/// # Errors
/// [`Error::Invalid`] for a date that is none.
pub async fn page(cx: &Ctx, scope: Scope, query: &RecordQuery) -> Result<RecordPage> {
    let places = if scope == Scope::Own { Vec::new() } else { cx.state.terminals.supervised(cx).await? };
    let within = within(cx, scope, &places)?;
    let found = found(cx, within.clone(), scope, &places, query).await?;
    let total = found.clone().count(cx.db()).await?;
    let rows =
        found.offset(rows_before(query.page, query.per_page.rows())).limit(query.per_page.rows()).all(cx.db()).await?;
    let kinds: Vec<String> = row::Entity::find()
        .filter(within)
        .select_only()
        .column(row::Column::Kind)
        .distinct()
        .order_by_asc(row::Column::Kind)
        .into_tuple()
        .all(cx.db())
        .await?;
    Ok(RecordPage { rows: rows_of(cx, rows).await?, total, kinds, classes: class_names(&places) })
}

/// The classes of these labs, each once, by name.
fn class_names(places: &[LabPlace]) -> Vec<(SectionId, String)> {
    let names: BTreeMap<&str, SectionId> = places.iter().map(|place| (place.class.as_str(), place.section)).collect();
    names.into_iter().map(|(name, section)| (section, name.to_owned())).collect()
}

/// What of the table a scope holds.
fn within(cx: &Ctx, scope: Scope, places: &[LabPlace]) -> Result<Condition> {
    let me = cx.actor()?.id;
    Ok(match scope {
        Scope::Own => Condition::all().add(row::Column::OwnerId.eq(me)),
        Scope::Classes => {
            Condition::all().add(row::Column::WorkspaceId.is_in(places.iter().map(|place| place.workspace)))
        }
        Scope::Everybody => Condition::all(),
    })
}

async fn found(
    cx: &Ctx,
    within: Condition,
    scope: Scope,
    places: &[LabPlace],
    query: &RecordQuery,
) -> Result<Select<row::Entity>> {
    let zone = TimeZone::get(&cx.actor()?.me.time_zone).unwrap_or(TimeZone::UTC);
    let (from, until) = span(&query.from, &query.until, &zone)?;
    let who = (scope != Scope::Own && !query.who.is_empty()).then(|| {
        let people =
            Query::select().column(user::Column::Id).from(user::Entity).cond_where(named_like(&query.who)).to_owned();
        row::Column::OwnerId.in_subquery(people)
    });
    let recorded = (!query.recorded.is_empty()).then(|| {
        let recordings = Query::select()
            .column(terminal_recording::Column::SessionId)
            .from(terminal_recording::Entity)
            .and_where(terminal_recording::Column::DeletedMs.is_null())
            .to_owned();
        row::Column::Id.in_subquery(recordings)
    });
    let section = query.section().filter(|_| scope == Scope::Classes).map(|section| {
        let labs = places.iter().filter(|place| place.section == section).map(|place| place.workspace);
        row::Column::WorkspaceId.is_in(labs)
    });
    let condition = within
        .add_option(who)
        .add_option(recorded)
        .add_option(section)
        .add_option((!query.kind.is_empty()).then(|| row::Column::Kind.eq(query.kind.as_str())))
        .add_option((query.state == "running").then(|| row::Column::EndedMs.is_null()))
        .add_option((query.state == "ended").then(|| row::Column::EndedMs.is_not_null()))
        .add_option(from.map(|at| row::Column::StartedMs.gte(at)))
        .add_option(until.map(|at| row::Column::StartedMs.lt(at)));
    Ok(row::Entity::find().filter(condition).order_by_desc(row::Column::Id))
}

/// A session by id, and as what the actor sees it.
///
/// # Errors
/// [`Error::NotFound`] for a session that is not theirs to see.
pub async fn look_up(cx: &Ctx, id: TerminalId) -> Result<(row::Model, Sight)> {
    let nothing = || Error::NotFound("terminal".to_owned());
    let actor = cx.actor()?;
    let session = row::Entity::find_by_id(id).one(cx.db()).await?.ok_or_else(nothing)?;
    let is_staff = match session.workspace_id {
        Some(lab) => cx.state.terminals.supervised(cx).await?.iter().any(|place| place.workspace == lab),
        None => false,
    };
    let asker = Asker { user: actor.id, manages: actor.me.may(Permission::ManageTerminals), is_staff };
    let sight = sight(asker, session.owner_id).ok_or_else(nothing)?;
    Ok((session, sight))
}

/// A session's page.
///
/// # Errors
/// As [`look_up`].
pub async fn session(cx: &Ctx, id: TerminalId) -> Result<SessionView> {
    let (session, sight) = look_up(cx, id).await?;
    let visits = terminal_visit::Entity::find()
        .filter(terminal_visit::Column::SessionId.eq(id))
        .order_by_asc(terminal_visit::Column::FromMs)
        .limit(VISITS_MAX)
        .all(cx.db())
        .await?;
    let names = names_of(cx, visits.iter().map(|visit| visit.user_id)).await?;
    let visits = visits
        .into_iter()
        .map(|visit| Visit {
            name: names.get(&visit.user_id).cloned().unwrap_or_default(),
            right: super::visits::right_of(&visit.right),
            from_ms: visit.from_ms,
            to_ms: visit.to_ms,
        })
        .collect();
    let row = rows_of(cx, vec![session]).await?.pop().ok_or_else(|| Error::NotFound("terminal".to_owned()))?;
    Ok(SessionView { row, visits, sight, manages: cx.actor()?.me.may(Permission::ManageTerminals) })
}

async fn names_of(cx: &Ctx, ids: impl Iterator<Item = UserId>) -> Result<HashMap<UserId, String>> {
    let people = user::Entity::find().filter(user::Column::Id.is_in(ids)).all(cx.db()).await?;
    Ok(people.into_iter().map(|person| (person.id, person.display_name())).collect())
}

/// Sessions as lists show them, with what the agent knows of those that run.
async fn rows_of(cx: &Ctx, sessions: Vec<row::Model>) -> Result<Vec<SessionRow>> {
    let ids: Vec<TerminalId> = sessions.iter().map(|session| session.id).collect();
    let labs: Vec<WorkspaceId> = sessions.iter().filter_map(|session| session.workspace_id).collect();
    let names = names_of(cx, sessions.iter().map(|session| session.owner_id)).await?;
    let places: HashMap<WorkspaceId, String> =
        cx.state.terminals.places(cx, &labs).await?.into_iter().map(|place| (place.workspace, place.class)).collect();
    let mut recordings: HashMap<TerminalId, RecordingRow> = terminal_recording::Entity::find()
        .filter(terminal_recording::Column::SessionId.is_in(ids.iter().copied()))
        .all(cx.db())
        .await?
        .into_iter()
        .map(|recording| (recording.session_id, recording_row(recording)))
        .collect();
    let joined: HashMap<TerminalId, i64> = terminal_visit::Entity::find()
        .select_only()
        .column(terminal_visit::Column::SessionId)
        .column_as(terminal_visit::Column::Id.count(), "joined")
        .filter(terminal_visit::Column::SessionId.is_in(ids))
        .group_by(terminal_visit::Column::SessionId)
        .into_tuple::<(TerminalId, i64)>()
        .all(cx.db())
        .await?
        .into_iter()
        .collect();
    let some_run = sessions.iter().any(|session| session.ended_ms.is_none());
    let running = if some_run { cx.state.terminals.all_known().await } else { HashMap::new() };
    let row = |session: row::Model| {
        let known = running.get(&session.id);
        let so_far = (session.bytes_in.unsigned_abs(), session.bytes_out.unsigned_abs());
        let (bytes_in, bytes_out) = known.map_or(so_far, |known| (known.bytes_in, known.bytes_out));
        SessionRow {
            id: session.id,
            owner: session.owner_id,
            owner_name: names.get(&session.owner_id).cloned().unwrap_or_default(),
            place: session.workspace_id.and_then(|lab| places.get(&lab).cloned()).unwrap_or(session.target),
            kind: session.kind,
            started_ms: session.started_ms,
            ended_ms: session.ended_ms,
            ending: session.ending,
            exit_code: session.exit_code,
            ends_ms: known.and_then(|known| known.ends_ms),
            bytes_in,
            bytes_out,
            joined: joined.get(&session.id).copied().unwrap_or_default().unsigned_abs(),
            recording: recordings.remove(&session.id),
        }
    };
    Ok(sessions.into_iter().map(row).collect())
}

fn recording_row(recording: terminal_recording::Model) -> RecordingRow {
    RecordingRow {
        by_name: recording.by_name,
        why: recording.why,
        input: recording.input,
        started_ms: recording.started_ms,
        ended_ms: recording.ended_ms,
        ending: recording.ending,
        duration_ms: recording.duration_ms.unsigned_abs(),
        bytes: recording.bytes.unsigned_abs(),
        deleted: recording.deleted_ms.map(|at| (at, recording.deleted_by.unwrap_or_default())),
    }
}

/// The sessions of everybody that fit, as comma separated values with a head line, times in UTC.
///
/// # Errors
/// As [`page`].
pub async fn csv(cx: &Ctx, query: &RecordQuery) -> Result<Vec<u8>> {
    /// Rows that are put into words at once.
    const PIECE: usize = 500;
    let places = cx.state.terminals.supervised(cx).await?;
    let all = found(cx, Condition::all(), Scope::Everybody, &places, query).await?;
    let sessions = all.limit(CSV_ROWS_MAX).all(cx.db()).await?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    let head = [
        "id",
        "owner_id",
        "owner",
        "kind",
        "place",
        "started",
        "ended",
        "ending",
        "status",
        "bytes_in",
        "bytes_out",
        "joined",
        "recorded_by",
        "recording_ms",
        "recording_bytes",
    ];
    csv.write_record(head).map_err(Error::internal)?;
    for piece in sessions.chunks(PIECE) {
        for session in rows_of(cx, piece.to_vec()).await? {
            csv.write_record(cells(session)?.map(|cell| inert(&cell))).map_err(Error::internal)?;
        }
    }
    csv.into_inner().map_err(Error::internal)
}

fn cells(session: SessionRow) -> Result<[String; 15]> {
    let time = |at: Option<i64>| match at {
        Some(at) => jiff::Timestamp::from_millisecond(at).map(|at| at.to_string()).map_err(Error::internal),
        None => Ok(String::new()),
    };
    let (by, length, bytes) = session.recording.map_or_else(Default::default, |recording| {
        (recording.by_name, recording.duration_ms.to_string(), recording.bytes.to_string())
    });
    Ok([
        session.id.to_string(),
        session.owner.to_string(),
        session.owner_name,
        session.kind,
        session.place,
        time(Some(session.started_ms))?,
        time(session.ended_ms)?,
        session.ending.unwrap_or_default(),
        session.exit_code.map(|code| code.to_string()).unwrap_or_default(),
        session.bytes_in.to_string(),
        session.bytes_out.to_string(),
        session.joined.to_string(),
        by,
        length,
        bytes,
    ])
}
