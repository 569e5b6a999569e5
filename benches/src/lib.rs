//! A browser tab without a browser: speaks `lyceum.term.v1`, keeps what must be sent again, and can be
//! cut off at any time. The tests and the bench drive terminals with it.

mod site;
mod tab;

pub use site::{Outcome, Site};
pub use tab::{Remote, Socket, Tab, wire_bytes};
