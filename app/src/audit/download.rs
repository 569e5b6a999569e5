//! `GET /admin/audit.csv`: the log, filtered as the page is.

use std::collections::HashMap;

use axum::extract::Query;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};

use crate::audit::find;
use crate::audit::store::record;
use crate::audit::types::AuditQuery;
use crate::auth::types::Permission;
use crate::ctx::{AppState, Ctx};
use crate::error::Result;

pub fn csv() -> MethodRouter<AppState> {
    get(send)
}

async fn send(cx: Ctx, Query(asked): Query<HashMap<String, String>>) -> Result<Response> {
    cx.require(Permission::ReadAudit)?;
    let query = AuditQuery::of(|key| asked.get(key).cloned());
    let bytes = find::csv(&cx, &query).await?;
    let filters: serde_json::Map<_, _> =
        query.filters().into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
    record(cx.db(), &cx, "export audit log", "audit log", "", None, Some(filters.into())).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"audit.csv\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}
