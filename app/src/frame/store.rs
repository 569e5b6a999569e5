//! The search over everything, and the remembered theme.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::auth::entity::user;
use crate::auth::store::save_theme;
use crate::auth::types::{Permission, Portal, Theme};
use crate::cookies::{THEME_COOKIE, keep};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::frame::types::{Doors, Hit, HitKind, SEARCH_LETTERS, Shortcut, fit};
use crate::id::{SectionId, UserId};
use crate::school::store::{enrolled_sections, roster, section_names, staffed_sections};
use crate::school::types::{SectionName, Student};
use crate::ssh::types::HostLine;

/// Finds of each kind that the search shows.
const HITS_PER_KIND: u64 = 6;
/// Longer than any name; the rest is not looked at.
const SEARCH_LETTERS_MOST: usize = 64;

/// What fits and what this person may open, kind by kind.
pub async fn search(cx: &Ctx, typed: &str) -> Result<Vec<Hit>> {
    let typed: String = typed.trim().chars().take(SEARCH_LETTERS_MOST).collect();
    if typed.chars().count() < SEARCH_LETTERS {
        return Ok(Vec::new());
    }
    let sections = shortcuts(cx).await?.into_iter().map(|shortcut| Hit {
        kind: if shortcut.portal == Portal::Teacher { HitKind::Class } else { HitKind::Lab },
        title: shortcut.label,
        detail: shortcut.detail,
        href: shortcut.href,
    });
    let mut hits = best(sections, &typed);
    if may(cx, Permission::ManagePeople) {
        hits.extend(people(cx, &typed).await?);
    }
    if may(cx, Permission::RunClass) {
        hits.extend(students(cx, &typed).await?);
    }
    if may(cx, Permission::ViewEngine) {
        hits.extend(containers(cx, &typed));
    }
    if may(cx, Permission::UseSshHosts) {
        let host = |host: HostLine| Hit {
            kind: HitKind::Host,
            title: host.name,
            detail: host.place,
            href: format!("/admin/ssh/{}", host.id),
        };
        hits.extend(best(crate::ssh::store::list(cx).await?.into_iter().map(host), &typed));
    }
    Ok(hits)
}

/// What the frame shows this person at this school.
pub async fn doors(cx: &Ctx) -> Result<Doors> {
    let state = &cx.state;
    let school_name = state.faces.now(&state.db, &state.config).await.name;
    Ok(Doors { school_name, sections: shortcuts(cx).await?, host_shell: state.config.allow_host_shell })
}

/// The labs this person studies in and the classes they run, by name.
async fn shortcuts(cx: &Ctx) -> Result<Vec<Shortcut>> {
    let mut shortcuts = Vec::new();
    if may(cx, Permission::RunClass) {
        let ids = staffed_sections(cx).await?;
        shortcuts.extend(sections(cx, &ids, Portal::Teacher, "/teacher/classes").await?);
    }
    if may(cx, Permission::Study) {
        let ids = enrolled_sections(cx).await?;
        shortcuts.extend(sections(cx, &ids, Portal::Student, "/student/labs").await?);
    }
    Ok(shortcuts)
}

fn may(cx: &Ctx, permission: Permission) -> bool {
    cx.actor.as_ref().is_some_and(|actor| actor.me.may(permission))
}

async fn sections(cx: &Ctx, ids: &[SectionId], portal: Portal, under: &str) -> Result<Vec<Shortcut>> {
    let shortcut = |section: SectionName| Shortcut {
        portal,
        label: section.short(),
        href: format!("{under}/{}", section.id),
        detail: section.course_title,
    };
    let mut shortcuts: Vec<Shortcut> = section_names(cx, ids).await?.into_values().map(shortcut).collect();
    shortcuts.sort_by(|a, b| a.label.cmp(&b.label));
    Ok(shortcuts)
}

fn containers(cx: &Ctx, typed: &str) -> Vec<Hit> {
    let containers = cx.state.engine.containers().borrow().clone();
    best(
        containers.values().map(|container| Hit {
            kind: HitKind::Container,
            title: container.name.clone(),
            detail: container.image.clone(),
            href: format!("/admin/containers/{}", container.name),
        }),
        typed,
    )
}

/// Every typed word must stand in the login, a name or the address.
async fn people(cx: &Ctx, typed: &str) -> Result<Vec<Hit>> {
    let columns = [
        user::Column::Login,
        user::Column::GivenName,
        user::Column::FamilyName,
        user::Column::PreferredName,
        user::Column::Email,
    ];
    let mut all = Condition::all();
    for word in typed.to_lowercase().split_whitespace() {
        let pattern = format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        let any = columns.iter().fold(Condition::any(), |any, column| {
            any.add(Expr::expr(Func::lower(Expr::col(*column))).like(LikeExpr::new(pattern.clone()).escape('\\')))
        });
        all = all.add(any);
    }
    let rows = user::Entity::find()
        .filter(all)
        .order_by_asc(user::Column::FamilyName)
        .order_by_asc(user::Column::Id)
        .limit(HITS_PER_KIND)
        .all(cx.db())
        .await?;
    let hit = |row: user::Model| Hit {
        kind: HitKind::Person,
        title: row.display_name(),
        href: format!("/admin/people/{}", row.id),
        detail: row.login,
    };
    Ok(rows.into_iter().map(hit).collect())
}

/// The students of the classes that this person runs, each once; the first of their classes is where they are found.
async fn students(cx: &Ctx, typed: &str) -> Result<Vec<Hit>> {
    let sections = section_names(cx, &staffed_sections(cx).await?).await?;
    let mut students: BTreeMap<UserId, Hit> = BTreeMap::new();
    for (id, section) in sections {
        for Student { id: student, name, login, .. } in roster(cx, id).await? {
            let href = format!("/teacher/classes/{id}");
            let hit = || Hit { kind: HitKind::Person, title: name, detail: login, href };
            let hit = students.entry(student).or_insert_with(hit);
            hit.detail = format!("{} · {}", hit.detail, section.short());
        }
    }
    Ok(best(students.into_values(), typed))
}

/// Those whose title or detail fits, best first, no more than are shown.
fn best(hits: impl Iterator<Item = Hit>, typed: &str) -> Vec<Hit> {
    let mut fitting: Vec<(u32, Hit)> =
        hits.filter_map(|hit| fit(typed, &format!("{} {}", hit.title, hit.detail)).map(|fit| (fit, hit))).collect();
    fitting.sort_by(|a, b| (a.0, &a.1.title).cmp(&(b.0, &b.1.title)));
    fitting.into_iter().take(usize::try_from(HITS_PER_KIND).unwrap_or(usize::MAX)).map(|(_, hit)| hit).collect()
}

/// Keeps the theme with the account, and in a cookie that draws pages before anybody has signed in.
pub async fn choose_theme(cx: &Ctx, theme: Theme) -> Result<()> {
    save_theme(cx, theme).await?;
    keep(THEME_COOKIE, theme.as_str(), cx.state.config.https)
}
