//! Reading the audit log.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use crate::audit::entity::{Column, Entity, Model};
use crate::audit::types::{AuditPageRows, AuditQuery, AuditRow, CSV_ROWS_MAX, changes, inert};
use crate::ctx::Ctx;
use crate::db::rows_before;
use crate::error::{Error, Result};
use crate::time::UnixMs;

/// Words offered in a filter.
const WORDS_MAX: u64 = 200;

/// One page of the log, the newest first.
///
/// # Errors
/// [`Error::Invalid`] for a date that is none.
pub async fn page(cx: &Ctx, query: &AuditQuery) -> Result<AuditPageRows> {
    let found = found(cx, query)?;
    let total = found.clone().count(cx.db()).await?;
    let rows =
        found.offset(rows_before(query.page, query.per_page.rows())).limit(query.per_page.rows()).all(cx.db()).await?;
    let (actions, entities) = (words(cx, Column::Action).await?, words(cx, Column::Entity).await?);
    Ok(AuditPageRows { rows: rows.into_iter().map(row).collect(), total, actions, entities })
}

/// The log as comma separated values with a head line, times in UTC.
///
/// # Errors
/// As [`page`].
pub async fn csv(cx: &Ctx, query: &AuditQuery) -> Result<Vec<u8>> {
    let rows = found(cx, query)?.limit(CSV_ROWS_MAX).all(cx.db()).await?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    let head = ["time", "actor_id", "actor", "action", "entity", "entity_id", "before", "after", "address", "request"];
    csv.write_record(head).map_err(Error::internal)?;
    for row in rows {
        let at = jiff::Timestamp::from_millisecond(row.at_ms).map_err(Error::internal)?.to_string();
        let actor = row.actor_id.map(|id| id.to_string()).unwrap_or_default();
        let (before, after) = (row.before.unwrap_or_default(), row.after.unwrap_or_default());
        let cells = [
            &at,
            &actor,
            &row.actor_name,
            &row.action,
            &row.entity,
            &row.entity_id,
            &before,
            &after,
            &row.address,
            &row.request_id,
        ];
        csv.write_record(cells.map(|cell| inert(cell))).map_err(Error::internal)?;
    }
    csv.into_inner().map_err(Error::internal)
}

fn found(cx: &Ctx, query: &AuditQuery) -> Result<Select<Entity>> {
    let zone = TimeZone::get(&cx.actor()?.me.time_zone).unwrap_or(TimeZone::UTC);
    let equal = |column: Column, text: &str| (!text.is_empty()).then(|| column.eq(text));
    let who = (!query.who.is_empty()).then(|| {
        let pattern = query.who.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let lower = Expr::expr(Func::lower(Expr::col(Column::ActorName)));
        lower.like(LikeExpr::new(format!("%{pattern}%")).escape('\\'))
    });
    let (from, until) = span(&query.from, &query.until, &zone)?;
    let condition = Condition::all()
        .add_option(who)
        .add_option(equal(Column::Action, &query.action))
        .add_option(equal(Column::Entity, &query.entity))
        .add_option(equal(Column::EntityId, &query.entity_id))
        .add_option(from.map(|at| Column::AtMs.gte(at)))
        .add_option(until.map(|at| Column::AtMs.lt(at)));
    Ok(Entity::find().filter(condition).order_by_desc(Column::Id))
}

/// From the first instant of one day to the last of another, both `2026-11-20` or empty, as the bounds of a search.
///
/// # Errors
/// [`Error::Invalid`] for a date that is none.
pub fn span(from: &str, until: &str, zone: &TimeZone) -> Result<(Option<UnixMs>, Option<UnixMs>)> {
    let from = day(from, "from")?.map(|date| start(date, zone)).transpose()?;
    let until = day(until, "until")?.map(|date| date.tomorrow().map_err(Error::internal)).transpose()?;
    Ok((from, until.map(|date| start(date, zone)).transpose()?))
}

fn day(text: &str, field: &str) -> Result<Option<Date>> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Error::invalid(field, "Write a date such as 2026-11-20."))
}

fn start(date: Date, zone: &TimeZone) -> Result<UnixMs> {
    let midnight = date.to_zoned(zone.clone()).map_err(|_| Error::invalid("from", "This date is too far away."))?;
    Ok(midnight.timestamp().as_millisecond())
}

async fn words(cx: &Ctx, column: Column) -> Result<Vec<String>> {
    let words = Entity::find().select_only().column(column).distinct().order_by_asc(column).limit(WORDS_MAX);
    Ok(words.into_tuple().all(cx.db()).await?)
}

fn row(model: Model) -> AuditRow {
    AuditRow {
        changes: changes(model.before.as_deref(), model.after.as_deref()),
        id: model.id,
        at_ms: model.at_ms,
        actor_id: model.actor_id,
        actor_name: model.actor_name,
        action: model.action,
        entity: model.entity,
        entity_id: model.entity_id,
        address: model.address,
        request_id: model.request_id,
    }
}
