//! SSH hosts: kept, tested and used, against the SSH server of OpenSSH.

#[path = "../common/mod.rs"]
#[macro_use]
mod common;
mod hosts;
mod keys;
mod place;
mod sshd;
mod terminals;
mod ways;
