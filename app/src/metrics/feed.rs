//! Live data for a page: the page asks, the server answers with the newest there is, and waits to be asked again.
//!
//! A page that is slow asks seldom and skips what it missed; it never slows another, and no queue grows for it.
//! One socket is one feed:
//!
//! ```ignore
//! // api.rs
//! #[server(name = WatchRoster, protocol = Websocket<PostcardEncoding, PostcardEncoding>)]
//! pub async fn watch_roster(asks: Asks<SectionId>) -> Result<Answers<Roster>> {
//!     let cx = ctx().await?;
//!     cx.require(Permission::RunClass)?;
//!     Ok(answer(cx, asks, |cx, section| store::roster_changes(cx, section)))
//! }
//!
//! // view.rs: `section` is what to ask, `roster` what is shown
//! let feed = use_feed(move || Some(section), watch_roster, move |news| roster.set(news));
//! view! { <FeedNotice feed /> }
//! ```
//!
//! The server's half is [`answer`] (and [`latest`] for a watch channel), the browser's [`use_feed`]. A feed ends when
//! the actor's rights change, and in any case after [`FEED_LIFE_S`] seconds; then the page opens it anew, if they still
//! may.

mod browser;
mod notice;
#[cfg(feature = "ssr")]
mod server;

use leptos::server_fn::BoxedStream;
use serde::{Deserialize, Serialize};

pub use browser::{Feed, FeedState, use_feed};
pub use notice::FeedNotice;
#[cfg(feature = "ssr")]
pub use server::{answer, latest};

use crate::error::Error;

/// With nothing to tell, the server says that it is there this often, seconds.
pub const HEARTBEAT_S: u64 = 15;
/// A page that has heard nothing for this long opens its feed anew, seconds.
pub const SILENCE_S: u64 = 2 * HEARTBEAT_S + 10;
/// How long a feed lives before it is opened, and its rights are checked, anew, seconds.
pub const FEED_LIFE_S: u64 = 300;

/// What a page says to its feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask<Q> {
    /// Always first: which thing to watch.
    Open(Q),
    /// The last answer is on the page: the next, please.
    Next,
}

/// What the server says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum News<T> {
    Is(T),
    /// Nothing new; the line is alive.
    Still,
    /// There will be nothing more.
    End,
}

/// What a feed's server function takes.
pub type Asks<Q> = BoxedStream<Ask<Q>, Error>;
/// What a feed's server function returns.
pub type Answers<T> = BoxedStream<News<T>, Error>;
