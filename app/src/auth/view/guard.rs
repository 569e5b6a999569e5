//! What stands where a page would, for somebody who may not see it.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use crate::auth::pages::{page_permission, sign_in_path};
use crate::auth::session::use_me;
use crate::auth::types::Me;

/// Shows `children` where the signed-in person may see this page, else why not and the way out. The
/// server has answered the same by its status; this also covers moving about without it.
#[component]
pub fn Guard(children: ChildrenFn) -> impl IntoView {
    let path = use_location().pathname;
    let children = StoredValue::new(children);
    let me = use_me();
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let me = me.await.ok().flatten();
                let path = path.get();
                match page_permission(&path) {
                    None => children.with_value(|children| children()).into_any(),
                    Some(permission) => match me {
                        None => view! { <SignedOut path /> }.into_any(),
                        Some(me) if me.may(permission) => children.with_value(|children| children()).into_any(),
                        Some(me) => view! { <NotYours me phrase=permission.phrase() /> }.into_any(),
                    },
                }
            })}
        </Suspense>
    }
}

#[component]
fn SignedOut(path: String) -> impl IntoView {
    view! {
        <Title text="Sign in" />
        <section class="mx-auto grid max-w-md gap-4 py-16 text-center">
            <h1 class="text-xl font-semibold">"You are signed out"</h1>
            <p class="text-muted-foreground">"A sign-in lasts a day, and can be ended from another device."</p>
            <p>
                <a class="btn" rel="external" href=sign_in_path(&path)>
                    "Sign in again"
                </a>
            </p>
        </section>
    }
}

#[component]
fn NotYours(me: Me, phrase: &'static str) -> impl IntoView {
    let portals = me.portals();
    view! {
        <Title text="Not yours to see" />
        <section class="mx-auto grid max-w-md gap-4 py-16 text-center">
            <h1 class="text-xl font-semibold">"This page is not yours to see"</h1>
            <p class="text-muted-foreground">
                {format!("{} is signed in, who may not {phrase}. An admin can change that.", me.name)}
            </p>
            <p class="flex flex-wrap justify-center gap-2">
                {portals
                    .into_iter()
                    .map(|portal| {
                        view! {
                            <a class="btn-outline" href=portal.path()>
                                {portal.label()}
                            </a>
                        }
                    })
                    .collect_view()} <a class="btn-outline" href="/account">
                    "My account"
                </a>
            </p>
        </section>
    }
}
