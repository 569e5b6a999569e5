//! Terminals as a person likes them, in whichever browser: preferences, and layouts with a name.
//!
//! *Shape*: how a desk is split and what its panes lead to, without the terminals themselves.

pub mod types;

pub mod api;
#[cfg(feature = "ssr")]
pub mod entity;
#[cfg(feature = "ssr")]
pub mod store;
