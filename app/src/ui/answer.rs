//! The HTTP answer around a page that is rendered on the server; nothing in the browser.

#[cfg(not(feature = "ssr"))]
#[path = "answer/browser.rs"]
mod side;
#[cfg(feature = "ssr")]
#[path = "answer/server.rs"]
mod side;

pub use side::set_status;
