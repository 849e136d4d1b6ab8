//! A call: which method, with what, by whom.

mod arguments;
mod caller;
mod credentials;
mod extract;
mod handling;
mod origin;
mod page;
mod request_id;
pub(crate) mod reserved;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use http::HeaderMap;

use crate::api::Api;
use crate::method::{Descriptor, DynamicMethod, Shape};
use crate::params::decode::Mode;
use crate::params::{Array, DateTime, Key};

pub use arguments::{Arguments, Extractor, NoExtractor, Probe, decode, require};
pub use caller::{Application, AuthKind, Caller, Scopes, User};
pub use credentials::{Credentials, Secret};
pub use extract::{Administrator, CurrentUser, FromCall, Shared, State};
pub use handling::{Handling, Operating, Reply};
pub(crate) use origin::Origin;
pub use page::Page;
pub use request_id::RequestId;

/// Which generation of the protocol a call speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Version {
    /// REST 2: `/rest/…`.
    V2,
    /// REST 3.0: `/rest/api/…`.
    V3,
}

/// A call on its way through the pipeline; as an extractor, the raw call (P-292).
///
/// ```
/// use bitrix_rest::{Call, Error, rest_method};
///
/// /// Says who calls, and with how many parameters.
/// #[rest_method("demo.echo", scope = "basic")]
/// async fn demo_echo(call: Call) -> Result<String, Error> {
///     Ok(format!("{}: {} parameters", call.method_name(), call.parameters().len()))
/// }
/// ```
#[derive(Clone)]
pub struct Call {
    pub(crate) api: Arc<Api>,
    pub(crate) id: RequestId,
    pub(crate) started: Instant,
    pub(crate) version: Version,
    /// As the caller wrote it; empty if there is a descriptor.
    pub(crate) name: String,
    pub(crate) descriptor: Option<&'static Descriptor>,
    /// Only without a descriptor, once it was found.
    pub(crate) dynamic: Option<Arc<DynamicMethod>>,
    pub(crate) parameters: Array,
    pub(crate) start: i64,
    pub(crate) connector: Option<String>,
    pub(crate) credentials: Credentials,
    pub(crate) origin: Arc<Origin>,
    pub(crate) caller: Option<Arc<Caller>>,
    pub(crate) envelope: &'static [u8],
    /// Whether it is a command of a batch.
    pub(crate) in_batch: bool,
    /// Why the body could not be read, in REST 3.0 (P-157).
    pub(crate) unreadable: Option<Box<str>>,
}

impl Call {
    /// The name of the method: as the caller wrote it, until it is found; then as it was declared.
    pub fn method_name(&self) -> &str {
        match (self.descriptor, &self.dynamic) {
            (Some(descriptor), _) => descriptor.name(),
            (None, Some(dynamic)) => dynamic.name(),
            (None, None) => &self.name,
        }
    }

    /// The declared method; absent for one that a [`MethodResolver`](crate::MethodResolver) supplied and, in layers, for one
    /// that does not exist.
    pub const fn descriptor(&self) -> Option<&'static Descriptor> {
        self.descriptor
    }

    /// The declared methods that the server has in the generation of this call, sorted by name; none that a
    /// [`MethodResolver`](crate::MethodResolver) supplies.
    pub fn methods(&self) -> impl Iterator<Item = &'static Descriptor> {
        let serves = |method: &&'static Descriptor| method.serves(self.version);
        self.api.sorted.iter().copied().filter(serves)
    }

    /// The [document](crate::openapi::v3) of the methods of REST 3.0; made once.
    pub fn openapi(&self) -> &crate::openapi::Document {
        let methods = || self.api.sorted.iter().copied();
        self.api
            .openapi
            .get_or_init(|| crate::openapi::v3(methods()))
    }

    /// What the caller and the log both know the request by.
    pub const fn request_id(&self) -> RequestId {
        self.id
    }

    /// The credentials that were found; an authenticator says what they are worth.
    pub const fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The headers of the request; none for a call in process.
    pub fn headers(&self) -> &HeaderMap {
        &self.origin.headers
    }

    /// The address of the client: the peer's, as [`ConnectInfo`](axum::extract::ConnectInfo) has it, or behind a proxy
    /// ([`Builder::behind_proxy`](crate::Builder::behind_proxy)) the last one of `X-Forwarded-For`. None if nobody said.
    pub fn address(&self) -> Option<IpAddr> {
        self.origin.address
    }

    /// The generation of the protocol.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// What the caller sent, without credentials and reserved names (P-20).
    pub const fn parameters(&self) -> &Array {
        &self.parameters
    }

    /// Who calls; absent until the credentials are accepted.
    pub fn caller(&self) -> Option<&Caller> {
        self.caller.as_deref()
    }

    /// The change source that an OAuth call names with `auth_connector` (P-95).
    pub fn connector(&self) -> Option<&str> {
        self.connector.as_deref()
    }

    /// Whether it is a command of a batch.
    pub const fn is_in_batch(&self) -> bool {
        self.in_batch
    }

    /// Whether the call came over TLS.
    pub fn is_secure(&self) -> bool {
        self.origin.secure
    }

    /// Provided state, as [`State`] reads it.
    pub fn state<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        self.api.state::<T>().cloned()
    }

    /// The time of the server now, in its zone (P-49).
    pub fn now(&self) -> DateTime {
        self.api.settings.zone.now()
    }

    /// How the result is wrapped: in REST 3.0 alone (P-165).
    pub(crate) fn shape(&self) -> Option<Shape> {
        match (self.version, self.descriptor) {
            (Version::V3, Some(descriptor)) => Some(self.api.shape(descriptor)),
            _ => None,
        }
    }

    pub(crate) const fn mode(&self) -> Mode {
        match self.version {
            Version::V2 => Mode::Lenient,
            Version::V3 => Mode::Strict,
        }
    }

    pub(crate) const fn is_positional(&self) -> bool {
        matches!(self.descriptor, Some(descriptor) if descriptor.is_positional())
    }

    /// Every parameter that no named argument takes, without the names that are never parameters.
    pub(crate) fn remaining_parameters(&self) -> Array {
        let taken = |key: &Key| match key {
            Key::Text(name) => {
                reserved::NAMES.contains(&name.as_str())
                    || self
                        .descriptor
                        .is_some_and(|descriptor| descriptor.takes(name))
            }
            Key::Int(_) => false,
        };
        if self.parameters.keys().any(taken) {
            let rest = self.parameters.iter().filter(|(key, _)| !taken(key));
            rest.map(|(key, value)| (key.clone(), value.clone()))
                .collect()
        } else {
            self.parameters.clone()
        }
    }
}

impl std::fmt::Debug for Call {
    /// Without parameters: they may hold secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field(
                "method",
                &self.descriptor.map_or("(unknown)", |found| found.name()),
            )
            .field("version", &self.version)
            .field("caller", &self.caller)
            .finish_non_exhaustive()
    }
}
