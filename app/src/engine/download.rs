//! A container's whole log as a file, streamed as the engine gives it.

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bollard::container::LogOutput;
use futures::TryStreamExt;

use crate::auth::types::Permission;
use crate::ctx::{Actor, AppState, Ctx, Origin};
use crate::engine::store::{details, log};
use crate::error::Result;

/// `GET /admin/containers/{name}/log.txt`: each line after the engine's stamp.
///
/// # Errors
/// Without the right, without such a container, without an engine.
pub async fn log_file(
    State(state): State<AppState>,
    actor: Option<Extension<Actor>>,
    Extension(origin): Extension<Origin>,
    Path(name): Path<String>,
) -> Result<Response> {
    let cx = Ctx { state, actor: actor.map(|Extension(actor)| actor), origin };
    cx.require(Permission::ViewEngine)?;
    let container = details::find(&cx, &name)?;
    let output = log::whole(&cx, &container)?.map_ok(LogOutput::into_bytes).map_err(std::io::Error::other);
    let disposition = format!("attachment; filename=\"{}.log\"", container.short_id());
    let headers =
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, Body::from_stream(output)).into_response())
}
