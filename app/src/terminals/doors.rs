//! What decides where a new terminal leads, and who may do what with an existing one.

use std::fmt::Debug;

use async_trait::async_trait;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::terminals::protocol::{Entry, OpenKind, Right};
pub use crate::terminals::wire::Target;

/// One kind of place that terminals lead to. Whatever comes from the browser is looked up with the
/// actor's right here; nothing behind the door asks again.
#[async_trait]
pub trait Doors: Send + Sync + Debug {
    /// Whether this door is for such terminals.
    fn leads_to(&self, kind: OpenKind) -> bool;

    /// What to start for the actor.
    ///
    /// # Errors
    /// When the actor may not, or the place is not there or not running.
    async fn open(&self, cx: &Ctx, kind: OpenKind) -> Result<Target>;

    /// As [`Doors::open`], where it is said how to enter: for places that can be entered in several ways.
    ///
    /// # Errors
    /// Those of [`Doors::open`]; or where there is one way alone.
    async fn enter(&self, _cx: &Ctx, _kind: OpenKind, _entry: &Entry) -> Result<Target> {
        Err(Error::Conflict("This place is entered in one way alone.".to_owned()))
    }

    /// A terminal that leads there has started.
    ///
    /// # Errors
    /// When that could not be written down; the terminal goes on.
    async fn opened(&self, _cx: &Ctx, _kind: OpenKind) -> Result<()> {
        Ok(())
    }

    /// What the actor may do with a terminal that `owner` opened.
    ///
    /// # Errors
    /// When the actor may not even look.
    async fn right(&self, cx: &Ctx, kind: OpenKind, owner: UserId) -> Result<Right>;
}
