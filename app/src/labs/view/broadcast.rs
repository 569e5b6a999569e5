//! Typing into the terminals of a class: what, for whom, a look at it before, and what became of it.

mod send;
mod whom;

use std::collections::BTreeSet;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::send::{Confirm, Report};
use self::whom::Whom;
use crate::error::Result;
use crate::id::UserId;
use crate::labs::api::{Broadcast, hearers};
use crate::labs::types::Hearer;
use crate::labs::view::class::Roster;
use crate::terminals::protocol::{Key, Typing};
use crate::ui::dialog::Dialog;
use crate::ui::form::Field;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;
use crate::ui::skeleton::Skeleton;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Write,
    Confirm,
    Report,
}

/// What is being written, for whom, and how far it is.
#[derive(Clone, Copy)]
struct Draft {
    roster: Roster,
    page: RwSignal<Page>,
    hearers: RwSignal<Option<Result<Vec<Hearer>>>>,
    chosen: RwSignal<BTreeSet<UserId>>,
    /// A key; none for lines of text.
    key: RwSignal<Option<Key>>,
    text: RwSignal<String>,
    clear: RwSignal<bool>,
    text_fault: RwSignal<Option<String>>,
    whom_fault: RwSignal<Option<String>>,
    send: ServerAction<Broadcast>,
}

impl Draft {
    /// Reads who has a terminal open; at first those are chosen, of the ticked ones if some are.
    fn begin(self) {
        self.page.set(Page::Write);
        self.send.clear();
        self.look();
    }

    fn look(self) {
        self.hearers.set(None);
        let (section, ticked) = (self.roster.section, self.roster.chosen.get_untracked());
        spawn_local(async move {
            let found = hearers(section).await;
            if let Ok(found) = &found {
                let listens = |one: &&Hearer| one.terminals > 0 && (ticked.is_empty() || ticked.contains(&one.student));
                let listening = found.iter().filter(listens).map(|one| one.student).collect();
                self.chosen.try_set(listening);
            }
            self.hearers.try_set(Some(found));
        });
    }

    fn typing(self) -> Typing {
        let lines = || Typing::Lines { text: self.text.get_untracked(), clear: self.clear.get_untracked() };
        self.key.get_untracked().map_or_else(lines, Typing::Key)
    }

    /// To the question, if there is something to ask about.
    fn ask(self) {
        self.text_fault.set(self.typing().checked().err());
        let nobody = self.chosen.with_untracked(BTreeSet::is_empty);
        self.whom_fault.set(nobody.then(|| "Choose at least one student.".to_owned()));
        if self.text_fault.with_untracked(Option::is_none) && !nobody {
            self.page.set(Page::Confirm);
        }
    }

    fn go(self) {
        let students = self.chosen.get_untracked().into_iter().collect();
        self.send.dispatch(Broadcast { section: self.roster.section, students, what: self.typing() });
        self.page.set(Page::Report);
    }
}

/// The button, and the dialog behind it.
#[component]
pub(super) fn BroadcastButton(roster: Roster) -> impl IntoView {
    let open = RwSignal::new(false);
    let draft = Draft {
        roster,
        page: RwSignal::new(Page::Write),
        hearers: RwSignal::new(None),
        chosen: RwSignal::new(BTreeSet::new()),
        key: RwSignal::new(None),
        text: RwSignal::new(String::new()),
        clear: RwSignal::new(true),
        text_fault: RwSignal::new(None),
        whom_fault: RwSignal::new(None),
        send: ServerAction::new(),
    };
    let title = Signal::derive(move || match draft.page.get() {
        Page::Write => "Type into terminals".to_owned(),
        Page::Confirm => format!("Type this for {}?", students(draft.chosen.with(BTreeSet::len))),
        Page::Report => "Typed into terminals".to_owned(),
    });
    view! {
        <button
            type="button"
            class="btn btn-outline btn-sm noscript:!hidden"
            on:click=move |_| {
                draft.begin();
                open.set(true);
            }
        >
            <Icon glyph=Glyph::SEND />
            "Type into terminals…"
        </button>
        <Dialog open title wide=true>
            {move || match draft.page.get() {
                Page::Write => view! { <Write draft open /> }.into_any(),
                Page::Confirm => view! { <Confirm draft /> }.into_any(),
                Page::Report => view! { <Report draft open /> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn Write(draft: Draft, open: RwSignal<bool>) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        draft.ask();
    };
    view! {
        <form class="contents" on:submit=submit>
            <section class="flex min-w-0 flex-col gap-4">
                <What draft />
                <Show when=move || draft.key.with(Option::is_none)>
                    <Lines draft />
                </Show>
                {move || match draft.hearers.get() {
                    None => view! { <Skeleton lines=4 /> }.into_any(),
                    Some(Err(error)) => {
                        view! { <ErrorNotice error retry=Callback::new(move |()| draft.look()) quiet=true /> }
                            .into_any()
                    }
                    Some(Ok(hearers)) => view! { <Whom draft hearers /> }.into_any(),
                }}
            </section>
            <footer>
                <button type="button" class="btn btn-outline" on:click=move |_| open.set(false)>
                    "Cancel"
                </button>
                <button type="submit" class="btn" disabled=move || draft.hearers.with(Option::is_none)>
                    "Look at it once more"
                </button>
            </footer>
        </form>
    }
}

/// Lines of text, or a key.
#[component]
fn What(draft: Draft) -> impl IntoView {
    let choose = move |event| {
        let label = event_target_value(&event);
        draft.text_fault.set(None);
        draft.key.set(Key::ALL.into_iter().find(|key| key.label() == label));
    };
    let keys = Key::ALL
        .into_iter()
        .map(|key| {
            view! {
                <option value=key.label() selected=move || draft.key.get() == Some(key)>
                    {format!("{} ({})", key.label(), key.help())}
                </option>
            }
        })
        .collect_view();
    view! {
        <Field id="broadcast-what" label="Type">
            <select id="broadcast-what" class="select" on:change=choose>
                <option value="" selected=move || draft.key.with(Option::is_none)>
                    "Lines of text"
                </option>
                <optgroup label="A key">{keys}</optgroup>
            </select>
        </Field>
    }
}

#[component]
fn Lines(draft: Draft) -> impl IntoView {
    view! {
        <Field
            id="broadcast-text"
            label="What is typed"
            help="Each line is ended as with Enter. It goes to the terminal that each student has in front."
            error=draft.text_fault
        >
            <textarea
                id="broadcast-text"
                class="textarea font-mono text-sm"
                rows="4"
                spellcheck="false"
                autocomplete="off"
                autofocus
                aria-describedby="broadcast-text-help broadcast-text-fault"
                aria-invalid=move || draft.text_fault.get().map(|_| "true")
                prop:value=move || draft.text.get()
                on:input=move |event| draft.text.set(event_target_value(&event))
            ></textarea>
        </Field>
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || draft.clear.get()
                on:change=move |event| draft.clear.set(event_target_checked(&event))
            />
            "Clear what is half typed first (Ctrl+U)"
        </label>
    }
}

/// "one student", "12 students".
fn students(count: usize) -> String {
    if count == 1 { "one student".to_owned() } else { format!("{count} students") }
}
