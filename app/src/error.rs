//! The one error that crosses the wire: what went wrong in words a person can act on, never a cause.
//! Causes are logged once, on the server, where they become [`Error::Internal`].

#[cfg(feature = "ssr")]
mod server;

use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::call::PostcardEncoding;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Error {
    #[error("Sign in to go on.")]
    SignInRequired,
    #[error("You may not {0}.")]
    Forbidden(String),
    /// The actor's password was made by somebody else, who knows it.
    #[error("Choose your own password first: yours was made by an admin.")]
    PasswordFirst,
    /// The thing does not exist, or the actor may not know that it does.
    #[error("There is no such {0}.")]
    NotFound(String),
    #[error("{}", .0.summary())]
    Invalid(Faults),
    /// The thing changed or is in a state that refuses the action; the text says which.
    #[error("{0}")]
    Conflict(String),
    #[error("Too many attempts. Try again in {retry_after_s} seconds.")]
    TooMany { retry_after_s: u32 },
    /// A part outside Lyceum does not answer: the engine, the database, an image registry.
    #[error("{part} is not available: {detail}")]
    Unavailable { part: String, detail: String },
    /// The engine understood and said no; its own words.
    #[error("The engine refused: {0}")]
    Refused(String),
    #[error("Something went wrong on our side. Quote {request_id} when you ask for help.")]
    Internal { request_id: String },
    /// The request did not reach the server, or its answer did not reach us.
    #[error("The server could not be reached: {0}")]
    Transport(String),
}

/// What is wrong with a form: each fault names its field; an empty field name is the whole form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Faults(pub Vec<(String, String)>);

impl Faults {
    pub fn add(&mut self, field: &str, fault: impl Into<String>) {
        self.0.push((field.to_owned(), fault.into()));
    }

    /// `Ok` when nothing was found, else all faults at once.
    pub fn check(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self)) }
    }

    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, fault)| fault.as_str())
    }

    fn summary(&self) -> String {
        self.0.iter().map(|(_, fault)| fault.as_str()).collect::<Vec<_>>().join(" ")
    }
}

impl Error {
    pub fn invalid(field: &str, fault: impl Into<String>) -> Self {
        Self::Invalid(Faults(vec![(field.to_owned(), fault.into())]))
    }

    /// The fault of one form field, if that is what this error is about.
    pub fn field(&self, field: &str) -> Option<&str> {
        match self {
            Self::Invalid(faults) => faults.of(field),
            _ => None,
        }
    }

    /// The HTTP status that says the same.
    pub fn status(&self) -> u16 {
        match self {
            Self::SignInRequired => 401,
            Self::Forbidden(_) | Self::PasswordFirst => 403,
            Self::NotFound(_) => 404,
            Self::Invalid(_) => 422,
            Self::Conflict(_) | Self::Refused(_) => 409,
            Self::TooMany { .. } => 429,
            Self::Unavailable { .. } => 503,
            Self::Internal { .. } | Self::Transport(_) => 500,
        }
    }
}

impl FromServerFnError for Error {
    type Encoder = PostcardEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self::Transport(error.to_string())
    }
}
