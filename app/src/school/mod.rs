//! Terms, courses, sections, people in them, rooms and the timetable.

pub mod view;
