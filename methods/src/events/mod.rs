//! Events: what happens on a portal is told to the applications that want to know (P-231 – P-254, P-299).
//!
//! A crate [declares](crate::declare_event) its events and [fires](Events::fire) them; applications bind handlers to them
//! (`event.bind`) or read them from a queue (`event.offline.get`). [`Applications`] installs, updates and removes
//! applications, and tells them so.
//!
//! ```
//! # use bitrix_rest::BoxFuture;
//! # use bitrix_rest::http::StatusCode;
//! # use bitrix_rest_methods::events::{Delivery, SendError, Sender};
//! # struct HttpSender;
//! # impl HttpSender { fn new() -> Result<Self, std::io::Error> { Ok(Self) } }
//! # impl Sender for HttpSender {
//! #     fn send(&self, _: Delivery) -> BoxFuture<'_, Result<StatusCode, SendError>> {
//! #         Box::pin(async { Ok(StatusCode::OK) })
//! #     }
//! # }
//! use bitrix_rest::RestApi;
//! use bitrix_rest_methods::oauth::{Endpoints, OAuth};
//! use bitrix_rest_methods::{Events, MemoryStore, Store};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let store = MemoryStore::new();
//! let accounts = store.accounts("my-portal");
//! let oauth = OAuth::new(accounts.clone(), Endpoints::at("https://portal.example")?);
//! let sender = HttpSender::new()?; // of the feature `delivery`, or one of your own
//! let events = Events::builder(oauth, store.rows("my-portal"), sender).build()?;
//! let api = RestApi::collect()
//!     .state(store.options())
//!     .state(accounts.clone())
//!     .state(events)
//!     .authenticator(accounts)
//!     .build()?;
//! # Ok(()) }
//! ```
//!
//! A server that is given no `Events` answers the methods of events with `ERROR_METHOD_NOT_FOUND`.

mod applications;
mod basic;
mod bind;
mod binding;
mod caller;
mod catalogue;
mod declaration;
mod delivery;
mod fire;
mod get;
mod handler;
#[cfg(feature = "delivery")]
mod http_sender;
mod list;
mod named;
mod offline;
#[cfg(feature = "delivery")]
mod public;
mod queue;
mod sender;
mod test;
mod unbind;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bitrix_rest::{Call, Error, FromCall, Requirements, RestError, SystemError};

use crate::introspection::Licence;
use crate::oauth::OAuth;
use crate::rows::Rows;
use crate::store::StoreError;
use binding::Bindings;
use catalogue::Catalogue;
use queue::Queues;

pub use applications::{ApplicationError, Applications, Install};
pub use basic::{
    AppInstalled, AppPaid, AppTested, AppUninstalled, AppUpdated, MethodConfirmed,
    SubscriptionRenewed,
};
pub use bind::{EventBind, event_bind};
pub use catalogue::EventsError;
pub use declaration::{Event, EventType, OptionKind, Receiver};
pub use delivery::Receipt;
pub use get::{Bound, EventGet, event_get};
pub use handler::{HandlerError, check_handler};
#[cfg(feature = "delivery")]
pub use http_sender::HttpSender;
pub use list::{EventList, events};
pub use named::FireError;
pub use offline::{
    EventOfflineClear, EventOfflineError, EventOfflineGet, EventOfflineList, OfflinePackage,
    event_offline_clear, event_offline_error, event_offline_get, event_offline_list,
};
pub use sender::{Delivery, SendError, Sender};
pub use test::{EventTest, event_test};
pub use unbind::{EventUnbind, Unbound, event_unbind};

/// What [`declare_event!`](crate::declare_event) expands to.
#[doc(hidden)]
pub mod __private {
    pub use super::declaration::{EVENTS, whole};
    pub use bitrix_rest::Value;
    pub use bitrix_rest::params::encode::EncodeError;
    pub use linkme;
}

/// How many handlers an application may bind, unless it is said otherwise.
const HANDLERS: usize = 1000;

/// How many changes wait for an application, unless it is said otherwise.
const OFFLINE_ROWS: u64 = 10_000;

/// The events of a portal; cheap to clone. Given to a server as [state](bitrix_rest::Builder::state); see the
/// [module](self).
///
/// A method that fires events takes it as an argument, `events: Events`, and not as `State<Events>`: so it knows the call,
/// whose user the receivers act for, and how many events went before.
#[derive(Debug, Clone)]
pub struct Events {
    shared: Arc<Shared>,
    origin: Origin,
}

struct Shared {
    oauth: OAuth,
    rows: Rows,
    bindings: Bindings,
    catalogue: Catalogue,
    queues: Queues,
    sender: Box<dyn Sender>,
    answer_limit: Duration,
    local_handlers: bool,
    handlers: usize,
    offline_rows: u64,
    language: Box<str>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("oauth", &self.oauth)
            .field("queues", &self.queues)
            .finish_non_exhaustive()
    }
}

/// What is known of the call that events are fired in.
#[derive(Debug, Clone, Default)]
struct Origin {
    /// Who acts.
    user: Option<u64>,
    /// The change source (P-253).
    connector: Option<Arc<str>>,
    /// What is left of the budget of the call's token (P-243).
    hops: Option<u8>,
    /// The bindings that got a notice in this call; none outside of calls.
    noticed: Option<Arc<Mutex<HashSet<u64>>>>,
}

impl Origin {
    /// Whether a queue is of the source that made the change (P-253).
    fn is_source(&self, connector: Option<&str>) -> bool {
        connector.is_some() && connector == self.connector.as_deref()
    }

    /// P-254: without a time between two notices there is one in a call.
    fn is_first_notice(&self, binding: u64, min_timeout: u64) -> bool {
        match &self.noticed {
            Some(noticed) if min_timeout == 0 => noticed
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(binding),
            _ => true,
        }
    }
}

/// Puts the events of a portal together; made by [`Events::builder`].
#[must_use = "call `build`"]
pub struct EventsBuilder {
    oauth: OAuth,
    rows: Rows,
    sender: Box<dyn Sender>,
    answer_limit: Duration,
    local_handlers: bool,
    handlers: usize,
    offline_rows: u64,
    language: Box<str>,
}

impl EventsBuilder {
    /// How long a receiver may take, from the beginning of the connection to its answer; 10 s by default.
    pub const fn answer_limit(mut self, limit: Duration) -> Self {
        self.answer_limit = limit;
        self
    }

    /// Lets applications bind handlers on hosts without a dot, such as `localhost`: for tests and development. Off by
    /// default (P-234).
    pub const fn allow_local_handlers(mut self, on: bool) -> Self {
        self.local_handlers = on;
        self
    }

    /// How many handlers an application may bind, those of all its users together; 1000 by default. More are refused: each
    /// event that is fired reads all of them.
    pub const fn handlers(mut self, limit: usize) -> Self {
        self.handlers = limit;
        self
    }

    /// How many changes the offline queue of an application has at most; 10 000 by default. When one more comes, those that
    /// came first are removed, and the log says so.
    pub const fn offline_rows(mut self, limit: u64) -> Self {
        self.offline_rows = limit;
        self
    }

    /// The language of the portal, which events name as `LANGUAGE_ID`; `en` by default.
    pub fn language(mut self, language: &str) -> Self {
        self.language = language.into();
        self
    }

    /// Collects all events that are declared in this binary.
    ///
    /// # Errors
    /// Two of them have the same name, or one has none.
    pub fn build(self) -> Result<Events, EventsError> {
        Ok(Events {
            shared: Arc::new(Shared {
                catalogue: Catalogue::collect()?,
                bindings: Bindings::new(&self.rows),
                oauth: self.oauth,
                rows: self.rows,
                queues: Queues::new(),
                sender: self.sender,
                answer_limit: self.answer_limit,
                local_handlers: self.local_handlers,
                handlers: self.handlers,
                offline_rows: self.offline_rows,
                language: self.language,
            }),
            origin: Origin::default(),
        })
    }
}

impl std::fmt::Debug for EventsBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventsBuilder")
            .field("oauth", &self.oauth)
            .finish_non_exhaustive()
    }
}

impl Events {
    /// For the applications of this authorization server, whose settings decide about the tokens that go with events.
    /// Bindings and offline queues are kept in `rows`.
    pub fn builder(oauth: OAuth, rows: Rows, sender: impl Sender) -> EventsBuilder {
        EventsBuilder {
            oauth,
            rows,
            sender: Box::new(sender),
            answer_limit: Duration::from_secs(10),
            local_handlers: false,
            handlers: HANDLERS,
            offline_rows: OFFLINE_ROWS,
            language: "en".into(),
        }
    }

    /// The same, as if fired in a call of this user: receivers without a user of their own get tokens of this one.
    #[must_use]
    pub fn by_user(&self, user: u64) -> Self {
        Self {
            shared: self.shared.clone(),
            origin: Origin {
                user: Some(user),
                ..Origin::default()
            },
        }
    }

    /// Waits until all that was fired is sent, or for so long. Answers how many are still to be sent: they are lost if the
    /// process ends now.
    pub async fn finish(&self, limit: Duration) -> usize {
        self.shared.queues.finish(limit).await
    }

    /// `LANGUAGE_ID`.
    fn language(&self) -> String {
        self.shared.language.to_string()
    }

    /// What [`of`](Self::of) refuses.
    fn errors(requirements: &mut Requirements) {
        requirements.error(
            SystemError::WrongLicense(String::new()),
            "The portal is not licensed for `auth_connector`.",
        );
    }

    async fn of(self, call: &Call) -> Result<Self, Error> {
        if call.connector().is_some() {
            let licence = Licence::from_call(call).await?;
            licence
                .require(call, "rest_auth_connector", "auth_connector")
                .await?;
        }
        let caller = call.caller();
        Ok(Self {
            shared: self.shared,
            origin: Origin {
                user: caller.and_then(|caller| caller.user()).map(|user| user.id),
                connector: call.connector().map(Into::into),
                hops: caller.and_then(|caller| caller.hops()),
                noticed: Some(Arc::default()),
            },
        })
    }
}

/// Knows the call: its user, its change source and what is left of the budget of its token. Refuses a change source that the
/// portal is not licensed for (P-95).
impl FromCall for Events {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        let events: Self = call
            .state()
            .ok_or_else(|| Error::internal("no state of type Events"))?;
        events.of(call).await
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.state::<Self>();
        Self::errors(requirements);
    }
}

/// What the methods of events fail with (P-234 – P-236).
#[derive(Debug, thiserror::Error, RestError)]
pub enum EventError {
    /// Only administrators bind for others.
    #[error("Access denied! Event binding with AUTH_TYPE requires administrator access rights")]
    #[rest(code = "ACCESS_DENIED", status = 403)]
    BindingForOthers,
    /// Only administrators bind offline.
    #[error("Access denied! Offline events binding requires administrator access rights")]
    #[rest(code = "ACCESS_DENIED", status = 403)]
    BindingOffline,
    /// Only administrators unbind handlers of others.
    #[error("Access denied! Event unbinding with AUTH_TYPE requires administrator access rights")]
    #[rest(code = "ACCESS_DENIED", status = 403)]
    UnbindingForOthers,
    /// Only administrators unbind offline.
    #[error("Access denied! Offline events unbinding requires administrator access rights")]
    #[rest(code = "ACCESS_DENIED", status = 403)]
    UnbindingOffline,
    /// The address is none of a handler.
    #[error(transparent)]
    #[rest(transparent)]
    Handler(#[from] HandlerError),
    /// No event of the caller's scopes has this name.
    #[error("Event not found")]
    #[rest(code = "ERROR_EVENT_NOT_FOUND", status = 400)]
    NotFound,
    /// The same handler is bound already.
    #[error("Unable to set event handler: Handler already binded")]
    #[rest(code = "ERROR_CORE", status = 400)]
    AlreadyBound,
    /// The application has bound as many handlers as it may.
    #[error("Unable to set event handler: The application has {0} handlers already, unbind some")]
    #[rest(code = "ERROR_CORE", status = 400)]
    TooMany(usize),
    /// A parameter is wrong, or the caller is not let in.
    #[error(transparent)]
    #[rest(transparent)]
    Other(#[from] Error),
    /// The store failed.
    #[error(transparent)]
    #[rest(internal)]
    Store(#[from] StoreError),
}
