//! Whether the method exists (P-9): asked before the credentials (P-85).

use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::{Either, Ready, ready};
use http::StatusCode;
use tower::Service;

use super::{Running, observe};
use crate::call::{Call, Reply, Version};
use crate::error::{Error, SystemError};
use crate::method::{DynamicMethod, MethodResolver};

/// Passes on calls of declared methods; asks the resolvers about others (P-296).
#[derive(Clone)]
pub(super) struct Resolve<S>(pub(super) S);

impl<S> Service<Call> for Resolve<S>
where
    S: Service<Call, Response = Reply, Error = Error> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Reply;
    type Error = Error;
    type Future = Either<S::Future, Either<Ready<Result<Reply, Error>>, Running>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, mut call: Call) -> Self::Future {
        if call.descriptor.is_some() {
            return Either::Left(self.0.call(call));
        }
        observe::name(&call);
        // What a resolver supplies is of REST 2.
        if call.api.resolvers.is_empty() || call.version == Version::V3 {
            let missing = Err(SystemError::MethodNotFound.into());
            return Either::Right(Either::Left(ready(missing)));
        }
        let mut inner = self.0.clone();
        Either::Right(Either::Right(Box::pin(async move {
            let found = find(&call.api.resolvers, &call.name).await?;
            if call.in_batch && !found.allows_batch() {
                return Err(not_allowed_in_batch());
            }
            tracing::Span::current().record("method", found.name());
            call.dynamic = Some(found);
            inner.call(call).await
        })))
    }
}

/// P-7: in lower case first.
async fn find(
    resolvers: &[Box<dyn MethodResolver>],
    name: &str,
) -> Result<Arc<DynamicMethod>, Error> {
    let lower = name.to_ascii_lowercase();
    let as_written = (lower != name).then_some(name);
    for name in std::iter::once(&*lower).chain(as_written) {
        for resolver in resolvers {
            if let Some(found) = resolver.resolve(name).await? {
                return Ok(found);
            }
        }
    }
    Err(SystemError::MethodNotFound.into())
}

/// P-121.
pub(crate) fn not_allowed_in_batch() -> Error {
    Error::new(
        "ERROR_BATCH_METHOD_NOT_ALLOWED",
        StatusCode::METHOD_NOT_ALLOWED,
        "Method is not allowed for batch usage",
    )
}
