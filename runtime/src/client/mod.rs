//! The typed client: calls any portal, of this crate or of Bitrix24, with the structs that `#[rest_method]` generates.
//!
//! ```no_run
//! use bitrix_rest::client::Portal;
//! use bitrix_rest::{Error, rest_method};
//!
//! /// Greets.
//! #[rest_method("demo.hello", scope = "basic", read_only)]
//! async fn demo_hello(#[param] name: String) -> Result<String, Error> {
//!     Ok(format!("Hello, {name}"))
//! }
//!
//! # async fn run() -> Result<(), bitrix_rest::client::Error> {
//! let portal = Portal::webhook("https://example.bitrix24.com/rest/1/c0de/")?;
//! let greeting: String = portal.call(DemoHello { name: "Ada".into() }).await?;
//! # Ok(()) }
//! ```
//!
//! Needs the feature `client`, and a runtime of tokio.

mod address;
mod attempt;
mod batch;
mod error;
mod http;
mod key;
mod oauth;
mod pace;
mod reply;
mod rows;
mod transport;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use self::batch::{BatchCall, Command, Commands, Refer, Reference, Referring};
pub use self::error::{Error, ErrorKind};
pub use self::oauth::{OAuth, Tokens};
pub use self::pace::Pace;
pub use self::rows::Rows;
pub use self::transport::{Transport, TransportError};

use self::address::Address;
use self::http::Http;
use self::oauth::Session;
use self::pace::Meter;
use crate::call::Version;
use crate::method::{AnswerOf, Callable, FromReply, Method, MethodResult, Paged};
use crate::params::Array;

/// A portal to call; cloned cheaply. Clones share connections, tokens and pace.
///
/// Calls wait for their turn ([`Pace`]), are repeated where that is safe ([`retries`](Self::retries)), and renew an expired token
/// ([`OAuth`]).
#[derive(Clone)]
pub struct Portal {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    address: Address,
    session: Option<Arc<Session>>,
    transport: Arc<dyn Transport>,
    pace: Pace,
    meter: Arc<Meter>,
    retries: u32,
    repeats_writes: bool,
    patience: Duration,
    prefers: Version,
}

impl Portal {
    /// By an inbound webhook: its address, as the portal shows it, `https://example.bitrix24.com/rest/1/c0de/` (P-1, P-97).
    ///
    /// # Errors
    /// It is no such address.
    pub fn webhook(url: &str) -> Result<Self, Error> {
        Self::new(Address::of_webhook(url)?, None)
    }

    /// As an application: the `client_endpoint` that came with its tokens, `https://example.bitrix24.com/rest/` (P-102).
    ///
    /// ```no_run
    /// use bitrix_rest::client::{OAuth, Portal, Tokens};
    ///
    /// # fn run() -> Result<(), bitrix_rest::client::Error> {
    /// let tokens = Tokens::new("access", "refresh");
    /// let oauth = OAuth::new("local.5f0…", "secret", tokens).renewed(|tokens| {
    ///     // Keep them.
    /// });
    /// let portal = Portal::oauth("https://example.bitrix24.com/rest/", oauth)?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// One of the addresses is none.
    pub fn oauth(endpoint: &str, oauth: OAuth) -> Result<Self, Error> {
        let session = Session::new(oauth)?;
        Self::new(Address::of_endpoint(endpoint)?, Some(Arc::new(session)))
    }

    fn new(address: Address, session: Option<Arc<Session>>) -> Result<Self, Error> {
        Ok(Self {
            inner: Arc::new(Inner {
                address,
                session,
                transport: Arc::new(Http::new(Vec::new())?),
                pace: Pace::STANDARD,
                meter: Arc::default(),
                retries: 5,
                repeats_writes: false,
                patience: Duration::from_secs(70),
                prefers: Version::V2,
            }),
        })
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.inner));
        self
    }

    /// Called at this pace: [`Pace::STANDARD`] unless it is said. Clones made before keep theirs.
    #[must_use]
    pub fn paced(self, pace: Pace) -> Self {
        self.with(|inner| {
            inner.pace = pace;
            inner.meter = Arc::default();
        })
    }

    /// How often a call is repeated at most: 5 times unless it is said, after half a second, one, two, … up to 30.
    ///
    /// Repeated is what the portal refused before it began (`QUERY_LIMIT_EXCEEDED`, `OPERATION_TIME_LIMIT`), and what never
    /// reached it. What may have reached it, and got no answer or one of a gateway, is repeated only if the method is
    /// `read_only`, or [`repeating_writes`](Self::repeating_writes) says that it may be.
    ///
    /// A batch of REST 3.0 that was refused may have been begun: after `OPERATION_TIME_LIMIT` or an expired token it is repeated
    /// only if none of its commands but the last changes anything (P-139). Tokens are renewed all the same: it may be called
    /// once more.
    #[must_use]
    pub fn retries(self, most: u32) -> Self {
        self.with(|inner| inner.retries = most)
    }

    /// Also repeats calls of REST 3.0 that write and got no answer, for a portal that keeps what an `Idempotency-Key` was
    /// answered (P-171 – P-174).
    ///
    /// Every call of a method of REST 3.0 that is not `read_only` carries a key of its own, the same in all its repetitions;
    /// one of yours, where the program itself may come again: [`call_keyed`](Self::call_keyed).
    /// Where the portal keeps keys, as Bitrix24 says it does and a server of this crate with
    /// [`Builder::idempotency`](crate::Builder::idempotency), a repetition of what was done is answered as the first was, and
    /// runs nothing. Nothing is repeated for that key alone, since
    ///
    /// - a server that keeps no keys, or not for this method, says nothing and carries the call out twice;
    /// - Bitrix24 does not say what comes of a repetition while the first call still runs, as after a
    ///   [`timeout`](Self::timeout): both may (P-174). Servers of this crate let it wait for the first.
    ///
    /// Calls of REST 2 and batches have no key, and stay as they are.
    ///
    /// ```no_run
    /// # use bitrix_rest::client::{Error, Portal};
    /// # use bitrix_rest::{Created, rest_method};
    /// # /// Adds.
    /// # #[rest_method("demo.add", scope = "basic", versions(v3))]
    /// # async fn demo_add(#[param] name: String) -> Result<Created, bitrix_rest::Error>;
    /// # async fn run(portal: Portal) -> Result<(), Error> {
    /// // Of these calls alone: connections, tokens and pace are those of `portal`.
    /// let patient = portal.clone().repeating_writes();
    /// let Created(id) = patient.call(DemoAdd { name: "Ada".into() }).await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn repeating_writes(self) -> Self {
        self.with(|inner| inner.repeats_writes = true)
    }

    /// How long an answer may take: 70 seconds unless it is said, since a portal may take 60 (P-155). Waiting for one's turn
    /// does not count.
    #[must_use]
    pub fn timeout(self, patience: Duration) -> Self {
        self.with(|inner| inner.patience = patience)
    }

    /// The generation in which methods are called that are served in both: [`Version::V2`] unless it is said.
    #[must_use]
    pub fn preferring(self, version: Version) -> Self {
        self.with(|inner| inner.prefers = version)
    }

    /// Trusts these certificates (PEM) beside those that the operating system trusts: for a portal with an authority of its
    /// own.
    ///
    /// # Errors
    /// They are none, or there is not one.
    pub fn trusting(self, certificates: &[u8]) -> Result<Self, Error> {
        let http = Http::new(http::certificates(certificates)?)?;
        Ok(self.through(http))
    }

    /// Its requests travel by other means than HTTP of this crate.
    #[must_use]
    pub fn through(self, transport: impl Transport) -> Self {
        self.with(|inner| inner.transport = Arc::new(transport))
    }

    /// The tokens in use, if it is called as an application.
    pub fn tokens(&self) -> Option<Tokens> {
        self.inner.session.as_ref().map(|session| session.tokens())
    }

    /// Calls a method.
    ///
    /// # Errors
    /// The portal answered with an error, or did not answer.
    pub async fn call<M: Callable>(&self, request: M) -> Result<AnswerOf<M>, Error> {
        self.send::<M>(request.into_parameters()).await
    }

    /// Calls a method under an `Idempotency-Key` of yours: called again with the same key, by another process too, it is
    /// carried out once (P-171 – P-174).
    ///
    /// For what may be taken up twice, such as a job of a queue whose worker crashed. The key is that of the job, and not of
    /// the attempt: 1 to 255 printable characters of ASCII.
    ///
    /// ```no_run
    /// # use bitrix_rest::client::{Error, Portal};
    /// # use bitrix_rest::{Created, rest_method};
    /// /// Adds.
    /// #[rest_method("demo.add", scope = "basic", versions(v3))]
    /// async fn demo_add(#[param] name: String) -> Result<Created, bitrix_rest::Error>;
    ///
    /// struct Job {
    ///     id: u64,
    ///     name: String,
    /// }
    ///
    /// /// A second worker that takes up the job adds nothing, and has the id that the first one had.
    /// async fn work(portal: &Portal, job: Job) -> Result<u64, Error> {
    ///     let key = format!("job-{}", job.id);
    ///     let Created(id) = portal.call_keyed(&key, DemoAdd { name: job.name }).await?;
    ///     Ok(id)
    /// }
    /// ```
    ///
    /// A repetition is answered as the first call was, and runs nothing, if
    ///
    /// - the portal keeps keys, as Bitrix24 says it does and a server of this crate with
    ///   [`Builder::idempotency`](crate::Builder::idempotency). Any other carries it out again; a warning in the log tells of
    ///   each call whose answer does not name its key;
    /// - the first call succeeded, less than 24 hours ago. Errors are not kept: what failed runs again. If it still runs,
    ///   servers of this crate wait for it; Bitrix24 may carry out both;
    /// - the same webhook, or the same application of the same user, calls the same method. Others may have the same key;
    /// - it has the same parameters, in the same order. With others it fails with the code of
    ///   [`Exception::IdempotencyKeyReused`](crate::Exception::IdempotencyKeyReused): so none of them is the present time or
    ///   a `HashMap`, whose order is another each time.
    ///
    /// The method is called in REST 3.0, the only generation that has keys, whichever is [preferred](Self::preferring). One
    /// that is `read_only` is called as by [`call`](Self::call), without the key: it may come as often as it likes. Without an
    /// answer the call is repeated as any other: [`repeating_writes`](Self::repeating_writes). Batches have no key.
    ///
    /// # Errors
    /// The key is none; the method changes something and is served in REST 2 alone, or answers a file or a
    /// [whole](crate::Whole) document, which no key is kept for: [`ErrorKind::Request`], and nothing was sent. Otherwise as
    /// [`call`](Self::call).
    pub async fn call_keyed<M: Callable>(
        &self,
        key: &str,
        request: M,
    ) -> Result<AnswerOf<M>, Error> {
        let called = async {
            let Some(key) = key::given(key, M::DESCRIPTOR)? else {
                return self.call(request).await;
            };
            let (version, parameters) = (Version::V3, request.into_parameters());
            let replied = self.exchange(version, M::DESCRIPTOR, &parameters, Some(key));
            let replied = replied.await?;
            if !replied.received.names_a_key() {
                tracing::warn!(
                    method = M::DESCRIPTOR.name(),
                    "the portal does not say that it keeps the Idempotency-Key: it would carry the same call out again"
                );
            }
            replied.into_answer::<M>(version)
        };
        called.await.map_err(|error| error.of(M::DESCRIPTOR.name()))
    }

    /// Calls the method with parameters that are written already.
    async fn send<M: Callable>(&self, parameters: Array) -> Result<AnswerOf<M>, Error> {
        let version = self.version_of::<M>();
        let name = M::DESCRIPTOR.name();
        let key = key::fresh(version, M::DESCRIPTOR);
        let replied = self.exchange(version, M::DESCRIPTOR, &parameters, key);
        replied
            .await
            .and_then(|replied| replied.into_answer::<M>(version))
            .map_err(|error| error.of(name))
    }

    /// Calls up to 50 methods in one request, one after the other: a tuple of them, or a `Vec` of one, which is sent in as many
    /// requests as it needs (P-109, P-137).
    ///
    /// Awaited, it ends at the first that fails, whose error is the answer; [`each`](BatchCall::each) goes on and has a result
    /// for each. Later commands may take over what earlier ones answered: [`Refer`].
    ///
    /// In REST 3.0 one that writes may fail for an expired token, which is renewed then: whether commands ran before is not
    /// known, so it is for the caller to repeat it ([`retries`](Self::retries)). Where it is known when a token expires
    /// ([`Tokens::expiring_at`]), it is renewed before.
    ///
    /// ```no_run
    /// # use bitrix_rest::client::{Error, Portal};
    /// # use bitrix_rest::rest_method;
    /// # /// Names a user.
    /// # #[rest_method("demo.name", scope = "basic", read_only)]
    /// # async fn demo_name(#[param] id: u64) -> Result<String, bitrix_rest::Error> { Ok(id.to_string()) }
    /// # async fn run(portal: Portal) -> Result<(), Error> {
    /// let (first, second) = portal.batch((DemoName { id: 1 }, DemoName { id: 2 })).await?;
    /// let all: Vec<String> = portal.batch((1..200).map(|id| DemoName { id }).collect::<Vec<_>>()).await?;
    /// # Ok(()) }
    /// ```
    pub fn batch<C: Commands>(&self, commands: C) -> BatchCall<C> {
        BatchCall::new(self.clone(), commands)
    }

    /// All rows of a list, page by page as they are asked for (P-57, P-184).
    ///
    /// ```no_run
    /// # use bitrix_rest::client::{Error, Portal};
    /// # use bitrix_rest::{Page, Paged, rest_method};
    /// # /// Names users.
    /// # #[rest_method("demo.names", scope = "basic", read_only)]
    /// # async fn demo_names(page: Page) -> Result<Paged<String>, bitrix_rest::Error> { Ok(page.of(vec![], 0)) }
    /// # async fn run(portal: Portal) -> Result<(), Error> {
    /// let mut names = portal.rows(DemoNames {});
    /// while let Some(name) = names.next().await {
    ///     println!("{}", name?);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn rows<M, T>(&self, request: M) -> Rows<M, T>
    where
        M: Method<Outcome: MethodResult<Answer = Paged<T>>>,
        Paged<T>: FromReply,
    {
        Rows::new(self.clone(), request)
    }

    /// The generation that a method is called in.
    fn version_of<M: Method>(&self) -> Version {
        let other = match self.inner.prefers {
            Version::V2 => Version::V3,
            Version::V3 => Version::V2,
        };
        match M::DESCRIPTOR.serves(self.inner.prefers) {
            true => self.inner.prefers,
            false => other,
        }
    }
}

impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Portal")
            .field("address", &self.inner.address)
            .field("session", &self.inner.session)
            .field("pace", &self.inner.pace)
            .finish_non_exhaustive()
    }
}
