//! People, for admins: finding and reading them.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use crate::auth::entity::{session, user, user_role};
use crate::auth::people::{PeopleList, PeopleQuery, PeopleSort, Person, PersonRow, Standing};
use crate::auth::types::{Role, picture_url};
use crate::ctx::Ctx;
use crate::db::rows_before;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::time::UnixMs;

/// One page of the list.
pub async fn list_people(cx: &Ctx, query: &PeopleQuery) -> Result<PeopleList> {
    let found = user::Entity::find().filter(condition(query));
    let total = found.clone().count(cx.db()).await?;
    let page = sorted(found, query.sort)
        .offset(rows_before(query.page, query.per_page.rows()))
        .limit(query.per_page.rows())
        .all(cx.db())
        .await?;
    let ids: Vec<UserId> = page.iter().map(|user| user.id).collect();
    let (roles, used) = (roles_of(cx.db(), &ids).await?, last_used(cx.db(), &ids).await?);
    let row = |user: user::Model| PersonRow {
        id: user.id,
        name: user.display_name(),
        initials: user.initials(),
        picture_url: user.picture_sha256.as_deref().map(picture_url),
        roles: roles.get(&user.id).cloned().unwrap_or_default(),
        standing: standing(&user),
        last_used_ms: used.get(&user.id).copied(),
        login: user.login,
        email: user.email,
    };
    Ok(PeopleList { rows: page.into_iter().map(row).collect(), total })
}

/// One person.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn person(cx: &Ctx, id: UserId) -> Result<Person> {
    let user = find(cx.db(), id).await?;
    let roles = roles_of(cx.db(), &[id]).await?.remove(&id).unwrap_or_default();
    let now_ms = jiff::Timestamp::now().as_millisecond();
    let open = session::Entity::find()
        .filter(session::Column::UserId.eq(id))
        .filter(session::Column::ExpiresMs.gt(now_ms))
        .count(cx.db())
        .await?;
    let is_last_admin = user.is_active() && roles.contains(&Role::Admin) && other_admins(cx.db(), id).await? == 0;
    Ok(Person {
        id,
        name: user.display_name(),
        standing: standing(&user),
        login: user.login,
        email: user.email,
        given_name: user.given_name,
        family_name: user.family_name,
        roles,
        created_ms: user.created_ms,
        open_sessions: open,
        version: user.version,
        is_me: cx.actor()?.id == id,
        is_last_admin,
    })
}

pub(super) async fn find(db: &impl ConnectionTrait, id: UserId) -> Result<user::Model> {
    user::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::NotFound("person".into()))
}

/// Admins beside this person who can sign in.
pub(super) async fn other_admins(db: &impl ConnectionTrait, id: UserId) -> Result<u64> {
    Ok(active_admins().filter(user::Column::Id.ne(id)).count(db).await?)
}

/// Everybody who is admin and may sign in.
pub(super) fn active_admins() -> Select<user::Entity> {
    user::Entity::find().filter(user::Column::Status.eq(user::ACTIVE)).filter(has_role(Role::Admin))
}

pub async fn roles_of(db: &impl ConnectionTrait, ids: &[UserId]) -> Result<HashMap<UserId, Vec<Role>>> {
    let rows = user_role::Entity::find().filter(user_role::Column::UserId.is_in(ids.to_vec())).all(db).await?;
    let mut roles: HashMap<UserId, Vec<Role>> = HashMap::new();
    for row in rows {
        if let Ok(role) = row.role.parse() {
            roles.entry(row.user_id).or_default().push(role);
        }
    }
    roles.values_mut().for_each(|roles| roles.sort_unstable());
    Ok(roles)
}

async fn last_used(db: &impl ConnectionTrait, ids: &[UserId]) -> Result<HashMap<UserId, UnixMs>> {
    let rows: Vec<(Option<UserId>, Option<i64>)> = session::Entity::find()
        .select_only()
        .column(session::Column::UserId)
        .column_as(session::Column::LastUsedMs.max(), "last_used_ms")
        .filter(session::Column::UserId.is_in(ids.to_vec()))
        .group_by(session::Column::UserId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(id, at)| Some((id?, at?))).collect())
}

fn condition(query: &PeopleQuery) -> Condition {
    let mut all = named_like(&query.search);
    if let Some(role) = query.role {
        all = all.add(has_role(role));
    }
    all.add_option(query.standing.map(|standing| user::Column::Status.eq(standing.as_str())))
}

/// Those whose name, login or e-mail hold every word.
pub fn named_like(text: &str) -> Condition {
    text.split_whitespace().map(str::to_lowercase).fold(Condition::all(), |all, word| all.add(holds(&word)))
}

fn holds(word: &str) -> Condition {
    let pattern = format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    [
        user::Column::Login,
        user::Column::Email,
        user::Column::GivenName,
        user::Column::FamilyName,
        user::Column::PreferredName,
    ]
    .into_iter()
    .fold(Condition::any(), |any, column| {
        let lower = Expr::expr(Func::lower(Expr::col(column)));
        any.add(lower.like(LikeExpr::new(pattern.clone()).escape('\\')))
    })
}

fn has_role(role: Role) -> Condition {
    let holders = Query::select()
        .column(user_role::Column::UserId)
        .from(user_role::Entity)
        .and_where(user_role::Column::Role.eq(role.as_str()))
        .to_owned();
    Condition::all().add(user::Column::Id.in_subquery(holders))
}

fn sorted(found: Select<user::Entity>, sort: PeopleSort) -> Select<user::Entity> {
    let lower = |column: user::Column| Expr::expr(Func::lower(Expr::col(column)));
    match sort {
        PeopleSort::Name => found
            .order_by(lower(user::Column::FamilyName), Order::Asc)
            .order_by(lower(user::Column::GivenName), Order::Asc)
            .order_by_asc(user::Column::Id),
        PeopleSort::Login => found.order_by_asc(user::Column::Login),
        PeopleSort::Newest => found.order_by_desc(user::Column::CreatedMs).order_by_desc(user::Column::Id),
    }
}

fn standing(user: &user::Model) -> Standing {
    if user.is_active() { Standing::Active } else { Standing::Suspended }
}
