//! Who joined whose terminal.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DatabaseConnection, EntityTrait};

use crate::error::Result;
use crate::id::{TerminalId, UserId};
use crate::terminals::entity::terminal_visit as row;
use crate::terminals::protocol::Right;
use crate::time::UnixMs;

/// Somebody came at `from_ms`, and has gone when there is a `to_ms`. What is told twice is one visit.
pub async fn visited(
    db: &DatabaseConnection,
    session: TerminalId,
    user: UserId,
    right: Right,
    from_ms: UnixMs,
    to_ms: Option<UnixMs>,
) -> Result<()> {
    let visit = row::ActiveModel {
        session_id: Set(session),
        user_id: Set(user),
        right: Set(name_of(right).to_owned()),
        from_ms: Set(from_ms),
        to_ms: Set(to_ms),
        ..Default::default()
    };
    let once = OnConflict::columns([row::Column::SessionId, row::Column::UserId, row::Column::FromMs])
        .update_column(row::Column::ToMs)
        .to_owned();
    row::Entity::insert(visit).on_conflict(once).exec_without_returning(db).await?;
    Ok(())
}

fn name_of(right: Right) -> &'static str {
    match right {
        Right::Viewer => "viewer",
        Right::Asker => "asker",
        Right::Taker => "taker",
        Right::Writer => "writer",
    }
}

/// The right as it was written down.
pub(super) fn right_of(name: &str) -> Right {
    let known = [Right::Asker, Right::Taker, Right::Writer];
    known.into_iter().find(|right| name_of(*right) == name).unwrap_or(Right::Viewer)
}
