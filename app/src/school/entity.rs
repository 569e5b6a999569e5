//! Rows of the school; the schema with its constraints is in the migration.

pub mod term {
    use sea_orm::entity::prelude::*;

    use crate::id::TermId;

    /// A span of teaching.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "terms")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: TermId,
        pub code: String,
        pub name: String,
        /// ISO date, first day.
        pub starts_on: String,
        /// ISO date, last day.
        pub ends_on: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod course {
    use sea_orm::entity::prelude::*;

    use crate::id::CourseId;

    /// What is taught, whoever and whenever.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "courses")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: CourseId,
        pub code: String,
        pub title: String,
        pub description: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod room {
    use sea_orm::entity::prelude::*;

    use crate::id::RoomId;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rooms")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: RoomId,
        pub code: String,
        pub name: String,
        pub building: String,
        pub seats: i32,
        pub active: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod section {
    use sea_orm::entity::prelude::*;

    use crate::id::{CourseId, SectionId, TermId};

    /// A course held in a term for one group of students.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sections")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: SectionId,
        pub course_id: CourseId,
        pub term_id: TermId,
        pub code: String,
        pub capacity: Option<i32>,
        /// `draft`, `open`, `closed` or `archived`.
        pub status: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod section_staff {
    use sea_orm::entity::prelude::*;

    use crate::id::{SectionId, UserId};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "section_staff")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub section_id: SectionId,
        pub user_id: UserId,
        /// `lead`, `teacher`, `assistant` or `grader`.
        pub role: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod student_group {
    use sea_orm::entity::prelude::*;

    use crate::id::{GroupId, TermId};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "student_groups")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: GroupId,
        pub term_id: TermId,
        pub code: String,
        pub name: String,
        /// `class`, `cohort` or `team`.
        pub kind: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod group_member {
    use sea_orm::entity::prelude::*;

    use crate::id::{GroupId, UserId};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "group_members")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub group_id: GroupId,
        pub student_id: UserId,
        /// ISO date.
        pub from_date: String,
        /// ISO date.
        pub to_date: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod timetable_slot {
    use sea_orm::entity::prelude::*;

    use crate::id::{RoomId, SectionId, SlotId, UserId};

    /// A weekly hour.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "timetable_slots")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: SlotId,
        pub section_id: SectionId,
        /// 1 is Monday.
        pub weekday: i32,
        /// Minutes since midnight on the school's clock.
        pub start_min: i32,
        /// As `start_min`; 1440 is the end of the day.
        pub end_min: i32,
        pub room_id: Option<RoomId>,
        pub staff_id: Option<UserId>,
        /// ISO date.
        pub valid_from: String,
        /// ISO date.
        pub valid_to: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod meeting {
    use sea_orm::entity::prelude::*;

    use crate::id::{MeetingId, RoomId, SectionId, SlotId, UserId};
    use crate::time::UnixMs;

    /// One hour that is held.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meetings")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: MeetingId,
        pub section_id: SectionId,
        /// None for an ad hoc meeting.
        pub slot_id: Option<SlotId>,
        /// ISO date that the slot meant.
        pub original_date: Option<String>,
        pub starts_ms: UnixMs,
        pub ends_ms: UnixMs,
        pub room_id: Option<RoomId>,
        pub staff_id: Option<UserId>,
        /// `planned`, `cancelled`, `moved` or `held`.
        pub state: String,
        pub reason: Option<String>,
        pub topic: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod enrolment {
    use sea_orm::entity::prelude::*;

    use crate::id::{EnrolmentId, SectionId, UserId};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "enrolments")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: EnrolmentId,
        pub section_id: SectionId,
        pub student_id: UserId,
        /// `active` counts as enrolled; see the migration for all.
        pub state: String,
        pub via: String,
        /// ISO date.
        pub started_on: String,
        /// ISO date.
        pub ended_on: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
