//! Pages of accounts: signing in and out, registering, one's own profile and sessions; people, for admins.

mod account;
mod people;
mod person;
mod register;
mod sessions;
mod sign_in;
mod sign_out;

pub use account::AccountPage;
pub use people::PeoplePage;
pub use person::PersonPage;
pub use register::RegisterPage;
pub use sessions::SessionsPage;
pub use sign_in::SignInPage;
pub use sign_out::SignOutButton;
