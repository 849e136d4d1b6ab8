//! The server: methods, state and settings, checked when it is built.

mod arguments;
mod authenticator;
mod background;
mod build_error;
mod builder;
mod idempotency;
#[cfg(feature = "server")]
mod routes;
mod settings;

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

pub use authenticator::{Authenticator, BoxFuture};
pub(crate) use background::Background;
pub use build_error::{BuildError, Problem};
pub use builder::Builder;
pub use idempotency::{Answered, Begun, Claim, IdempotencyStore, RepeatableCall};
pub(crate) use settings::Settings;

use crate::call::Version;
use crate::method::{Callable, Descriptor, MethodResolver, Shape};
use crate::pipeline::Pipeline;
use crate::testing::TestCall;

/// A server of REST methods. Cheap to clone.
///
/// ```
/// use bitrix_rest::{Caller, Credentials, Error, Refusal, RestApi, rest_method};
///
/// /// Greets.
/// #[rest_method("demo.hello", scope = "basic")]
/// async fn demo_hello(#[param] name: String) -> Result<String, Error> {
///     Ok(format!("Hello, {name}"))
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let api = RestApi::collect()
///     .authenticator(|_: &Credentials| Err::<Caller, _>(Refusal::InvalidCredentials))
///     .build()?;
/// let greeting = api.call(DemoHello { name: "Ada".into() }).by_user(1).await?;
/// assert_eq!(greeting, "Hello, Ada");
/// let router: axum::Router = axum::Router::new().nest("/rest", api.into_router());
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
#[derive(Clone)]
pub struct RestApi {
    pub(crate) api: Arc<Api>,
}

/// What every call carries along.
pub(crate) struct Api {
    /// Of REST 2, by name and alias.
    pub(crate) v2: HashMap<&'static str, &'static Descriptor>,
    /// Of REST 3.0, in the same way.
    pub(crate) v3: HashMap<&'static str, Served>,
    pub(crate) sorted: Vec<&'static Descriptor>,
    /// Few, so a list is faster than a map.
    pub(crate) states: Vec<(TypeId, Box<dyn Any + Send + Sync>)>,
    pub(crate) authenticators: Vec<Box<dyn Authenticator>>,
    pub(crate) resolvers: Vec<Box<dyn MethodResolver>>,
    pub(crate) idempotency: Option<Box<dyn IdempotencyStore>>,
    /// The document of REST 3.0, once it was asked for.
    pub(crate) openapi: OnceLock<crate::openapi::Document>,
    pub(crate) settings: Settings,
    pub(crate) pipeline: Pipeline,
    pub(crate) background: Background,
}

/// A method of REST 3.0.
#[derive(Clone, Copy)]
pub(crate) struct Served {
    pub(crate) descriptor: &'static Descriptor,
    /// Found once: a schema has to be made for it.
    pub(crate) shape: Shape,
}

impl Api {
    /// Provided state.
    pub(crate) fn state<T: 'static>(&self) -> Option<&T> {
        let wanted = TypeId::of::<T>();
        let (_, state) = self.states.iter().find(|(id, _)| *id == wanted)?;
        state.downcast_ref()
    }

    /// P-7: the lower-cased name first, then the name as it was written; in REST 3.0 only the latter (P-8).
    pub(crate) fn find(&self, version: Version, name: &str) -> Option<&'static Descriptor> {
        if version == Version::V3 {
            return self.v3.get(name).map(|served| served.descriptor);
        }
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let lower = name.to_ascii_lowercase();
            if let Some(found) = self.v2.get(lower.as_str()) {
                return Some(found);
            }
        }
        self.v2.get(name).copied()
    }

    /// How a method of REST 3.0 wraps its result.
    pub(crate) fn shape(&self, descriptor: &Descriptor) -> Shape {
        let served = self.v3.get(descriptor.name());
        served.map_or(Shape::Bare, |served| served.shape)
    }
}

impl RestApi {
    /// Begins with every `#[rest_method]` that was linked into this binary.
    ///
    /// A crate that nobody names is not linked: write `use that_crate as _;` in the binary.
    pub fn collect() -> Builder {
        Builder::new(crate::method::registry::METHODS.iter().copied())
    }

    /// Begins with no method; add them with [`Builder::method`].
    pub fn explicit() -> Builder {
        Builder::new([])
    }

    /// Calls a method in process, through the whole pipeline but without credentials: say who calls on what comes back,
    /// and await it.
    ///
    /// ```
    /// # use bitrix_rest::{Error, RestApi, rest_method, CurrentUser};
    /// # #[rest_method("demo.me", scope = "basic")]
    /// # async fn demo_me(user: CurrentUser) -> Result<u64, Error> { Ok(user.id) }
    /// # async fn test(api: RestApi) -> Result<(), bitrix_rest::CallError> {
    /// let id = api.call(DemoMe {}).by_user(7).in_application("app.1").await?;
    /// assert_eq!(id, 7);
    /// # Ok(()) }
    /// ```
    pub fn call<M: Callable>(&self, request: M) -> TestCall<M> {
        TestCall::new(self.api.clone(), request)
    }

    /// Tries whether every public method does what it declares: its errors, its result, the examples of its documentation.
    ///
    /// For tests, with the feature `contract`; [`contract`](crate::contract) says what is tried.
    ///
    /// ```
    /// # async fn test(api: bitrix_rest::RestApi) {
    /// api.contract().without("demo.shutdown").await.assert();
    /// # }
    /// ```
    #[cfg(feature = "contract")]
    pub fn contract(&self) -> crate::contract::Contract {
        crate::contract::Contract::new(self.api.clone())
    }

    /// The methods, sorted by name.
    pub fn methods(&self) -> impl Iterator<Item = &'static Descriptor> {
        self.api.sorted.iter().copied()
    }

    /// Waits for the writes whose callers went away. For a graceful shutdown, after the last connection closed.
    pub async fn finish(&self) {
        self.api.background.finished().await;
    }
}

impl std::fmt::Debug for RestApi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RestApi")
            .field("methods", &self.api.sorted)
            .finish_non_exhaustive()
    }
}
