//! Terminals of all one's labs, side by side.

use leptos::prelude::*;

use crate::labs::api::my_lab_places;
use crate::terminals::view::DeskOfPlaces;
use crate::ui::page_head::PageHead;

#[component]
pub fn LabsDesk() -> impl IntoView {
    view! {
        <PageHead title="Side by side" subtitle="All your terminals; new ones lead to labs of yours that run" />
        <DeskOfPlaces
            ask=|| Box::pin(my_lab_places())
            nowhere="No lab of yours runs. Open one on its own page first; then it can be chosen here."
        />
    }
}
