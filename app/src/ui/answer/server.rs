//! The answer being written.

use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Gives the page being rendered this status. The first error wins, so that the outermost one speaks.
pub fn set_status(status: u16) {
    let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), axum::http::StatusCode::from_u16(status))
    else {
        return;
    };
    let unset = response.0.read().is_ok_and(|parts| parts.status.is_none());
    if unset {
        response.set_status(status);
    }
}
