//! Tokens of an application, renewed when they expire (P-90, P-101).

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Uri};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::error::{Error, ErrorKind};
use super::reply::Received;
use super::transport::Transport;
use crate::call::Secret;
use crate::params::{Array, Value, query};

/// The tokens of an application for one user of a portal (P-102).
#[derive(Debug, Clone)]
pub struct Tokens {
    access: Secret,
    refresh: Secret,
    expires: Option<SystemTime>,
}

impl Tokens {
    /// This pair.
    pub fn new(access: impl Into<Secret>, refresh: impl Into<Secret>) -> Self {
        Self {
            access: access.into(),
            refresh: refresh.into(),
            expires: None,
        }
    }

    /// Expiring at this time: what came with them as `expires`, seconds since 1970 (P-102). They are renewed shortly before, and
    /// not after a call has failed: a batch of REST 3.0 that writes may not be repeated then
    /// ([`retries`](super::Portal::retries)). Pairs that the client itself has renewed know their time.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use bitrix_rest::client::Tokens;
    ///
    /// let expires = SystemTime::UNIX_EPOCH + Duration::from_secs(1_782_907_445);
    /// let tokens = Tokens::new("access", "refresh").expiring_at(expires);
    /// assert_eq!(tokens.expires(), Some(expires));
    /// ```
    #[must_use]
    pub const fn expiring_at(mut self, time: SystemTime) -> Self {
        self.expires = Some(time);
        self
    }

    /// When the access token expires, if that is known.
    pub const fn expires(&self) -> Option<SystemTime> {
        self.expires
    }

    /// Shown with every call; for an hour (P-103).
    pub const fn access(&self) -> &Secret {
        &self.access
    }

    /// Renews the pair, once; for 180 days (P-103).
    pub const fn refresh(&self) -> &Secret {
        &self.refresh
    }

    fn is(&self, other: &Self) -> bool {
        self.access.matches(other.access.expose())
    }
}

/// So long before they expire tokens are renewed: longer than a request is on its way.
const MARGIN: Duration = Duration::from_secs(30);

/// So long a call waits for new tokens while the old ones last.
const PROMPT: Duration = Duration::from_secs(3);

/// So long after it began a renewal that did not succeed is tried again before tokens expire.
const AGAIN: Duration = Duration::from_secs(5);

/// When new tokens are due that expire then; of such as last a few seconds only, after most of these.
fn due_of(expires: SystemTime) -> Option<SystemTime> {
    let lasts = expires.duration_since(SystemTime::now()).ok()?;
    expires.checked_sub(MARGIN.min(lasts / 4))
}

/// Called with every new pair of tokens.
type Renewed = dyn Fn(&Tokens) + Send + Sync;

/// An application, with the tokens that it has on a portal: what [`Portal::oauth`](super::Portal::oauth) calls as.
///
/// ```
/// use bitrix_rest::client::{OAuth, Tokens};
///
/// let oauth = OAuth::new("local.5f0…", "secret", Tokens::new("access", "refresh"))
///     .renewed(|tokens| save(tokens.access().expose(), tokens.refresh().expose()));
/// # fn save(_: &str, _: &str) {}
/// assert!(!format!("{oauth:?}").contains("access\""));
/// ```
#[derive(Clone)]
pub struct OAuth {
    client_id: String,
    client_secret: Secret,
    tokens: Tokens,
    server: String,
    renewed: Option<Arc<Renewed>>,
}

impl OAuth {
    /// The authorization server of Bitrix24.
    pub const SERVER: &str = "https://oauth.bitrix24.tech/oauth/token/";

    /// The application with this `client_id` and `client_secret`, authorized by the server of Bitrix24.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
        tokens: Tokens,
    ) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            tokens,
            server: Self::SERVER.to_owned(),
            renewed: None,
        }
    }

    /// Authorized by another server; the whole address, `https://portal.example/oauth/token/`.
    #[must_use]
    pub fn server(mut self, url: impl Into<String>) -> Self {
        self.server = url.into();
        self
    }

    /// Tells of every new pair of tokens, as soon as it is there: calls that run at the same time may use it already. Keep it:
    /// the old refresh token is worth nothing then (P-101).
    #[must_use]
    pub fn renewed(mut self, tell: impl Fn(&Tokens) + Send + Sync + 'static) -> Self {
        self.renewed = Some(Arc::new(tell));
        self
    }
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth")
            .field("client_id", &self.client_id)
            .field("client_secret", &self.client_secret)
            .field("tokens", &self.tokens)
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

/// The pair in use.
#[derive(Debug, Clone)]
struct Current {
    tokens: Tokens,
    /// When it is renewed without being refused first.
    due: Option<SystemTime>,
}

impl Current {
    fn is_due(&self) -> bool {
        self.due.is_some_and(|due| due <= SystemTime::now())
    }

    fn is_over(&self) -> bool {
        let expires = self.tokens.expires;
        expires.is_some_and(|expires| expires <= SystemTime::now())
    }
}

/// Renewals that failed.
#[derive(Debug, Clone, Default)]
struct Failures {
    count: u64,
    last: Option<Error>,
}

/// The tokens in use, shared by all clones of a client.
#[derive(Debug)]
pub(super) struct Session {
    oauth: OAuth,
    server: Uri,
    current: RwLock<Current>,
    /// Held by the one who renews.
    renewing: Mutex<()>,
    failures: RwLock<Failures>,
}

impl Session {
    pub(super) fn new(oauth: OAuth) -> Result<Self, Error> {
        let server: Result<Uri, _> = oauth.server.parse();
        let server = server.ok().filter(|server| server.authority().is_some());
        Ok(Self {
            server: server
                .ok_or_else(|| Error::request("the address of the authorization server is none"))?,
            current: RwLock::new(Current {
                tokens: oauth.tokens.clone(),
                due: oauth.tokens.expires.and_then(|at| at.checked_sub(MARGIN)),
            }),
            renewing: Mutex::new(()),
            failures: RwLock::default(),
            oauth,
        })
    }

    /// The pair in use.
    pub(super) fn tokens(&self) -> Tokens {
        self.current().tokens
    }

    fn current(&self) -> Current {
        let current = self.current.read();
        current.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut Current)) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        change(&mut current);
    }

    /// Renews the pair in use if it is about to expire. Whoever cannot goes on with it: clocks differ, and the portal says what
    /// is true. Calls are held up no longer than it is of use: others go on with the old pair while it lasts.
    pub(super) async fn keep_fresh(
        self: &Arc<Self>,
        transport: &Arc<dyn Transport>,
        patience: Duration,
    ) {
        let current = self.current();
        if current.due.is_none() {
            return;
        }
        let Some(used) = current.is_due().then(|| self.claim()).flatten() else {
            if current.is_over() {
                drop(self.renewing.lock().await);
            }
            return;
        };
        let renewal = self.renew(used.clone(), transport.clone(), patience);
        let ended = match current.is_over() {
            true => renewal.await,
            false => timeout(PROMPT, renewal).await.unwrap_or(Ok(())),
        };
        let Err(error) = ended else { return };
        tracing::warn!(%error, "tokens that are about to expire could not be renewed");
        if error.kind() == ErrorKind::Answer {
            // It will not change its mind.
            self.change(|current| {
                if current.tokens.is(&used) {
                    current.due = None;
                }
            });
        }
    }

    /// The pair in use, for the one caller who is to renew it now.
    fn claim(&self) -> Option<Tokens> {
        let mut claimed = None;
        self.change(|current| {
            if current.is_due() {
                current.due = SystemTime::now().checked_add(AGAIN);
                claimed = Some(current.tokens.clone());
            }
        });
        claimed
    }

    /// Renews the pair, unless another has done so since `used` was taken. Whoever asks meanwhile waits for the one renewal, and
    /// shares what becomes of it.
    ///
    /// It is a task of its own: the server forgets the old pair with it, so it must not end with a caller who went away.
    pub(super) async fn renew(
        self: &Arc<Self>,
        used: Tokens,
        transport: Arc<dyn Transport>,
        patience: Duration,
    ) -> Result<(), Error> {
        let session = self.clone();
        let before = self.failures().count;
        let task = tokio::spawn(async move {
            let _one = session.renewing.lock().await;
            if !session.tokens().is(&used) {
                return Ok(());
            }
            let failures = session.failures();
            if let (true, Some(error)) = (failures.count != before, failures.last) {
                return Err(error);
            }
            let tokens = session.ask(&*transport, patience).await;
            let tokens = tokens.inspect_err(|error| session.note(error))?;
            session.change(|current| {
                *current = Current {
                    due: tokens.expires.and_then(due_of),
                    tokens: tokens.clone(),
                };
            });
            if let Some(renewed) = &session.oauth.renewed {
                renewed(&tokens);
            }
            Ok(())
        });
        let ended = task.await;
        ended.map_err(|_| Error::request("what is told of new tokens panicked"))?
    }

    fn failures(&self) -> Failures {
        let failures = self.failures.read();
        failures.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, error: &Error) {
        let failures = self.failures.write();
        let mut failures = failures.unwrap_or_else(PoisonError::into_inner);
        failures.count += 1;
        failures.last = Some(error.clone());
    }

    /// P-101.
    async fn ask(&self, transport: &dyn Transport, patience: Duration) -> Result<Tokens, Error> {
        let mut form = Array::new();
        form.insert("grant_type", "refresh_token");
        form.insert("client_id", self.oauth.client_id.as_str());
        form.insert("client_secret", self.oauth.client_secret.expose());
        form.insert("refresh_token", self.tokens().refresh.expose());
        let mut request = Request::new(query::encode(&form).into_bytes());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.server.clone();
        let headers = request.headers_mut();
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert(CONTENT_TYPE, kind);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let received = Received::of(transport, request, patience).await;
        let mut received = received.map_err(Error::transport)?;
        let fields = received.take_json().unwrap_or_default();
        let text = |name: &str| {
            let text = fields.get(name).and_then(Value::as_str);
            text.filter(|text| !text.is_empty())
        };
        match (text("access_token"), text("refresh_token")) {
            (Some(access), Some(refresh)) => {
                // By our own clock, whichever the server has.
                let seconds = fields.get("expires_in").map(Value::intval);
                let lasts = seconds.and_then(|seconds| u64::try_from(seconds).ok());
                let expires = lasts
                    .filter(|lasts| *lasts > 0)
                    .and_then(|lasts| SystemTime::now().checked_add(Duration::from_secs(lasts)));
                Ok(Tokens {
                    expires,
                    ..Tokens::new(access, refresh)
                })
            }
            _ if text("error").is_some() => Err(received.about(Error::answer(fields))),
            _ => Err(received.about(Error::reply(
                "the authorization server answered with no tokens",
            ))),
        }
        .map_err(|error| error.of("oauth/token"))
    }
}
