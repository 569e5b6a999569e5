//! Terms, courses, sections, people in them, rooms and the timetable.
//!
//! *Term*: a span of teaching. *Course*: what is taught. *Section*: a course held in a term for one
//! group of students. *Staff*: who teaches a section. *Slot*: a weekly hour on the wall clock.
//! *Meeting*: one hour that is held, an instant. *Enrolment*: a student in a section.

pub mod types;

#[cfg(feature = "ssr")]
pub mod calendar;
#[cfg(feature = "ssr")]
pub mod entity;
#[cfg(feature = "ssr")]
pub mod store;

pub mod api;
pub mod view;
