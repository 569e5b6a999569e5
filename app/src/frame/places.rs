//! The pages that bars, breadcrumb and search lead to. Pure.

use super::types::Doors;
use crate::auth::types::{Me, Permission, Portal};
use crate::ui::icon::Glyph;

/// A phone's bar has room for this many; with more the last of them is a menu.
pub const PHONE_PLACES: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub path: &'static str,
    pub label: &'static str,
    pub glyph: Glyph,
    pub permission: Permission,
    /// None for the pages of one's own account, which belong to no portal.
    pub portal: Option<Portal>,
    /// The heading it stands under in the side bar; empty for none.
    pub group: &'static str,
}

const fn place(
    path: &'static str,
    label: &'static str,
    glyph: Glyph,
    permission: Permission,
    portal: Option<Portal>,
    group: &'static str,
) -> Place {
    Place { path, label, glyph, permission, portal, group }
}

/// In the order in which they stand in the bars; a phone shows the first of a portal, and the others behind “More”.
pub const PLACES: [Place; 16] = {
    use Permission as P;
    use Portal::{Admin, Student, Teacher};
    [
        place("/student", "Today", Glyph::CALENDAR_DAYS, P::Study, Some(Student), ""),
        place("/student/terminals", "Terminals", Glyph::SQUARE_TERMINAL, P::Study, Some(Student), ""),
        place("/teacher", "Today", Glyph::CALENDAR_DAYS, P::RunClass, Some(Teacher), ""),
        place("/teacher/terminals", "Terminals", Glyph::SQUARE_TERMINAL, P::RunClass, Some(Teacher), ""),
        place("/admin", "Overview", Glyph::LAYOUT_DASHBOARD, P::ViewEngine, Some(Admin), "Machines"),
        place("/admin/containers", "Containers", Glyph::CONTAINER, P::ViewEngine, Some(Admin), "Machines"),
        place("/admin/desk", "Terminals", Glyph::SQUARE_TERMINAL, P::UseSshHosts, Some(Admin), "Machines"),
        place("/admin/ssh", "SSH hosts", Glyph::SERVER, P::UseSshHosts, Some(Admin), "Machines"),
        place("/admin/shell", "Host shell", Glyph::TERMINAL, P::HostShell, Some(Admin), "Machines"),
        place("/admin/terminals", "Terminal record", Glyph::SCROLL_TEXT, P::ManageTerminals, Some(Admin), "Machines"),
        place("/admin/people", "People", Glyph::USERS, P::ManagePeople, Some(Admin), "School"),
        place("/admin/audit", "Audit log", Glyph::SCROLL_TEXT, P::ReadAudit, Some(Admin), "School"),
        place("/admin/settings", "Settings", Glyph::SETTINGS, P::ManageSettings, Some(Admin), "School"),
        place("/admin/style", "Style guide", Glyph::PALETTE, P::ViewStyleGuide, Some(Admin), "Lyceum"),
        place("/account", "Profile", Glyph::USER, P::OwnAccount, None, "Account"),
        place("/account/sessions", "Sessions", Glyph::LAPTOP, P::OwnAccount, None, "Account"),
    ]
};

/// The portal a page belongs to; none for the account's pages.
pub fn portal_of(path: &str) -> Option<Portal> {
    [Portal::Admin, Portal::Teacher, Portal::Student].into_iter().find(|portal| is_under(path, portal.path()))
}

/// The portal whose places are shown at `path`: the page's own where the person has it, else their first.
fn shown_portal(me: &Me, path: &str) -> Option<Portal> {
    let portals = me.portals();
    portal_of(path).filter(|portal| portals.contains(portal)).or_else(|| portals.first().copied())
}

/// The portal's places, and on the account's pages the account's own.
fn side_places(me: &Me, path: &str, doors: &Doors) -> Vec<Place> {
    let shown = shown_portal(me, path);
    PLACES
        .into_iter()
        .filter(|place| me.may(place.permission) && doors.has(place.path))
        .filter(|place| match place.portal {
            Some(of) => Some(of) == shown,
            None => is_under(path, "/account"),
        })
        .collect()
}

/// One link of a bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub href: String,
    pub label: String,
    /// What the label stands for in full.
    pub title: String,
    pub glyph: Glyph,
    /// As of a [`Place`].
    pub group: &'static str,
    /// The page shown is this one, or under it.
    pub is_here: bool,
}

/// What the bars hold at `path`: the places, then the person's own classes or labs.
pub fn links(me: &Me, path: &str, doors: &Doors) -> Vec<Link> {
    let link = |href: &str, label: &str, title: String, glyph, group| Link {
        href: href.to_owned(),
        label: label.to_owned(),
        title,
        glyph,
        group,
        is_here: is_current(href, path),
    };
    let mut links: Vec<Link> = Vec::new();
    for place in side_places(me, path, doors) {
        links.push(link(place.path, place.label, place.label.to_owned(), place.glyph, place.group));
    }
    let shown = shown_portal(me, path);
    for own in doors.sections.iter().filter(|own| Some(own.portal) == shown) {
        let teaches = own.portal == Portal::Teacher;
        let (glyph, group) = if teaches { (Glyph::SCHOOL, "My classes") } else { (Glyph::SQUARE_TERMINAL, "My labs") };
        links.push(link(&own.href, &own.label, format!("{} {}", own.label, own.detail), glyph, group));
    }
    links
}

/// Groups in the order of their first link.
pub fn grouped(links: Vec<Link>) -> Vec<(&'static str, Vec<Link>)> {
    let mut groups: Vec<(&'static str, Vec<Link>)> = Vec::new();
    for link in links {
        match groups.iter_mut().find(|(name, _)| *name == link.group) {
            Some((_, members)) => members.push(link),
            None => groups.push((link.group, vec![link])),
        }
    }
    groups
}

/// Whether the page at `path` belongs to the place: the first page of a portal or of the account stands for
/// itself alone, any other place for what is under it too.
fn is_current(place: &str, path: &str) -> bool {
    let path = path.trim_end_matches('/');
    let first = place.matches('/').count() == 1;
    if first { path == place } else { is_under(path, place) }
}

/// One step on the way to a page; the last has no link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    pub href: Option<String>,
}

/// "Administration / Containers / web": the page's own name is `title` where the path has only an id.
pub fn crumbs(path: &str, title: Option<&str>) -> Vec<Crumb> {
    let path = path.trim_end_matches('/');
    let mut crumbs = Vec::new();
    if let Some(portal) = portal_of(path) {
        crumbs.push(Crumb { label: portal.label().to_owned(), href: Some(portal.path().to_owned()) });
    } else if is_under(path, "/account") {
        crumbs.push(Crumb { label: "Account".to_owned(), href: Some("/account".to_owned()) });
    } else if is_under(path, "/terminals") {
        let named = if path.ends_with("/replay") { "Recording" } else { "Terminal" };
        return vec![
            Crumb { label: "Terminals".to_owned(), href: None },
            Crumb { label: title.unwrap_or(named).to_owned(), href: None },
        ];
    }
    let place = PLACES.iter().filter(|place| is_under(path, place.path)).max_by_key(|place| place.path.len());
    if let Some(place) = place {
        let is_root = crumbs.first().is_some_and(|root| root.href.as_deref() == Some(place.path));
        if !is_root || place.path == path {
            crumbs.push(Crumb { label: place.label.to_owned(), href: Some(place.path.to_owned()) });
        }
        if place.path != path {
            let last = path.rsplit('/').next().unwrap_or_default();
            crumbs.push(Crumb { label: title.unwrap_or(last).to_owned(), href: None });
        }
    }
    if let Some(last) = crumbs.last_mut() {
        last.href = None;
    }
    crumbs
}

fn is_under(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::super::types::Shortcut;
    use super::*;
    use crate::auth::types::{Role, Theme};
    use crate::id::UserId;

    fn person(roles: &[Role]) -> Me {
        Me {
            id: UserId(1),
            login: "someone".into(),
            name: "Some One".into(),
            initials: "SO".into(),
            picture_url: None,
            roles: roles.to_vec(),
            theme: Theme::System,
            time_zone: "Europe/Berlin".into(),
        }
    }

    fn labels(places: &[Place]) -> Vec<&'static str> {
        places.iter().map(|place| place.label).collect()
    }

    #[test]
    fn nobody_is_led_where_they_may_not_go() {
        let operator = side_places(&person(&[Role::Operator]), "/admin", &Doors::default());
        assert_eq!(labels(&operator), ["Overview", "Containers", "Terminals", "SSH hosts"]);
        let admin = side_places(&person(&[Role::Admin]), "/admin", &Doors::default());
        assert!(!labels(&admin).contains(&"Host shell"), "a school without a host shell has no door to one");
        let both = person(&[Role::Admin, Role::Teacher]);
        assert!(
            side_places(&both, "/teacher", &Doors::default()).iter().all(|place| place.portal == Some(Portal::Teacher))
        );
    }

    #[test]
    fn the_account_pages_keep_the_portal_in_sight() {
        let places = side_places(&person(&[Role::Student]), "/account", &Doors::default());
        assert_eq!(labels(&places)[..3], ["Today", "Terminals", "Profile"]);
        assert_eq!(
            labels(&side_places(&person(&[Role::Student]), "/admin/people", &Doors::default())),
            ["Today", "Terminals"]
        );
    }

    #[test]
    fn own_classes_stand_under_a_heading_of_theirs() {
        let own = |portal, href: &str| Shortcut {
            portal,
            label: "CS 101 A".into(),
            detail: "Computing in the Shell".into(),
            href: href.into(),
        };
        let doors = Doors {
            sections: vec![own(Portal::Teacher, "/teacher/classes/3"), own(Portal::Student, "/student/labs/3")],
            ..Doors::default()
        };
        let groups = grouped(links(&person(&[Role::Teacher]), "/teacher/classes/3", &doors));
        let names: Vec<_> = groups.iter().map(|(name, links)| (*name, links.len())).collect();
        assert_eq!(names, [("", 2), ("My classes", 1)]);
        let [link] = groups[1].1.as_slice() else { panic!("one class") };
        assert!(link.is_here && link.href == "/teacher/classes/3");
        assert_eq!(link.title, "CS 101 A Computing in the Shell");
    }

    #[test]
    fn one_place_is_current() {
        assert!(is_current("/admin/containers", "/admin/containers/web"));
        assert!(!is_current("/admin", "/admin/containers/web"));
        assert!(is_current("/teacher", "/teacher/"));
        assert!(!is_current("/teacher", "/teacher/classes/3"));
        assert!(is_current("/teacher/classes/3", "/teacher/classes/3"));
        assert!(!is_current("/teacher/classes/3", "/teacher/classes/30"));
    }

    #[test]
    fn crumbs_name_the_way() {
        let way = |path: &str, title| {
            crumbs(path, title).into_iter().map(|crumb| crumb.label).collect::<Vec<_>>().join(" / ")
        };
        assert_eq!(way("/admin", None), "Administration / Overview");
        assert_eq!(way("/admin/containers", None), "Administration / Containers");
        assert_eq!(way("/admin/containers/web", None), "Administration / Containers / web");
        assert_eq!(way("/teacher/classes/3", Some("CS 101 A")), "Teaching / CS 101 A");
        assert_eq!(way("/account/sessions", None), "Account / Sessions");
        assert_eq!(way("/terminals/7/replay", Some("Ada")), "Terminals / Ada");
        assert!(crumbs("/admin/people", None).last().is_some_and(|last| last.href.is_none()));
    }
}
