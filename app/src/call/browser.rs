//! No browser packs a page, and none loads what it would take.

use serde::Serialize;

/// A value for the page, which none asks for here.
pub(super) fn packed<T: Serialize>(_value: &T) -> Result<Vec<u8>, postcard::Error> {
    Err(postcard::Error::SerdeSerCustom)
}
