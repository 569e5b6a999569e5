//! Starting and stopping labs of a class: one, those chosen, or all.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::error::Result;
use crate::id::{SectionId, UserId};
use crate::labs::api::{StartLabs, StopLabs};
use crate::labs::types::{LabAction, LabResult, LabState};
use crate::labs::view::class::Roster;
use crate::ui::dialog::Confirm;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::plain::{answer_to, use_action};

/// What was asked for last, and what came of it.
#[derive(Clone, Copy)]
pub(super) struct Power {
    roster: Roster,
    start: ServerAction<StartLabs>,
    stop: ServerAction<StopLabs>,
    /// Which of the two was asked last: its answer is shown.
    last: RwSignal<Option<LabAction>>,
    /// That answer came with the page, to a form sent without a script.
    on_page: RwSignal<bool>,
    /// Whose labs are to be stopped, once that is confirmed; nobody is everyone.
    asking: RwSignal<bool>,
    asked: RwSignal<Vec<UserId>>,
}

impl Power {
    pub(super) fn new(roster: Roster) -> Self {
        let started = answer_to::<StartLabs>().map(|_| LabAction::Start);
        let answered = started.or_else(|| answer_to::<StopLabs>().map(|_| LabAction::Stop));
        Self {
            roster,
            start: use_action(),
            stop: use_action(),
            last: RwSignal::new(answered),
            on_page: RwSignal::new(answered.is_some()),
            asking: RwSignal::new(false),
            asked: RwSignal::new(Vec::new()),
        }
    }

    pub(super) fn section(self) -> SectionId {
        self.roster.section
    }

    /// Starts the labs of these students, or of everyone when it is nobody.
    pub(super) fn start(self, students: Vec<UserId>) {
        self.asks(LabAction::Start);
        let everyone = students.is_empty();
        self.start.dispatch(StartLabs { section: self.section(), everyone, students });
    }

    /// Asks first: unsaved work may be lost.
    pub(super) fn ask_to_stop(self, students: Vec<UserId>) {
        self.asked.set(students);
        self.asking.set(true);
    }

    fn stop(self) {
        self.asks(LabAction::Stop);
        let students = self.asked.get_untracked();
        let everyone = students.is_empty();
        self.stop.dispatch(StopLabs { section: self.section(), everyone, students });
    }

    fn asks(self, action: LabAction) {
        self.last.set(Some(action));
        self.on_page.set(false);
    }

    pub(super) fn pending(self) -> Option<LabAction> {
        if self.start.pending().get() {
            Some(LabAction::Start)
        } else {
            self.stop.pending().get().then_some(LabAction::Stop)
        }
    }

    /// What came of the last thing asked for.
    pub(super) fn answer(self) -> Option<(LabAction, Result<Vec<LabResult>>)> {
        let action = self.last.get()?;
        let value = match action {
            LabAction::Start => self.start.value().get(),
            LabAction::Stop => self.stop.value().get(),
        };
        Some((action, value?))
    }

    /// Whether the answer came with the page: it stays there, whatever it says.
    pub(super) fn is_on_page(self) -> bool {
        self.on_page.get()
    }

    pub(super) fn forget_answer(self) {
        self.last.set(None);
    }

    /// How many running labs the question is about.
    fn at_stake(self) -> usize {
        let asked = self.asked.get();
        self.roster.rows.with(|rows| {
            rows.iter()
                .filter(|row| row.state.can_stop() && (asked.is_empty() || asked.contains(&row.student.id)))
                .count()
        })
    }
}

/// The buttons over the roster: for those chosen, or for all.
#[component]
pub(super) fn PowerBar(power: Power) -> impl IntoView {
    let roster = power.roster;
    let count = Memo::new(move |_| roster.chosen.with(std::collections::BTreeSet::len));
    let whom = move || match count.get() {
        0 => "all".to_owned(),
        n => format!("{n} chosen"),
    };
    let chosen = move || roster.chosen.get_untracked().into_iter().collect::<Vec<UserId>>();
    let up = Memo::new(move |_| roster.rows.with(|rows| rows.iter().filter(|row| row.state.is_up()).count()));
    let all = Memo::new(move |_| roster.rows.with(Vec::len));
    let failed = Memo::new(move |_| {
        roster.rows.with(|rows| rows.iter().filter(|row| matches!(row.state, LabState::Failed { .. })).count())
    });
    let everyone = move || (count.get() == 0).then_some("everyone");
    view! {
        <div class="flex flex-wrap items-center justify-between gap-3">
            <p role="status" class="text-sm">
                <strong class="tabular-nums">{move || format!("{} of {}", up.get(), all.get())}</strong>
                " labs are running"
                {move || (failed.get() > 0).then(|| format!(", {} failed", failed.get()))}
            </p>
            <form method="post" id="labs" class="flex flex-wrap gap-2" on:submit=|event| event.prevent_default()>
                <input type="hidden" name="section" value=power.section().0 />
                <button
                    type="submit"
                    class="btn"
                    formaction=StartLabs::url()
                    name=everyone
                    value="true"
                    disabled=move || power.pending().is_some()
                    on:click=move |event| {
                        event.prevent_default();
                        power.start(chosen());
                    }
                >
                    <Icon glyph=Glyph::PLAY />
                    {move || format!("Start {}", whom())}
                </button>
                <button
                    type="submit"
                    class="btn btn-outline"
                    formaction=StopLabs::url()
                    name=everyone
                    value="true"
                    disabled=move || power.pending().is_some() || up.get() == 0
                    on:click=move |event| {
                        event.prevent_default();
                        power.ask_to_stop(chosen());
                    }
                >
                    <Icon glyph=Glyph::CIRCLE_STOP />
                    {move || format!("Stop {}", whom())}
                </button>
                // Without script the boxes of the roster are sent with these.
                <button type="submit" class="btn btn-outline !hidden noscript:!inline-flex" formaction=StartLabs::url()>
                    "Start those chosen"
                </button>
                <button type="submit" class="btn btn-outline !hidden noscript:!inline-flex" formaction=StopLabs::url()>
                    "Stop those chosen"
                </button>
            </form>
        </div>
        <Confirm
            open=power.asking
            title=Signal::derive(move || match power.at_stake() {
                1 => "Stop one lab?".to_owned(),
                n => format!("Stop {n} labs?"),
            })
            action="Stop"
            on_confirm=move |()| power.stop()
        >
            <p>
                "Every program in them is told to end and has ten seconds to do so; what was not saved is lost. Home folders are kept."
            </p>
        </Confirm>
    }
}
