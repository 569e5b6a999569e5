//! Markup that follows signals.

use leptos::prelude::*;

/// What a closure shows, and shows anew when a signal that it read has changed. A bare closure in markup does the
/// same; but each of them is a type of its own, for which the browser's program would hold all of the drawing again.
pub fn live<V: IntoAny>(mut show: impl FnMut() -> V + Send + 'static) -> Box<dyn FnMut() -> AnyView + Send> {
    Box::new(move || show().into_any())
}
