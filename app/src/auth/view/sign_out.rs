//! The button that ends this session, on every page.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

use crate::auth::api::{SignOut, sign_out};
use crate::ui::toast::toast_error;

/// A form of one button, so that it works without a script; `class` and `children` are the button's.
#[component]
pub fn SignOutButton(#[prop(into)] class: String, children: Children) -> impl IntoView {
    let click = move |event: MouseEvent| {
        event.prevent_default();
        leave();
    };
    view! {
        <form method="post" action=SignOut::url()>
            <button type="submit" class=class on:click=click>
                {children()}
            </button>
        </form>
    }
}

/// Ends this session, and shows where one signs in.
pub fn leave() {
    spawn_local(async {
        match sign_out().await {
            Ok(()) => go("/sign-in"),
            Err(error) => toast_error(&error),
        }
    });
}

/// Loads the page anew: nothing of the last person stays in memory.
pub(super) fn go(path: &str) {
    // A browser that refuses to leave stays on a page whose every call is refused.
    let _ = window().location().assign(path);
}
