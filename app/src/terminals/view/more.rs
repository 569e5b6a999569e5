//! What there is room for above the terminals on a wide screen only, as a list.

use leptos::prelude::*;

use super::layout::{Axis, Layout};
use super::shortcuts::{Action, Letters};
use super::state::DeskState;
use crate::ui::dialog::Dialog;
use crate::ui::icon::{Glyph, Icon};

#[component]
pub(super) fn More(
    desk: DeskState,
    open: RwSignal<bool>,
    help: RwSignal<bool>,
    layouts: RwSignal<bool>,
) -> impl IntoView {
    let own = !desk.watch;
    let none = move || desk.layout.with(|layout| layout.tabs.is_empty());
    let entry = move |glyph: Glyph, words: &'static str, off: Signal<bool>, act: Callback<()>| {
        view! {
            <li>
                <button
                    type="button"
                    class="btn btn-ghost min-h-11 w-full justify-start"
                    disabled=move || off.get()
                    on:click=move |_| {
                        open.set(false);
                        act.run(());
                    }
                >
                    <Icon glyph />
                    {words}
                </button>
            </li>
        }
    };
    let act = move |what: Action| Callback::new(move |()| desk.act(what));
    let none = Signal::derive(none);
    let full = Signal::derive(move || none.get() || desk.layout.with(Layout::is_full));
    let always = Signal::derive(|| false);
    let full_words = move || if desk.full.get() { "Back to the page" } else { "On the whole window" };
    view! {
        <Dialog open title="Terminals">
            <section>
                <ul class="flex flex-col">
                    {entry(Glyph::SEARCH, "Find", none, act(Action::Find))}
                    {entry(Glyph::TEXT_SELECT, "Mark and copy text", none, Callback::new(move |()| desk.show_lines()))}
                    {own
                        .then(|| {
                            view! {
                                {entry(Glyph::CLIPBOARD, "Paste", none, Callback::new(move |()| desk.paste()))}
                                {entry(
                                    Glyph::PENCIL,
                                    "Write a line",
                                    none,
                                    Callback::new(move |()| desk.composing.set(true)),
                                )}
                                {entry(
                                    Glyph::COLUMNS_2,
                                    "Split: another to the right",
                                    full,
                                    act(Action::Split(Axis::Row)),
                                )}
                                {entry(Glyph::ROWS_2, "Split: another below", full, act(Action::Split(Axis::Column)))}
                                {entry(
                                    Glyph::LAYOUT_DASHBOARD,
                                    "Layouts",
                                    always,
                                    Callback::new(move |()| layouts.set(true)),
                                )}
                                {entry(
                                    Glyph::KEYBOARD,
                                    "Show or hide the row of keys",
                                    always,
                                    Callback::new(move |()| desk.keys_away.update(|away| *away = !*away)),
                                )}
                            }
                        })}
                    {move || {
                        entry(
                            if desk.full.get() { Glyph::MINIMIZE } else { Glyph::MAXIMIZE },
                            full_words(),
                            none,
                            act(Action::Full),
                        )
                    }} {entry(Glyph::CIRCLE_HELP, "Keys and settings", always, Callback::new(move |()| help.set(true)))}
                    <li class="flex items-center gap-2 px-3 py-1">
                        <LetterSize desk />
                    </li>
                </ul>
            </section>
        </Dialog>
    }
}

/// Smaller, how large, larger.
#[component]
pub(super) fn LetterSize(desk: DeskState) -> impl IntoView {
    let button = move |words: &'static str, glyph: Glyph, letters: Letters| {
        view! {
            <button
                type="button"
                class="btn btn-outline btn-icon btn-sm"
                aria-label=words
                title=words
                on:click=move |_| desk.size_letters(letters)
            >
                <Icon glyph />
            </button>
        }
    };
    view! {
        <span class="flex flex-1 flex-wrap items-center gap-2 text-sm" role="group" aria-label="Size of letters">
            <span class="flex-1">"Size of letters"</span>
            {button("Smaller letters", Glyph::MINUS, Letters::Smaller)}
            <span role="status" class="min-w-12 text-center tabular-nums">
                {move || format!("{} px", desk.preferences.get().font_px)}
            </span>
            {button("Larger letters", Glyph::PLUS, Letters::Larger)}
            <button type="button" class="btn btn-ghost btn-sm" on:click=move |_| desk.size_letters(Letters::Normal)>
                "Normal"
            </button>
        </span>
    }
}
