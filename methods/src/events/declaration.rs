//! Events as they are declared: a type, its name, its scope, and what goes with it (P-299).

use bitrix_rest::Value;
use bitrix_rest::params::encode;
use serde::Serialize;

use crate::oauth::EventRefresh;

/// The events of other crates that were linked into this binary.
#[linkme::distributed_slice]
pub static EVENTS: [&'static EventType];

/// What a receiver of an event is, for events that say different things to different receivers.
#[derive(Debug, Clone, Copy)]
pub struct Receiver<'a> {
    /// The `client_id` of the application.
    pub application: &'a str,
    /// The handler; empty if the event goes to the offline queue.
    pub handler: &'a str,
    /// The user whose rights the application gets with the event, if there is one.
    pub user: Option<u64>,
}

/// Something that happened, told to the applications that bound a handler to it.
///
/// Implemented by [`declare_event!`](crate::declare_event), which also puts the event into the list of `events`. The value
/// is the `data` that receivers get.
pub trait Event: Serialize + Send + Sync + 'static {
    /// How it was declared.
    const TYPE: EventType;

    #[doc(hidden)]
    const TYPE_REF: &'static EventType = &Self::TYPE;

    /// The `data` for a receiver; none if this one is not told.
    ///
    /// # Errors
    /// The value cannot be written.
    fn prepare(&self, receiver: &Receiver<'_>) -> Result<Option<Value>, encode::EncodeError>;
}

/// What a binding may say with `options` (P-233, P-299).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OptionKind {
    /// A whole number.
    Int,
    /// A text.
    Text,
}

/// The declaration of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventType {
    name: &'static str,
    scope: &'static str,
    sends_auth: bool,
    refresh_token: EventRefresh,
    offline: bool,
    options: &'static [(&'static str, OptionKind)],
    place: (&'static str, u32),
}

impl EventType {
    /// An event of a scope: `onDemoItemAdd` of `demo`. Receivers get an access token with it, and it may be bound offline.
    pub const fn new(name: &'static str, scope: &'static str) -> Self {
        Self {
            name,
            scope,
            sends_auth: true,
            refresh_token: EventRefresh::None,
            offline: true,
            options: &[],
            place: ("", 0),
        }
    }

    /// An event that every application may bind, whatever its scopes.
    pub const fn basic(name: &'static str) -> Self {
        Self::new(name, "")
    }

    /// Receivers get no tokens (`sendAuth`).
    #[must_use]
    pub const fn without_tokens(mut self) -> Self {
        self.sends_auth = false;
        self
    }

    /// Receivers get a refresh token, too (`sendRefreshToken`). Since calls cause events, as many as they like, it lives only 24
    /// times as long as an access token, a day as a rule; what it is refreshed to lives as long as others (P-103).
    #[must_use]
    pub const fn with_refresh_token(mut self) -> Self {
        self.refresh_token = EventRefresh::Short;
        self
    }

    /// Receivers get a refresh token that lives as long as others: only whoever runs the portal causes this event.
    #[must_use]
    pub(super) const fn with_lasting_refresh_token(mut self) -> Self {
        self.refresh_token = EventRefresh::Lasting;
        self
    }

    /// It cannot be bound offline (`disableOffline`).
    #[must_use]
    pub const fn online_only(mut self) -> Self {
        self.offline = false;
        self
    }

    /// What a binding may say with `options` (`allowOptions`).
    #[must_use]
    pub const fn with_options(mut self, options: &'static [(&'static str, OptionKind)]) -> Self {
        self.options = options;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn declared_at(mut self, file: &'static str, line: u32) -> Self {
        self.place = (file, line);
        self
    }

    /// The name as it was declared: `onDemoItemAdd`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The name on the wire, in upper case.
    pub fn code(&self) -> String {
        self.name.to_ascii_uppercase()
    }

    /// The scope that an application needs to bind it; none for basic events.
    pub const fn scope(&self) -> Option<&'static str> {
        match self.scope.is_empty() {
            true => None,
            false => Some(self.scope),
        }
    }

    /// Whether receivers get an access token.
    pub const fn sends_auth(&self) -> bool {
        self.sends_auth
    }

    /// Whether receivers get a refresh token.
    pub const fn sends_refresh_token(&self) -> bool {
        !matches!(self.refresh_token, EventRefresh::None)
    }

    /// Which one.
    pub(super) const fn refresh_token(&self) -> EventRefresh {
        self.refresh_token
    }

    /// Whether it may be bound offline.
    pub const fn is_offline_allowed(&self) -> bool {
        self.offline
    }

    /// What a binding may say with `options`.
    pub const fn options(&self) -> &'static [(&'static str, OptionKind)] {
        self.options
    }

    /// Where it was declared: file and line.
    pub const fn place(&self) -> (&'static str, u32) {
        self.place
    }
}

/// The whole value, to every receiver.
#[doc(hidden)]
pub fn whole<E: Serialize>(
    event: &E,
    _: &Receiver<'_>,
) -> Result<Option<Value>, encode::EncodeError> {
    encode::to_value(event).map(Some)
}

/// Declares an event: from then on it is in the list of `events`, can be bound, and can be
/// [fired](crate::Events::fire).
///
/// ```standalone_crate
/// use bitrix_rest::{Error, rest_method};
/// use bitrix_rest_methods::events::{EventType, Events};
/// use serde::Serialize;
///
/// /// An item was added.
/// #[derive(Serialize)]
/// #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
/// pub struct ItemAdded {
///     pub id: u64,
/// }
/// bitrix_rest_methods::declare_event!(ItemAdded, EventType::new("onDemoItemAdd", "demo"));
///
/// /// Adds an item.
/// #[rest_method("demo.item.add", scope = custom("demo"))]
/// async fn demo_item_add(events: Events) -> Result<u64, Error> {
///     let id = 7;
///     events.fire(ItemAdded { id }).await;
///     Ok(id)
/// }
/// ```
///
/// With `prepare` an event says to each receiver what it may know, or nothing:
///
/// ```
/// use bitrix_rest::Value;
/// use bitrix_rest::params::encode::{self, EncodeError};
/// use bitrix_rest_methods::events::{EventType, Receiver};
/// use serde::Serialize;
///
/// #[derive(Serialize)]
/// pub struct Whisper {
///     to: u64,
///     text: String,
/// }
///
/// fn to_its_user(whisper: &Whisper, receiver: &Receiver<'_>) -> Result<Option<Value>, EncodeError> {
///     match receiver.user == Some(whisper.to) {
///         true => encode::to_value(whisper).map(Some),
///         false => Ok(None),
///     }
/// }
/// bitrix_rest_methods::declare_event!(
///     Whisper,
///     EventType::new("onDemoWhisper", "demo").online_only(),
///     prepare = to_its_user,
/// );
/// ```
#[macro_export]
macro_rules! declare_event {
    ($event:ty, $declared:expr $(,)?) => {
        $crate::declare_event!(
            $event,
            $declared,
            prepare = $crate::events::__private::whole
        );
    };
    ($event:ty, $declared:expr, prepare = $prepare:path $(,)?) => {
        $crate::__implement_event!($event, $declared, $prepare);
        const _: () = {
            #[$crate::events::__private::linkme::distributed_slice(
                $crate::events::__private::EVENTS
            )]
            #[linkme(crate = $crate::events::__private::linkme)]
            static DECLARED: &'static $crate::events::EventType =
                <$event as $crate::events::Event>::TYPE_REF;
        };
    };
}

/// The half of [`declare_event!`](crate::declare_event) that registers nothing.
#[doc(hidden)]
#[macro_export]
macro_rules! __implement_event {
    ($event:ty, $declared:expr, $prepare:path) => {
        impl $crate::events::Event for $event {
            const TYPE: $crate::events::EventType =
                $declared.declared_at(::core::file!(), ::core::line!());

            fn prepare(
                &self,
                receiver: &$crate::events::Receiver<'_>,
            ) -> ::core::result::Result<
                ::core::option::Option<$crate::events::__private::Value>,
                $crate::events::__private::EncodeError,
            > {
                $prepare(self, receiver)
            }
        }
    };
}
