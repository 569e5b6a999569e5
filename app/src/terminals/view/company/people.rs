//! Who is in a terminal: once each, with what they do there.

use leptos::prelude::*;

use super::Avatar;
use crate::id::UserId;
use crate::terminals::protocol::{Present, Right};
use crate::terminals::view::state::Shown;
use crate::time::UnixMs;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::menu::Menu;
use crate::ui::time::Ago;

/// Marks shown beside each other; the list behind them has everybody.
const MARKS: usize = 4;

/// One person, whose windows may be several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Somebody {
    pub user: UserId,
    pub name: String,
    pub owner: bool,
    pub controls: bool,
    pub me: bool,
    /// The window that control can be given to, of who may have it.
    pub connection: Option<u64>,
    pub windows: usize,
    pub since_ms: UnixMs,
    pub typed_ms: Option<UnixMs>,
}

/// People by when they came, the owner first; `connection` is this tab's.
pub fn somebodies(people: &[Present], connection: u64) -> Vec<Somebody> {
    let me = people.iter().find(|person| person.connection == connection).map(|person| person.user);
    let mut all: Vec<Somebody> = Vec::new();
    for person in people {
        let at = all.iter().position(|known| known.user == person.user).unwrap_or_else(|| {
            all.push(Somebody {
                user: person.user,
                name: person.name.clone(),
                owner: person.owner,
                controls: false,
                me: Some(person.user) == me,
                connection: None,
                windows: 0,
                since_ms: person.since_ms,
                typed_ms: None,
            });
            all.len() - 1
        });
        let known = &mut all[at];
        known.controls |= person.controller;
        known.windows += 1;
        known.since_ms = known.since_ms.min(person.since_ms);
        known.typed_ms = known.typed_ms.max(person.typed_ms);
        if person.right >= Right::Asker {
            known.connection = Some(person.connection);
        }
    }
    all.sort_by_key(|known| (!known.owner, known.since_ms));
    all
}

/// "Ada Winter controls; Max Roth watches", for the label of the list.
pub fn told(people: &[Somebody]) -> String {
    let of = |person: &Somebody| format!("{} {}", person.name, if person.controls { "controls" } else { "watches" });
    people.iter().map(of).collect::<Vec<_>>().join(", ")
}

#[component]
pub(super) fn People(
    people: Memo<Vec<Somebody>>,
    /// Whether control is ours to give.
    can_grant: Memo<bool>,
    shown: StoredValue<Option<Shown>>,
) -> impl IntoView {
    let marks = move || {
        let all = people.get();
        let more = all.len().saturating_sub(MARKS);
        view! {
            <span class="flex items-center -space-x-1">
                {all
                    .iter()
                    .take(MARKS)
                    .map(|person| view! { <Avatar user=person.user name=person.name.clone() /> })
                    .collect_view()}
            </span>
            {(more > 0)
                .then(|| {
                    view! { <span class="person" data-initials=format!("+{more}") aria-hidden="true"></span> }
                })}
        }
    };
    view! {
        <Menu
            label="Who is in this terminal"
            class="btn btn-ghost btn-sm gap-1.5 px-1.5"
            left=true
            trigger=move || {
                view! {
                    {marks}
                    <Icon glyph=Glyph::CHEVRON_DOWN size=14 />
                }
            }
        >
            <div class="max-h-60 w-72 max-w-[80vw] overflow-y-auto">
                <p class="heading">"In this terminal"</p>
                <ul class="flex flex-col">
                    {move || {
                        people.get().into_iter().map(|person| view! { <Line person can_grant shown /> }).collect_view()
                    }}
                </ul>
            </div>
        </Menu>
    }
}

#[component]
fn Line(person: Somebody, can_grant: Memo<bool>, shown: StoredValue<Option<Shown>>) -> impl IntoView {
    let role = match (person.controls, person.owner) {
        (true, true) => "Owner, controls",
        (true, false) => "Controls",
        (false, true) => "Owner, watches",
        (false, false) => "Watches",
    };
    let name = if person.me { format!("{} (you)", person.name) } else { person.name.clone() };
    let target = person.connection.filter(|_| !person.controls && !person.me);
    let give = format!("Give control to {}", person.name);
    let windows = (person.windows > 1).then(|| format!(", {} windows", person.windows));
    view! {
        <li class="flex items-center gap-2 px-2 py-1.5 text-sm">
            <Avatar user=person.user name=person.name.clone() />
            <span class="min-w-0 flex-1">
                <span class="block truncate font-medium">{name}</span>
                <span class="text-muted-foreground block text-xs">
                    {role} {windows} ", here since " <Ago at_ms=person.since_ms />
                    {person
                        .typed_ms
                        .map(|at_ms| {
                            view! {
                                ", typed "
                                <Ago at_ms />
                            }
                        })}
                </span>
            </span>
            {move || {
                let label = give.clone();
                target
                    .filter(|_| can_grant.get())
                    .map(|connection| {
                        view! {
                            <button
                                type="button"
                                class="btn btn-outline btn-sm entry !w-auto"
                                aria-label=label
                                on:click=move |_| with(shown, |shown| shown.remote.grant(connection))
                            >
                                "Give control"
                            </button>
                        }
                    })
            }}
        </li>
    }
}

/// Does something with the pane's terminal, if it is there.
pub(super) fn with(shown: StoredValue<Option<Shown>>, act: impl FnOnce(&Shown)) {
    shown.with_value(|shown| shown.as_ref().map(act));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn present(connection: u64, user: i64, right: Right, controller: bool, since_ms: UnixMs) -> Present {
        Present {
            connection,
            user: UserId(user),
            name: format!("Person {user}"),
            right,
            controller,
            owner: right == Right::Writer,
            since_ms,
            typed_ms: None,
            window: None,
        }
    }

    #[test]
    fn people_are_told_once_and_the_owner_first() {
        let people = [
            present(7, 2, Right::Taker, true, 5),
            present(8, 3, Right::Viewer, false, 6),
            present(9, 1, Right::Writer, false, 9),
            present(4, 1, Right::Writer, false, 8),
        ];
        let all = somebodies(&people, 7);
        assert_eq!(all.iter().map(|one| one.user.0).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!((all[0].windows, all[0].since_ms, all[0].me), (2, 8, false));
        assert!(all[1].controls && all[1].me);
        assert_eq!(all[2].connection, None, "who may only look is not given control");
        assert_eq!(told(&all), "Person 1 watches, Person 2 controls, Person 3 watches");
    }
}
