//! The line above a terminal that somebody else sees too, and the messages under it.

use leptos::prelude::*;

use super::banners::Banners;
use super::people::{People, Somebody, somebodies, told, with};
use super::take::TakeControl;
use crate::terminals::client::connection::Connection;
use crate::terminals::client::remote::{Company, Phase, State};
use crate::terminals::protocol::{How, Right, Sizing};
use crate::terminals::view::layout::PaneId;
use crate::terminals::view::state::{DeskState, Shown};
use crate::ui::icon::{Glyph, Icon};

/// What can be done about control now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The owner takes back what was granted.
    TakeBack,
    /// A guest gives it back.
    HandBack,
    /// Ask whoever has it.
    Ask,
    /// We have asked.
    Withdraw,
    /// Take it, with a reason.
    Take,
    /// Show the terminal to the class.
    Show,
    /// No longer ask for that, or show it.
    EndShow,
}

/// What this person may do, the nearest first.
pub fn acts(right: Right, controller: bool, guest_controls: bool, company: &Company) -> Vec<Act> {
    let taken = matches!(&company.handed, Some(handed) if matches!(handed.how, How::Taken { .. }));
    let ask = if company.asked { Act::Withdraw } else { Act::Ask };
    let shows = company.asks_spotlight || company.spotlight.is_some();
    let show = if shows { Act::EndShow } else { Act::Show };
    match (right, controller) {
        (Right::Viewer, _) | (Right::Writer, true) => Vec::new(),
        (Right::Writer, false) if guest_controls && taken => vec![ask],
        (Right::Writer, false) if guest_controls => vec![Act::TakeBack],
        (Right::Writer, false) => Vec::new(),
        (Right::Taker, true) => vec![Act::HandBack, show],
        (_, true) => vec![Act::HandBack],
        (Right::Asker, false) => vec![ask],
        (Right::Taker, false) => vec![ask, Act::Take, show],
    }
}

/// Whether control is this person's to give.
pub fn may_grant(right: Right, controller: bool, guest_controls: bool, company: &Company) -> bool {
    let taken = matches!(&company.handed, Some(handed) if matches!(handed.how, How::Taken { .. }));
    match right {
        Right::Writer => !(guest_controls && taken),
        Right::Taker => controller && taken,
        Right::Viewer | Right::Asker => false,
    }
}

#[component]
pub(in super::super) fn CompanyBar(desk: DeskState, pane: PaneId) -> impl IntoView {
    let state = Memo::new(move |_| desk.shown.with(|all| all.get(&pane).map(|shown| shown.state.get())));
    let shown = StoredValue::new(None::<Shown>);
    Effect::new(move || shown.set_value(desk.shown.with(|all| all.get(&pane).cloned())));
    let people = Memo::new(move |_| match state.get() {
        Some(State { phase: Phase::Live, people, .. }) => somebodies(&people, Connection::of_tab().id()),
        _ => Vec::new(),
    });
    let guest_controls =
        Memo::new(move |_| people.with(|people| people.iter().any(|person| person.controls && !person.owner)));
    let live = move || state.get().filter(|state| state.phase == Phase::Live);
    let acts = Memo::new(move |_| {
        live()
            .map(|state| acts(state.right, state.controller, guest_controls.get(), &state.company))
            .unwrap_or_default()
    });
    let can_grant = Memo::new(move |_| {
        live().is_some_and(|state| may_grant(state.right, state.controller, guest_controls.get(), &state.company))
    });
    let smaller = Memo::new(move |_| state.with(|state| state.as_ref().is_some_and(|state| state.company.smaller)));
    let sizing =
        Memo::new(move |_| state.with(|state| state.as_ref().map(|state| state.company.sizing).unwrap_or_default()));
    let several = Memo::new(move |_| people.with(|people| people.len() > 1 || people.iter().any(|one| !one.owner)));
    let taking = RwSignal::new(false);
    view! {
        <Show when=move || several.get()>
            <div
                role="group"
                aria-label="People in this terminal"
                class="border-border bg-card relative z-20 flex min-h-9 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b px-1.5 py-0.5 text-xs"
            >
                <People people can_grant shown />
                <span role="status" aria-live="polite" class="min-w-0 flex-1 truncate max-sm:basis-3/5">
                    {move || people.with(|people| words(people))}
                    <span class="sr-only">{move || people.with(|people| format!(". {}", told(people)))}</span>
                </span>
                {move || smaller.get().then(|| view! { <Smaller sizing=sizing.get() /> })}
                {move || { acts.get().into_iter().map(|act| view! { <ActButton act shown taking /> }).collect_view() }}
            </div>
        </Show>
        <Banners state shown />
        <TakeControl open=taking shown />
    }
}

/// Whose window decides, for who sees the terminal smaller than usual.
#[component]
fn Smaller(sizing: Sizing) -> impl IntoView {
    let why = match sizing {
        Sizing::Controller => "The terminal has the size of the controller's window, which is larger than this one.",
        Sizing::Smallest => "The terminal has the size of the smallest window.",
        Sizing::Fixed(_) => "The terminal has a fixed size, larger than this window.",
    };
    view! {
        <span class="badge" data-variant="outline" title=why>
            "Shown smaller"
            <span class="sr-only">{format!(". {why}")}</span>
        </span>
    }
}

#[component]
fn ActButton(act: Act, shown: StoredValue<Option<Shown>>, taking: RwSignal<bool>) -> impl IntoView {
    let (glyph, text, title) = match act {
        Act::TakeBack => (Glyph::ROTATE_CCW, "Take back", "Your keys count again, at once"),
        Act::HandBack => (Glyph::ROTATE_CCW, "Hand back", "The owner controls again"),
        Act::Ask => (Glyph::KEY, "Ask for control", "Whoever controls is asked"),
        Act::Withdraw => (Glyph::X, "Do not ask", "You have asked for control"),
        Act::Take => (Glyph::SHIELD_ALERT, "Take control…", "With a reason, which is recorded"),
        Act::Show => (Glyph::MONITOR_PLAY, "Show to the class", "When the owner agrees, the class can look on"),
        Act::EndShow => (Glyph::X, "Stop showing", "The class no longer sees it"),
    };
    let press = move |_| match act {
        Act::TakeBack => with(shown, |shown| {
            shown.remote.take_control();
            shown.remote.focus();
        }),
        Act::HandBack => with(shown, |shown| shown.remote.release()),
        Act::Ask => with(shown, |shown| shown.remote.ask_control()),
        Act::Withdraw => with(shown, |shown| shown.remote.withdraw_ask()),
        Act::Take => taking.set(true),
        Act::Show => with(shown, |shown| shown.remote.ask_spotlight()),
        Act::EndShow => with(shown, |shown| shown.remote.end_spotlight()),
    };
    view! {
        <button type="button" class="btn btn-outline btn-sm" title=title on:click=press>
            <Icon glyph size=14 />
            {text}
        </button>
    }
}

/// "Ada Winter controls", "You control; Max Roth and 3 others watch".
fn words(people: &[Somebody]) -> String {
    let controls = people.iter().find(|person| person.controls);
    let control = match controls {
        Some(person) if person.me => "You control".to_owned(),
        Some(person) => format!("{} controls", person.name),
        None => "Nobody controls".to_owned(),
    };
    let mut watching: Vec<&str> =
        people.iter().filter(|person| !person.controls && !person.me).map(|person| person.name.as_str()).collect();
    if people.iter().any(|person| person.me && !person.controls) {
        watching.insert(0, "you");
    }
    match watching.as_slice() {
        [] => control,
        ["you"] => format!("{control}; you watch"),
        [one] => format!("{control}; {one} is watching"),
        [one, other] => format!("{control}; {one} and {other} are watching"),
        [one, rest @ ..] => format!("{control}; {one} and {} others are watching", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::UserId;
    use crate::terminals::protocol::Handed;

    fn person(name: &str, controls: bool, me: bool) -> Somebody {
        Somebody {
            user: UserId(1),
            name: name.into(),
            owner: false,
            controls,
            me,
            connection: None,
            windows: 1,
            since_ms: 0,
            typed_ms: None,
        }
    }

    #[test]
    fn the_line_says_who_does_what() {
        assert_eq!(words(&[person("Ada", true, true), person("Max", false, false)]), "You control; Max is watching");
        assert_eq!(words(&[person("Ada", true, false), person("Max", false, true)]), "Ada controls; you watch");
        assert_eq!(words(&[person("Max", false, true)]), "Nobody controls; you watch");
        let four = [
            person("Ada", true, true),
            person("B", false, false),
            person("C", false, false),
            person("D", false, false),
        ];
        assert_eq!(words(&four), "You control; B and 2 others are watching");
    }

    #[test]
    fn what_can_be_done_follows_the_right() {
        let company = Company::default();
        let how = How::Taken { reason: "Help".into() };
        let handed = Some(Handed { by: "T".into(), to: Some("T".into()), how });
        let taken = Company { handed, ..Company::default() };
        assert_eq!(acts(Right::Viewer, false, false, &company), []);
        assert_eq!(acts(Right::Asker, false, false, &company), [Act::Ask]);
        assert_eq!(acts(Right::Taker, false, false, &company), [Act::Ask, Act::Take, Act::Show]);
        assert_eq!(acts(Right::Taker, true, true, &taken), [Act::HandBack, Act::Show]);
        assert_eq!(acts(Right::Writer, false, true, &company), [Act::TakeBack]);
        assert_eq!(acts(Right::Writer, false, true, &taken), [Act::Ask]);
        assert!(may_grant(Right::Writer, true, false, &company) && !may_grant(Right::Writer, false, true, &taken));
        assert!(may_grant(Right::Taker, true, true, &taken) && !may_grant(Right::Asker, true, true, &company));
    }
}
