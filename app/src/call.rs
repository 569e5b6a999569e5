//! How values travel between server functions and their pages.
//!
//! In postcard: it carries no field names, so the browser's half of the program needs a fraction of the code that
//! reads JSON. And what pages show is fetched by one kind of resource, whatever its type ([`Data`]): the machinery
//! of a resource is there once, and a type adds its own reading alone.

#[cfg(not(feature = "ssr"))]
#[path = "call/browser.rs"]
mod side;
#[cfg(feature = "ssr")]
#[path = "call/server.rs"]
mod side;

use std::any::Any;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use codee::{Decoder, Encoder};
use leptos::prelude::{Get, Resource, SharedValue};
pub use leptos::server_fn::codec::{Postcard, PostcardEncoding};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// What a page shows of the server's data, or why it cannot. Cheap to copy.
pub struct Data<T> {
    held: Resource<Held, InPage>,
    of: PhantomData<fn() -> T>,
}

/// What a page shows: it must survive the way into the page, and is read there by several views.
pub trait Shown: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static> Shown for T {}

/// Fetches before the page is sent, and again whenever what `source` gives changes.
pub fn fetch<S, T, Fut>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetcher: impl Fn(S) -> Fut + Send + Sync + 'static,
) -> Data<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Shown,
    Fut: Future<Output = Result<T>> + Send + 'static,
{
    Data::new(Arc::new(source), fetcher, true)
}

/// Fetches while the page is sent; for what nothing else waits for.
pub fn fetch_beside<S, T, Fut>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetcher: impl Fn(S) -> Fut + Send + Sync + 'static,
) -> Data<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Shown,
    Fut: Future<Output = Result<T>> + Send + 'static,
{
    Data::new(Arc::new(source), fetcher, false)
}

/// A value made on the server alone, which the page brings along.
pub fn brought<T: Serialize + DeserializeOwned>(make: impl FnOnce() -> T) -> T {
    SharedValue::<T, Bare>::new_with_encoding(make).into_inner()
}

type Source<S> = Arc<dyn Fn() -> S + Send + Sync>;
type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

impl<T: Shown> Data<T> {
    fn new<S, Fut>(source: Source<S>, fetcher: impl Fn(S) -> Fut + Send + Sync + 'static, blocking: bool) -> Self
    where
        S: PartialEq + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        let fetcher: Arc<dyn Fn(S) -> Later<Held> + Send + Sync> = Arc::new(move |source| {
            let value = fetcher(source);
            Box::pin(async move { Held::of(value.await) })
        });
        Self { held: resource(source, fetcher, blocking), of: PhantomData }
    }

    /// Follows it; none until it is there.
    pub fn get(&self) -> Option<Result<T>> {
        self.held.get().map(|held| held.open())
    }

    pub fn refetch(&self) {
        self.held.refetch();
    }
}

/// Apart from its callers' types, so that it exists once for each kind of source.
fn resource<S>(
    source: Source<S>,
    fetcher: Arc<dyn Fn(S) -> Later<Held> + Send + Sync>,
    blocking: bool,
) -> Resource<Held, InPage>
where
    S: PartialEq + Clone + Send + Sync + 'static,
{
    Resource::new_with_options(move || source(), move |source| fetcher(source), blocking)
}

impl<T: Shown> IntoFuture for Data<T> {
    type Output = Result<T>;
    type IntoFuture = Later<Result<T>>;

    fn into_future(self) -> Self::IntoFuture {
        let held = self.held.into_future();
        Box::pin(async move { held.await.open() })
    }
}

impl<T> Clone for Data<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Data<T> {}

impl<T> fmt::Debug for Data<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Data").finish_non_exhaustive()
    }
}

/// An answer, as it was fetched or as the page brought it.
#[derive(Clone)]
enum Held {
    Fetched(Arc<dyn Any + Send + Sync>, Pack),
    Brought(Arc<[u8]>),
}

/// Packs an answer whose type has been forgotten.
type Pack = fn(&(dyn Any + Send + Sync)) -> std::result::Result<Vec<u8>, postcard::Error>;

impl Held {
    fn of<T: Shown>(answer: Result<T>) -> Self {
        Self::Fetched(Arc::new(answer), pack::<T>)
    }

    fn open<T: Shown>(&self) -> Result<T> {
        match self {
            Self::Fetched(answer, _) => answer
                .downcast_ref::<Result<T>>()
                .cloned()
                .unwrap_or_else(|| Err(Error::Transport("the answer is of another kind".to_owned()))),
            Self::Brought(bytes) => {
                postcard::from_bytes(bytes).unwrap_or_else(|fault| Err(Error::Transport(fault.to_string())))
            }
        }
    }
}

fn pack<T: Shown>(answer: &(dyn Any + Send + Sync)) -> std::result::Result<Vec<u8>, postcard::Error> {
    answer.downcast_ref::<Result<T>>().map_or(Err(postcard::Error::SerdeSerCustom), side::packed)
}

/// Values within a page: postcard, which Leptos writes in base64.
struct InPage;

impl Encoder<Held> for InPage {
    type Error = postcard::Error;
    type Encoded = Vec<u8>;

    fn encode(held: &Held) -> std::result::Result<Vec<u8>, postcard::Error> {
        match held {
            Held::Fetched(answer, pack) => pack(&**answer),
            Held::Brought(bytes) => Ok(bytes.to_vec()),
        }
    }
}

impl Decoder<Held> for InPage {
    type Error = postcard::Error;
    type Encoded = [u8];

    fn decode(bytes: &[u8]) -> std::result::Result<Held, postcard::Error> {
        Ok(Held::Brought(bytes.into()))
    }
}

/// A single value, for [`brought`].
struct Bare;

impl<T: Serialize> Encoder<T> for Bare {
    type Error = postcard::Error;
    type Encoded = Vec<u8>;

    fn encode(value: &T) -> std::result::Result<Vec<u8>, postcard::Error> {
        side::packed(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Bare {
    type Error = postcard::Error;
    type Encoded = [u8];

    fn decode(bytes: &[u8]) -> std::result::Result<T, postcard::Error> {
        postcard::from_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_comes_through_the_page_as_it_was() {
        for answer in [Ok(vec![1, 2]), Err(Error::NotFound("page".to_owned()))] {
            let held = Held::of(answer.clone());
            assert_eq!(held.open::<Vec<u8>>(), answer);
            let brought = InPage::decode(&InPage::encode(&held).expect("packs")).expect("opens");
            assert_eq!(brought.open::<Vec<u8>>(), answer);
        }
    }

    #[test]
    fn an_answer_of_another_kind_is_an_error() {
        assert!(matches!(Held::of(Ok(1_u8)).open::<String>(), Err(Error::Transport(_))));
        assert!(matches!(Held::Brought([].into()).open::<String>(), Err(Error::Transport(_))));
    }
}
