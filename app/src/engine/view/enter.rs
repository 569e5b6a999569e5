//! How to enter a container: as whom, where, and with which program.

use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::engine::types::ContainerSummary;
use crate::engine::types::enter::entry_of;
use crate::error::Faults;
use crate::terminals::protocol::OpenKind;
use crate::terminals::types::Destination;
use crate::terminals::view::ask_to_open;
use crate::ui::dialog::Dialog;
use crate::ui::form::Field;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::plain::use_script;

/// The button, and the dialog behind it.
#[component]
pub(super) fn Enter(shown: Signal<ContainerSummary>) -> impl IntoView {
    let open = RwSignal::new(false);
    let script = use_script();
    let runs = move || shown.with(ContainerSummary::is_running);
    let title = move || shown.with(|shown| format!("Terminal in {}", shown.name));
    view! {
        <button
            type="button"
            class="btn btn-sm"
            hidden=move || !runs()
            disabled=move || !script.get()
            on:click=move |_| open.set(true)
        >
            <Icon glyph=Glyph::SQUARE_TERMINAL />
            "Terminal…"
        </button>
        <Dialog open title=Signal::derive(title)>
            <EnterForm shown open />
        </Dialog>
    }
}

#[component]
fn EnterForm(shown: Signal<ContainerSummary>, open: RwSignal<bool>) -> impl IntoView {
    let (user, workdir, command) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let faults = RwSignal::new(Faults::default());
    let navigate = use_navigate();
    let fault =
        move |field: &'static str| MaybeProp::derive(move || faults.with(|faults| faults.of(field).map(str::to_owned)));
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let entry = user.with(|user| workdir.with(|workdir| command.with(|command| entry_of(user, workdir, command))));
        let Ok(container) = shown.with_untracked(|shown| shown.id.parse()) else { return };
        match entry {
            Ok(entry) => {
                let label = shown.with_untracked(|shown| shown.name.clone());
                ask_to_open(&Destination { kind: OpenKind::Container { container }, entry: Some(entry), label });
                open.set(false);
                navigate("/admin/desk", Default::default());
            }
            Err(found) => faults.set(found),
        }
    };
    let student = move || shown.with(|shown| shown.student().map(str::to_owned));
    let text = move |id: &'static str, value: RwSignal<String>, placeholder: &'static str| {
        view! {
            <input
                id=id
                class="input"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                placeholder=placeholder
                aria-describedby=format!("{id}-help {id}-fault")
                bind:value=value
            />
        }
    };
    view! {
        <form class="contents" on:submit=send>
            <section class="flex flex-col gap-4">
                {move || {
                    student()
                        .map(|student| {
                            view! {
                                <p class="text-sm">
                                    {format!(
                                        "This is the lab of {student}. That you enter it is written to the audit log.",
                                    )}
                                </p>
                            }
                        })
                }}
                <Field
                    id="enter-user"
                    label="User"
                    help="A name, a number, or uid:gid. Empty: the container’s own."
                    error=fault("user")
                >
                    {text("enter-user", user, "")}
                </Field>
                <Field
                    id="enter-workdir"
                    label="Folder"
                    help="A whole path. Empty: the container’s own."
                    error=fault("workdir")
                >
                    {text("enter-workdir", workdir, "")}
                </Field>
                <Field
                    id="enter-command"
                    label="Command"
                    help="Run as it is, by no shell; quotes hold words together. Empty: bash where there is one, else sh."
                    error=fault("command")
                >
                    {text("enter-command", command, "")}
                </Field>
            </section>
            <footer>
                <button type="button" class="btn btn-outline" on:click=move |_| open.set(false)>
                    "Cancel"
                </button>
                <button type="submit" class="btn">
                    "Open terminal"
                </button>
            </footer>
        </form>
    }
}
