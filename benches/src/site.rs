//! The server a tab belongs to, and who is signed in.

use app::auth::api::SignIn;
use app::error::Error;
use app::http::SESSION_COOKIE;
use app::terminals::api::TerminalTicket;
use leptos::server_fn::ServerFn;

/// Errors here end the bench or fail the test: they are for people.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Debug, Clone)]
pub struct Site {
    /// `127.0.0.1:3000`.
    pub address: String,
    /// Value of the session's cookie.
    pub cookie: String,
}

impl Site {
    /// # Errors
    /// When the server does not let them in.
    pub async fn sign_in(address: &str, login: &str, password: &str) -> Outcome<Self> {
        let call = SignIn { login: login.to_owned(), password: password.to_owned(), next: None };
        let mut site = Self { address: address.to_owned(), cookie: String::new() };
        let response = site.post(SignIn::PATH, serde_qs::to_string(&call)?).await?;
        let cookies = response.headers().get_all("set-cookie");
        let cookie = cookies.iter().filter_map(|cookie| cookie.to_str().ok()).find_map(|cookie| {
            cookie.strip_prefix(SESSION_COOKIE)?.strip_prefix('=')?.split(';').next().map(str::to_owned)
        });
        match cookie {
            Some(cookie) => site.cookie = cookie,
            None => return Err(response.text().await?.into()),
        }
        Ok(site)
    }

    /// # Errors
    /// When nobody is signed in, or the server is not there.
    pub async fn ticket(&self) -> Outcome<String> {
        let response = self.post(TerminalTicket::PATH, String::new()).await?;
        if response.status().is_success() {
            return Ok(postcard::from_bytes(&response.bytes().await?)?);
        }
        let error: Error = postcard::from_bytes(&response.bytes().await?)?;
        Err(error.into())
    }

    async fn post(&self, path: &str, body: String) -> Outcome<reqwest::Response> {
        let mut request = reqwest::Client::new()
            .post(format!("http://{}{path}", self.address))
            .header("origin", self.origin())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        if !self.cookie.is_empty() {
            request = request.header("cookie", self.cookie_header());
        }
        Ok(request.send().await?)
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn cookie_header(&self) -> String {
        format!("{SESSION_COOKIE}={}", self.cookie)
    }
}
