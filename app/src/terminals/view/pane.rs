//! One terminal: its screen, and what there is to say about it.

use std::rc::Rc;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use web_sys::HtmlElement;

use super::bar::label_of;
use super::company::CompanyBar;
use super::desk::panes_on_tab;
use super::drag::{self, Grip};
use super::find::FindBar;
use super::layout::{Layout, PaneId};
use super::panes::keyboard_is_ours;
use super::recording::RecordingBar;
use super::state::{DeskState, Shown};
use crate::terminals::client::clipboard::{Concern, amount};
use crate::terminals::client::remote::{Ask, Hooks, Phase, Remote, Target};
use crate::terminals::client::screen::{Look, ready};
use crate::terminals::protocol::{ErrorCode, Right};
use crate::ui::dialog::Dialog;
use crate::ui::icon::{Glyph, Icon};

/// So much of a text that is to be pasted is shown before.
const PREVIEW_CHARS: usize = 2000;

#[component]
pub(super) fn Pane(desk: DeskState, pane: PaneId) -> impl IntoView {
    let host = NodeRef::<Div>::new();
    let failed = RwSignal::new(None::<String>);
    let open = move || {
        let Some(host) = host.get_untracked() else { return };
        failed.set(None);
        spawn_local(async move {
            if let Err(why) = open_in(desk, pane, (*host).clone()).await {
                failed.try_set(Some(why));
            }
        });
    };
    Effect::new(move || {
        if host.get().is_some() {
            open();
        }
    });
    let state = move || desk.shown.with(|all| all.get(&pane).map(|shown| shown.state.get()));
    let phase = Memo::new(move |_| state().map(|state| state.phase));
    let trouble = Memo::new(move |_| state().and_then(|state| state.trouble));
    Effect::new(move || {
        if let Some(shown) = desk.shown.with(|all| all.get(&pane).cloned())
            && let Some(screen) = shown.remote.screen()
        {
            let label = label_of(desk, pane);
            screen.set_label(&format!("Terminal: {label}. Ctrl Shift Space leaves it for the buttons above."));
        }
    });
    let many = Memo::new(move |_| desk.layout.with(panes_on_tab) > 1);
    let focused = Memo::new(move |_| desk.layout.with(Layout::focused) == Some(pane));
    let place = Memo::new(move |_| desk.layout.with(|layout| layout.place(pane)));
    let hidden = move || place.get().is_none_or(|(_, on_shown_tab)| !on_shown_tab);
    let title = move || label_of(desk, pane);
    view! {
        // On a phone the pane with the keyboard has the whole desk.
        <div
            class="bg-card absolute flex min-h-0 min-w-0 flex-col overflow-hidden max-md:!inset-0 max-md:!h-full max-md:!w-full"
            class:invisible=hidden
            class=("max-md:invisible", move || !focused.get())
            class=("desk-behind", move || !focused.get())
            class=("desk-front", focused)
            style=move || place.get().map(|(place, _)| place.css()).unwrap_or_default()
        >
            <Show when=move || many.get()>
                <div
                    class="border-border flex h-7 shrink-0 items-center gap-2 border-b px-2 text-xs"
                    class=("bg-accent", focused)
                    class=("text-muted-foreground", move || !focused.get())
                    on:pointerdown=move |event| drag::grab(desk, pane, &event)
                    on:pointermove=move |event| drag::moved(desk, &event)
                    on:pointerup=move |_| drag::let_go(desk)
                    on:pointercancel=move |_| desk.drag.set(None)
                >
                    <Grip desk pane />
                    <span class="min-w-0 flex-1 truncate select-none">{title}</span>
                    <FullPane desk pane />
                    <button
                        type="button"
                        class="hover:text-foreground grid size-6 place-items-center rounded"
                        aria-label=move || format!("Close {}", title())
                        on:click=move |_| desk.close(pane)
                    >
                        <Icon glyph=Glyph::X size=14 />
                    </button>
                </div>
            </Show>
            <RecordingBar desk pane />
            <CompanyBar desk pane />
            <div class="relative min-h-0 flex-1">
                <div
                    class="absolute inset-x-2 inset-y-1.5 overflow-hidden pointer-coarse:touch-none"
                    node_ref=host
                ></div>
                <FindBar desk pane />
            </div>
            <Pasting desk pane />
            {move || {
                failed
                    .get()
                    .map(|why| {
                        view! {
                            <Bottom text=format!("The terminal could not be shown: {why}")>
                                <button type="button" class="btn btn-outline btn-sm" on:click=move |_| open()>
                                    "Try again"
                                </button>
                            </Bottom>
                        }
                    })
            }}
            {move || phase.get().and_then(|phase| over(desk, pane, &phase))}
            {move || {
                trouble
                    .get()
                    .map(|text| {
                        view! {
                            <Bottom text>
                                <button type="button" class="btn btn-outline btn-sm" on:click=move |_| read(desk, pane)>
                                    "I have read it"
                                </button>
                            </Bottom>
                        }
                    })
            }}
            <AskCopy desk pane />
        </div>
        <AskPaste desk pane />
    }
}

/// Fetches the emulator, opens it in the pane's box and leads it to its terminal.
async fn open_in(desk: DeskState, pane: PaneId, host: HtmlElement) -> Result<(), String> {
    let ready = ready().await?;
    let still_there = desk.layout.try_with_untracked(|layout| layout.panes().contains(&pane)) == Some(true);
    let Some(target) = desk.targets.try_with_value(|targets| targets.get(&pane).cloned()).flatten() else {
        return Ok(());
    };
    if !still_there {
        return Ok(());
    }
    let hooks = Hooks {
        pressed: Box::new(move |event| desk.pressed(event)),
        focused: Box::new(move || {
            if desk.layout.with_untracked(Layout::focused) != Some(pane) {
                desk.layout.update(|layout| layout.focus(pane));
            }
        }),
        opened: Box::new(move |terminal| {
            desk.lead(pane, Target::Existing(terminal));
            desk.save();
        }),
        marked: Box::new(move || {
            if desk.preferences.get_untracked().copy_on_select {
                desk.copy_quietly(pane);
            }
        }),
        wants_letters: Box::new(move |px| desk.prefer(desk.preferences.get_untracked().with_font(px))),
    };
    // Of a terminal that is somebody else's: as much as we may.
    let want = if desk.watch { Right::Taker } else { Right::Writer };
    let look = Look { read_only: desk.watch, preferences: desk.preferences.get_untracked() };
    let remote: Rc<Remote> = Remote::open(&ready, host, target, want, look, hooks)?;
    let shown = Shown { state: remote.state.clone(), remote: SendWrapper::new(remote) };
    if desk.layout.with_untracked(Layout::focused) == Some(pane) && keyboard_is_ours() {
        shown.remote.focus();
    }
    desk.shown.update(|all| drop(all.insert(pane, shown)));
    Ok(())
}

/// What stands under a terminal that has ended or cannot be reached.
fn over(desk: DeskState, pane: PaneId, phase: &Phase) -> Option<AnyView> {
    let text = match phase {
        Phase::Ended(end) => format!("{end}."),
        Phase::Failed { code: ErrorCode::NotFound, .. } => "This terminal has ended.".to_owned(),
        Phase::Failed { message, .. } => message.clone(),
        Phase::Starting | Phase::Live => return None,
    };
    let own = desk.is_own();
    let again = if never_opened(phase) { "Try again" } else { "Open a new one" };
    Some(
        view! {
            <Bottom text>
                {own
                    .then(|| {
                        view! {
                            <button type="button" class="btn btn-sm" on:click=move |_| desk.open_in(pane)>
                                {again}
                            </button>
                        }
                    })} <button type="button" class="btn btn-outline btn-sm" on:click=move |_| desk.close_now(pane)>
                    "Close"
                </button>
            </Bottom>
        }
        .into_any(),
    )
}

/// The terminal was never there; one that has ended is not a failure.
fn never_opened(phase: &Phase) -> bool {
    matches!(phase, Phase::Failed { code, .. } if *code != ErrorCode::NotFound)
}

/// A line with what to do, under a terminal.
#[component]
fn Bottom(text: String, children: Children) -> impl IntoView {
    view! {
        <div role="status" class="border-border bg-muted flex flex-wrap items-center gap-2 border-t px-3 py-2 text-sm">
            <span class="min-w-0 flex-1 break-words">{text}</span>
            {children()}
        </div>
    }
}

/// Takes a message away.
fn read(desk: DeskState, pane: PaneId) {
    if let Some(shown) = desk.shown.with_untracked(|all| all.get(&pane).cloned()) {
        shown.state.update(|state| state.trouble = None);
        shown.remote.focus();
    }
}

fn asked(desk: DeskState, pane: PaneId) -> Option<Ask> {
    desk.shown.with(|all| all.get(&pane).and_then(|shown| shown.state.with(|state| state.ask.clone())))
}

fn answer(desk: DeskState, pane: PaneId, yes: bool) {
    if let Some(shown) = desk.shown.with_untracked(|all| all.get(&pane).cloned()) {
        shown.remote.answer(yes);
    }
}

#[component]
fn AskCopy(desk: DeskState, pane: PaneId) -> impl IntoView {
    move || {
        let Some(Ask::Copy(text)) = asked(desk, pane) else { return None };
        let text = format!("The program wants to put {} characters on your clipboard.", text.chars().count());
        Some(view! {
            <Bottom text>
                <button type="button" class="btn btn-sm" on:click=move |_| answer(desk, pane, true)>
                    "Allow from here on"
                </button>
                <button type="button" class="btn btn-outline btn-sm" on:click=move |_| answer(desk, pane, false)>
                    "Refuse"
                </button>
            </Bottom>
        })
    }
}

#[component]
fn AskPaste(desk: DeskState, pane: PaneId) -> impl IntoView {
    let open = RwSignal::new(false);
    let text = Memo::new(move |_| match asked(desk, pane) {
        Some(Ask::Paste(text, concern)) => Some((text, concern)),
        _ => None,
    });
    Effect::new(move || open.set(text.with(Option::is_some)));
    Effect::new(move || {
        if !open.get() && text.with_untracked(Option::is_some) {
            answer(desk, pane, false);
        }
    });
    let title = move || text.with(|text| text.as_ref().map(|(text, concern)| paste_title(text, *concern)));
    let why = move || text.with(|text| text.as_ref().map(|(_, concern)| paste_words(*concern)));
    view! {
        <Dialog open title=Signal::derive(move || title().unwrap_or_default())>
            <section class="flex min-w-0 flex-col gap-3">
                <p>{why}</p>
                <pre class="bg-muted max-h-60 overflow-auto rounded-md p-3 text-xs" tabindex="0">
                    {move || text.get().map(|(text, _)| text.chars().take(PREVIEW_CHARS).collect::<String>())}
                </pre>
            </section>
            <footer>
                <button type="button" class="btn btn-outline" autofocus on:click=move |_| open.set(false)>
                    "Cancel"
                </button>
                <button type="button" class="btn" on:click=move |_| answer(desk, pane, true)>
                    "Paste"
                </button>
            </footer>
        </Dialog>
    }
}

fn paste_title(text: &str, concern: Concern) -> String {
    match concern {
        Concern::Large => format!("Paste {}?", amount(text.len())),
        Concern::RunsAtOnce | Concern::ManyLines => format!("Paste {} lines?", text.lines().count()),
    }
}

fn paste_words(concern: Concern) -> &'static str {
    match concern {
        Concern::RunsAtOnce => "The program in this terminal runs each line as it arrives.",
        Concern::ManyLines => "The program takes it as one piece of text. Is it what you meant to paste?",
        Concern::Large => "This takes a moment and can be given up on the way. A file may be the better place for it.",
    }
}

/// How far a large paste has come, and the way out.
#[component]
fn Pasting(desk: DeskState, pane: PaneId) -> impl IntoView {
    let state = Memo::new(move |_| {
        desk.shown.with(|all| {
            let shown = all.get(&pane)?;
            shown.state.with(|state| state.pasting)
        })
    });
    let give_up = move |_| {
        if let Some(shown) = desk.shown.with_untracked(|all| all.get(&pane).cloned()) {
            shown.remote.give_up_paste();
        }
    };
    move || {
        state.get().map(|(done, of)| {
            view! {
                <Bottom text=format!("Pasting: {} of {}", amount(done), amount(of))>
                    <progress class="h-1.5 w-32" aria-label="Pasted" max=of value=done></progress>
                    <button type="button" class="btn btn-outline btn-sm" on:click=give_up>
                        "Cancel the rest"
                    </button>
                </Bottom>
            }
        })
    }
}

/// This pane on the whole window.
#[component]
fn FullPane(desk: DeskState, pane: PaneId) -> impl IntoView {
    view! {
        <button
            type="button"
            class="hover:text-foreground grid size-6 place-items-center rounded"
            // The one above goes back.
            class:hidden=move || desk.full.get()
            aria-label=move || format!("{} on the whole window", label_of(desk, pane))
            title="On the whole window (Ctrl+Shift+Z)"
            on:click=move |_| {
                desk.layout.update(|layout| layout.focus(pane));
                desk.full.set(true);
            }
        >
            <Icon glyph=Glyph::MAXIMIZE size=13 />
        </button>
    }
}
