//! The roles of a person, to be ticked.

use leptos::prelude::*;

use crate::auth::types::Role;
use crate::ui::form::Check;

#[component]
pub fn RoleChecks(chosen: Vec<Role>, #[prop(into, optional)] error: MaybeProp<String>) -> impl IntoView {
    let checks = Role::ALL
        .into_iter()
        .map(|role| {
            let checked = chosen.contains(&role);
            view! { <Check name="roles[]" value=role.as_str() label=role.label() checked=checked /> }
        })
        .collect_view();
    view! {
        <fieldset class="flex flex-col gap-2" aria-describedby="roles-fault">
            <legend class="mb-2 text-sm font-medium">"Roles"</legend>
            <div class="flex flex-wrap gap-x-6 gap-y-2">{checks}</div>
            <p id="roles-fault" role="alert" class="text-bad text-sm empty:hidden">
                {move || error.get()}
            </p>
        </fieldset>
    }
}
