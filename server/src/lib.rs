//! Wiring: configuration to state, state to router. The tests build the same router.

#![recursion_limit = "256"]

pub mod logs;
mod serve;
mod site;
mod stop;

pub use serve::{migrate, plain_routes, router, seed, serve, state};
