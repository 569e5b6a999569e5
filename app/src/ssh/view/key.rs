//! A host's key: looked at, compared, accepted; and loud when it is another.

use leptos::prelude::*;

use crate::auth::session::may;
use crate::auth::types::Permission;
use crate::auth::view::{WholeFault, last_error};
use crate::id::SshHostId;
use crate::ssh::api::{AcceptHostKey, TestSshHost};
use crate::ssh::types::{HostDetail, ShownKey, Tested};
use crate::ui::dialog::Confirm;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::Notice;
use crate::ui::plain::{ServerForm, use_action, use_script};
use crate::ui::status::Tone;
use crate::ui::time::Ago;
use crate::ui::toast::toast_ok;

#[component]
pub(super) fn KeyCard(host: HostDetail, again: Callback<()>) -> impl IntoView {
    let test = use_action::<TestSshHost>();
    let accept = use_action::<AcceptHostKey>();
    let id = host.id;
    Effect::new(move || {
        if let Some(Ok(())) = accept.value().get() {
            toast_ok("The key is accepted.");
            test.clear();
            again.run(());
        }
    });
    // What a test has noticed is said by the whole page.
    let was_changed = host.met.is_some();
    Effect::new(move || match test.value().get() {
        Some(Ok(Tested::ChangedKey { .. })) if !was_changed => again.run(()),
        Some(Ok(Tested::Works { .. })) if was_changed => {
            toast_ok("It works: the key is the accepted one again.");
            again.run(());
        }
        _ => {}
    });
    let manage = may(Permission::ManageSshHosts);
    let accepted = host.accepted.clone().map(|accepted| {
        view! {
            <KeyLines key=accepted.key />
            <p class="text-muted-foreground text-sm">
                {format!("Accepted by {} ", accepted.by)} <Ago at_ms=accepted.at_ms />
            </p>
        }
    });
    let name = host.name.clone();
    // What the host showed at the last test, until it is tested again.
    let known_change = host.accepted.clone().zip(host.met.clone());
    let told = move || match test.value().get() {
        Some(Ok(tested)) => Some(view! { <Outcome id name=name.clone() tested accept manage /> }.into_any()),
        Some(Err(_)) => None,
        None => known_change.clone().map(|(accepted, came)| {
            let tested = Tested::ChangedKey { accepted: accepted.key, came };
            view! { <Outcome id name=name.clone() tested accept manage /> }.into_any()
        }),
    };
    view! {
        <section class="card p-5" aria-labelledby="key-title">
            <h2 id="key-title" class="text-base font-semibold">
                "Host key"
            </h2>
            {accepted}
            {host
                .accepted
                .is_none()
                .then(|| {
                    view! {
                        <p class="text-muted-foreground max-w-prose text-sm">
                            "No key is accepted yet, so no terminal opens. Test the connection, compare what the host shows \
                            with its own, and accept it."
                        </p>
                    }
                })}
            <WholeFault error=last_error(test) />
            <WholeFault error=last_error(accept) />
            <div aria-live="polite" class="empty:hidden">
                {told}
            </div>
            {manage
                .then(|| {
                    view! {
                        <ServerForm action=test>
                            <input type="hidden" name="id" value=id.0 />
                            <button type="submit" class="btn btn-outline" disabled=move || test.pending().get()>
                                <Icon glyph=Glyph::PLUG_ZAP />
                                {move || if test.pending().get() { "Connecting…" } else { "Test connection" }}
                            </button>
                        </ServerForm>
                    }
                })}
        </section>
    }
}

#[component]
fn KeyLines(key: ShownKey) -> impl IntoView {
    view! {
        <dl class="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[auto_1fr]">
            <dt class="text-muted-foreground">"Algorithm"</dt>
            <dd class="font-mono">{key.algorithm}</dd>
            <dt class="text-muted-foreground">"Fingerprint"</dt>
            <dd class="font-mono break-all">{key.fingerprint}</dd>
        </dl>
    }
}

#[component]
fn Outcome(
    id: SshHostId,
    name: String,
    tested: Tested,
    accept: ServerAction<AcceptHostKey>,
    manage: bool,
) -> impl IntoView {
    match tested {
        Tested::Works { took_ms } => {
            let title = format!("It works: the key is the accepted one, and the user is let in, in {took_ms} ms.");
            view! { <Notice tone=Tone::Good title /> }.into_any()
        }
        Tested::Failed(text) => view! { <Notice tone=Tone::Bad title=text /> }.into_any(),
        Tested::NewKey(key) => {
            let file = host_file(&key.algorithm);
            let fingerprint = key.fingerprint.clone();
            view! {
                <Notice tone=Tone::Busy title="The host shows a key that nobody has accepted">
                    <div class="flex flex-col gap-3 pt-1">
                        <KeyLines key />
                        <p>
                            "On the host itself, " <code class="break-all">{format!("ssh-keygen -lf {file}")}</code>
                            " prints what it should be. Accept it only if it is the same. Nothing was sent to the host yet."
                        </p>
                        {manage.then(|| view! { <Accept id fingerprint accept words="Accept this key" /> })}
                    </div>
                </Notice>
            }
            .into_any()
        }
        Tested::ChangedKey { accepted, came } => view! {
            <Notice tone=Tone::Bad title="The host shows another key than the accepted one">
                <div class="flex flex-col gap-3 pt-1">
                    <p class="font-medium">"Accepted"</p>
                    <KeyLines key=accepted />
                    <p class="font-medium">"Came"</p>
                    <KeyLines key=came.clone() />
                    <p>
                        "Either the host was set up anew, or somebody stands between Lyceum and the host and reads along. \
                        Nothing was sent to it, and no terminal opens. Ask whoever runs the host; accept the new key only \
                        when you know why it changed."
                    </p>
                    {manage.then(|| view! { <AcceptChanged id name came accept /> })}
                </div>
            </Notice>
        }
        .into_any(),
    }
}

/// Where OpenSSH keeps the public key of this kind.
fn host_file(algorithm: &str) -> String {
    let kind = match algorithm {
        "ssh-rsa" => "rsa",
        other if other.starts_with("ecdsa") => "ecdsa",
        _ => "ed25519",
    };
    format!("/etc/ssh/ssh_host_{kind}_key.pub")
}

#[component]
fn Accept(
    id: SshHostId,
    fingerprint: String,
    accept: ServerAction<AcceptHostKey>,
    words: &'static str,
) -> impl IntoView {
    view! {
        <ServerForm action=accept attr:class="actions">
            <input type="hidden" name="id" value=id.0 />
            <input type="hidden" name="fingerprint" value=fingerprint />
            <button type="submit" class="btn btn-sm" disabled=move || accept.pending().get()>
                <Icon glyph=Glyph::SHIELD_CHECK />
                {words}
            </button>
        </ServerForm>
    }
}

/// A changed key is accepted in two steps: a dialog, or without a script what opens under the button.
#[component]
fn AcceptChanged(id: SshHostId, name: String, came: ShownKey, accept: ServerAction<AcceptHostKey>) -> impl IntoView {
    let open = RwSignal::new(false);
    let script = use_script();
    let fingerprint = StoredValue::new(came.fingerprint.clone());
    let key = StoredValue::new(came);
    let confirm = move |()| {
        accept.dispatch(AcceptHostKey { id, fingerprint: fingerprint.get_value() });
    };
    let plain = move || {
        view! {
            <details class="text-sm">
                <summary class="btn btn-outline btn-sm">"Accept the new key…"</summary>
                <p class="my-2 max-w-prose">"From then on the old key is refused."</p>
                <Accept id fingerprint=fingerprint.get_value() accept words="Accept the new key" />
            </details>
        }
    };
    view! {
        <div class="actions">
            <Show when=move || script.get() fallback=plain>
                <button type="button" class="btn btn-outline btn-destructive btn-sm" on:click=move |_| open.set(true)>
                    <Icon glyph=Glyph::SHIELD_ALERT />
                    "Accept the new key…"
                </button>
            </Show>
        </div>
        <Confirm
            open
            title=format!("Accept the new key of {name}?")
            action="Accept the new key"
            on_confirm=Callback::new(confirm)
        >
            <p>
                "Terminals open again, to whoever has this key. The old key is refused from then on. This is written to the \
                audit log."
            </p>
            <KeyLines key=key.get_value() />
        </Confirm>
    }
}
