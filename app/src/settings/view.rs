//! The page of the school's settings: its name, its accent with how it reads in both themes, and what a
//! proxy in front must be told.

mod proxies;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use self::proxies::Proxies;
use crate::auth::view::{WholeFault, fault_of, last_error};
use crate::call::fetch;
use crate::settings::api::{ResetSettings, SaveSettings, settings};
use crate::settings::types::{Accent, OWN, PALETTE, SchoolSettings, Shades, chosen, contrast};
use crate::ui::form::TextField;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;
use crate::ui::plain::{Done, ServerForm, typed, use_action};
use crate::ui::skeleton::Skeleton;
use crate::ui::toast::{toast_error, toast_ok};

/// The element that holds the accent, in the head of every page.
const ACCENT_STYLE: &str = "accent";

#[component]
pub fn Settings() -> impl IntoView {
    let known = fetch(|| (), |()| settings());
    view! {
        <PageHead title="Settings" subtitle="What this school is called and looks like, for everybody." />
        <Transition fallback=|| {
            view! { <Skeleton lines=8 height_px=40 /> }
        }>
            {move || Suspend::new(async move {
                match known.await {
                    Ok(known_settings) => {
                        let again = Callback::new(move |()| known.refetch());
                        view! { <SettingsForm known=known_settings again /> }.into_any()
                    }
                    Err(error) => view! { <ErrorNotice error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn SettingsForm(known: SchoolSettings, again: Callback<()>) -> impl IntoView {
    let save = use_action::<SaveSettings>();
    let error = last_error(save);
    let is_default = RwSignal::new(known.is_default());
    Effect::new(move || {
        if let Some(Ok(settings)) = save.value().get() {
            paint(&settings);
            is_default.set(settings.is_default());
            toast_ok("Saved. Other open pages show it when they are loaded anew.");
        }
    });
    view! {
        <div class="grid max-w-3xl gap-6">
            <section class="card p-5" aria-label="Name and colour">
                <ServerForm action=save attr:class="flex flex-col gap-6">
                    <WholeFault error />
                    <Done action=save words="Saved." />
                    <TextField
                        name="name"
                        label="Name of the school"
                        help="On the sign-in page and above the side bar."
                        value=known.name.clone()
                        autocomplete="organization"
                        required=true
                        error=fault_of(error, "name")
                    />
                    <AccentFields known error=fault_of(error, "own") />
                    <div>
                        <button class="btn" type="submit" disabled=move || save.pending().get()>
                            "Save"
                        </button>
                    </div>
                </ServerForm>
            </section>
            <BackToDefault is_default again />
            <Proxies />
        </div>
    }
}

#[component]
fn AccentFields(known: SchoolSettings, error: MaybeProp<String>) -> impl IntoView {
    let (word, own) = known.as_chosen();
    let word = RwSignal::new(typed("accent").unwrap_or_else(|| word.to_owned()));
    let own = RwSignal::new(typed("own").unwrap_or(own));
    let shown_own = own.get_untracked();
    let choose = move |event: leptos::ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok()) else {
            return;
        };
        match input.name().as_str() {
            "accent" => word.set(input.value()),
            "own" => {
                own.set(input.value());
                word.set(OWN.to_owned());
            }
            _ => {}
        }
    };
    let swatches = PALETTE
        .iter()
        .map(|(value, label, colour)| view! { <Swatch value=*value label=*label colour=colour.to_string() word /> })
        .collect_view();
    let accent = Memo::new(move |_| {
        let colour = word.with(|word| own.with(|own| chosen(word, own)))?;
        Accent::of(colour.unwrap_or(PALETTE[0].2))
    });
    // Said while one types; the server's word stands until something else is typed.
    let fault = MaybeProp::derive(move || {
        let said = (word.get() == OWN && !own.with(String::is_empty)).then(|| accent.get().err()).flatten();
        said.or_else(|| error.get())
    });
    view! {
        <fieldset class="flex flex-col gap-4" on:input=choose>
            <legend class="mb-2 text-sm font-medium">"Accent colour"</legend>
            <div class="swatches">
                {swatches} <Swatch value=OWN label="Own" colour="conic-gradient(#e33,#ec0,#3b5,#29d,#93c,#e33)" word />
            </div>
            <div class="max-w-xs">
                <TextField
                    name="own"
                    label="Own colour"
                    help="Six digits such as #3655cd, for “Own”."
                    value=shown_own
                    autocomplete="off"
                    error=fault
                />
            </div>
            {move || accent.get().ok().map(|accent| view! { <Preview accent /> })}
        </fieldset>
    }
}

#[component]
fn Swatch(
    value: &'static str,
    label: &'static str,
    #[prop(into)] colour: String,
    word: RwSignal<String>,
) -> impl IntoView {
    view! {
        <label class="swatch">
            <input
                type="radio"
                name="accent"
                value=value
                checked=word.get_untracked() == value
                prop:checked=move || word.with(|word| word == value)
            />
            <span class="dot" style:background=colour></span>
            {label}
        </label>
    }
}

/// What leads on, in both themes, with how it reads.
#[component]
fn Preview(accent: Accent) -> impl IntoView {
    let (light, dark) = accent.contrasts();
    view! {
        <div class="grid gap-3 sm:grid-cols-2" aria-label="How it looks" role="group">
            <Sample theme="light" words="Light" shades=accent.light least=light />
            <Sample theme="dark" words="Dark" shades=accent.dark least=dark />
        </div>
    }
}

#[component]
fn Sample(theme: &'static str, words: &'static str, shades: Shades, least: f64) -> impl IntoView {
    let on_button = contrast(shades.primary, shades.on_primary);
    view! {
        <div
            class="bg-card text-card-foreground flex flex-col gap-3 rounded-lg border p-4"
            data-theme=theme
            style=shades.style()
        >
            <p class="text-muted-foreground text-xs">{words}</p>
            <div class="flex flex-wrap items-center gap-3">
                <span class="btn" aria-hidden="true">
                    "Open lab"
                </span>
                <span class="text-primary text-sm underline underline-offset-4">"A link"</span>
                <span class="badge badge-primary">"Badge"</span>
            </div>
            <p class="text-muted-foreground text-xs tabular-nums">
                {format!("Contrast {on_button:.1} to 1 on the button, at least {least:.1} to 1 elsewhere")}
            </p>
        </div>
    }
}

#[component]
fn BackToDefault(is_default: RwSignal<bool>, again: Callback<()>) -> impl IntoView {
    let reset = use_action::<ResetSettings>();
    Effect::new(move || match reset.value().get() {
        Some(Ok(settings)) => {
            paint(&settings);
            toast_ok("Back to the default.");
            again.run(());
        }
        Some(Err(error)) => toast_error(&error),
        None => {}
    });
    view! {
        <ServerForm action=reset attr:class="flex flex-col gap-3">
            <Done action=reset words="Back to the default." />
            <div class="flex flex-wrap items-center gap-3">
                <button
                    class="btn btn-outline"
                    type="submit"
                    disabled=move || is_default.get() || reset.pending().get()
                >
                    <Icon glyph=Glyph::ROTATE_CCW />
                    "Back to the default"
                </button>
                <p class="text-muted-foreground text-sm">"The configured name, and Lyceum's own colour."</p>
            </div>
        </ServerForm>
    }
}

/// Gives this page the accent without loading it anew.
fn paint(settings: &SchoolSettings) {
    let rule = settings.accent.and_then(|colour| Accent::of(colour).ok()).map(Accent::css).unwrap_or_default();
    if let Some(style) = document().get_element_by_id(ACCENT_STYLE) {
        style.set_text_content(Some(&rule));
    }
}
