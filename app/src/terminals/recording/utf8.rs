//! Bytes that come in pieces become text: a character cut between two pieces waits for its rest.

use super::raw::Replaced;

/// Holds the begin of a character whose rest has not come.
#[derive(Debug, Default)]
pub struct Decoder {
    partial: Vec<u8>,
}

/// Text, and what had to be replaced for it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    /// In their order; offsets count from this text's begin.
    pub replaced: Vec<Replaced>,
}

impl Decoder {
    /// The text so far; what is no UTF-8 becomes U+FFFD, as everywhere else.
    pub fn feed(&mut self, bytes: &[u8]) -> Decoded {
        let mut all = std::mem::take(&mut self.partial);
        all.extend_from_slice(bytes);
        let mut decoded = Decoded { text: String::with_capacity(all.len()), replaced: Vec::new() };
        let mut seen = 0;
        for chunk in all.utf8_chunks() {
            decoded.text.push_str(chunk.valid());
            seen += chunk.valid().len() + chunk.invalid().len();
            if chunk.invalid().is_empty() {
                continue;
            }
            let may_go_on = std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
            if seen == all.len() && may_go_on {
                self.partial = chunk.invalid().to_vec();
            } else {
                decoded.replace(chunk.invalid());
            }
        }
        decoded
    }

    /// Nothing more comes.
    pub fn finish(&mut self) -> Decoded {
        let mut decoded = Decoded::default();
        let partial = std::mem::take(&mut self.partial);
        if !partial.is_empty() {
            decoded.replace(&partial);
        }
        decoded
    }
}

impl Decoded {
    fn replace(&mut self, bytes: &[u8]) {
        let at = self.text.len() as u64;
        self.text.push(char::REPLACEMENT_CHARACTER);
        match self.replaced.last_mut() {
            Some(last) if last.end() == at && last.count < u8::MAX => {
                last.count += 1;
                last.bytes.extend_from_slice(bytes);
            }
            _ => self.replaced.push(Replaced { at, count: 1, bytes: bytes.to_vec() }),
        }
    }
}
