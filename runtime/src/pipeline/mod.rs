//! The life of a call, as tower layers around one `Service<Call>` (order of checks: P-84, P-88).
//!
//! `observe → open → resolve → deadline → authenticate → scope → objection → invoke`. Every call takes this way, from wherever
//! it comes: HTTP, the commands of a batch, tests in process. Layers of the user go around all of it, or around `invoke`.

mod authenticate;
mod checks;
mod invoke;
pub(crate) mod observe;
mod repeat;
pub(crate) mod resolve;

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::{Either, Ready, ready};
use tower::util::BoxCloneSyncService;
use tower::{Layer, Service, ServiceBuilder, ServiceExt};

use crate::call::{Call, Reply};
use crate::error::Error;
#[cfg(feature = "client")]
pub(crate) use repeat::is_key;
pub(crate) use repeat::{IDEMPOTENCY_KEY, Repeat};

/// The future of a layer that waits for something.
type Running = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

type Core<I> = observe::Observe<
    Gate<resolve::Resolve<invoke::Deadline<authenticate::Authenticate<Gate<Gate<I>>>>>>,
>;

fn core<I>(innermost: I) -> Core<I>
where
    I: Service<Call, Response = Reply, Error = Error> + Clone + Send + 'static,
    I::Future: Send,
{
    ServiceBuilder::new()
        .layer_fn(observe::Observe)
        .layer_fn(|inner| Gate {
            inner,
            check: checks::open,
        })
        .layer_fn(resolve::Resolve)
        .layer_fn(invoke::Deadline)
        .layer_fn(authenticate::Authenticate)
        .layer_fn(|inner| Gate {
            inner,
            check: checks::scope,
        })
        .layer_fn(|inner| Gate {
            inner,
            check: checks::objection,
        })
        .service(innermost)
}

/// A layer that only looks at a call before it passes it on.
#[derive(Clone)]
struct Gate<S> {
    inner: S,
    check: fn(&mut Call) -> Result<(), Error>,
}

impl<S: Service<Call, Response = Reply, Error = Error>> Service<Call> for Gate<S> {
    type Response = Reply;
    type Error = Error;
    type Future = Either<S::Future, Ready<Result<Reply, Error>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut call: Call) -> Self::Future {
        match (self.check)(&mut call) {
            Ok(()) => Either::Left(self.inner.call(call)),
            Err(error) => Either::Right(ready(Err(error))),
        }
    }
}

/// The whole pipeline, with the user's layers if there are any.
#[derive(Clone)]
pub(crate) enum Pipeline {
    Plain,
    Layered(CallService),
}

/// What a layer of the user wraps: a service of calls. See [`Builder::layer`](crate::Builder::layer).
#[derive(Clone)]
pub struct CallService(BoxCloneSyncService<Call, Reply, Error>);

impl Service<Call> for CallService {
    type Response = Reply;
    type Error = Error;
    type Future = <BoxCloneSyncService<Call, Reply, Error> as Service<Call>>::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, call: Call) -> Self::Future {
        self.0.call(call)
    }
}

impl CallService {
    fn new<S>(service: S) -> Self
    where
        S: Service<Call, Response = Reply, Error = Error> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
    {
        Self(BoxCloneSyncService::new(service))
    }
}

type Wrap = Box<dyn FnOnce(CallService) -> CallService + Send>;

/// The user's layers, until the pipeline is put together.
#[derive(Default)]
pub(crate) struct Layers {
    around: Vec<Wrap>,
    inside: Option<CallService>,
}

impl Layers {
    /// Around everything.
    pub(crate) fn around<L>(&mut self, layer: L)
    where
        L: Layer<CallService> + Send + 'static,
        L::Service: Service<Call, Response = Reply, Error = Error> + Clone + Send + Sync + 'static,
        <L::Service as Service<Call>>::Future: Send + 'static,
    {
        let wrap = move |inner| CallService::new(layer.layer(inner));
        self.around.push(Box::new(wrap));
    }

    /// Around the handler alone.
    pub(crate) fn inside<L>(&mut self, layer: &L)
    where
        L: Layer<CallService>,
        L::Service: Service<Call, Response = Reply, Error = Error> + Clone + Send + Sync + 'static,
        <L::Service as Service<Call>>::Future: Send + 'static,
    {
        let inner = self.inside.take();
        let inner = inner.unwrap_or_else(|| CallService::new(invoke::Invoke));
        self.inside = Some(CallService::new(layer.layer(inner)));
    }

    pub(crate) fn into_pipeline(self) -> Pipeline {
        let core = match self.inside {
            Some(inside) => CallService::new(core(inside)),
            None if self.around.is_empty() => return Pipeline::Plain,
            None => CallService::new(core(invoke::Invoke)),
        };
        let around = self.around.into_iter();
        Pipeline::Layered(around.fold(core, |inner, wrap| wrap(inner)))
    }
}

impl Pipeline {
    pub(crate) async fn run(&self, call: Call) -> Result<Reply, Error> {
        match self {
            Self::Plain => core(invoke::Invoke).oneshot(call).await,
            Self::Layered(service) => service.clone().oneshot(call).await,
        }
    }
}
