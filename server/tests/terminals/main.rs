//! Terminals over the real socket: real pseudo terminals, a real engine, connections that really break.

mod bounds;
mod broadcast;
#[path = "../common/mod.rs"]
mod common;
mod container;
mod control;
mod host;
mod house;
mod invitations;
mod life;
mod limits;
mod network;
mod protocol;
mod recording;
mod restart;
mod room;
mod spotlight;
