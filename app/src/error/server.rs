//! Causes become the wire error here, and are logged here, once.

use sea_orm::{DbErr, RuntimeErr, TransactionError, sqlx};

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
        let detail = match &cause {
            DbErr::RecordNotFound(what) => return Self::NotFound(what.clone()),
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Some(SILENT),
            DbErr::Query(RuntimeErr::SqlxError(cause)) | DbErr::Exec(RuntimeErr::SqlxError(cause)) => lost(cause),
            _ => None,
        };
        match detail {
            Some(detail) => {
                tracing::error!(%cause, "database unavailable");
                Self::Unavailable { part: "The database".into(), detail: detail.into() }
            }
            None => Self::internal(cause),
        }
    }
}

const SILENT: &str = "it does not answer; what was saved is safe, and pages work again when it does";
const FULL: &str = "its disk is full; whoever runs this server has to make room";

/// What a failed statement says about the database itself, if it does.
fn lost(cause: &sqlx::Error) -> Option<&'static str> {
    match cause {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
            Some(SILENT)
        }
        // PostgreSQL names them by class (57P: the server is going; 53100: disk full), SQLite by number (13: full).
        sqlx::Error::Database(refusal) => match refusal.code().as_deref() {
            Some("13" | "53100") => Some(FULL),
            Some(code) if code.starts_with("57P") => Some(SILENT),
            _ => None,
        },
        _ => None,
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
        // Kept beside its text, for those who answer a page with a page.
        (status, axum::Extension(self.clone()), axum::Json(self)).into_response()
    }
}
