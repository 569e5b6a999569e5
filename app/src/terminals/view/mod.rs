//! Terminals on a page: the [`Desk`] with its tabs and splits.

pub mod layout;
mod shortcuts;

mod state;

mod bar;
mod desk;
mod divider;
mod help;
mod key_row;
mod pane;
mod panes;
mod status;

mod new;

pub use desk::Desk;
pub use state::ask_to_open;
