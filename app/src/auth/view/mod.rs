//! Pages of accounts: signing in and out, registering, one's own profile and sessions; people, for admins.

mod fault;
mod password_field;
mod sign_in;
mod sign_out;

mod register;

mod account;
mod sessions;

mod hand_over;
mod people;
mod person;
mod roles;

pub use account::Account;
pub use people::People;
pub use person::PersonDetail;
pub use register::Register;
pub use sessions::Sessions;
pub use sign_in::SignInForm;
pub use sign_out::SignOutButton;
