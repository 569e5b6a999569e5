//! Removing a host.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::auth::view::{WholeFault, last_error};
use crate::ssh::api::RemoveSshHost;
use crate::ssh::types::HostDetail;
use crate::ui::dialog::Confirm;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::plain::{ServerForm, use_action, use_script};
use crate::ui::toast::toast_ok;

#[component]
pub(super) fn Removal(host: HostDetail) -> impl IntoView {
    let action = use_action::<RemoveSshHost>();
    let navigate = use_navigate();
    let open = RwSignal::new(false);
    let script = use_script();
    let (id, name) = (host.id, host.name.clone());
    let removed = name.clone();
    Effect::new(move || {
        if let Some(Ok(())) = action.value().get() {
            toast_ok(format!("{removed} is removed."));
            navigate("/admin/ssh", Default::default());
        }
    });
    let why = if host.leads_to.is_empty() {
        "Its address, what signs in, and its accepted key are forgotten for good. Open terminals go on.".to_owned()
    } else {
        format!("It is the way to {}: change them first.", host.leads_to.join(", "))
    };
    let locked = !host.leads_to.is_empty();
    let plain = move || {
        view! {
            <details class="text-sm">
                <summary class="btn btn-outline">"Remove host…"</summary>
                <ServerForm action attr:class="mt-2">
                    <input type="hidden" name="id" value=id.0 />
                    <button type="submit" class="btn btn-destructive btn-sm">
                        "Remove for good"
                    </button>
                </ServerForm>
            </details>
        }
    };
    let loss = StoredValue::new(why.clone());
    view! {
        <section class="card p-5" aria-labelledby="remove-title">
            <h2 id="remove-title" class="text-base font-semibold">
                "Remove"
            </h2>
            <p class="text-muted-foreground -mt-3 text-sm">{why}</p>
            <WholeFault error=last_error(action) />
            <Show when=move || !locked>
                <div>
                    <Show when=move || script.get() fallback=plain>
                        <button
                            type="button"
                            class="btn btn-outline btn-destructive"
                            disabled=move || action.pending().get()
                            on:click=move |_| open.set(true)
                        >
                            <Icon glyph=Glyph::TRASH_2 />
                            "Remove host…"
                        </button>
                    </Show>
                </div>
            </Show>
        </section>
        <Confirm
            open
            title=format!("Remove {name}?")
            action="Remove host"
            on_confirm=Callback::new(move |()| {
                action.dispatch(RemoveSshHost { id });
            })
        >
            <p>{loss.get_value()}</p>
        </Confirm>
    }
}
