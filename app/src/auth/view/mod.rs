//! Pages of accounts: signing in and out, registering, one's own profile and sessions; people, for admins.

mod fault;
mod names;
mod password_field;
mod sign_in;
mod sign_out;

mod register;

mod account;
mod sessions;

mod hand_over;
mod new_person;
mod people;
mod people_batch;
mod person;
mod person_access;
mod roles;

pub use account::Account;
pub use fault::{WholeFault, fault_of, last_error};
pub use new_person::NewPerson;
pub use people::People;
pub use person::PersonDetail;
pub use register::Register;
pub use sessions::Sessions;
pub use sign_in::SignInForm;
pub use sign_out::{SignOutButton, leave};
