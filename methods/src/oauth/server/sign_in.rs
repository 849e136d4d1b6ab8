//! Who it is that signs in: the part of `/oauth/authorize/` that a server knows best.

use std::fmt;
use std::net::IpAddr;

use bitrix_rest::BoxFuture;
use bitrix_rest::http::{HeaderMap, Response};

use super::OAuth;
use super::page::Consent;
use super::parameters::Parameters;
use crate::StoreError;
use crate::accounts::{ApplicationRecord, UserRecord};

/// Knows which user a browser belongs to (P-98): by a session, by what a gateway says, by a password. There is no sign-in by
/// browser unless a server says by [`OAuth::sign_in`] how.
///
/// It is asked twice: when the browser comes from the application, and when the form that was shown then comes back. A user
/// whom it knows the first time is asked for consent by a page of this crate. Who is not known yet is shown a page of yours, and
/// sending its form is the consent. A form that does not come from the page that was shown is refused before anybody is asked.
///
/// One that believes a gateway before this server:
///
/// ```
/// use bitrix_rest::BoxFuture;
/// use bitrix_rest_methods::StoreError;
/// use bitrix_rest_methods::oauth::{SignIn, SignInAnswer, SignInRequest};
///
/// struct Gateway;
///
/// impl SignIn for Gateway {
///     fn answer<'a>(&'a self, request: &'a SignInRequest<'a>) -> BoxFuture<'a, Result<SignInAnswer, StoreError>> {
///         let user = request.headers().get("x-gateway-user");
///         let user = user.and_then(|id| id.to_str().ok()?.parse().ok());
///         Box::pin(async move {
///             Ok(match user {
///                 Some(id) => SignInAnswer::User(id),
///                 None => SignInAnswer::Refused("Sign in to the portal first.".to_owned()),
///             })
///         })
///     }
/// }
/// # fn check(oauth: bitrix_rest_methods::OAuth) -> bitrix_rest_methods::OAuth {
/// oauth.sign_in(Gateway)
/// # }
/// ```
///
/// One that asks for a password:
///
/// ```
/// # use bitrix_rest::BoxFuture;
/// # use bitrix_rest_methods::StoreError;
/// # use bitrix_rest_methods::oauth::{SignIn, SignInAnswer, SignInRequest};
/// struct Passwords;
/// # impl Passwords { async fn check(&self, _: &str, _: &str) -> Option<u64> { None } }
///
/// impl SignIn for Passwords {
///     fn answer<'a>(&'a self, request: &'a SignInRequest<'a>) -> BoxFuture<'a, Result<SignInAnswer, StoreError>> {
///         Box::pin(async move {
///             if request.is_sent()
///                 && let (Some(login), Some(password)) = (request.field("login"), request.field("password"))
///                 && let Some(id) = self.check(login, password).await
///             {
///                 return Ok(SignInAnswer::User(id));
///             }
///             Ok(request.form(
///                 "<label>Login <input name=\"login\" required></label>\
///                  <label>Password <input name=\"password\" type=\"password\" required></label>",
///             ))
///         })
///     }
/// }
/// ```
///
/// Guesses of passwords are yours to slow down; [`OAuth::limit`] bounds how often an address may try.
pub trait SignIn: Send + Sync + 'static {
    /// Who it is, or what the browser is shown first.
    ///
    /// # Errors
    /// It cannot be found out now; the browser hears of an internal error, the log of the cause.
    fn answer<'a>(
        &'a self,
        request: &'a SignInRequest<'a>,
    ) -> BoxFuture<'a, Result<SignInAnswer, StoreError>>;
}

/// What a [`SignIn`] answers.
#[derive(Debug)]
#[non_exhaustive]
pub enum SignInAnswer {
    /// The user with this id. One who is not there, is dismissed or may not use the application gets no code all the same.
    User(u64),
    /// Nobody yet: the browser gets this, a [form](SignInRequest::form) or a redirect to where users sign in. It is never kept
    /// or shown in a frame.
    Page(Response<String>),
    /// Nobody: the browser is told this text, with the status 403.
    Refused(String),
}

/// A browser that comes to sign in.
pub struct SignInRequest<'a> {
    pub(super) oauth: &'a OAuth,
    pub(super) headers: &'a HeaderMap,
    pub(super) address: Option<IpAddr>,

    pub(super) parameters: &'a Parameters,
    pub(super) consent: &'a Consent<'a>,
    pub(super) sent: bool,
}

impl SignInRequest<'_> {
    /// The headers; cookies are among them.
    pub const fn headers(&self) -> &HeaderMap {
        self.headers
    }

    /// The address of the client, as [`Call::address`](bitrix_rest::Call::address) tells it.
    pub const fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// The application that wants to call as the user.
    pub const fn application(&self) -> &ApplicationRecord {
        self.consent.application
    }

    /// Whether the form of a page that was shown is sent. Only then does [`SignInAnswer::User`] give a code.
    pub const fn is_sent(&self) -> bool {
        self.sent
    }

    /// What the form says, or else the query; none if it is empty or no text.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.parameters.text(name)
    }

    /// A page that says which application asks, with a form of these fields, which are HTML, and a button below them. The form
    /// comes back to this server, with what proves where it comes from.
    pub fn form(&self, fields: &str) -> SignInAnswer {
        let form = self
            .consent
            .form(&format!("{fields}<button>Sign in</button>"));
        SignInAnswer::Page(self.consent.page(&form))
    }

    pub(super) async fn users(&self) -> Result<(Vec<UserRecord>, bool), StoreError> {
        self.oauth.users_of(self.application()).await
    }
}

impl fmt::Debug for SignInRequest<'_> {
    /// Without headers and fields: there are secrets among them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInRequest")
            .field("application", &self.application().client_id)
            .field("sent", &self.sent)
            .finish_non_exhaustive()
    }
}
