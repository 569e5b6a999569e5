//! The agent: the process that owns terminals and the sockets that show them, apart from the web tier, whose
//! restarts they outlive.
//!
//! It knows no database and no rights. The web tier hands it the sockets of browsers; what a socket asks for
//! is asked of the web tier, over [`super::wire`]. An agent without a web tier keeps what runs going, waits
//! for one, and ends by itself when nobody needs it.

mod absence;
mod broadcast;
mod desk;
mod house;
mod listen;
mod record;
mod recorder;
mod socket;
mod sockets;
mod watches;

pub use listen::{inside, make_folder, run, socket_path};
