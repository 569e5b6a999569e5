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

pub use account::AccountPage;
pub use people::PeoplePage;
pub use person::PersonPage;
pub use register::RegisterPage;
pub use sessions::SessionsPage;
pub use sign_in::SignInPage;
pub use sign_out::SignOutButton;
