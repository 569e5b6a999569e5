//! A password made for somebody else, shown once.

use leptos::prelude::*;

use crate::auth::people::OneTimePassword;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::plain::use_script;
use crate::ui::toast::toast_ok;

#[component]
pub fn HandOver(password: OneTimePassword) -> impl IntoView {
    let OneTimePassword { id, name, login, password } = password;
    let copied = password.clone();
    let script = use_script();
    let copy = move |_| {
        // A browser that refuses leaves the password to be copied by hand: it stands above.
        let _ = window().navigator().clipboard().write_text(&copied);
        toast_ok("Copied.");
    };
    view! {
        <section class="flex flex-col gap-4" aria-live="polite">
            <p>
                {format!("{name} signs in as ")} <strong class="font-mono">{login}</strong>
                " with this password, and is asked for an own one at once. It is shown only now."
            </p>
            <p class="bg-muted flex items-center justify-between gap-3 rounded-lg border px-4 py-3">
                <output class="font-mono text-base font-semibold tracking-wide select-all">{password}</output>
                <button type="button" class="btn btn-outline btn-sm" hidden=move || !script.get() on:click=copy>
                    <Icon glyph=Glyph::COPY />
                    "Copy"
                </button>
            </p>
            <p>
                <a class="underline underline-offset-4" href=format!("/admin/people/{id}")>
                    {format!("Open {name}")}
                </a>
            </p>
        </section>
    }
}
