//! What is a whole page: errors, and the door.

use leptos::prelude::*;

use crate::error::Error;
use crate::ui::door::Door;
use crate::ui::error_page::ErrorBody;
use crate::ui::form::TextField;

#[component]
pub(super) fn Errors() -> impl IntoView {
    let missing = Error::NotFound("page".to_owned());
    let away = Error::Unavailable { part: "The database".to_owned(), detail: "it does not answer".to_owned() };
    view! {
        <Picture>
            <ErrorBody error=missing />
        </Picture>
        <Picture>
            <ErrorBody error=away request_id="7d0c2f6a" />
        </Picture>
    }
}

#[component]
pub(super) fn Doors(theme: &'static str) -> impl IntoView {
    view! {
        <Picture>
            <Door title="Sign in">
                <div class="card gap-4 p-5">
                    <TextField name=format!("{theme}-login") label="Login or e-mail" />
                    <TextField name=format!("{theme}-password") label="Password" kind="password" />
                    <button type="button" class="btn w-full">
                        "Sign in"
                    </button>
                </div>
            </Door>
        </Picture>
    }
}

/// A page within the page, lower than a window: seen, and neither read out nor pressed, for it has a heading and
/// an outline of its own.
#[component]
fn Picture(children: Children) -> impl IntoView {
    view! {
        <div inert aria-hidden="true" class="overflow-hidden rounded-lg border [&>*]:!min-h-72">
            {children()}
        </div>
    }
}
