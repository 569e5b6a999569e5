//! The append-only log of who did what, and its page.

#[cfg(feature = "ssr")]
pub mod entity;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
