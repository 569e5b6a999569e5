//! Machines that terminals reach over SSH.
//!
//! *Host*: a registered machine, with a user and a credential. *Jump host*: a host through which another is
//! reached. *Pinned key*: the host's own key, once an admin has accepted it; without one, and to one that shows
//! another, nothing is said. *Vault*: what encrypts credentials at rest.

pub mod types;

pub mod api;
#[cfg(feature = "ssr")]
pub mod doors;
#[cfg(feature = "ssr")]
pub mod entity;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod vault;

pub mod view;
