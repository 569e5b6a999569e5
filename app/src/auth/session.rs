//! The signed-in person, for every view: loaded once with the page.

use leptos::prelude::*;

use crate::auth::api::me;
use crate::auth::types::{Me, Permission};
use crate::call::{Data, fetch};

#[derive(Debug, Clone, Copy)]
struct SignedIn(Data<Option<Me>>);

/// Loads the signed-in person before the page is sent, and keeps them for all views.
pub fn provide_me() {
    provide_context(SignedIn(fetch(|| (), |()| me())));
}

/// The resource behind [`Me`]: `await` it inside a `Suspend`, `refetch` it after sign-in or a changed profile.
///
/// # Panics
/// Outside [`crate::App`].
pub fn use_me() -> Data<Option<Me>> {
    expect_context::<SignedIn>().0
}

/// Whether the signed-in person may do this; reactive, false while loading. Read it under a `Suspense`.
pub fn may(permission: Permission) -> bool {
    use_me().get().is_some_and(|me| matches!(me, Ok(Some(me)) if me.may(permission)))
}
