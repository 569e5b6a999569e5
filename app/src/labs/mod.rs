//! Where school and engine meet: lab templates, workspaces, the class page.
//!
//! *Template*: what the labs of a section are made of. *Workspace*: one student's lab in one section:
//! a container, and a volume with the home folder that outlives it. *Step*: how far a start is.
//! *Idle*: running without a sign of life.

pub mod roster;
pub mod types;

#[cfg(feature = "ssr")]
pub mod activity;
#[cfg(feature = "ssr")]
pub mod container;
#[cfg(feature = "ssr")]
pub mod doors;
#[cfg(feature = "ssr")]
pub mod entity;
#[cfg(feature = "ssr")]
mod feed;
#[cfg(feature = "ssr")]
mod host;
#[cfg(feature = "ssr")]
mod image;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod work;

pub mod api;
pub mod view;
