//! Rows of people, their roles and their sign-in sessions.

pub mod user {
    use sea_orm::entity::prelude::*;

    use crate::id::UserId;
    use crate::time::UnixMs;

    pub const ACTIVE: &str = "active";
    pub const SUSPENDED: &str = "suspended";

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: UserId,
        pub login: String,
        /// Lower case.
        pub email: String,
        pub given_name: String,
        pub family_name: String,
        pub preferred_name: Option<String>,
        pub password_hash: String,
        /// Made by an admin, to be changed at the first sign-in.
        pub password_is_temporary: bool,
        pub time_zone: Option<String>,
        pub theme: String,
        pub picture_sha256: Option<String>,
        /// `active` or `suspended`.
        pub status: String,
        pub created_ms: UnixMs,
        pub version: i32,
        /// How often the person's sessions were ended all at once: browsers from before are strangers.
        pub sessions_epoch: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// "Preferred Family", or "Given Family" for those who prefer nothing else.
        pub fn display_name(&self) -> String {
            format!("{} {}", self.preferred_name.as_deref().unwrap_or(&self.given_name), self.family_name)
        }

        /// The first letters of both names, for where there is no picture.
        pub fn initials(&self) -> String {
            let given = self.preferred_name.as_deref().unwrap_or(&self.given_name);
            [given, &self.family_name]
                .iter()
                .filter_map(|name| name.chars().next())
                .flat_map(char::to_uppercase)
                .collect()
        }

        pub fn is_active(&self) -> bool {
            self.status == ACTIVE
        }
    }
}

pub mod user_role {
    use sea_orm::entity::prelude::*;

    use crate::id::UserId;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "user_roles")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub user_id: UserId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub role: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod session {
    use sea_orm::entity::prelude::*;

    use crate::id::UserId;
    use crate::time::UnixMs;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        /// SHA-256 of the cookie's token, hexadecimal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub user_id: Option<UserId>,
        pub data: String,
        pub device: String,
        pub address: String,
        pub created_ms: UnixMs,
        pub last_used_ms: UnixMs,
        pub expires_ms: UnixMs,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::user::Entity",
            from = "Column::UserId",
            to = "super::user::Column::Id",
            on_delete = "Cascade"
        )]
        User,
    }

    impl Related<super::user::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::User.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}
