//! What stands where a page would, for somebody who may not see it.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::auth::pages::page_permission;
use crate::auth::session::use_me;
use crate::error::{Error, Result};
use crate::ui::error_page::ErrorPage;

/// Shows `children` where the signed-in person may see this page, else why not and the way out. The
/// server has answered the same by its status; this also covers moving about without it.
#[component]
pub fn Guard(children: ChildrenFn) -> impl IntoView {
    let path = use_location().pathname;
    let children = StoredValue::new(children);
    let me = use_me();
    let refusal = move |me: Option<crate::auth::types::Me>| -> Result<()> {
        let Some(permission) = page_permission(&path.get()) else { return Ok(()) };
        let me = me.ok_or(Error::SignInRequired)?;
        if me.may(permission) { Ok(()) } else { Err(Error::Forbidden(permission.phrase().to_owned())) }
    };
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match me.await.and_then(refusal) {
                    Ok(()) => children.with_value(|children| children()).into_any(),
                    Err(error) => view! { <ErrorPage error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}
