//! Forms that work with and without a script. Without one the server sends the form's page again
//! with what came of it ([`Answer`]); here that becomes the state which a script would have had.

#[cfg(not(feature = "ssr"))]
#[path = "plain/browser.rs"]
mod side;
#[cfg(feature = "ssr")]
#[path = "plain/server.rs"]
mod side;

use std::sync::Arc;

use leptos::context::Provider;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::client::Client;
use leptos::server_fn::codec::PostUrl;
use leptos::server_fn::request::ClientReq;
use leptos::server_fn::{Http, ServerFn};
use leptos_router::hooks::use_query_map;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use web_sys::FormData;

use super::notice::Notice;
use super::status::Tone;
use crate::call::brought;
use crate::error::{Error, Result};

/// The field of a page's address that holds the key of its answer.
pub const ANSWER_KEY: &str = "answer";

/// What a server function said to a form that was sent without a script.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub key: String,
    /// The server function's.
    pub path: String,
    /// Its output in postcard.
    pub outcome: Result<Vec<u8>>,
    /// What the form held, without its secrets.
    pub typed: Vec<(String, String)>,
    /// The error as Leptos' own actions read it.
    pub as_leptos: Option<String>,
}

/// It may hold a password that is shown once.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("path", &self.path).field("ok", &self.outcome.is_ok()).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone)]
struct Answered(Option<Arc<Answer>>);

/// What was typed into the form around a field, when the form was refused.
#[derive(Debug, Clone)]
struct Typed(Option<Arc<Answer>>);

/// Once, in the app: brings the page's answer along, also into the browser.
pub fn provide_answer() {
    let answer = brought(side::given).map(Arc::new);
    if let Some((answer, error)) = answer.as_ref().and_then(|answer| Some((answer, answer.as_leptos.as_ref()?))) {
        provide_context(ServerActionError::new(&answer.path, error));
    }
    provide_context(Answered(answer));
}

/// The answer that this page gives to a form of `F`; none once one has moved on to another page.
pub fn answer_to<F: ServerFn>() -> Option<Arc<Answer>> {
    let answer = use_context::<Answered>()?.0.filter(|answer| answer.path == F::PATH)?;
    let here = use_query_map().with_untracked(|query| query.get_str(ANSWER_KEY) == Some(&answer.key));
    here.then_some(answer)
}

/// The action of a server function. On a page that answers a form of it, it has that answer from the start.
pub fn use_action<F>() -> ServerAction<F>
where
    F: ServerFn<Error = Error> + Clone + Send + Sync + 'static,
    F::Output: DeserializeOwned + Send + Sync + 'static,
{
    let action = ServerAction::<F>::new();
    if let Some(answer) = answer_to::<F>() {
        let outcome = answer
            .outcome
            .clone()
            .and_then(|said| postcard::from_bytes(&said).map_err(|fault| Error::Transport(fault.to_string())));
        action.value().set(Some(outcome));
    }
    action
}

/// A form whose fields keep what was typed, whether or not a script sends it.
#[component]
pub fn ServerForm<F, Out>(action: ServerAction<F>, children: Children) -> impl IntoView
where
    F: DeserializeOwned + ServerFn<Protocol = Http<PostUrl, Out>, Error = Error> + Clone + Send + Sync + 'static,
    <<F::Client as Client<Error>>::Request as ClientReq<Error>>::FormData: From<FormData>,
    F::Output: Send + Sync + 'static,
    F::Client: Client<Error>,
{
    let typed = Typed(answer_to::<F>().filter(|answer| answer.outcome.is_err()));
    view! {
        <ActionForm action>
            <Provider value=typed>{children()}</Provider>
        </ActionForm>
    }
}

/// What was typed into this field of a form that was refused.
pub fn typed(field: &str) -> Option<String> {
    let answer = use_context::<Typed>()?.0?;
    answer.typed.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone())
}

/// Whether this box was ticked in a form that was refused; none elsewhere.
pub fn ticked(field: &str, value: &str) -> Option<bool> {
    let answer = use_context::<Typed>()?.0?;
    Some(answer.typed.iter().any(|(name, ticked)| name == field && ticked == value))
}

/// Says on the answered page that its form did its work; a script says so by itself.
#[component]
pub fn Done<F>(action: ServerAction<F>, words: &'static str) -> impl IntoView
where
    F: ServerFn<Error = Error> + Clone + Send + Sync + 'static,
    F::Output: Send + Sync + 'static,
{
    let on_page = answer_to::<F>().is_some();
    let value = action.value();
    move || {
        let done = on_page && value.with(|value| matches!(value, Some(Ok(_))));
        done.then(|| {
            view! {
                <div class="col-span-full">
                    <Notice tone=Tone::Good title=words />
                </div>
            }
        })
    }
}

/// True once a script runs: for what is of no use before.
pub fn use_script() -> Signal<bool> {
    let runs = RwSignal::new(false);
    Effect::new(move || runs.set(true));
    runs.into()
}
