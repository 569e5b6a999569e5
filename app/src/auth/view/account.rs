//! One's own account: picture, names, zone, theme, password.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::auth::account::{PICTURE_LIMIT_BYTES, PictureFault, Profile};
use crate::auth::api::account::{ChangePassword, RemovePicture, SaveProfile, profile};
use crate::auth::fields::PASSWORD_MIN_CHARS;
use crate::auth::session::use_me;
use crate::auth::types::Theme;
use crate::auth::view::fault::{WholeFault, fault_of, last_error};
use crate::auth::view::names::NameFields;
use crate::auth::view::password_field::PasswordField;
use crate::call::fetch;
use crate::ui::form::{SelectField, TextField};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::{ErrorNotice, Notice};
use crate::ui::page_head::PageHead;
use crate::ui::plain::{Done, ServerForm, use_action};
use crate::ui::skeleton::Skeleton;
use crate::ui::status::Tone;
use crate::ui::toast::{toast_error, toast_ok};

const CHANGED: &str = "Your password is changed. Other sessions have ended.";

#[component]
pub fn Account() -> impl IntoView {
    let profile = fetch(|| (), |()| profile());
    view! {
        <PageHead title="My account">
            <a class="btn btn-outline" href="/account/sessions">
                <Icon glyph=Glyph::LAPTOP />
                "My sessions"
            </a>
        </PageHead>
        <Transition fallback=|| {
            view! { <Skeleton lines=8 height_px=40 /> }
        }>
            {move || Suspend::new(async move {
                match profile.await {
                    Ok(known) => {
                        let again = Callback::new(move |()| profile.refetch());
                        view! { <Forms known again /> }.into_any()
                    }
                    Err(error) => view! { <ErrorNotice error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Everything waits for a password that nobody else knows.
#[component]
fn Forms(known: Profile, again: Callback<()>) -> impl IntoView {
    let rest = if known.password_is_temporary {
        view! {
            <Notice tone=Tone::Busy title="Choose your own password first">
                <p>"Yours was made by an admin, who has seen it. The rest of Lyceum opens when you have changed it."</p>
            </Notice>
        }
        .into_any()
    } else {
        view! {
            <Picture url=known.picture_url.clone() initials=known.initials.clone() again />
            <ProfileForm known />
        }
        .into_any()
    };
    view! { <div class="grid max-w-3xl gap-6">{rest} <PasswordForm again /></div> }
}

/// A plain form: pictures are sent the same with and without a script.
#[component]
fn Picture(url: Option<String>, initials: String, again: Callback<()>) -> impl IntoView {
    let query = use_query_map();
    let fault = move || query.read().get("picture").and_then(|word| word.parse::<PictureFault>().ok());
    let remove = use_action::<RemovePicture>();
    let me = use_me();
    Effect::new(move || match remove.value().get() {
        Some(Ok(())) => {
            me.refetch();
            again.run(());
        }
        Some(Err(error)) => toast_error(&error),
        None => {}
    });
    let has_one = url.is_some();
    let shown = match url {
        Some(url) => view! { <img class="size-full object-cover" src=url alt="Your picture" width="80" height="80" /> }
            .into_any(),
        None => view! { <span aria-hidden="true">{initials}</span> }.into_any(),
    };
    view! {
        <section class="card p-5" aria-labelledby="picture-title">
            <h2 id="picture-title" class="text-base font-semibold">
                "Picture"
            </h2>
            <div class="flex flex-wrap items-center gap-5">
                <span class="bg-primary-soft text-primary grid size-20 shrink-0 place-items-center overflow-hidden rounded-full text-xl font-semibold">
                    {shown}
                </span>
                <form
                    method="post"
                    action="/account/picture"
                    enctype="multipart/form-data"
                    class="flex min-w-0 flex-1 flex-col gap-2"
                >
                    <label class="text-sm font-medium" for="picture">
                        "PNG, JPEG or WebP"
                    </label>
                    <div class="flex flex-wrap gap-2">
                        <input
                            class="input min-w-40 flex-1"
                            id="picture"
                            name="picture"
                            type="file"
                            accept="image/png,image/jpeg,image/webp"
                            required
                            aria-describedby="picture-help picture-fault"
                        />
                        <button class="btn btn-outline" type="submit">
                            <Icon glyph=Glyph::UPLOAD />
                            "Use this picture"
                        </button>
                    </div>
                    <p id="picture-help" class="text-muted-foreground text-sm">
                        {format!(
                            "At most {} MB. It is cut to a square; everybody at the school can see it.",
                            PICTURE_LIMIT_BYTES >> 20,
                        )}
                    </p>
                    <p id="picture-fault" role="alert" class="text-bad text-sm empty:hidden">
                        {move || fault().map(PictureFault::text)}
                    </p>
                </form>
                {has_one
                    .then(|| {
                        view! {
                            <ServerForm action=remove>
                                <button class="btn btn-ghost" type="submit">
                                    <Icon glyph=Glyph::TRASH_2 />
                                    "Remove"
                                </button>
                            </ServerForm>
                        }
                    })}
            </div>
        </section>
    }
}

#[component]
fn ProfileForm(known: Profile) -> impl IntoView {
    let action = use_action::<SaveProfile>();
    let error = last_error(action);
    let me = use_me();
    Effect::new(move || {
        if let Some(Ok(())) = action.value().get() {
            me.refetch();
            toast_ok("Your profile is saved.");
        }
    });
    let themes =
        Theme::ALL.into_iter().map(|theme| (theme.as_str().to_owned(), theme_label(theme).to_owned())).collect();
    let mut zones = vec![(String::new(), format!("The school's: {}", known.school_time_zone))];
    zones.extend(known.time_zones.iter().map(|zone| (zone.clone(), zone.replace('_', " "))));
    view! {
        <section class="card p-5" aria-labelledby="profile-title">
            <h2 id="profile-title" class="text-base font-semibold">
                "Profile"
            </h2>
            <p class="text-muted-foreground -mt-3 text-sm">
                {format!("Signed in as {}, {}.", known.login, known.email)}
            </p>
            <ServerForm action attr:class="grid gap-5 sm:grid-cols-2">
                <WholeFault error />
                <Done action words="Your profile is saved." />
                <NameFields given=known.given_name family=known.family_name own=true error />
                <TextField
                    name="preferred_name"
                    label="Preferred name"
                    help="Stands in place of the given name wherever people see you."
                    value=known.preferred_name
                    autocomplete="nickname"
                    error=fault_of(error, "preferred_name")
                />
                <SelectField name="theme" label="Theme" options=themes value=known.theme.as_str() />
                <SelectField
                    name="time_zone"
                    label="Time zone"
                    help="In which times are written for you. The timetable keeps the school's clock."
                    options=zones
                    value=known.time_zone
                    error=fault_of(error, "time_zone")
                />
                <div class="sm:col-span-2">
                    <button class="btn" type="submit" disabled=move || action.pending().get()>
                        "Save profile"
                    </button>
                </div>
            </ServerForm>
        </section>
    }
}

#[component]
fn PasswordForm(again: Callback<()>) -> impl IntoView {
    let action = use_action::<ChangePassword>();
    let error = last_error(action);
    Effect::new(move || {
        if let Some(Ok(())) = action.value().get() {
            toast_ok(CHANGED);
            again.run(());
        }
    });
    view! {
        <section id="password" class="card p-5" aria-labelledby="password-title">
            <h2 id="password-title" class="text-base font-semibold">
                "Password"
            </h2>
            <p class="text-muted-foreground -mt-3 text-sm">"A new one ends every other session of yours."</p>
            <ServerForm action attr:class="grid gap-5 sm:grid-cols-2">
                <WholeFault error />
                <Done action words=CHANGED />
                <PasswordField
                    name="current"
                    label="Current password"
                    autocomplete="current-password"
                    error=fault_of(error, "current")
                />
                <PasswordField
                    name="new"
                    label="New password"
                    autocomplete="new-password"
                    help=format!("At least {PASSWORD_MIN_CHARS} characters.")
                    error=fault_of(error, "new")
                />
                <div class="sm:col-span-2">
                    <button class="btn" type="submit" disabled=move || action.pending().get()>
                        "Change password"
                    </button>
                </div>
            </ServerForm>
        </section>
    }
}

fn theme_label(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "As the system",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    }
}
