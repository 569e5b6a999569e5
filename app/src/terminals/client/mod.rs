//! The browser's end of the terminal channel: one socket a tab, and an emulator for each terminal.
//!
//! [`stream`], [`pulse`], [`keys`], [`soft`], [`glide`] and [`playhead`] are the rules, pure and tested; [`connection`] is
//! the socket, [`remote`] one terminal on it, [`screen`] the emulator that shows it; [`player`] shows a recording on it;
//! [`hand`] is for devices that are held in one.

pub mod clipboard;
mod glide;
pub mod keys;
pub mod playhead;
pub mod pulse;
mod soft;
pub mod stream;

pub mod hand;
pub mod palette;
pub mod screen;
mod xterm;

pub mod connection;
pub mod player;
pub mod remote;
