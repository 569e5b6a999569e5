//! The button that ends this session, on every page.

use leptos::prelude::*;

use crate::auth::api::SignOut;
use crate::ui::plain::{ServerForm, use_action};

/// A form of one button, so that it works without a script; `class` and `children` are the button's.
#[component]
pub fn SignOutButton(#[prop(into)] class: String, children: Children) -> impl IntoView {
    let action = use_action::<SignOut>();
    let value = action.value();
    Effect::new(move || {
        if let Some(Ok(())) = value.get() {
            go("/sign-in");
        }
    });
    view! {
        <ServerForm action>
            <button type="submit" class=class disabled=move || action.pending().get()>
                {children()}
            </button>
        </ServerForm>
    }
}

/// Loads the page anew: nothing of the last person stays in memory.
pub(super) fn go(path: &str) {
    // A browser that refuses to leave stays on a page whose every call is refused.
    let _ = window().location().assign(path);
}
