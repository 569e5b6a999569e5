//! Server functions of the audit log.

use leptos::prelude::*;

use crate::audit::types::{AuditPageRows, AuditQuery};
use crate::call::Postcard;
use crate::error::Result;

#[server(name = ReadAudit, output = Postcard)]
pub async fn read_audit(query: AuditQuery) -> Result<AuditPageRows> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ReadAudit)?;
    crate::audit::find::page(&cx, &query).await
}
