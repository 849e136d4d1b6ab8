//! What answers browsers and applications: `/oauth/authorize/` and `/oauth/token/`.

mod authorize;
mod grant;
mod limit;
mod page;
mod parameters;
mod refusal;
mod return_address;
mod sign_in;
mod token;
mod unchecked;

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::routing::{any, get};
use bitrix_rest::client_address;

use super::OAuth;
use crate::accounts::CodeRecord;

use return_address::ReturnAddress;
pub use sign_in::{SignIn, SignInAnswer, SignInRequest};
pub use unchecked::UncheckedSignIn;

/// Where clients look for the token endpoint (P-335).
const TOKEN_PATHS: [&str; 6] = [
    "/oauth/token",
    "/oauth/token/",
    "/rest/oauth/token",
    "/rest/oauth/token/",
    "/rest//oauth/token",
    "/rest//oauth/token/",
];

/// Where browsers look for the sign-in (P-98).
const AUTHORIZE_PATHS: [&str; 2] = ["/oauth/authorize", "/oauth/authorize/"];

/// How they are answered.
#[derive(Clone)]
pub(super) struct Server {
    code_lifetime: u64,
    sign_in: Option<Arc<dyn SignIn>>,
    behind_proxy: bool,
    limit: Option<limit::Limit>,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            code_lifetime: CodeRecord::LIFETIME,
            sign_in: None,
            behind_proxy: false,
            limit: None,
        }
    }
}

impl OAuth {
    /// Seconds that a code lives; 30 unless said otherwise (P-103).
    #[must_use]
    pub const fn code_lifetime(mut self, seconds: u64) -> Self {
        self.server.code_lifetime = seconds;
        self
    }

    /// Lets users sign in by browser, and says which user it is (P-98). Without it `/oauth/authorize/` answers that there is no
    /// such sign-in, and applications get tokens otherwise: with their installation, or from whoever runs the portal.
    #[must_use]
    pub fn sign_in(mut self, sign_in: impl SignIn) -> Self {
        self.server.sign_in = Some(Arc::new(sign_in));
        self
    }

    /// Believes the last address of `X-Forwarded-For`, as [`Builder::behind_proxy`](bitrix_rest::Builder::behind_proxy) does for
    /// the methods: only behind a proxy that sets it itself.
    #[must_use]
    pub const fn behind_proxy(mut self, on: bool) -> Self {
        self.server.behind_proxy = on;
        self
    }

    /// Answers `/oauth/token/`, also below `/rest/` and `/rest//` (P-335), and `/oauth/authorize/` (P-98), each with and
    /// without its last slash. It never redirects from one to the other.
    ///
    /// To be merged into a router that serves `/rest` as its fallback, or nested where a proxy expects it.
    pub fn into_router(self) -> Router {
        let mut router = Router::new();
        for path in TOKEN_PATHS {
            router = router.route(path, any(token::answer));
        }
        for path in AUTHORIZE_PATHS {
            router = router.route(path, get(authorize::ask).post(authorize::agree));
        }
        router.with_state(Arc::new(self))
    }

    /// The address of the client.
    fn client(&self, request: &Request) -> Option<IpAddr> {
        client_address(
            request.headers(),
            request.extensions(),
            self.server.behind_proxy,
        )
    }
}

/// Whether a browser can be sent to this address after a sign-in: an absolute `http` or `https` address without a fragment,
/// of plain characters (P-98).
///
/// ```
/// use bitrix_rest_methods::oauth::is_redirect_uri;
///
/// assert!(is_redirect_uri("http://localhost:3000/signed-in?from=portal"));
/// assert!(!is_redirect_uri("localhost:3000") && !is_redirect_uri("https://app.example/#signed-in"));
/// ```
pub fn is_redirect_uri(address: &str) -> bool {
    ReturnAddress::read(address).is_some()
}
