//! Roles, permissions and the one table that joins them. Pure: the server decides with it, the
//! browser hides with it.

use serde::{Deserialize, Serialize};

use crate::id::UserId;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Admin,
    Operator,
    Teacher,
    Student,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Admin, Self::Operator, Self::Teacher, Self::Student];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Operator => "operator",
            Self::Teacher => "teacher",
            Self::Student => "student",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Admin => "Admin",
            Self::Operator => "Operator",
            Self::Teacher => "Teacher",
            Self::Student => "Student",
        }
    }

    pub fn portal(self) -> Portal {
        match self {
            Self::Admin | Self::Operator => Portal::Admin,
            Self::Teacher => Portal::Teacher,
            Self::Student => Portal::Student,
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| format!("unknown role {text:?}"))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Portal {
    Admin,
    Teacher,
    Student,
}

impl Portal {
    pub fn path(self) -> &'static str {
        match self {
            Self::Admin => "/admin",
            Self::Teacher => "/teacher",
            Self::Student => "/student",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Admin => "Administration",
            Self::Teacher => "Teaching",
            Self::Student => "Studying",
        }
    }
}

/// One thing that can be done. What a role may do to *whose* records is decided where the record is
/// loaded: a teacher has `RunClass`, and only her own sections are found for her.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Permission {
    /// See and change one's own profile, password and sessions.
    OwnAccount,
    /// See one's own timetable and take part in one's classes.
    Study,
    /// Have a lab of one's own in the classes one is enrolled in, or teaches.
    OpenLab,
    /// See one's own sections, their rosters and labs; start, stop and watch those labs.
    RunClass,
    /// See hosts and containers with their figures and logs.
    ViewEngine,
    /// Start, stop, restart and remove containers.
    ManageContainers,
    /// A shell on the host itself, where the configuration allows one at all.
    HostShell,
    /// See the registered SSH hosts and open terminals on them.
    UseSshHosts,
    /// Add, change and remove SSH hosts, and accept their keys.
    ManageSshHosts,
    /// List, create, edit and suspend people.
    ManagePeople,
    /// Read and export the audit log.
    ReadAudit,
    /// Change the school's name and accent colour.
    ManageSettings,
    /// See everybody's terminal sessions and recordings; end and delete them.
    ManageTerminals,
    /// The page of all interface components.
    ViewStyleGuide,
}

impl Permission {
    pub const ALL: [Self; 14] = [
        Self::OwnAccount,
        Self::Study,
        Self::OpenLab,
        Self::RunClass,
        Self::ViewEngine,
        Self::ManageContainers,
        Self::HostShell,
        Self::UseSshHosts,
        Self::ManageSshHosts,
        Self::ManagePeople,
        Self::ReadAudit,
        Self::ManageSettings,
        Self::ManageTerminals,
        Self::ViewStyleGuide,
    ];

    /// Completes "You may not …".
    pub fn phrase(self) -> &'static str {
        match self {
            Self::OwnAccount => "change this account",
            Self::Study => "open the student portal",
            Self::OpenLab => "open a lab",
            Self::RunClass => "run this class",
            Self::ViewEngine => "see hosts and containers",
            Self::ManageContainers => "manage containers",
            Self::HostShell => "open a shell on the host",
            Self::UseSshHosts => "open terminals on SSH hosts",
            Self::ManageSshHosts => "manage SSH hosts",
            Self::ManagePeople => "manage people",
            Self::ReadAudit => "read the audit log",
            Self::ManageSettings => "change the school's settings",
            Self::ManageTerminals => "manage terminals",
            Self::ViewStyleGuide => "see the style guide",
        }
    }
}

/// The permission table.
pub fn allows(role: Role, permission: Permission) -> bool {
    use Permission as P;
    use Role::{Admin, Operator, Student, Teacher};
    match permission {
        P::OwnAccount => true,
        P::Study => role == Student,
        P::OpenLab => matches!(role, Student | Teacher),
        P::RunClass => role == Teacher,
        P::ViewEngine | P::ManageContainers | P::UseSshHosts => matches!(role, Admin | Operator),
        P::HostShell | P::ManageSshHosts | P::ManageTerminals => role == Admin,
        P::ManagePeople | P::ReadAudit | P::ManageSettings | P::ViewStyleGuide => role == Admin,
    }
}

pub fn any_allows(roles: &[Role], permission: Permission) -> bool {
    roles.iter().any(|role| allows(*role, permission))
}

/// Where the picture with this content is served.
pub fn picture_url(sha256: &str) -> String {
    format!("/account/pictures/{sha256}")
}

/// What the doors of the house say: the sign-in page needs it before anybody is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doors {
    pub school_name: String,
    /// May people make their own account?
    pub registration: bool,
}

/// The person behind this page, as the browser knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub id: UserId,
    pub login: String,
    pub name: String,
    pub initials: String,
    /// Where the profile picture is served, if there is one.
    pub picture_url: Option<String>,
    pub roles: Vec<Role>,
    pub theme: Theme,
    /// IANA name; the school's own unless the person chose another.
    pub time_zone: String,
}

impl Me {
    pub fn may(&self, permission: Permission) -> bool {
        any_allows(&self.roles, permission)
    }

    /// The portals this person has, the first being where sign-in leads.
    pub fn portals(&self) -> Vec<Portal> {
        let mut portals: Vec<Portal> = self.roles.iter().map(|role| role.portal()).collect();
        portals.sort_unstable();
        portals.dedup();
        portals
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl std::str::FromStr for Theme {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == text).ok_or_else(|| format!("unknown theme {text:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_run_machines_and_know_nobody() {
        assert!(allows(Role::Operator, Permission::ManageContainers));
        assert!(!allows(Role::Operator, Permission::ManagePeople));
        assert!(!allows(Role::Operator, Permission::ReadAudit));
    }

    #[test]
    fn every_role_has_its_own_account() {
        assert!(Role::ALL.into_iter().all(|role| allows(role, Permission::OwnAccount)));
    }
}
