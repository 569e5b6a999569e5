//! Which page needs which permission, and where a person belongs. Pure: the server decides with it,
//! the frame hides with it.

use crate::auth::types::{Permission, Portal};

/// Pages by path, the longest that fits first.
const PAGES: [(&str, Permission); 14] = [
    ("/admin/people", Permission::ManagePeople),
    ("/admin/audit", Permission::ReadAudit),
    ("/admin/settings", Permission::ManageSettings),
    ("/admin/terminals", Permission::ManageTerminals),
    ("/admin/shell", Permission::HostShell),
    ("/admin/ssh/new", Permission::ManageSshHosts),
    ("/admin/ssh", Permission::UseSshHosts),
    ("/admin/desk", Permission::UseSshHosts),
    ("/admin/style", Permission::ViewStyleGuide),
    ("/admin", Permission::ViewEngine),
    ("/teacher", Permission::RunClass),
    ("/student", Permission::Study),
    ("/account", Permission::OwnAccount),
    ("/terminals", Permission::OwnAccount),
];

/// What a person must be allowed to see the page at `path`; `None` where anybody may.
pub fn page_permission(path: &str) -> Option<Permission> {
    PAGES.into_iter().find(|(page, _)| is_under(path, page)).map(|(_, permission)| permission)
}

/// `next` if it is a page of this site, which no other site can forge: a path, not `//host` or `/\host`.
pub fn local_path(next: &str) -> Option<&str> {
    let rest = next.strip_prefix('/')?;
    let foreign = rest.starts_with(['/', '\\']) || next.chars().any(char::is_control);
    (!foreign && !is_under(next, "/sign-in")).then_some(next)
}

/// Where sign-in leads: the page that was asked for, else the first portal, else one's own account.
pub fn landing(next: Option<&str>, portals: &[Portal]) -> String {
    let home = || portals.first().map_or("/account", |portal| portal.path());
    next.and_then(local_path).filter(|path| *path != "/").unwrap_or_else(home).to_owned()
}

/// The sign-in page that leads back to `path`.
pub fn sign_in_path(path: &str) -> String {
    let mut next = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => next.push(char::from(byte)),
            other => next.push_str(&format!("%{other:02X}")),
        }
    }
    format!("/sign-in?next={next}")
}

fn is_under(path: &str, page: &str) -> bool {
    path.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_page_decides() {
        assert_eq!(page_permission("/admin/people/7"), Some(Permission::ManagePeople));
        assert_eq!(page_permission("/admin/containers"), Some(Permission::ViewEngine));
        assert_eq!(page_permission("/administrators"), None);
        assert_eq!(page_permission("/sign-in"), None);
    }

    #[test]
    fn no_other_site_is_next() {
        for foreign in
            ["//evil.example", "/\\evil.example", "https://evil.example", "", "admin", "/a\r\nb", "/sign-in?x"]
        {
            assert_eq!(local_path(foreign), None, "{foreign:?}");
        }
        assert_eq!(local_path("/student/labs/3?tab=1"), Some("/student/labs/3?tab=1"));
    }

    #[test]
    fn sign_in_leads_where_one_was_going() {
        assert_eq!(landing(Some("/teacher/classes/2"), &[Portal::Teacher]), "/teacher/classes/2");
        assert_eq!(landing(Some("//evil.example"), &[Portal::Teacher]), "/teacher");
        assert_eq!(landing(None, &[]), "/account");
        assert_eq!(sign_in_path("/admin/people?role=admin"), "/sign-in?next=/admin/people%3Frole%3Dadmin");
    }
}
