//! The handler, its deadline, and what happens to it when nobody waits any more.

use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Instant;

use futures_util::future::{Either, Ready, ready};
use tower::Service;

use super::{Running, checks, repeat};
use crate::api::Background;
use crate::at_once::at_once;
use crate::call::{Call, Handling, Reply, RequestId};
use crate::error::{Error, SystemError};
use crate::method::Written;

/// Answers an internal error when a call takes too long (P-155).
#[derive(Clone)]
pub(super) struct Deadline<S>(pub(super) S);

impl<S> Service<Call> for Deadline<S>
where
    S: Service<Call, Response = Reply, Error = Error>,
    S::Future: Send + 'static,
{
    type Response = Reply;
    type Error = Error;
    type Future = Running;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, call: Call) -> Running {
        let limit = call.api.settings.deadline;
        let running = self.0.call(call);
        Box::pin(async move {
            let mut running = pin!(running);
            // A call that is answered at once needs no timer.
            if let Poll::Ready(reply) = at_once(&mut running).await {
                return reply;
            }
            match tokio::time::timeout(limit, running).await {
                Ok(reply) => reply,
                Err(_) => Err(Error::internal(format!("no answer within {limit:?}"))),
            }
        })
    }
}

/// Runs the handler of the method.
#[derive(Clone)]
pub(super) struct Invoke;

impl Service<Call> for Invoke {
    type Response = Reply;
    type Error = Error;
    type Future = Either<Invoking, Ready<Result<Reply, Error>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> Self::Future {
        if let Err(error) = checks::body(&call) {
            return Either::Right(ready(Err(error)));
        }
        let (read_only, dynamic) = match (call.descriptor, &call.dynamic) {
            (Some(descriptor), _) => (descriptor.is_read_only(), None),
            (None, Some(dynamic)) => (dynamic.is_read_only(), Some(dynamic.clone())),
            (None, None) => return Either::Right(ready(Err(SystemError::Internal.into()))),
        };
        let key = match call
            .descriptor
            .map(|descriptor| repeat::key(&call, descriptor))
        {
            Some(Err(error)) => return Either::Right(ready(Err(error))),
            Some(Ok(key)) => key,
            None => None,
        };
        Either::Left(Invoking {
            id: call.id,
            started: Instant::now(),
            background: (!read_only).then(|| call.api.background.clone()),
            handling: match (call.descriptor, dynamic) {
                (Some(descriptor), _) => Some(match key {
                    None => (descriptor.handler)(call),
                    Some(key) => Handling::repeatable(call, descriptor, key),
                }),
                (None, dynamic) => dynamic.map(|dynamic| Handling::dynamic(dynamic, call)),
            },
        })
    }
}

/// A running handler that, unless its method only reads, is finished even if the caller goes away: a write is never left
/// half done. It goes on where it stands, so a call that is answered in time costs no task of its own.
pub(super) struct Invoking {
    id: RequestId,
    started: Instant,
    background: Option<Background>,
    handling: Option<Handling>,
}

impl Future for Invoking {
    type Output = Result<Reply, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let Some(handling) = &mut this.handling else {
            return Poll::Ready(Err(SystemError::Internal.into()));
        };
        let Poll::Ready(result) = Pin::new(handling).poll(context) else {
            return Poll::Pending;
        };
        this.handling = None;
        Poll::Ready(result.map(|written: Written| Reply {
            written,
            processing: this.started.elapsed(),
            operating: None,
        }))
    }
}

impl Drop for Invoking {
    fn drop(&mut self) {
        if let (Some(background), Some(handling)) = (&self.background, self.handling.take()) {
            background.finish(self.id, handling);
        }
    }
}
