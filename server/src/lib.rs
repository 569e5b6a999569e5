//! Wiring: configuration to state, state to router. The tests build the same router.

#![recursion_limit = "256"]

mod first_admin;
pub mod logs;
mod serve;
mod site;
mod stop;

pub use first_admin::{NewAdmin, admin};
pub use serve::{Outcome, keep_terminals, migrate, plain_routes, router, seed, serve, state};
