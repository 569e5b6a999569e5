//! Where school and engine meet: lab templates, workspaces, the class page.
//!
//! *Template*: what the labs of a section are made of. *Workspace*: one student's lab in one section:
//! a container, and a volume with the home folder that outlives it.

#[cfg(feature = "ssr")]
pub mod entity;

pub mod view;
