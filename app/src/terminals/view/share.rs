//! Sharing a terminal: its link, whom its owner has invited, and whose window decides about its size.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::company::Avatar;
use super::state::DeskState;
use crate::error::{Error, Result};
use crate::id::{TerminalId, UserId};
use crate::terminals::api::{InviteToTerminal, UninviteFromTerminal, sharing};
use crate::terminals::client::remote::to_clipboard;
use crate::terminals::protocol::{Size, Sizing};
use crate::terminals::types::{Invited, Sharing, page_of};
use crate::ui::dialog::Dialog;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;
use crate::ui::skeleton::Skeleton;
use crate::ui::time::Ago;
use crate::ui::toast::{toast_error, toast_ok};

#[derive(Clone, Copy)]
struct Share {
    terminal: RwSignal<Option<TerminalId>>,
    sharing: RwSignal<Option<Result<Sharing>>>,
    invite: ServerAction<InviteToTerminal>,
    uninvite: ServerAction<UninviteFromTerminal>,
}

impl Share {
    fn look(self) {
        let Some(terminal) = self.terminal.get_untracked() else { return };
        self.sharing.set(None);
        spawn_local(async move {
            let found = sharing(terminal).await;
            self.sharing.try_set(Some(found));
        });
    }
}

#[component]
pub(super) fn ShareDialog(desk: DeskState, open: RwSignal<bool>) -> impl IntoView {
    let share = Share {
        terminal: RwSignal::new(None),
        sharing: RwSignal::new(None),
        invite: ServerAction::new(),
        uninvite: ServerAction::new(),
    };
    // Each time it is opened; and where it was opened before there was a terminal, once there is.
    Effect::new(move |before: Option<Option<TerminalId>>| {
        if !open.get() {
            return None;
        }
        let now = desk.focused().and_then(|shown| {
            shown.state.track();
            shown.remote.terminal()
        });
        if now.is_none() || before.flatten() != now {
            share.terminal.set(now);
            share.look();
        }
        now
    });
    // What an answer says is so now.
    let take = move |answer: Option<Result<Sharing>>| match answer {
        Some(Ok(sharing)) => share.sharing.set(Some(Ok(sharing))),
        Some(Err(error)) if !matches!(error, Error::Invalid(_)) => toast_error(&error),
        _ => {}
    };
    Effect::new(move || take(share.invite.value().get()));
    Effect::new(move || take(share.uninvite.value().get()));
    view! {
        <Dialog open title="Share this terminal">
            {move || match share.terminal.get() {
                None => {
                    view! {
                        <section>
                            <p>"Open a terminal first."</p>
                        </section>
                    }
                        .into_any()
                }
                Some(terminal) => {
                    view! {
                        <section class="flex min-w-0 flex-col gap-5">
                            <Link share terminal />
                            <Guests share />
                            <ShowToClass desk share />
                            <WhoseSize desk />
                        </section>
                    }
                        .into_any()
                }
            }}
        </Dialog>
    }
}

#[component]
fn Link(share: Share, terminal: TerminalId) -> impl IntoView {
    let of_class =
        Memo::new(move |_| share.sharing.with(|found| found.as_ref()?.as_ref().ok().map(|one| one.of_class)));
    // Not before it is known.
    let for_whom = move || {
        let staff = if of_class.get()? { "the staff of the class and for " } else { "" };
        Some(format!("It opens for {staff}those invited below, when they are signed in; for nobody else."))
    };
    // The dialog opens in a browser alone.
    let url = format!("{}{}", location().origin().unwrap_or_default(), page_of(terminal));
    let copied = url.clone();
    let press = move |_| {
        to_clipboard(copied.clone(), |outcome| match outcome {
            Ok(_) => toast_ok("The link is on the clipboard."),
            Err(why) => toast_error(&Error::Conflict(why)),
        });
    };
    view! {
        <div class="field">
            <label for="share-link">"Link"</label>
            <div class="flex gap-2">
                <input id="share-link" class="input min-w-0 flex-1 font-mono text-xs" readonly value=url />
                <button type="button" class="btn btn-outline" on:click=press>
                    <Icon glyph=Glyph::COPY />
                    "Copy"
                </button>
            </div>
            <p>{for_whom}</p>
        </div>
    }
}

#[component]
fn Guests(share: Share) -> impl IntoView {
    move || {
        match share.sharing.get() {
        None => view! { <Skeleton lines=3 /> }.into_any(),
        Some(Err(error)) => {
            view! { <ErrorNotice error retry=Callback::new(move |()| share.look()) quiet=true /> }.into_any()
        }
        Some(Ok(sharing)) if sharing.invited.is_empty() && sharing.others.is_empty() => {
            view! { <p class="text-muted-foreground text-sm">"There is nobody who could be invited to this terminal."</p> }
                .into_any()
        }
        Some(Ok(sharing)) => view! {
            <List share terminal=sharing.terminal invited=sharing.invited.clone() />
            <Invite share sharing />
        }
        .into_any(),
    }
    }
}

#[component]
fn List(share: Share, terminal: TerminalId, invited: Vec<Invited>) -> impl IntoView {
    let nobody = invited.is_empty();
    let lines = invited
        .into_iter()
        .map(|one| {
            let user = one.guest.user;
            let label = format!("Take back the invitation of {}", one.guest.name);
            view! {
                <li class="flex items-center gap-2 text-sm">
                    <Avatar user name=one.guest.name.clone() />
                    <span class="min-w-0 flex-1">
                        <span class="block truncate font-medium">{one.guest.name}</span>
                        <span class="text-muted-foreground text-xs">
                            {if one.may_ask { "May look and ask for control" } else { "May look" }} ", since "
                            <Ago at_ms=one.since_ms />
                        </span>
                    </span>
                    <button
                        type="button"
                        class="btn btn-outline btn-sm"
                        aria-label=label
                        disabled=move || share.uninvite.pending().get()
                        on:click=move |_| {
                            share
                                .uninvite
                                .dispatch(UninviteFromTerminal {
                                    terminal,
                                    user,
                                });
                        }
                    >
                        "Take back"
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="flex flex-col gap-2" class:hidden=nobody>
            <h3 class="text-sm font-medium">"Invited"</h3>
            <ul class="flex max-h-48 flex-col gap-2 overflow-y-auto empty:hidden">{lines}</ul>
        </div>
    }
}

#[component]
fn Invite(share: Share, sharing: Sharing) -> impl IntoView {
    let terminal = sharing.terminal;
    let user = RwSignal::new(String::new());
    let may_ask = RwSignal::new(false);
    let fault = move || {
        share.invite.value().with(|value| match value {
            Some(Err(error)) => error.field("user").map(str::to_owned),
            _ => None,
        })
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let user = UserId(user.get_untracked().parse().unwrap_or_default());
        share.invite.dispatch(InviteToTerminal { terminal, user, may_ask: may_ask.get_untracked() });
    };
    let label = if sharing.of_class { "Invite somebody of the class" } else { "Invite a colleague" };
    let options = sharing
        .others
        .into_iter()
        .map(|guest| view! { <option value=guest.user.0.to_string()>{guest.name}</option> })
        .collect_view();
    view! {
        <form class="flex flex-col gap-2" on:submit=submit>
            <div class="field" data-invalid=move || fault().map(|_| "true")>
                <label for="share-guest">{label}</label>
                <select
                    id="share-guest"
                    class="select"
                    aria-describedby="share-guest-fault"
                    on:change=move |event| user.set(event_target_value(&event))
                >
                    <option value="">"Choose …"</option>
                    {options}
                </select>
                {move || {
                    fault()
                        .map(|words| {
                            view! {
                                <p id="share-guest-fault" data-fault="" role="alert">
                                    {words}
                                </p>
                            }
                        })
                }}
            </div>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || may_ask.get()
                    on:change=move |event| may_ask.set(event_target_checked(&event))
                />
                "They may ask for control"
            </label>
            <div>
                <button type="submit" class="btn" disabled=move || share.invite.pending().get()>
                    <Icon glyph=Glyph::USER_PLUS />
                    "Invite"
                </button>
            </div>
        </form>
    }
}

/// For staff at a terminal of their own.
#[component]
fn ShowToClass(desk: DeskState, share: Share) -> impl IntoView {
    let may = Memo::new(move |_| share.sharing.with(|found| matches!(found, Some(Ok(sharing)) if sharing.may_show)));
    let on = Memo::new(move |_| {
        desk.focused().is_some_and(|shown| shown.state.with(|state| state.company.spotlight.is_some()))
    });
    let press = move |_| {
        if let Some(shown) = untrack(|| desk.focused()) {
            if on.get_untracked() { shown.remote.end_spotlight() } else { shown.remote.ask_spotlight() }
        }
    };
    view! {
        <Show when=move || may.get()>
            <div class="flex flex-col items-start gap-2">
                <h3 class="text-sm font-medium">"The whole class"</h3>
                <p id="share-class-help" class="text-muted-foreground text-sm">
                    "Everybody in the class can look on beside their own lab, until you stop or leave."
                </p>
                <button type="button" class="btn btn-outline" aria-describedby="share-class-help" on:click=press>
                    <Icon glyph=Glyph::MONITOR_PLAY />
                    {move || if on.get() { "Stop showing" } else { "Show to the class" }}
                </button>
            </div>
        </Show>
    }
}

/// Whose window decides; the terminal itself says so when it has changed.
#[component]
fn WhoseSize(desk: DeskState) -> impl IntoView {
    let now = Memo::new(move |_| {
        desk.focused().map(|shown| shown.state.with(|state| state.company.sizing)).unwrap_or_default()
    });
    let choose = move |event| {
        let sizing = match event_target_value(&event).as_str() {
            "smallest" => Sizing::Smallest,
            "fixed" => Sizing::Fixed(Size::DEFAULT),
            _ => Sizing::Controller,
        };
        if let Some(shown) = untrack(|| desk.focused()) {
            shown.remote.set_sizing(sizing);
        }
    };
    let option = move |value: &'static str, words: String, this: fn(Sizing) -> bool| {
        view! {
            <option value=value selected=move || this(now.get())>
                {words}
            </option>
        }
    };
    let fixed = format!("Fixed: {} columns, {} rows", Size::DEFAULT.cols, Size::DEFAULT.rows);
    view! {
        <div class="field">
            <label for="share-size">"Size of the terminal"</label>
            <select id="share-size" class="select" aria-describedby="share-size-help" on:change=choose>
                {option(
                    "controller",
                    "That of the window that controls".to_owned(),
                    |sizing| sizing == Sizing::Controller,
                )}
                {option(
                    "smallest",
                    "So small that it fits every window".to_owned(),
                    |sizing| sizing == Sizing::Smallest,
                )}
                {option("fixed", fixed, |sizing| matches!(sizing, Sizing::Fixed(_)))}
            </select>
            <p id="share-size-help">"Windows that hold less show the letters smaller."</p>
        </div>
    }
}
