//! Terminals on a page: the [`Desk`] with its tabs and splits; the record of sessions; the [`Replay`].

pub mod layout;
mod shortcuts;

mod state;

mod bar;
mod company;
mod compose;
mod desk;
mod divider;
mod drag;
mod find;
mod help;
mod key_row;
mod layouts;
mod lines;
mod more;
mod new;
mod page;
mod pane;
mod panes;
mod places;
mod preferences;
mod recording;
mod share;
mod status;
mod storage;
mod viewport;

mod fact;
mod record;
mod replay;

pub use desk::Desk;
pub use page::OneTerminal;
pub use places::DeskOfPlaces;
pub use record::{AdminTerminal, AdminTerminals, StudentTerminal, StudentTerminals, TeacherTerminal, TeacherTerminals};
pub use replay::Replay;
pub use storage::ask_to_open;
