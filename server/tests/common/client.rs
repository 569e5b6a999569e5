//! A browser without a screen: it keeps its session's cookie, follows no redirect, and says where its
//! requests come from, as browsers do.

use std::net::SocketAddr;

use app::error::{Error, Result};
use app::http::SESSION_COOKIE;
use leptos::server_fn::codec::PostUrl;
use leptos::server_fn::{Http, ServerFn};
use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    pub cookie: Option<String>,
}

impl Client {
    pub fn new(address: SocketAddr, cookie: Option<String>) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { http, base: format!("http://{address}"), cookie }
    }

    /// A request with this browser's cookie and origin.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut headers = HeaderMap::new();
        headers.insert(ORIGIN, HeaderValue::from_str(&self.base).expect("an origin"));
        if let Some(cookie) = &self.cookie {
            let pair = format!("{SESSION_COOKIE}={cookie}");
            headers.insert(COOKIE, HeaderValue::from_str(&pair).expect("a cookie"));
        }
        self.http.request(method, format!("{}{path}", self.base)).headers(headers)
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).header(ACCEPT, "text/html").send().await.expect("an answer")
    }

    /// The page's text, which must be answered with 200.
    pub async fn page(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.expect("text")
    }

    /// Opens a socket as far as the server's first word.
    pub fn upgrade(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
    }

    pub fn form(&self, path: &str, body: String) -> RequestBuilder {
        self.request(Method::POST, path).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
    }

    /// Calls a server function as a page with scripts does, and keeps the session it may give.
    pub async fn call<F, Output>(&mut self, call: F) -> Result<F::Output>
    where
        F: ServerFn<Protocol = Http<PostUrl, Output>> + Serialize,
        F::Output: DeserializeOwned,
    {
        let response = self.form(F::PATH, body_of(&call)).send().await.expect("an answer");
        self.keep_cookie(&response);
        let status = response.status();
        let bytes = response.bytes().await.expect("a body");
        if status.is_success() {
            Ok(postcard::from_bytes(&bytes).expect("the answer's type"))
        } else {
            let error: Error = postcard::from_bytes(&bytes)
                .unwrap_or_else(|_| panic!("{status}: {}", String::from_utf8_lossy(&bytes)));
            assert_eq!(error.status(), status.as_u16(), "the status says what the error says");
            Err(error)
        }
    }

    fn keep_cookie(&mut self, response: &Response) {
        for value in response.headers().get_all(SET_COOKIE) {
            let text = value.to_str().expect("a cookie");
            if let Some(rest) = text.strip_prefix(&format!("{SESSION_COOKIE}=")) {
                let token = rest.split(';').next().unwrap_or_default();
                self.cookie = (!token.is_empty()).then(|| token.to_owned());
            }
        }
    }
}

/// A server function's arguments as a form sends them.
pub fn body_of(call: &impl Serialize) -> String {
    serde_qs::to_string(call).expect("arguments of a form")
}

/// Where a redirect leads.
pub fn location(response: &Response) -> &str {
    response.headers().get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
