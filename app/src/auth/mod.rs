//! Who is asking and what they may do: accounts, sign-in sessions, roles and the permission table.
//!
//! *Role*: what a person is at this school. *Permission*: one thing that can be done. *Portal*: the
//! part of the product a role works in. *Actor*: the person behind a request.

pub mod types;

pub mod account;
pub mod batch;
pub mod fields;
pub mod pages;
pub mod people;

#[cfg(feature = "ssr")]
pub mod actor;
pub mod api;
#[cfg(feature = "ssr")]
pub mod browser;
#[cfg(feature = "ssr")]
pub mod entity;
#[cfg(feature = "ssr")]
pub mod password;
#[cfg(feature = "ssr")]
pub mod pictures;
#[cfg(feature = "ssr")]
pub mod rights;
pub mod session;
#[cfg(feature = "ssr")]
pub mod session_store;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod throttle;
pub mod view;
