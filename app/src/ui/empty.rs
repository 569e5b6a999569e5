//! What stands where a list would be.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// Says what belongs here and offers the first action (children: buttons or links).
#[component]
pub fn Empty(
    glyph: Glyph,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <header>
                <figure>
                    <Icon glyph size=20 />
                </figure>
                <h2>{title}</h2>
                <p>{text}</p>
            </header>
            {children.map(|children| view! { <footer>{children()}</footer> })}
        </div>
    }
}
