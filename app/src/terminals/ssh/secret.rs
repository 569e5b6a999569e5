//! What must not be shown: passwords, private keys, passphrases.

use serde::{Deserialize, Serializer};
use zeroize::Zeroizing;

/// A text that is wiped from memory, prints as dots, and has no `Serialize`: where it has to cross a private
/// boundary, that place names [`Secret::hand_over`].
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself: for who signs in with it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes the text: to the agent over its private socket, and into what is encrypted at once.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn hand_over<S: Serializer>(secret: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.reveal())
    }

    /// [`Secret::hand_over`] of one that may be missing.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn hand_over_some<S: Serializer>(secret: &Option<Self>, serializer: S) -> Result<S::Ok, S::Error> {
        match secret {
            Some(secret) => serializer.serialize_some(secret.reveal()),
            None => serializer.serialize_none(),
        }
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("••••")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print_itself() {
        let secret = Secret::new("open sesame");
        assert!(!format!("{secret:?}").contains("sesame"));
        assert_eq!(secret.reveal(), "open sesame");
    }
}
