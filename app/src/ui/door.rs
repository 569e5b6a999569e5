//! A page before the frame: signing in, making an account.

use leptos::prelude::*;
use leptos_meta::Title;

use super::mark::Mark;

/// The mark, what this is, and a card with the form (children).
#[component]
pub fn Door(#[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <Title text=title.clone() />
        <main id="main" class="door">
            <div class="flex w-full max-w-sm flex-col gap-6">
                <header class="flex flex-col items-center gap-3 text-center">
                    <Mark size=44 />
                    <h1>{title}</h1>
                </header>
                {children()}
            </div>
        </main>
    }
}
