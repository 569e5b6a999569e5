//! Rows of labs.

pub mod lab_template {
    use sea_orm::entity::prelude::*;

    use crate::id::{LabTemplateId, SectionId};

    /// What a section's labs are made of.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "lab_templates")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: LabTemplateId,
        pub section_id: SectionId,
        pub name: String,
        pub image: String,
        /// Thousandths of a core.
        pub cpu_milli: i32,
        pub memory_mb: i32,
        pub pids: i32,
        /// Limit of the container's own layer, where the engine can.
        pub disk_mb: Option<i32>,
        /// Minutes without a sign of life after which a lab counts as idle.
        pub idle_min: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod workspace {
    use sea_orm::entity::prelude::*;

    use crate::id::{LabTemplateId, SectionId, UserId, WorkspaceId};
    use crate::time::UnixMs;

    /// Somebody's lab in one section: a student's, or one of its staff's.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "workspaces")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: WorkspaceId,
        /// Whose it is.
        pub student_id: UserId,
        pub section_id: SectionId,
        pub template_id: LabTemplateId,
        pub container_name: String,
        /// Holds the home folder; outlives the container.
        pub volume_name: String,
        /// The container last made.
        pub container_id: Option<String>,
        /// What was last asked for: `stopped` or `running`; the engine says what is.
        pub wanted: String,
        /// Why the last start failed, for people.
        pub failure: Option<String>,
        /// What could not be enforced on this engine, for people.
        pub note: Option<String>,
        pub last_seen_ms: Option<UnixMs>,
        pub started_ms: Option<UnixMs>,
        pub created_ms: UnixMs,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod recorded_section {
    use sea_orm::entity::prelude::*;

    use crate::id::{SectionId, UserId};
    use crate::time::UnixMs;

    /// A section whose lab terminals are recorded.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "recorded_sections")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub section_id: SectionId,
        pub by_id: UserId,
        pub since_ms: UnixMs,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
