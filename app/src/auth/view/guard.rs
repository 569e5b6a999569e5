//! What stands where a page would, for somebody who may not see it.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::auth::pages::page_permission;
use crate::auth::session::use_me;
use crate::auth::types::Me;
use crate::error::{Error, Result};
use crate::ui::error_page::ErrorPage;

/// Shows `children` where the signed-in person may see this page, else why not and the way out. The
/// server has answered the same by its status; this also covers moving about without it.
#[component]
pub fn Guard(children: ChildrenFn) -> impl IntoView {
    let path = use_location().pathname;
    let children = StoredValue::new(children);
    let me = use_me();
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let me = me.await;
                // A memo: moving between two pages one may see keeps what stands around them.
                let refusal = Memo::new(move |_| refusal(&me, &path.get()));
                move || match refusal.get() {
                    None => children.with_value(|children| children()).into_any(),
                    Some(error) => view! { <ErrorPage error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn refusal(me: &Result<Option<Me>>, path: &str) -> Option<Error> {
    let permission = page_permission(path)?;
    match me {
        Err(error) => Some(error.clone()),
        Ok(None) => Some(Error::SignInRequired),
        Ok(Some(me)) if me.may(permission) => None,
        Ok(Some(_)) => Some(Error::Forbidden(permission.phrase().to_owned())),
    }
}
