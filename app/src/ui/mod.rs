//! Components that know no domain.

pub mod frame;
pub mod page;
pub mod style_guide;
