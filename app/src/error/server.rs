//! Causes become the wire error here, and are logged here, once.

use sea_orm::{DbErr, TransactionError};

use super::Error;
use crate::ctx::request_id;

impl Error {
    /// Logs the cause and hides it behind the request id.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let request_id = request_id();
        tracing::error!(%request_id, %cause, "internal error");
        Self::Internal { request_id }
    }
}

impl From<DbErr> for Error {
    fn from(cause: DbErr) -> Self {
        match cause {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => {
                tracing::error!(%cause, "database unavailable");
                Self::Unavailable { part: "The database".into(), detail: "it does not answer".into() }
            }
            DbErr::RecordNotFound(what) => Self::NotFound(what),
            other => Self::internal(other),
        }
    }
}

impl From<TransactionError<Error>> for Error {
    fn from(error: TransactionError<Error>) -> Self {
        match error {
            TransactionError::Connection(cause) => cause.into(),
            TransactionError::Transaction(error) => error,
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(cause: std::io::Error) -> Self {
        Self::internal(cause)
    }
}

impl axum::response::IntoResponse for Error {
    fn into_response(self) -> axum::response::Response {
        let status =
            axum::http::StatusCode::from_u16(self.status()).unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
        (status, axum::Json(self)).into_response()
    }
}
