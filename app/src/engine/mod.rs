//! Hosts, their engines and containers. An *engine* is what runs containers on a host (Docker, Podman);
//! its *state* is whether it answers; a *summary* is what is known of one container without asking.

pub mod types;

#[cfg(feature = "ssr")]
pub mod docker;

pub mod api;
#[cfg(feature = "ssr")]
pub mod doors;
#[cfg(feature = "ssr")]
pub mod download;
#[cfg(feature = "ssr")]
pub mod store;

pub mod view;
