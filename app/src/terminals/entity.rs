//! Rows of terminal sessions: what ran, for whom, and how it ended.

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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
