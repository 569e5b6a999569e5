//! Rows of terminal sessions: what ran, for whom, how it ended, and who was invited.

pub mod terminal_session {
    use sea_orm::entity::prelude::*;

    use crate::id::{TerminalId, UserId, WorkspaceId};
    use crate::time::UnixMs;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "terminal_sessions")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: TerminalId,
        pub owner_id: UserId,
        /// `lab`, `host`, `ssh` or `container`.
        pub kind: String,
        /// The container, the registered host, or `host`.
        pub target: String,
        pub workspace_id: Option<WorkspaceId>,
        pub started_ms: UnixMs,
        pub ended_ms: Option<UnixMs>,
        /// How it ended, for people.
        pub ending: Option<String>,
        pub exit_code: Option<i32>,
        pub bytes_out: i64,
        pub bytes_in: i64,
        /// The agent that has it, by its name.
        pub keeper: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod terminal_visit {
    use sea_orm::entity::prelude::*;

    use crate::id::{TerminalId, UserId};
    use crate::time::UnixMs;

    /// Somebody at another's terminal.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "terminal_visits")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub session_id: TerminalId,
        pub user_id: UserId,
        /// `viewer` or `writer`.
        pub right: String,
        pub from_ms: UnixMs,
        pub to_ms: Option<UnixMs>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod terminal_recording {
    use sea_orm::entity::prelude::*;

    use crate::id::{TerminalId, UserId};
    use crate::time::UnixMs;

    /// What of a session was recorded; its files lie in `data_dir`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "terminal_recordings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub session_id: TerminalId,
        /// Who switched it on last.
        pub by_id: Option<UserId>,
        pub by_name: String,
        /// `owner`, `class` or `house`.
        pub why: String,
        /// What was typed is in it.
        pub input: bool,
        pub started_ms: UnixMs,
        pub ended_ms: Option<UnixMs>,
        /// Why it ended, for people.
        pub ending: Option<String>,
        pub duration_ms: i64,
        pub bytes: i64,
        /// The files are gone since.
        pub deleted_ms: Option<UnixMs>,
        pub deleted_by: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod terminal_invitation {
    use sea_orm::entity::prelude::*;

    use crate::id::{TerminalId, UserId};
    use crate::time::UnixMs;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "terminal_invitations")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub terminal_id: TerminalId,
        pub user_id: UserId,
        pub may_ask: bool,
        pub invited_ms: UnixMs,
        /// None while it holds.
        pub revoked_ms: Option<UnixMs>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
