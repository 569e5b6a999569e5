//! Terminals over the real socket: real pseudo terminals, a real engine, connections that really break.

#[path = "../common/mod.rs"]
mod common;
mod container;
mod host;
mod house;
mod network;
mod protocol;
mod restart;
