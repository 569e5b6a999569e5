//! Accounts and sessions in the database.

mod colleagues;
mod device;
mod people;
mod people_batch;
mod people_change;
mod people_roles;
mod picture;
mod profile;
mod sign_in;
mod users;

pub use colleagues::colleagues;
pub use people::{list_people, named_like, person, roles_of};
pub use people_batch::change_people;
pub use people_change::{NewPerson, PersonChange, create_person, edit_person, reset_password, set_standing};
pub use picture::{picture_bytes, remove_picture, save_picture};
pub use profile::{
    ProfileChange, change_password, end_other_sessions, end_session, my_sessions, profile, save_profile, save_theme,
};
pub use sign_in::{NewAccount, forget_expired, register, sign_in, sign_out};
pub use users::{NewUser, create_user};
