//! Typing into the terminals of a class: what, for whom, a look at it before, and what became of it.

use std::collections::BTreeSet;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::error::{Error, Result};
use crate::id::UserId;
use crate::labs::api::{Broadcast, hearers};
use crate::labs::types::{Heard, Hearer, summary};
use crate::labs::view::class::Roster;
use crate::terminals::protocol::checked_broadcast;
use crate::terminals::types::Sent;
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

    /// To the question, if there is something to ask about.
    fn ask(self) {
        let text = checked_broadcast(&self.text.get_untracked());
        self.text_fault.set(text.err());
        let nobody = self.chosen.with_untracked(BTreeSet::is_empty);
        self.whom_fault.set(nobody.then(|| "Choose at least one student.".to_owned()));
        if self.text_fault.with_untracked(Option::is_none) && !nobody {
            self.page.set(Page::Confirm);
        }
    }

    fn go(self) {
        let students = self.chosen.get_untracked().into_iter().collect();
        let (text, clear) = (self.text.get_untracked(), self.clear.get_untracked());
        self.send.dispatch(Broadcast { section: self.roster.section, students, text, clear });
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
            class="btn btn-outline noscript:!hidden"
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

/// The class, with a box for everybody who has a terminal open.
#[component]
fn Whom(draft: Draft, hearers: Vec<Hearer>) -> impl IntoView {
    let (listening, deaf): (Vec<Hearer>, Vec<Hearer>) = hearers.into_iter().partition(|one| one.terminals > 0);
    let all: BTreeSet<UserId> = listening.iter().map(|one| one.student).collect();
    let nobody = listening.is_empty();
    let count = all.len();
    let choose_all = {
        let all = all.clone();
        move |_| {
            draft
                .chosen
                .update(|chosen| *chosen = if chosen.len() == all.len() { BTreeSet::new() } else { all.clone() })
        }
    };
    let boxes = listening
        .into_iter()
        .map(|one| {
            let student = one.student;
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || draft.chosen.with(|chosen| chosen.contains(&student))
                        on:change=move |event| {
                            let on = event_target_checked(&event);
                            draft
                                .chosen
                                .update(|chosen| {
                                    if on { chosen.insert(student) } else { chosen.remove(&student) };
                                });
                        }
                    />
                    {one.name}
                </label>
            }
        })
        .collect_view();
    let without = (!deaf.is_empty()).then(|| {
        let names = deaf.into_iter().map(|one| one.name).collect::<Vec<_>>().join(", ");
        view! { <p class="text-muted-foreground text-xs">{format!("No terminal is open: {names}.")}</p> }
    });
    view! {
        <fieldset class="flex flex-col gap-2">
            <legend class="mb-2 flex w-full items-center gap-3 text-sm font-medium">
                "For whom" <button type="button" class="btn btn-ghost btn-sm" disabled=nobody on:click=choose_all>
                    {format!("All with a terminal ({count})")}
                </button>
            </legend>
            {nobody
                .then(|| {
                    view! { <p class="text-sm">"Nobody of this class has a terminal open now."</p> }
                })}
            <div class="grid max-h-52 gap-x-4 gap-y-1.5 overflow-y-auto sm:grid-cols-2 lg:grid-cols-3" tabindex="-1">
                {boxes}
            </div>
            {move || {
                draft
                    .whom_fault
                    .get()
                    .map(|fault| {
                        view! {
                            <p role="alert" class="text-bad text-sm">
                                {fault}
                            </p>
                        }
                    })
            }}
            {without}
        </fieldset>
    }
}

#[component]
fn Confirm(draft: Draft) -> impl IntoView {
    let count = draft.chosen.with_untracked(BTreeSet::len);
    let text = checked_broadcast(&draft.text.get_untracked()).unwrap_or_default();
    let lines = text.lines().count();
    let lines = if lines == 1 { "One line is".to_owned() } else { format!("{lines} lines are") };
    view! {
        <section class="flex min-w-0 flex-col gap-3">
            <p>
                {format!(
                    "{lines} typed into the terminals of {}. They see your name and the text a moment before; programs run it at once.",
                    students(count),
                )}
            </p>
            <pre class="bg-muted max-h-60 overflow-auto rounded-md p-3 text-xs" tabindex="0">
                {text}
            </pre>
        </section>
        <footer>
            <button type="button" class="btn btn-outline" autofocus on:click=move |_| draft.page.set(Page::Write)>
                "Back"
            </button>
            <button type="button" class="btn" on:click=move |_| draft.go()>
                <Icon glyph=Glyph::SEND />
                {format!("Type it for {}", students(count))}
            </button>
        </footer>
    }
}

#[component]
fn Report(draft: Draft, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <section class="flex min-w-0 flex-col gap-3" aria-live="polite">
            {move || match draft.send.value().get() {
                None => view! { <p>"It is being typed …"</p> }.into_any(),
                Some(Err(error)) => refused(draft, error),
                Some(Ok(heard)) => view! { <Heards heard /> }.into_any(),
            }}
        </section>
        <footer>
            <button
                type="button"
                class="btn btn-outline"
                disabled=move || draft.send.pending().get()
                on:click=move |_| draft.begin()
            >
                "Type more"
            </button>
            <button type="button" class="btn" on:click=move |_| open.set(false)>
                "Close"
            </button>
        </footer>
    }
}

/// A fault of what was written leads back to it.
fn refused(draft: Draft, error: Error) -> AnyView {
    for (field, fault) in [("text", draft.text_fault), ("students", draft.whom_fault)] {
        if let Some(words) = error.field(field) {
            fault.set(Some(words.to_owned()));
        }
    }
    if matches!(error, Error::Invalid(_)) {
        draft.page.set(Page::Write);
    }
    view! { <ErrorNotice error retry=Callback::new(move |()| draft.go()) quiet=true /> }.into_any()
}

#[component]
fn Heards(heard: Vec<Heard>) -> impl IntoView {
    let words = summary(&heard);
    let lines = heard
        .into_iter()
        .map(|one| {
            let (glyph, class) = match one.sent {
                Sent::Typed => (Glyph::CIRCLE_CHECK, "text-good"),
                _ => (Glyph::CIRCLE_X, "text-bad"),
            };
            view! {
                <li class="flex items-start gap-2">
                    <span class=class>
                        <Icon glyph />
                    </span>
                    <span>
                        <strong class="font-medium">{one.name}</strong>
                        {format!(": {}", one.sent.words())}
                    </span>
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="font-medium">{words}</p>
        <ul class="flex max-h-72 flex-col gap-1.5 overflow-y-auto text-sm" tabindex="0">
            {lines}
        </ul>
    }
}

/// "one student", "12 students".
fn students(count: usize) -> String {
    if count == 1 { "one student".to_owned() } else { format!("{count} students") }
}
