//! Components that know no domain.

pub mod page;
pub mod style_guide;
