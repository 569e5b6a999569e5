//! Pages are packed here.

use serde::Serialize;

/// A value for the page.
pub(super) fn packed<T: Serialize>(value: &T) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(value)
}
