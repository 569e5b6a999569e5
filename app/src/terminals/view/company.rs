//! Several people at one terminal: who is here, who controls, and what they ask of each other. Above the terminal,
//! and never in the way of what is typed.

mod banners;
mod bar;
mod ending;
mod people;
mod person;
mod spotlight;
mod take;

pub(super) use bar::CompanyBar;
pub(super) use person::Avatar;
