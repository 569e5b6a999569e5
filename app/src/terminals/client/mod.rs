//! The browser's end of the terminal channel: one socket a tab, and an emulator for each terminal.
//!
//! [`stream`] and [`pulse`] are the rules, pure and tested; [`connection`] is the socket, [`remote`]
//! one terminal on it, [`screen`] the emulator that shows it.

pub mod clipboard;
pub mod pulse;
pub mod stream;

pub mod palette;
pub mod screen;
mod xterm;

pub mod connection;
pub mod remote;
