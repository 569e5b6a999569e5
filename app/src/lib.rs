//! Lyceum's library: everything the product does, compiled once for the server (`ssr`) and once for
//! the browser (`hydrate`). Arrows point down the list: a module may use those above it.

#![recursion_limit = "256"]

pub mod call;
#[cfg(feature = "ssr")]
pub mod cookies;
pub mod error;
pub mod id;
pub mod time;

#[cfg(feature = "ssr")]
pub mod config;
#[cfg(feature = "ssr")]
pub mod ctx;
#[cfg(feature = "ssr")]
pub mod db;

pub mod ui;

pub mod auth;

pub mod audit;

pub mod settings;

pub mod terminals;

pub mod ssh;

pub mod metrics;

pub mod school;

pub mod engine;

pub mod labs;

#[cfg(feature = "ssr")]
pub mod seed;

pub mod frame;
mod portals;
mod shell;
pub use shell::App;

#[cfg(feature = "ssr")]
pub mod document;
#[cfg(feature = "ssr")]
pub mod http;
