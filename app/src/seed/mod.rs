//! The demo school: the same people, courses and week in every copy, with dates around today, and a
//! class that is always on for the demo teacher and the demo student.

mod people;
mod plan;
mod plant;

pub use people::PASSWORD;
pub use plant::{Planted, plant};
