//! What a school sets for itself, beside what the configuration says: its name and its accent colour.
//!
//! *Accent*: the one colour that leads on, in every shade that the pages need. *Face*: name and accent, as
//! every page shows them.

pub mod types;

pub mod api;
#[cfg(feature = "ssr")]
pub mod entity;
#[cfg(feature = "ssr")]
pub mod store;
pub mod view;
