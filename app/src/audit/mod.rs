//! The append-only log of who did what, and its page.

pub mod view;
