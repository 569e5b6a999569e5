//! Typed ids: one newtype per table, transparent on the wire, a column type on the server.

#[cfg(feature = "ssr")]
#[macro_use]
mod column;

#[cfg(not(feature = "ssr"))]
macro_rules! id_column {
    ($name:ident) => {};
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        id_column!($name);
    )+};
}

ids! {
    UserId, AuditId,
    TermId, CourseId, SectionId, GroupId, RoomId, SlotId, MeetingId, EnrolmentId,
    HostId, LabTemplateId, WorkspaceId,
    TerminalId, DeskLayoutId,
    SshHostId,
}
