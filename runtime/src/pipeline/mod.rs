//! The life of a call, as tower layers around one `Service<Call>` (order of checks: P-84, P-88).
//!
//! `observe → open → resolve → deadline → authenticate → scope → objection → invoke`. Every call takes this way, from wherever
//! it comes: HTTP, the commands of a batch, tests in process. Layers of the user go around all of it.

mod authenticate;
mod checks;
mod invoke;
pub(crate) mod observe;

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::{Either, Ready, ready};
use tower::util::BoxCloneSyncService;
use tower::{Layer, Service, ServiceBuilder, ServiceExt};

use crate::call::{Call, Reply};
use crate::error::Error;

/// The future of a layer that waits for something.
type Running = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

type Core = observe::Observe<
    Gate<Gate<invoke::Deadline<authenticate::Authenticate<Gate<Gate<invoke::Invoke>>>>>>,
>;

fn core() -> Core {
    ServiceBuilder::new()
        .layer_fn(observe::Observe)
        .layer_fn(|inner| Gate {
            inner,
            check: checks::open,
        })
        .layer_fn(|inner| Gate {
            inner,
            check: checks::resolve,
        })
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
        .service(invoke::Invoke)
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

impl Pipeline {
    pub(crate) fn layered<L>(self, layer: &L) -> Self
    where
        L: Layer<CallService>,
        L::Service: Service<Call, Response = Reply, Error = Error> + Clone + Send + Sync + 'static,
        <L::Service as Service<Call>>::Future: Send + 'static,
    {
        let inner = match self {
            Self::Plain => CallService(BoxCloneSyncService::new(core())),
            Self::Layered(service) => service,
        };
        Self::Layered(CallService(BoxCloneSyncService::new(layer.layer(inner))))
    }

    pub(crate) async fn run(&self, call: Call) -> Result<Reply, Error> {
        match self {
            Self::Plain => core().oneshot(call).await,
            Self::Layered(service) => service.clone().oneshot(call).await,
        }
    }
}
