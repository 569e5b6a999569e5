//! What the engine room reads and does: views of what is known, calls to the engine, and rows in the audit log.

pub mod act;
pub mod details;
pub mod list;
pub mod log;
pub mod overview;
pub mod places;
