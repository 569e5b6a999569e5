//! The first admin of a school: made from the command line, since nobody is there yet to make one.

use app::auth::store::{NewPerson, create_person};
use app::auth::types::Role;
use app::config::Config;
use app::ctx::{Ctx, Origin};
use app::terminals::link::Keeper;

use crate::serve::Outcome;
use crate::state;

/// Who the admin is.
#[derive(Debug, clap::Args)]
pub struct NewAdmin {
    #[arg(long)]
    login: String,
    #[arg(long)]
    email: String,
    #[arg(long)]
    given_name: String,
    #[arg(long)]
    family_name: String,
}

/// Makes the admin and prints a password for the first sign-in.
///
/// # Errors
/// Every field that will not do, named; a login or an e-mail address that is taken.
pub async fn admin(config: Config, new: NewAdmin) -> Outcome<()> {
    let cx = Ctx { state: state(config, Keeper::Process).await?, actor: None, origin: Origin::default() };
    let NewAdmin { login, email, given_name, family_name } = new;
    let made =
        create_person(&cx, NewPerson { login, email, given_name, family_name, roles: vec![Role::Admin] }).await?;
    println!("{} may sign in as {} with the password {}", made.name, made.login, made.password);
    println!("A password of their own is asked for then.");
    Ok(())
}
