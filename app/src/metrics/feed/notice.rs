//! Says so when what the page shows is no longer live.

use leptos::prelude::*;

use super::browser::{Feed, FeedState};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::live::live;
use crate::ui::notice::ErrorNotice;
use crate::ui::time::Clock;

/// Nothing while the feed is live; else since when it is not, and a button that opens it again.
#[component]
pub fn FeedNotice(feed: Feed) -> impl IntoView {
    view! {
        <div aria-live="polite">
            {live(move || match feed.state.get() {
                FeedState::Waiting | FeedState::Live | FeedState::Ended => ().into_any(),
                FeedState::Stale { since_ms } => {
                    view! {
                        <div class="alert" data-tone="busy" role="status">
                            <Icon glyph=Glyph::WIFI_OFF />
                            <strong>"Not live since " <Clock at_ms=since_ms /></strong>
                            <section>
                                <p>"The connection to the server broke. It is tried again by itself."</p>
                                <div class="actions">
                                    <button
                                        type="button"
                                        class="btn btn-outline btn-sm"
                                        on:click=move |_| feed.reopen()
                                    >
                                        <Icon glyph=Glyph::ROTATE_CW />
                                        "Try now"
                                    </button>
                                </div>
                            </section>
                        </div>
                    }
                        .into_any()
                }
                FeedState::Failed(error) => {
                    view! { <ErrorNotice error retry=Callback::new(move |()| feed.reopen()) /> }.into_any()
                }
            })}
        </div>
    }
}
