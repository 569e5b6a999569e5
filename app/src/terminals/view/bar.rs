//! The row above the terminals: tabs, and what can be done.

use leptos::html::{self, Button};
use leptos::prelude::*;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::desk::panes_on_tab;
use super::layout::{Axis, Layout, PaneId};
use super::new::NewMenu;
use super::panes::focus as give_keyboard;
use super::recording::RecordButton;
use super::shortcuts::Action;
use super::state::DeskState;
use crate::ui::icon::{Glyph, Icon};

#[derive(Debug, Clone, PartialEq, Eq)]
struct TabLabel {
    focus: PaneId,
    shown: bool,
    panes: usize,
}

/// What opens from the bar.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialogs {
    pub help: RwSignal<bool>,
    pub share: RwSignal<bool>,
    pub layouts: RwSignal<bool>,
    pub more: RwSignal<bool>,
}

#[component]
pub(super) fn Bar(desk: DeskState, dialogs: Dialogs) -> impl IntoView {
    let (first, last) = (NodeRef::<Button>::new(), NodeRef::<Button>::new());
    Effect::new(move |before: Option<u32>| {
        let count = desk.leave.get();
        if before.is_some_and(|before| before != count)
            && let Some(button) = first.get_untracked().or(last.get_untracked())
        {
            let _ = button.focus();
        }
        count
    });
    let tabs = Memo::new(move |_| {
        desk.layout.with(|layout| {
            layout
                .tabs
                .iter()
                .enumerate()
                .map(|(index, tab)| TabLabel {
                    focus: tab.focus,
                    shown: index == layout.active,
                    panes: tab.panes().len(),
                })
                .collect::<Vec<_>>()
        })
    });
    let list = NodeRef::<html::Nav>::new();
    Effect::new(move || {
        tabs.track();
        request_animation_frame(move || {
            if let Some(list) = list.try_get_untracked().flatten() {
                show_current(&list);
            }
        });
    });
    let full = Memo::new(move |_| desk.layout.with(Layout::is_full));
    let none = Memo::new(move |_| desk.layout.with(|layout| layout.tabs.is_empty()));
    let own = desk.is_own();
    let types = Memo::new(move |_| desk.types());
    view! {
        <div class="desk-bar border-border flex min-w-0 items-center gap-1 border-b px-1.5 py-1">
            {own
                .then(|| {
                    if desk.kind.is_none() {
                        return view! { <NewMenu desk /> }.into_any();
                    }
                    view! {
                        <button
                            type="button"
                            class="btn btn-ghost btn-icon btn-sm"
                            aria-label="New terminal"
                            title="New terminal (Ctrl+Shift+Enter)"
                            node_ref=first
                            disabled=move || full.get() || !desk.loaded.get()
                            on:click=move |_| desk.open()
                        >
                            <Icon glyph=Glyph::PLUS />
                        </button>
                    }
                        .into_any()
                })} <nav aria-label="Open terminals" class="relative min-w-0 flex-1 overflow-x-auto" node_ref=list>
                <ul class="flex w-max items-center gap-1">
                    {move || tabs.get().into_iter().map(|tab| view! { <TabButton desk tab /> }).collect_view()}
                </ul>
            </nav>
            <button
                type="button"
                class="btn btn-ghost btn-sm md:hidden"
                class:hidden=move || desk.layout.with(panes_on_tab) < 2
                on:click=move |_| desk.layout.update(Layout::next_pane)
            >
                "Next pane"
            </button>
            {own
                .then(|| {
                    view! {
                        <BarButton
                            glyph=Glyph::COLUMNS_2
                            label="Split: another to the right"
                            key="E"
                            wide=true
                            off=Signal::derive(move || full.get() || none.get())
                            on_press=move |()| desk.act(Action::Split(Axis::Row))
                        />
                        <BarButton
                            glyph=Glyph::ROWS_2
                            label="Split: another below"
                            key="O"
                            wide=true
                            off=Signal::derive(move || full.get() || none.get())
                            on_press=move |()| desk.act(Action::Split(Axis::Column))
                        />
                    }
                })}
            <BarButton glyph=Glyph::SEARCH label="Find" key="F" wide=true off=none on_press=move |()| desk.find() />
            <BarButton
                glyph=Glyph::COPY
                label="Copy what is marked"
                key="C"
                wide=true
                off=none
                on_press=move |()| desk.copy()
            /> <Show when=move || own || types.get()>
                <BarButton
                    glyph=Glyph::CLIPBOARD
                    label="Paste"
                    key="V"
                    wide=true
                    off=none
                    on_press=move |()| desk.paste()
                />
            </Show>
            {(!desk.watch)
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="btn btn-ghost btn-icon btn-sm"
                            aria-label="Share this terminal"
                            title="Share this terminal"
                            disabled=move || none.get()
                            on:click=move |_| dialogs.share.set(true)
                        >
                            <Icon glyph=Glyph::USER_PLUS />
                        </button>
                        <RecordButton desk />
                    }
                })}
            {own
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="btn btn-ghost btn-icon btn-sm max-md:hidden"
                            aria-label="Layouts"
                            title="Layouts"
                            on:click=move |_| dialogs.layouts.set(true)
                        >
                            <Icon glyph=Glyph::LAYOUT_DASHBOARD />
                        </button>
                    }
                })} <FullButton desk off=none />
            <button
                type="button"
                class="btn btn-ghost btn-icon btn-sm max-md:hidden"
                aria-label="Keys and settings"
                title="Keys and settings"
                node_ref=last
                on:click=move |_| dialogs.help.set(true)
            >
                <Icon glyph=Glyph::CIRCLE_HELP />
            </button>
            <button
                type="button"
                class="btn btn-ghost btn-icon btn-sm md:hidden"
                aria-label="More"
                title="More"
                on:click=move |_| dialogs.more.set(true)
            >
                <Icon glyph=Glyph::ELLIPSIS />
            </button>
        </div>
    }
}

/// One terminal on the whole window, and back.
#[component]
pub(super) fn FullButton(desk: DeskState, #[prop(into)] off: Signal<bool>) -> impl IntoView {
    let label = move || if desk.full.get() { "Back to the page" } else { "On the whole window" };
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-icon btn-sm"
            aria-label=label
            aria-pressed=move || if desk.full.get() { "true" } else { "false" }
            title=move || format!("{} (Ctrl+Shift+Z)", label())
            disabled=move || off.get() && !desk.full.get()
            on:pointerdown=|event| event.prevent_default()
            on:click=move |_| desk.act(Action::Full)
        >
            <Icon glyph=Signal::derive(move || if desk.full.get() { Glyph::MINIMIZE } else { Glyph::MAXIMIZE }) />
        </button>
    }
}

#[component]
fn BarButton(
    glyph: Glyph,
    label: &'static str,
    /// With Ctrl and Shift.
    key: &'static str,
    #[prop(optional)] wide: bool,
    #[prop(into)] off: Signal<bool>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-icon btn-sm"
            class:max-md:hidden=wide
            aria-label=label
            title=format!("{label} (Ctrl+Shift+{key})")
            disabled=move || off.get()
            // The terminal keeps what is marked in it, and the keyboard.
            on:pointerdown=|event| event.prevent_default()
            on:click=move |_| on_press.run(())
        >
            <Icon glyph />
        </button>
    }
}

#[component]
fn TabButton(desk: DeskState, tab: TabLabel) -> impl IntoView {
    let TabLabel { focus, shown, panes } = tab;
    let label = move || label_of(desk, focus);
    let over = move || {
        desk.shown.with(|all| all.get(&focus).is_some_and(|shown| shown.state.with(|state| state.phase.is_over())))
    };
    view! {
        <li
            // What is for screen readers alone stays within the list that scrolls.
            class="relative flex items-center rounded-md border border-transparent"
            class=("bg-accent", shown)
            class=("border-border", shown)
        >
            <button
                type="button"
                class="flex min-h-7 max-w-56 max-md:max-w-28 items-center gap-1.5 rounded-md px-2 text-[0.8125rem] pointer-coarse:min-h-11"
                class=("text-muted-foreground", !shown)
                aria-current=shown.then_some("true")
                on:click=move |_| {
                    desk.layout.update(|layout| layout.focus(focus));
                    request_animation_frame(move || give_keyboard(desk, Some(focus)));
                }
            >
                <Icon glyph=Glyph::TERMINAL />
                <span class="truncate" class:line-through=over>
                    {label}
                </span>
                <span class="sr-only">{move || over().then_some("(ended)")}</span>
                {(panes > 1)
                    .then(|| {
                        view! { <span class="text-muted-foreground tabular-nums">{format!("+{}", panes - 1)}</span> }
                    })}
            </button>
            <button
                type="button"
                class="text-muted-foreground hover:text-foreground grid size-6 place-items-center rounded pointer-coarse:size-11"
                aria-label=move || format!("Close {}", label())
                on:click=move |_| desk.close(focus)
            >
                <Icon glyph=Glyph::X size=14 />
            </button>
        </li>
    }
}

/// Brings the shown tab into the part of the list that is seen.
fn show_current(list: &web_sys::Element) {
    let Ok(Some(current)) = list.query_selector("[aria-current]") else { return };
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    nearest.set_inline(ScrollLogicalPosition::Nearest);
    current.scroll_into_view_with_scroll_into_view_options(&nearest);
}

/// What a terminal is called: as its program says, else by number.
pub(super) fn label_of(desk: DeskState, pane: PaneId) -> String {
    let title = desk
        .shown
        .with(|all| all.get(&pane).map(|shown| shown.state.with(|state| state.title.clone())))
        .filter(|title| !title.is_empty());
    match (desk.place_of(pane), title) {
        (Some(place), Some(title)) if title != place => format!("{place}: {title}"),
        (Some(place), _) => place,
        (None, Some(title)) => title,
        (None, None) => format!("Terminal {}", pane.0),
    }
}
