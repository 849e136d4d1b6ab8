//! How a server is put together.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tower::{Layer, Service};

use super::arguments::{misread, missing_states};
use super::{
    Api, Authenticator, Background, BuildError, IdempotencyStore, Problem, RestApi, Served,
    Settings,
};
use crate::batch::Batch;
use crate::call::{Call, Reply, Version};
use crate::error::Error;
use crate::method::{Descriptor, Method, MethodResolver};
use crate::pipeline::{CallService, Layers};
use crate::text::json::Escaping;
use crate::zone::Zone;

/// Puts a server together; made by [`RestApi::collect`] or [`RestApi::explicit`].
#[must_use = "call `build`"]
pub struct Builder {
    methods: Vec<&'static Descriptor>,
    states: Vec<(TypeId, Box<dyn Any + Send + Sync>)>,
    authenticators: Vec<Box<dyn Authenticator>>,
    resolvers: Vec<Box<dyn MethodResolver>>,
    idempotency: Option<Box<dyn IdempotencyStore>>,
    settings: Settings,
    layers: Layers,
    problems: Vec<Problem>,
}

impl Builder {
    pub(super) fn new(methods: impl IntoIterator<Item = &'static Descriptor>) -> Self {
        Self {
            methods: methods.into_iter().collect(),
            states: Vec::new(),
            authenticators: Vec::new(),
            resolvers: Vec::new(),
            idempotency: None,
            settings: Settings::default(),
            layers: Layers::default(),
            problems: Vec::new(),
        }
    }

    /// Registers a method by its parameter struct. A method that was collected already is not registered twice.
    pub fn method<M: Method>(mut self) -> Self {
        if !self
            .methods
            .iter()
            .any(|known| std::ptr::eq(*known, M::DESCRIPTOR))
        {
            self.methods.push(M::DESCRIPTOR);
        }
        self
    }

    /// The methods so far, sorted by name, with those of the framework itself. For what only tells of them.
    ///
    /// ```
    /// use bitrix_rest::RestApi;
    ///
    /// let names: Vec<&str> = RestApi::explicit().methods().iter().map(|method| method.name()).collect();
    /// assert_eq!(names, ["batch", "batch"]); // of REST 2 and of REST 3.0
    /// ```
    pub fn methods(&self) -> Vec<&'static Descriptor> {
        let mut methods = self.methods.clone();
        methods.extend(OWN);
        sort(&mut methods);
        methods
    }

    /// Provides state for [`State<T>`](crate::State) arguments.
    pub fn state<T: Clone + Send + Sync + 'static>(mut self, state: T) -> Self {
        let id = TypeId::of::<T>();
        if self.states.iter().any(|(known, _)| *known == id) {
            self.problems.push(Problem::DuplicateState {
                state: std::any::type_name::<T>(),
            });
        }
        self.states.push((id, Box::new(state)));
        self
    }

    /// Says who checks credentials. Several are asked in the order in which they were given, until one says that the
    /// credentials are its own (P-39, P-301).
    pub fn authenticator(mut self, authenticator: impl Authenticator) -> Self {
        self.authenticators.push(Box::new(authenticator));
        self
    }

    /// Supplies methods that are not declared, when they are called (P-296). Several are asked in the order in which they
    /// were given.
    pub fn resolver(mut self, resolver: impl MethodResolver) -> Self {
        self.resolvers.push(Box::new(resolver));
        self
    }

    /// Remembers what calls of REST 3.0 with an `Idempotency-Key` were answered (P-171 – P-174). Without it the header is
    /// ignored, and so it is for methods that only read, in REST 2, and inside of a batch.
    pub fn idempotency(mut self, store: impl IdempotencyStore) -> Self {
        self.idempotency = Some(Box::new(store));
        self
    }

    /// Wraps a tower layer around every call, batch entries included: metrics, accounting, tracing. It stands before the
    /// credentials are checked, so a call has no [`caller`](Call::caller) yet. The last one
    /// added is the outermost.
    ///
    /// ```
    /// use bitrix_rest::{Call, RestApi};
    /// use tower::ServiceBuilder;
    /// use tower::util::MapRequestLayer;
    ///
    /// let builder = RestApi::explicit().layer(MapRequestLayer::new(|call: Call| {
    ///     println!("{}", call.method_name());
    ///     call
    /// }));
    /// ```
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<CallService> + Send + 'static,
        L::Service: Service<Call, Response = Reply, Error = Error> + Clone + Send + Sync + 'static,
        <L::Service as Service<Call>>::Future: Send + 'static,
    {
        self.layers.around(layer);
        self
    }

    /// Wraps a tower layer around every handler: accounting, limits by caller, faults for tests. It stands behind all checks,
    /// so a call has its [`caller`](Call::caller), and its method exists. The last one added is the outermost.
    ///
    /// ```
    /// use bitrix_rest::{Call, RestApi};
    /// use tower::util::MapRequestLayer;
    ///
    /// let builder = RestApi::explicit().handler_layer(MapRequestLayer::new(|call: Call| {
    ///     let application = call.caller().and_then(|caller| caller.application());
    ///     println!("{:?} calls {}", application, call.method_name());
    ///     call
    /// }));
    /// ```
    pub fn handler_layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<CallService>,
        L::Service: Service<Call, Response = Reply, Error = Error> + Clone + Send + Sync + 'static,
        <L::Service as Service<Call>>::Future: Send + 'static,
    {
        self.layers.inside(&layer);
        self
    }

    /// The zone that dates are written in (P-48, P-49): an IANA name, an offset such as `+03:00`, or `UTC`, the default.
    pub fn time_zone(mut self, name: &str) -> Self {
        match Zone::named(name) {
            Some(zone) => self.settings.zone = zone,
            None => self.problems.push(Problem::UnknownTimeZone {
                name: name.to_owned(),
            }),
        }
        self
    }

    /// Writes JSON with PHP's escapes (`\/`, `\u003C`, …), byte for byte as PHP would (P-65). Off by default (P-66).
    pub fn php_escaping(mut self, on: bool) -> Self {
        self.settings.escaping = if on { Escaping::Php } else { Escaping::Plain };
        self
    }

    /// Accepts webhooks over plain HTTP, too. Off by default (P-15).
    pub fn webhooks_over_http(mut self, on: bool) -> Self {
        self.settings.webhooks_over_http = on;
        self
    }

    /// Believes `X-Forwarded-Proto: https` and the last address of `X-Forwarded-For`, for a server behind a proxy that ends TLS
    /// and sets both headers itself; one that passes them on lets every caller say what it likes. Off by default.
    pub fn behind_proxy(mut self, on: bool) -> Self {
        self.settings.behind_proxy = on;
        self
    }

    /// Answers every call with `PORTAL_DELETED` (P-84, P-89). Off by default.
    pub fn closed(mut self, on: bool) -> Self {
        self.settings.closed = on;
        self
    }

    /// How long a call may take before it is answered `INTERNAL_SERVER_ERROR`; 60 s by default (P-155). A write goes on.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.settings.deadline = limit;
        self
    }

    /// How long a body may take to arrive; 30 s by default.
    pub fn body_timeout(mut self, limit: Duration) -> Self {
        self.settings.body_timeout = limit;
        self
    }

    /// The largest body in bytes; 16 MiB by default.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settings.body_limit = bytes;
        self
    }

    /// The largest sum of header names and values in bytes; 96 KiB by default.
    pub fn header_limit(mut self, bytes: usize) -> Self {
        self.settings.header_limit = bytes;
        self
    }

    /// The most variables that a query string or form may have, and the most brackets in a name; 1000 and 64 by default
    /// (P-36). What is beyond is dropped, as PHP does.
    pub fn form_limits(mut self, variables: usize, depth: usize) -> Self {
        self.settings.form.variables = variables;
        self.settings.form.depth = depth;
        self
    }

    /// The most values, containers included, that a JSON body may hold; 500 000 by default. Each takes some 60 bytes of
    /// memory, however short it is in the body.
    pub fn json_limit(mut self, values: usize) -> Self {
        self.settings.json.values = values;
        self
    }

    /// Checks everything and makes the server.
    ///
    /// # Errors
    /// All that is wrong, at once.
    pub fn build(mut self) -> Result<RestApi, BuildError> {
        let mut problems = std::mem::take(&mut self.problems);
        if self.methods.is_empty() {
            problems.push(Problem::NoMethods);
        }
        self.methods = self.methods();
        let v2 = index(&self.methods, Version::V2, &mut problems);
        let v3 = index(&self.methods, Version::V3, &mut problems);
        let unserved = self.methods.iter().filter(|method| method.only_called);
        problems.extend(unserved.map(|method| Problem::OnlyCalled { method }));
        missing_states(&self.methods, &self.states, &mut problems);
        for &method in &self.methods {
            misread(method, &mut problems);
        }
        if self.authenticators.is_empty() {
            problems.push(Problem::NoAuthenticator);
        }
        if !problems.is_empty() {
            return Err(BuildError { problems });
        }
        Ok(RestApi {
            api: Arc::new(Api {
                v2,
                v3: v3.into_iter().map(served).collect(),
                sorted: self.methods,
                states: self.states,
                authenticators: self.authenticators,
                resolvers: self.resolvers,
                idempotency: self.idempotency,
                openapi: OnceLock::new(),
                settings: self.settings,
                pipeline: self.layers.into_pipeline(),
                background: Background::new(),
            }),
        })
    }
}

/// The framework's own.
const OWN: [&Descriptor; 2] = [Batch::DESCRIPTOR, &crate::batch::v3::DESCRIPTOR];

fn sort(methods: &mut [&'static Descriptor]) {
    methods.sort_by_key(|method| {
        let location = method.location();
        (method.name(), location.file, location.line)
    });
}

fn served((name, descriptor): (&'static str, &'static Descriptor)) -> (&'static str, Served) {
    let shape = descriptor.shape();
    (name, Served { descriptor, shape })
}

/// The methods of a generation by name, aliases included.
fn index(
    methods: &[&'static Descriptor],
    version: Version,
    problems: &mut Vec<Problem>,
) -> HashMap<&'static str, &'static Descriptor> {
    let mut index = HashMap::with_capacity(methods.len());
    for &method in methods.iter().filter(|method| method.serves(version)) {
        for &name in std::iter::once(&method.name).chain(method.aliases) {
            match index.entry(name) {
                Entry::Vacant(entry) => {
                    entry.insert(method);
                }
                Entry::Occupied(entry) => {
                    let (first, second) = (entry.get().location(), method.location());
                    // Two that are both served in both generations meet twice.
                    let is_known = problems.iter().any(|problem| {
                        matches!(problem, Problem::Duplicate { name: known, first: one, second: other }
                            if (*known, *one, *other) == (name, first, second))
                    });
                    if !is_known {
                        problems.push(Problem::Duplicate {
                            name,
                            first,
                            second,
                        });
                    }
                }
            }
        }
    }
    index
}
