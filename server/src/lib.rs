//! Wiring: configuration to state, state to router. The tests build the same router.

mod serve;
mod site;

pub use serve::{migrate, router, seed, serve};
