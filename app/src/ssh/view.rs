//! SSH hosts: the list, one host with its key, and its form.

mod form;
mod host;
mod key;
mod list;
mod remove;

pub use form::NewSshHost;
pub use host::SshHost;
pub use list::SshHosts;
