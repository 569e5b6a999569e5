//! Whether one person may sign in, and with which password. Each question is a dialog, and without a script
//! a part of the page that the address asks for.

use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::auth::api::people::{ResetPassword, SetStanding};
use crate::auth::people::{Person, Standing};
use crate::auth::view::fault::{WholeFault, last_error};
use crate::auth::view::hand_over::HandOver;
use crate::id::UserId;
use crate::ui::dialog::{Confirm, Dialog};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::list::counted;
use crate::ui::notice::Notice;
use crate::ui::plain::{ServerForm, answer_to, use_action, use_script};
use crate::ui::status::Tone;
use crate::ui::toast::toast_error;

#[component]
pub fn Access(person: Person, again: Callback<()>) -> impl IntoView {
    let standing = use_action::<SetStanding>();
    let reset = use_action::<ResetPassword>();
    let handing = RwSignal::new(false);
    let handed_on_page = answer_to::<ResetPassword>().is_some();
    Effect::new(move || match standing.value().get() {
        Some(Ok(())) => again.run(()),
        Some(Err(error)) => toast_error(&error),
        None => {}
    });
    Effect::new(move || match reset.value().get() {
        Some(Ok(_)) => handing.set(!handed_on_page),
        Some(Err(error)) => toast_error(&error),
        None => {}
    });
    let password = move || reset.value().get().and_then(Result::ok);
    let asked = use_query_map().with_untracked(|query| query.get("ask"));
    let why = if person.is_me {
        "This is you: suspend yourself through another admin, and change your password on your account's page."
    } else if person.is_last_admin {
        "The last admin who can sign in cannot be suspended."
    } else {
        "Who is suspended is signed out at once and cannot sign in; nothing of theirs is lost."
    };
    let ask_reset = asked.as_deref() == Some("reset") && !person.is_me && password().is_none();
    view! {
        <section class="card p-5" aria-labelledby="access-title">
            <h2 id="access-title" class="text-base font-semibold">
                "Access"
            </h2>
            <p class="text-muted-foreground -mt-3 text-sm">{why}</p>
            <WholeFault error=last_error(standing) />
            <WholeFault error=last_error(reset) />
            {handed_on_page.then(|| password().map(|password| view! { <HandOver password /> }))}
            <div class="flex flex-wrap gap-2">
                <StandingButton person=person.clone() standing ask=asked.as_deref() == Some("suspend") />
                <ResetButton person reset ask=ask_reset />
            </div>
        </section>
        <Dialog open=handing title="A new password">
            {move || password().map(|password| view! { <HandOver password /> })}
        </Dialog>
    }
}

#[component]
fn StandingButton(person: Person, standing: ServerAction<SetStanding>, ask: bool) -> impl IntoView {
    let (id, name) = (person.id, person.name.clone());
    if person.standing == Standing::Suspended {
        return view! {
            <ServerForm action=standing>
                <Target id />
                <input type="hidden" name="standing" value=Standing::Active.as_str() />
                <button type="submit" class="btn btn-outline" disabled=move || standing.pending().get()>
                    <Icon glyph=Glyph::USER_CHECK />
                    "Reactivate"
                </button>
            </ServerForm>
        }
        .into_any();
    }
    let locked = person.is_me || person.is_last_admin;
    let sessions = usize::try_from(person.open_sessions).unwrap_or(usize::MAX);
    let ends = match sessions {
        0 => String::new(),
        open => format!(" {} at once.", counted(open, "open session ends", "open sessions end")),
    };
    let loss = format!("{name} cannot sign in until somebody reactivates the account.{ends}");
    let suspend = move |()| {
        standing.dispatch(SetStanding { id, standing: Standing::Suspended });
    };
    view! {
        <Ask
            to=format!("/admin/people/{id}?ask=suspend")
            words="Suspend"
            glyph=Glyph::USER_X
            title=format!("Suspend {name}?")
            loss
            locked
            on_confirm=Callback::new(suspend)
            on_page=ask && !locked
        >
            <ServerForm action=standing attr:class="actions">
                <Target id />
                <input type="hidden" name="standing" value=Standing::Suspended.as_str() />
                <ConfirmButtons id words="Suspend" />
            </ServerForm>
        </Ask>
    }
    .into_any()
}

#[component]
fn ResetButton(person: Person, reset: ServerAction<ResetPassword>, ask: bool) -> impl IntoView {
    let (id, name) = (person.id, person.name);
    view! {
        <Ask
            to=format!("/admin/people/{id}?ask=reset")
            words="Reset password"
            glyph=Glyph::KEY_ROUND
            title=format!("Reset the password of {name}?")
            loss=format!("{name} is signed out everywhere. You get a password to hand over, which is shown once.")
            locked=person.is_me
            on_confirm=Callback::new(move |()| {
                reset.dispatch(ResetPassword { id });
            })
            on_page=ask
        >
            <ServerForm action=reset attr:class="actions">
                <Target id />
                <ConfirmButtons id words="Reset password" />
            </ServerForm>
        </Ask>
    }
}

/// A button that asks: in a dialog, or on the page where `on_page` (children: the form).
#[component]
fn Ask(
    /// The page that asks without a script.
    to: String,
    words: &'static str,
    glyph: Glyph,
    title: String,
    loss: String,
    locked: bool,
    on_confirm: Callback<()>,
    on_page: bool,
    children: Children,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let script = use_script();
    let ask = move |event: ev::MouseEvent| {
        event.prevent_default();
        open.set(true);
    };
    let button = if locked {
        view! {
            <button type="button" class="btn btn-outline" disabled>
                <Icon glyph />
                {words}
            </button>
        }
        .into_any()
    } else {
        view! {
            <a class="btn btn-outline" href=to on:click=ask>
                <Icon glyph />
                {words}
            </a>
        }
        .into_any()
    };
    let asked = StoredValue::new(loss.clone());
    let panel = on_page.then(|| {
        view! {
            <div class="order-last w-full" hidden=move || script.get()>
                <Notice tone=Tone::Busy title=title.clone()>
                    <p>{loss}</p>
                    {children()}
                </Notice>
            </div>
        }
    });
    view! {
        {button}
        {panel}
        <Confirm open title action=words on_confirm>
            <p>{asked.get_value()}</p>
        </Confirm>
    }
}

#[component]
fn Target(id: UserId) -> impl IntoView {
    view! { <input type="hidden" name="id" value=id.0 /> }
}

#[component]
fn ConfirmButtons(id: UserId, words: &'static str) -> impl IntoView {
    view! {
        <button type="submit" class="btn btn-destructive btn-sm">
            {words}
        </button>
        <a class="btn btn-outline btn-sm" href=format!("/admin/people/{id}")>
            "Cancel"
        </a>
    }
}
