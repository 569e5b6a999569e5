//! One change to many people, person by person.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::auth::batch::{BATCH_MOST, BatchAnswer, Change, Line, Outcome, Report, Weight};
use crate::auth::entity::{session, user};
use crate::auth::people::Standing;
use crate::auth::store::people::find;
use crate::auth::store::people_change::set_standing;
use crate::auth::store::people_roles::{give_role, take_role};
use crate::auth::types::Role;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::UserId;

/// Does the change to everybody it can be done to, and says why not for the others. A suspension is asked
/// about first, unless it is `confirmed`.
///
/// # Errors
/// [`Error::Invalid`] when nobody is chosen, or too many, or no role for a change that needs one.
pub async fn change_people(
    cx: &Ctx,
    ids: Vec<UserId>,
    change: Change,
    role: Option<Role>,
    confirmed: bool,
) -> Result<BatchAnswer> {
    let ids = distinct(ids);
    if ids.is_empty() {
        return Err(Error::invalid("", "Choose somebody first."));
    }
    if ids.len() > BATCH_MOST {
        return Err(Error::invalid("", format!("Choose at most {BATCH_MOST} people at once.")));
    }
    let role = role.filter(|_| change.needs_role());
    if change.needs_role() && role.is_none() {
        return Err(Error::invalid("", "Choose which role."));
    }
    if change == Change::Suspend && !confirmed {
        return Ok(BatchAnswer::Ask(weigh(cx, ids).await?));
    }
    let mut lines = Vec::with_capacity(ids.len());
    for id in ids {
        let name = find(cx.db(), id).await.map_or_else(|_| format!("Number {id}"), |user| user.display_name());
        let outcome = match change_one(cx, id, change, role).await {
            Ok(true) => Outcome::Done,
            Ok(false) => Outcome::Unchanged,
            Err(error) => Outcome::Refused(error),
        };
        lines.push(Line { id, name, outcome });
    }
    Ok(BatchAnswer::Done(Report { change, role, lines }))
}

async fn change_one(cx: &Ctx, id: UserId, change: Change, role: Option<Role>) -> Result<bool> {
    match (change, role) {
        (Change::Suspend, _) => set_standing(cx, id, Standing::Suspended).await,
        (Change::Resume, _) => set_standing(cx, id, Standing::Active).await,
        (Change::GiveRole, Some(role)) => give_role(cx, id, role).await,
        (Change::TakeRole, Some(role)) => take_role(cx, id, role).await,
        (Change::GiveRole | Change::TakeRole, None) => Ok(false),
    }
}

async fn weigh(cx: &Ctx, ids: Vec<UserId>) -> Result<Weight> {
    let me = cx.actor()?.id;
    let now_ms = jiff::Timestamp::now().as_millisecond();
    let people = user::Entity::find()
        .filter(user::Column::Id.is_in(ids.clone()))
        .filter(user::Column::Id.ne(me))
        .filter(user::Column::Status.eq(user::ACTIVE))
        .count(cx.db())
        .await?;
    let sessions = session::Entity::find()
        .filter(session::Column::UserId.is_in(ids.clone()))
        .filter(session::Column::UserId.ne(me))
        .filter(session::Column::ExpiresMs.gt(now_ms))
        .count(cx.db())
        .await?;
    let count = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
    Ok(Weight { ids, people: count(people), sessions: count(sessions) })
}

/// Each once, in the order in which they came.
fn distinct(ids: Vec<UserId>) -> Vec<UserId> {
    let mut seen = std::collections::HashSet::new();
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
}
