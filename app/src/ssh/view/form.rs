//! The form of a host: where it is, who signs in and with what.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::auth::view::{WholeFault, fault_of, last_error};
use crate::call::fetch;
use crate::error::Error;
use crate::ssh::api::{CreateSshHost, EditSshHost, jump_hosts};
use crate::ssh::types::{DEFAULT_PORT, HostDetail, KEEP, Other, SignIn};
use crate::ui::form::{Field, SelectField, TextField};
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;
use crate::ui::plain::{Done, ServerForm, typed, use_action, use_script};
use crate::ui::skeleton::Skeleton;
use crate::ui::toast::toast_ok;

#[component]
pub fn NewSshHost() -> impl IntoView {
    let others = fetch(|| (), |()| jump_hosts());
    view! {
        <PageHead title="Add a host" subtitle="Then its key is looked at, and accepted by you." />
        <Transition fallback=|| {
            view! { <Skeleton lines=8 height_px=40 /> }
        }>
            {move || Suspend::new(async move {
                match others.await {
                    Ok(others) => view! { <MakeForm others /> }.into_any(),
                    Err(error) => view! { <ErrorNotice error /> }.into_any(),
                }
            })}
        </Transition>
        <p class="text-sm">
            <a class="link" href="/admin/ssh">
                "Back to the list"
            </a>
        </p>
    }
}

#[component]
fn MakeForm(others: Vec<Other>) -> impl IntoView {
    let action = use_action::<CreateSshHost>();
    let error = last_error(action);
    let navigate = use_navigate();
    Effect::new(move || {
        if let Some(Ok(id)) = action.value().get() {
            navigate(&format!("/admin/ssh/{id}"), Default::default());
        }
    });
    view! {
        <section class="card max-w-3xl p-5" aria-label="The new host">
            <ServerForm action attr:class="flex flex-col gap-5">
                <WholeFault error />
                <Fields known=None others error />
                <div>
                    <button class="btn" type="submit" disabled=move || action.pending().get()>
                        "Add host"
                    </button>
                </div>
            </ServerForm>
        </section>
    }
}

#[component]
pub(super) fn EditForm(host: HostDetail, again: Callback<()>) -> impl IntoView {
    let action = use_action::<EditSshHost>();
    let error = last_error(action);
    Effect::new(move || {
        if let Some(Ok(())) = action.value().get() {
            toast_ok("Saved.");
            again.run(());
        }
    });
    view! {
        <section class="card p-5" aria-labelledby="place-title">
            <h2 id="place-title" class="text-base font-semibold">
                "Where it is, and how to sign in"
            </h2>
            <ServerForm action attr:class="flex flex-col gap-5">
                <WholeFault error />
                <Done action words="Saved." />
                <input type="hidden" name="id" value=host.id.0 />
                <input type="hidden" name="version" value=host.version />
                <Fields others=host.others.clone() known=Some(host) error />
                <div>
                    <button class="btn" type="submit" disabled=move || action.pending().get()>
                        "Save"
                    </button>
                </div>
            </ServerForm>
        </section>
    }
}

#[component]
fn Fields(known: Option<HostDetail>, others: Vec<Other>, error: Signal<Option<Error>>) -> impl IntoView {
    let stored = known.as_ref().map(|host| host.sign_in);
    let of = |text: fn(&HostDetail) -> String| known.as_ref().map(text).unwrap_or_default();
    let port = known.as_ref().map_or(DEFAULT_PORT, |host| host.port);
    let jump = known.as_ref().and_then(|host| host.jump.as_ref()).map(|jump| jump.id.to_string()).unwrap_or_default();
    let mut jumps = vec![(String::new(), "None: directly".to_owned())];
    jumps.extend(others.into_iter().map(|other| (other.id.to_string(), other.name)));
    view! {
        <div class="grid gap-5 sm:grid-cols-2">
            <TextField
                name="host[name]"
                label="Name"
                help="What it is called here."
                value=of(|host| host.name.clone())
                autocomplete="off"
                required=true
                error=fault_of(error, "name")
            />
            <TextField
                name="host[description]"
                label="Description"
                help="What it is for; may be empty."
                value=of(|host| host.description.clone())
                autocomplete="off"
                error=fault_of(error, "description")
            />
            <TextField
                name="host[address]"
                label="Address"
                help="A host name or an IP address."
                value=of(|host| host.address.clone())
                autocomplete="off"
                required=true
                error=fault_of(error, "address")
            />
            <TextField
                name="host[port]"
                label="Port"
                value=port.to_string()
                autocomplete="off"
                required=true
                error=fault_of(error, "port")
            />
            <TextField
                name="host[user]"
                label="User"
                help="Who signs in there, for everybody who opens a terminal."
                value=of(|host| host.user.clone())
                autocomplete="off"
                required=true
                error=fault_of(error, "user")
            />
            <SelectField
                name="host[jump]"
                label="Jump host"
                help="Reached through another host, with that host’s own user and key."
                options=jumps
                value=jump
                error=fault_of(error, "jump")
            />
        </div>
        <CredentialFields stored error />
    }
}

/// What signs in. What is stored never comes back: it is kept, or replaced.
#[component]
fn CredentialFields(stored: Option<SignIn>, error: Signal<Option<Error>>) -> impl IntoView {
    const NAME: &str = "host[credential]";
    let first = if stored.is_some() { KEEP } else { "password" };
    let chosen = RwSignal::new(typed(NAME).unwrap_or_else(|| first.to_owned()));
    let script = use_script();
    // Without a script all fields are there; those of the ticked way count.
    let hidden = move |way: &'static str| script.get() && chosen.with(|chosen| chosen != way);
    let choice = move |value: &'static str, words: String| {
        let at_first = chosen.get_untracked() == value;
        view! {
            <label class="check">
                <input
                    type="radio"
                    name=NAME
                    value=value
                    checked=at_first
                    on:change=move |_| chosen.set(value.to_owned())
                />
                {words}
            </label>
        }
    };
    view! {
        <fieldset class="flex flex-col gap-4">
            <legend class="mb-2 text-sm font-medium">"Signs in with"</legend>
            <div class="flex flex-wrap gap-x-6 gap-y-2">
                {stored
                    .map(|stored| choice(
                        KEEP,
                        format!("What is stored, which is kept: {}", stored.label().to_lowercase()),
                    ))} {choice("password", if stored.is_some() { "A new password" } else { "A password" }.to_owned())}
                {choice("key", if stored.is_some() { "A new private key" } else { "A private key" }.to_owned())}
            </div>
            {move || {
                error
                    .with(|error| error.as_ref().and_then(|error| error.field("credential").map(str::to_owned)))
                    .map(|text| {
                        view! {
                            <p role="alert" class="text-bad text-sm">
                                {text}
                            </p>
                        }
                    })
            }}
            <div class="max-w-sm" hidden=move || hidden("password")>
                <TextField
                    name="host[password]"
                    label="Password"
                    kind="password"
                    autocomplete="new-password"
                    error=fault_of(error, "password")
                />
            </div>
            <div class="flex flex-col gap-4" hidden=move || hidden("key")>
                <Field
                    id="host[private_key]"
                    label="Private key"
                    help="The whole file, as ssh-keygen writes it: OpenSSH, PEM or PuTTY."
                    error=fault_of(error, "private_key")
                >
                    <textarea
                        id="host[private_key]"
                        name="host[private_key]"
                        class="textarea min-h-40 font-mono text-xs"
                        rows="8"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
                        aria-describedby="host[private_key]-help host[private_key]-fault"
                        aria-invalid=move || {
                            error
                                .with(|error| {
                                    error.as_ref().and_then(|error| error.field("private_key").map(|_| "true"))
                                })
                        }
                    ></textarea>
                </Field>
                <div class="max-w-sm">
                    <TextField
                        name="host[passphrase]"
                        label="Passphrase of the key"
                        kind="password"
                        help="Empty where the key has none."
                        autocomplete="new-password"
                        error=fault_of(error, "passphrase")
                    />
                </div>
            </div>
            <p class="text-muted-foreground text-sm">
                "Kept encrypted, and never sent to a browser again. Sent to the host only after its key was accepted."
            </p>
        </fieldset>
    }
}
