//! Rows of preferences and layouts.

pub mod preferences {
    use sea_orm::entity::prelude::*;

    use crate::id::UserId;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "desk_preferences")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub owner_id: UserId,
        pub font_px: i32,
        pub copy_on_select: bool,
        pub screen_reader: bool,
        pub contrast: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod layout {
    use sea_orm::entity::prelude::*;

    use crate::id::{DeskLayoutId, UserId};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "desk_layouts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: DeskLayoutId,
        pub owner_id: UserId,
        pub name: String,
        /// JSON of a [`super::super::types::Shape`].
        #[sea_orm(column_type = "Text")]
        pub shape: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
