//! A container's whole log as a file, streamed as the engine gives it.

use axum::body::Body;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bollard::container::LogOutput;
use futures::TryStreamExt;

use crate::auth::types::Permission;
use crate::ctx::Ctx;
use crate::engine::store::{details, log};
use crate::error::Result;

/// `GET /admin/containers/{name}/log.txt`: each line after the engine's stamp.
///
/// # Errors
/// Without the right, without such a container, without an engine.
pub async fn log_file(cx: Ctx, Path(name): Path<String>) -> Result<Response> {
    cx.require(Permission::ViewEngine)?;
    let container = details::find(&cx, &name)?;
    let output = log::whole(&cx, &container)?.map_ok(LogOutput::into_bytes).map_err(std::io::Error::other);
    let disposition = format!("attachment; filename=\"{}.log\"", container.short_id());
    let headers =
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, Body::from_stream(output)).into_response())
}
