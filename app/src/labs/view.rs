//! Pages where school and engine meet: today with its labs, a student's lab, a teacher's class.

mod broadcast;
mod class;
mod class_row;
mod lab;
mod labs_desk;
mod power;
mod record;
mod results;
mod shown;
mod state;
mod student_today;
mod teacher_today;
mod today;
mod watch;

pub use class::Class;
pub use lab::Lab;
pub use labs_desk::LabsDesk;
pub use student_today::StudentToday;
pub use teacher_today::TeacherToday;
pub use watch::Watch;
