//! The answer that the layer of plain forms has put into the page's request.

use axum::http::request::Parts;
use leptos::prelude::use_context;

use super::Answer;

pub(super) fn given() -> Option<Answer> {
    use_context::<Parts>()?.extensions.get::<Answer>().cloned()
}
