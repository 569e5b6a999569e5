//! Accounts and sessions in the database.

mod sign_in;
mod users;

pub use sign_in::{NewAccount, forget_expired, register, sign_in, sign_out};
pub use users::{NewUser, create_user};
