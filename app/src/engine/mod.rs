//! Hosts, their engines and containers.

pub mod view;
