//! Terminal sessions that outlive their viewers, and the channel that carries them to browsers.
//!
//! *Session*: one running program behind a terminal, with its last output. *Channel*: one session on
//! one socket. *Viewer*: somebody attached. *Controller*: the one viewer whose keys, size and pace
//! count. *Ring*: the last output, by absolute offset. *Door*: what decides where a new terminal leads
//! and who may look in. *Agent*: the process that owns sessions. *Web tier*: the one that serves browsers;
//! it may be restarted, sessions go on. *Recording*: what a terminal showed, kept as a file. *Record*: the table of
//! sessions that were.

pub mod protocol;
pub mod types;

pub mod api;
#[cfg(feature = "ssr")]
pub mod doors;
#[cfg(feature = "ssr")]
pub mod host;
#[cfg(feature = "ssr")]
pub mod registry;
#[cfg(feature = "ssr")]
pub mod socket;

#[cfg(feature = "ssr")]
pub mod agent;
#[cfg(feature = "ssr")]
pub mod link;
#[cfg(feature = "ssr")]
pub mod wire;

#[cfg(feature = "ssr")]
mod bell;
#[cfg(feature = "ssr")]
mod cgroup;
#[cfg(feature = "ssr")]
pub mod download;
#[cfg(feature = "ssr")]
pub mod entity;
#[cfg(feature = "ssr")]
pub mod exec;
#[cfg(feature = "ssr")]
mod flush;
#[cfg(feature = "ssr")]
mod invitations;
#[cfg(feature = "ssr")]
pub mod limits;
#[cfg(feature = "ssr")]
mod processes;
#[cfg(feature = "ssr")]
pub mod pty;
#[cfg(feature = "ssr")]
pub mod recording;
#[cfg(feature = "ssr")]
pub mod session;
#[cfg(feature = "ssr")]
pub mod ssh;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod tickets;

pub mod desks;

pub mod client;
pub mod view;

#[cfg(feature = "ssr")]
pub use registry::Registry;
