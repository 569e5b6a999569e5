//! Arrangements with a name: kept with the person, opened on any desk.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::layout::PaneId;
use super::panes::focus_again;
use super::state::DeskState;
use crate::error::{Error, Result};
use crate::id::DeskLayoutId;
use crate::terminals::desks::api::{remove_layout, rename_layout, save_layout};
use crate::terminals::desks::types::{LAYOUTS_MAX, NAME_MAX_CHARS, NamedLayout, Shape, checked_name};
use crate::terminals::protocol::OpenKind;
use crate::terminals::types::Destination;
use crate::ui::dialog::Dialog;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::toast::{toast_error, toast_ok};

impl DeskState {
    /// Arranges the desk so; what runs stays, and what is missing is opened.
    pub fn open_layout(&self, shape: &Shape) {
        let leads = self.leads.get_value();
        let kind_of = |pane: PaneId| leads.get(&pane).map(|to| to.kind);
        let new = self.layout.try_update(|layout| layout.arrange(shape, kind_of)).unwrap_or_default();
        for (pane, kind) in new {
            if let Some(to) = self.place_of_kind(kind) {
                self.lead_to(pane, to);
            }
        }
    }

    /// Where a pane of a layout leads: where it says, or where this desk does.
    fn place_of_kind(&self, kind: Option<OpenKind>) -> Option<Destination> {
        self.places.with_untracked(|places| {
            let places = places.as_deref().unwrap_or_default();
            match kind.or(self.kind) {
                Some(kind) => {
                    let known = places.iter().find(|place| place.kind == kind).cloned();
                    Some(known.unwrap_or(Destination { kind, entry: None, label: String::new() }))
                }
                None => places.first().cloned(),
            }
        })
    }

    fn shape(&self) -> Option<Shape> {
        let leads = self.leads.get_value();
        let elsewhere = |pane: PaneId| leads.get(&pane).map(|to| to.kind).filter(|kind| Some(*kind) != self.kind);
        self.layout.with_untracked(|layout| layout.shape(elsewhere))
    }
}

#[component]
pub(super) fn Layouts(desk: DeskState, open: RwSignal<bool>) -> impl IntoView {
    let renaming = RwSignal::new(None::<DeskLayoutId>);
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            renaming.set(None);
            focus_again(desk);
        }
        now
    });
    let none = move || desk.layouts.with(Vec::is_empty);
    view! {
        <Dialog open title="Layouts">
            <section class="flex flex-col gap-4">
                <p class="text-muted-foreground text-sm">
                    "A layout is how terminals are split and placed. Opening one moves the terminals that run, and opens those that are missing; none is closed. Layouts follow you to other browsers."
                </p>
                <Show when=move || !none() fallback=|| view! { <p class="text-sm">"You have saved none yet."</p> }>
                    <ul class="flex flex-col gap-1">
                        <For
                            each=move || desk.layouts.get()
                            key=|layout| (layout.id, layout.name.clone(), layout.shape.words())
                            let:layout
                        >
                            <Row desk open renaming layout />
                        </For>
                    </ul>
                </Show>
                <SaveAs desk />
            </section>
        </Dialog>
    }
}

#[component]
fn Row(
    desk: DeskState,
    open: RwSignal<bool>,
    renaming: RwSignal<Option<DeskLayoutId>>,
    layout: NamedLayout,
) -> impl IntoView {
    let NamedLayout { id, name, shape } = layout;
    let words = shape.words();
    let choose = StoredValue::new(shape);
    let name = StoredValue::new(name);
    let remove = move || {
        spawn_local(async move {
            take(desk, remove_layout(id).await, format!("Removed “{}”.", name.get_value()));
        });
    };
    let rename = Callback::new(move |(typed, done): (String, Callback<Result<()>>)| {
        spawn_local(async move {
            match rename_layout(id, typed).await {
                Err(error) => done.run(Err(error)),
                renamed => {
                    renaming.set(None);
                    take(desk, renamed, "Renamed.".to_owned());
                }
            }
        });
    });
    let row = move || {
        view! {
            <button
                type="button"
                class="btn btn-ghost min-h-11 min-w-0 flex-1 justify-start text-left"
                on:click=move |_| {
                    choose.with_value(|shape| desk.open_layout(shape));
                    open.set(false);
                }
            >
                <span class="min-w-0 truncate">{name.get_value()}</span>
                <span class="text-muted-foreground shrink-0 text-xs font-normal">{words.clone()}</span>
            </button>
            <button
                type="button"
                class="btn btn-ghost btn-icon btn-sm"
                aria-label=format!("Rename {}", name.get_value())
                title="Rename"
                on:click=move |_| renaming.set(Some(id))
            >
                <Icon glyph=Glyph::PENCIL />
            </button>
            <button
                type="button"
                class="btn btn-ghost btn-icon btn-sm"
                aria-label=format!("Remove {}", name.get_value())
                title="Remove"
                on:click=move |_| remove()
            >
                <Icon glyph=Glyph::TRASH_2 />
            </button>
        }
    };
    view! {
        <li class="flex items-center gap-1">
            {move || {
                if renaming.get() == Some(id) {
                    view! { <NameForm label="New name" button="Rename" first=name.get_value() send=rename /> }
                        .into_any()
                } else {
                    row().into_any()
                }
            }}
        </li>
    }
}

#[component]
fn SaveAs(desk: DeskState) -> impl IntoView {
    let full = move || desk.layouts.with(|layouts| layouts.len() >= LAYOUTS_MAX);
    let send = Callback::new(move |(typed, done): (String, Callback<Result<()>>)| {
        let Some(shape) = desk.shape().and_then(|shape| serde_json::to_string(&shape).ok()) else {
            return done.run(Err(Error::invalid("name", "Open a terminal first; an empty desk has no layout.")));
        };
        spawn_local(async move {
            let answer = save_layout(typed, shape).await;
            let outcome = answer.as_ref().map(|_| ()).map_err(Clone::clone);
            if outcome.is_ok() {
                take(desk, answer, "Saved.".to_owned());
            }
            done.run(outcome);
        });
    });
    view! {
        <div class="border-border flex flex-col gap-2 border-t pt-4">
            <h3 class="text-sm font-medium">"Save how it is now"</h3>
            <NameForm label="Name" button="Save" first=String::new() send />
            <p class="text-muted-foreground text-xs">
                {move || {
                    if full() {
                        format!("You have {LAYOUTS_MAX}, as many as there can be. One of the same name is replaced.")
                    } else {
                        "One of the same name is replaced.".to_owned()
                    }
                }}
            </p>
        </div>
    }
}

/// A name and what to do with it; faults stand below, and what was typed stays.
#[component]
fn NameForm(
    label: &'static str,
    button: &'static str,
    first: String,
    send: Callback<(String, Callback<Result<()>>)>,
) -> impl IntoView {
    let typed = RwSignal::new(first);
    let fault = RwSignal::new(None::<String>);
    let sent = Callback::new(move |outcome: Result<()>| match outcome {
        Ok(()) => {
            fault.try_set(None);
            typed.try_set(String::new());
        }
        Err(error) => drop(fault.try_set(Some(error.to_string()))),
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match checked_name(&typed.get_untracked()) {
            Ok(name) => send.run((name, sent)),
            Err(error) => fault.set(Some(error.to_string())),
        }
    };
    view! {
        <form class="flex min-w-0 flex-1 flex-wrap items-center gap-2" novalidate on:submit=submit>
            <input
                type="text"
                class="input min-w-0 flex-1"
                aria-label=label
                placeholder=label
                maxlength=NAME_MAX_CHARS
                autocomplete="off"
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                bind:value=typed
            />
            <button type="submit" class="btn btn-outline">
                {button}
            </button>
            <p role="alert" class="text-bad w-full text-sm empty:hidden">
                {move || fault.get()}
            </p>
        </form>
    }
}

fn take(desk: DeskState, answer: Result<Vec<NamedLayout>>, said: String) {
    match answer {
        Ok(layouts) => {
            desk.layouts.try_set(layouts);
            toast_ok(said);
        }
        Err(error) => toast_error(&error),
    }
}
