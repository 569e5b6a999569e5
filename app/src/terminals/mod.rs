//! Terminal sessions that outlive their viewers, and the channel that carries them to browsers.
//!
//! *Session*: one running program behind a terminal, with its last output. *Channel*: one session on
//! one socket. *Viewer*: somebody attached. *Controller*: the one viewer whose keys, size and pace
//! count. *Ring*: the last output, by absolute offset. *Door*: what decides where a new terminal leads
//! and who may look in.

pub mod protocol;
