//! Forms that were sent without a script: what their server function answers is kept for a moment, the
//! browser is sent back to the form's page (303), and the page shows the answer: faults beside their
//! fields with what was typed, or a result that is shown once ([`crate::ui::plain`]).
//!
//! A server function may lead elsewhere ([`crate::ctx::lead_to`]). The answer goes along where that address ends with
//! an empty [`ANSWER_KEY`]: the form's own page is gone, and another says what came of it.
//!
//! Nothing of it stands in an address but a key, and nothing is written down: a one-time password lives
//! in memory until its page is asked for, and no longer than [`KEPT`].

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leptos::server_fn::ContentType;
use leptos::server_fn::error::ServerFnUrlError;

use crate::call::PostcardEncoding;
use crate::ctx::{Actor, AppState, WithoutScript};
use crate::error::Error;
use crate::http::{BODY_LIMIT_BYTES, CALLS};
use crate::ui::plain::{ANSWER_KEY, Answer};

/// Answers that nobody has come back for; the oldest go first.
const ANSWERS_MOST: usize = 256;
/// Browsers come back at once.
const KEPT: Duration = Duration::from_secs(60);
/// What a server function says to a form: a line for each of some hundred people.
const ANSWER_LIMIT_BYTES: usize = 256 * 1024;
/// Fields that are never kept, nor written into a page.
const SECRETS: [&str; 6] = ["password", "current", "new", "host[password]", "host[private_key]", "host[passphrase]"];

/// What is kept for pages that are about to be asked for; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Answers(Arc<Mutex<VecDeque<Kept>>>);

#[derive(Debug)]
struct Kept {
    at: Instant,
    /// Whose: the sign-in session, none before sign-in.
    session: Option<String>,
    answer: Answer,
}

impl Answers {
    fn keep(&self, session: Option<String>, answer: Answer) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|kept| kept.at.elapsed() < KEPT);
        while kept.len() >= ANSWERS_MOST {
            kept.pop_front();
        }
        kept.push_back(Kept { at: Instant::now(), session, answer });
    }

    /// The answer with this key, once, to the session that it was given to.
    fn take(&self, session: Option<&str>, key: &str) -> Option<Answer> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|kept| kept.at.elapsed() < KEPT);
        let at = kept.iter().position(|kept| kept.answer.key == key && kept.session.as_deref() == session)?;
        kept.remove(at).map(|kept| kept.answer)
    }
}

/// Turns the answer to a form without script into its page's, in two steps: keep and send back, show.
pub async fn answer(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let session = request.extensions().get::<Actor>().map(|actor| actor.session.clone());
    if request.method() == Method::GET {
        if let Some(key) = field(request.uri(), ANSWER_KEY)
            && let Some(answer) = state.answers.take(session.as_deref(), &key)
        {
            request.extensions_mut().insert(answer);
        }
        return next.run(request).await;
    }
    let is_form = request.method() == Method::POST && accepts_pages(request.headers());
    if !is_form || !request.uri().path().starts_with(CALLS) {
        return next.run(request).await;
    }
    let path = request.uri().path().to_owned();
    let mut page = page_of(request.headers());
    let (mut parts, body) = request.into_parts();
    let Ok(form) = to_bytes(body, BODY_LIMIT_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let typed = typed(&form);
    parts.headers.insert(header::ACCEPT, HeaderValue::from_static(PostcardEncoding::CONTENT_TYPE));
    parts.extensions.insert(WithoutScript);
    let response = next.run(Request::from_parts(parts, Body::from(form))).await;
    if let Some(to) = response.headers().get(header::LOCATION).cloned() {
        match led_with_answer(&to) {
            Some(other) => page = other,
            None => return back(&response, to),
        }
    }
    let (status, (parts, body)) = (response.status(), response.into_parts());
    let Ok(said) = to_bytes(body, ANSWER_LIMIT_BYTES).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let outcome = if status.is_success() {
        Ok(said.to_vec())
    } else {
        Err(postcard::from_bytes(&said).unwrap_or(Error::Transport(status.to_string())))
    };
    let key = format!("{:032x}", rand::random::<u128>());
    let as_leptos = outcome.as_ref().err().and_then(|error| as_leptos(&path, error));
    let to = format!("{page}{}{ANSWER_KEY}={key}", if page.contains('?') { '&' } else { '?' });
    // Who signs in or out on the way is another when the page is asked for, and is not given it.
    state.answers.keep(session, Answer { key, path, outcome, typed, as_leptos });
    back(&Response::from_parts(parts, ()), HeaderValue::from_str(&to).unwrap_or(HeaderValue::from_static("/")))
}

/// 303: the browser asks for the page with GET. A session that was opened or ended stays so.
fn back<B>(answered: &Response<B>, to: HeaderValue) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    for cookie in answered.headers().get_all(header::SET_COOKIE) {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    response.headers_mut().insert(header::LOCATION, to);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn accepts_pages(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Path and query of the page with the form, without an earlier answer's key. It says where a form of ours
/// was: a foreign one has been refused before, and its host is not used.
fn page_of(headers: &HeaderMap) -> String {
    let referer = headers.get(header::REFERER).and_then(|referer| referer.to_str().ok()).unwrap_or_default();
    referer.parse::<Uri>().map_or_else(|_| "/".to_owned(), |uri| without_answer(&uri))
}

/// Where a server function leads with its answer; none where it leads without.
fn led_with_answer(to: &HeaderValue) -> Option<String> {
    let uri: Uri = to.to_str().ok()?.parse().ok()?;
    field(&uri, ANSWER_KEY).filter(String::is_empty).map(|_| without_answer(&uri))
}

fn without_answer(uri: &Uri) -> String {
    let path = Some(uri.path()).filter(|path| path.starts_with('/') && !path.starts_with("//")).unwrap_or("/");
    let query = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let rest: Vec<&str> = query.filter(|pair| pair.split('=').next() != Some(ANSWER_KEY)).collect();
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) }
}

fn field(uri: &Uri, name: &str) -> Option<String> {
    let Query(fields) = Query::<Vec<(String, String)>>::try_from_uri(uri).ok()?;
    fields.into_iter().find(|(field, _)| field == name).map(|(_, value)| value)
}

/// What was typed, to stand in its fields again; forms longer than an address (64 kB) are typed anew.
fn typed(form: &[u8]) -> Vec<(String, String)> {
    let uri = std::str::from_utf8(form).ok().and_then(|form| format!("/?{form}").parse::<Uri>().ok());
    let fields = uri.and_then(|uri| Query::<Vec<(String, String)>>::try_from_uri(&uri).ok());
    fields
        .map(|Query(fields)| fields)
        .unwrap_or_default()
        .into_iter()
        .filter(|(name, _)| !SECRETS.contains(&&**name))
        .collect()
}

/// The error as Leptos' own actions read it.
fn as_leptos(path: &str, error: &Error) -> Option<String> {
    let url = ServerFnUrlError::new(path, Error::clone(error)).to_url("http://page/").ok()?;
    url.query_pairs().find(|(name, _)| name == "__err").map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(key: &str) -> Answer {
        Answer { key: key.into(), path: String::new(), outcome: Ok(vec![]), typed: vec![], as_leptos: None }
    }

    #[test]
    fn an_answer_is_given_once_and_to_its_own_session() {
        let answers = Answers::default();
        answers.keep(Some("ada".into()), answer("k"));
        assert_eq!(answers.take(Some("eve"), "k"), None);
        assert_eq!(answers.take(None, "k"), None);
        assert_eq!(answers.take(Some("ada"), "k").map(|answer| answer.key), Some("k".to_owned()));
        assert_eq!(answers.take(Some("ada"), "k"), None);
    }

    #[test]
    fn the_oldest_answers_go_first() {
        let answers = Answers::default();
        for number in 0..=ANSWERS_MOST {
            answers.keep(None, answer(&number.to_string()));
        }
        assert_eq!(answers.take(None, "0"), None);
        assert!(answers.take(None, "1").is_some());
    }

    #[test]
    fn a_form_leads_back_to_its_own_page() {
        let page = |referer: &str| {
            let headers = HeaderMap::from_iter([(header::REFERER, HeaderValue::from_str(referer).expect("a value"))]);
            page_of(&headers)
        };
        assert_eq!(
            page("http://localhost:3000/admin/people?role=admin&answer=1&page=2"),
            "/admin/people?role=admin&page=2"
        );
        assert_eq!(page("http://localhost:3000/sign-in?answer=1"), "/sign-in");
        assert_eq!(page("http://localhost:3000//evil.example/"), "/");
        assert_eq!(page("about:blank"), "/");
    }

    #[test]
    fn an_answer_goes_along_where_that_is_asked_for() {
        let led = |to: &'static str| led_with_answer(&HeaderValue::from_static(to));
        assert_eq!(led("/admin/containers?state=running&answer="), Some("/admin/containers?state=running".to_owned()));
        assert_eq!(led("/admin/ssh"), None);
        assert_eq!(led("/sign-in?next=/student&answer=1"), None);
    }

    #[test]
    fn secrets_are_not_kept() {
        let kept = typed(b"login=ada&password=x&current=y&new=z&roles%5B%5D=admin&roles%5B%5D=student");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(kept, [pair("login", "ada"), pair("roles[]", "admin"), pair("roles[]", "student")]);
    }
}
