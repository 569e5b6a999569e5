//! Status, notices, errors, empty and loading.

use leptos::prelude::*;

use super::Row;
use crate::error::Error;
use crate::ui::empty::Empty;
use crate::ui::icon::Glyph;
use crate::ui::notice::{ErrorNotice, Notice};
use crate::ui::skeleton::Skeleton;
use crate::ui::status::{Status, Tone};

#[component]
pub(super) fn States() -> impl IntoView {
    let words = ["Running", "Starting", "Idle for 12 min", "Stopped", "Failed"];
    let states = Tone::ALL.into_iter().zip(words).map(|(tone, label)| view! { <Status tone label /> }).collect_view();
    view! {
        <Row>{states}</Row>
        <Row>
            <span class="badge">"Student"</span>
            <span class="badge badge-primary">"Now"</span>
            <span class="badge badge-outline">"3 more"</span>
            <span class="badge badge-good">"Active"</span>
            <span class="badge badge-busy">"Moved"</span>
            <span class="badge badge-idle">"Watching"</span>
            <span class="badge badge-bad">"Suspended"</span>
        </Row>
    }
}

#[component]
pub(super) fn Notices() -> impl IntoView {
    let missing = Error::Unavailable {
        part: "The container engine".to_owned(),
        detail: "nothing answers at its socket".to_owned(),
    };
    view! {
        <Notice tone=Tone::Idle title="Ms Weber is watching this terminal">
            <p>"She sees what you see and cannot type."</p>
        </Notice>
        <Notice tone=Tone::Good title="28 labs are running" />
        <Notice tone=Tone::Busy title="The disk is nearly full">
            <p>"4.1 GiB are left. New labs need about 2 GiB each."</p>
        </Notice>
        <ErrorNotice error=missing quiet=true />
    }
}

#[component]
pub(super) fn Nothing() -> impl IntoView {
    view! {
        <Empty
            glyph=Glyph::CONTAINER
            title="No containers yet"
            text="Containers that run on this host appear here by themselves, with their figures and logs."
        >
            <a class="btn btn-outline btn-sm" href="#states">
                "How labs make them"
            </a>
        </Empty>
        <Skeleton lines=3 />
    }
}
