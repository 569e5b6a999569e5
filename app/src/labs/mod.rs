//! Where school and engine meet: lab templates, workspaces, the class page.

pub mod view;
