//! HTTP in, HTTP out. The only place that knows how a call looks on the wire.

mod body;
mod reply;
mod request;
mod route;
pub(crate) mod time;
mod v2;
mod v3;

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use http::{Method, Request, Response};
use tower::Service;

use crate::api::Api;
use crate::call::Version;
use time::Clock;

pub use request::Secure;

/// The service of all paths below `/rest`.
#[derive(Clone)]
pub(crate) struct RestService {
    api: Arc<Api>,
    /// Length of the path before ours.
    prefix: usize,
}

impl RestService {
    pub(crate) const fn new(api: Arc<Api>, prefix: usize) -> Self {
        Self { api, prefix }
    }
}

impl Service<Request<Body>> for RestService {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let Self { api, prefix } = self.clone();
        let head = request.method() == Method::HEAD;
        Box::pin(async move {
            let response = answer(api, prefix, request).await;
            Ok(if head { reply::without_body(response) } else { response })
        })
    }
}

async fn answer(api: Arc<Api>, prefix: usize, request: Request<Body>) -> Response<Body> {
    // P-13: no authorization, no counting.
    if request.method() == Method::OPTIONS {
        return reply::empty();
    }
    let clock = Clock::start();
    let (parts, body) = request.into_parts();
    let route = route::Route::of(parts.uri.path().get(prefix..).unwrap_or_default());
    let (version, mut format) = (route.version, route.format);
    let read = request::read(&api, &clock, &parts, body, route, &mut format).await;
    let call = match read {
        Ok(call) => call,
        Err(error) => return failure(version, format, &api, &error),
    };
    match api.pipeline.run(call).await {
        Ok(reply) => match version {
            Version::V2 => v2::success(&api, format, reply, &clock),
            Version::V3 => v3::success(&api, reply, &clock),
        },
        Err(error) => failure(version, format, &api, &error),
    }
}

fn failure(
    version: Version,
    format: route::Format,
    api: &Api,
    error: &crate::error::Error,
) -> Response<Body> {
    match version {
        Version::V2 => v2::failure(format, api, error),
        Version::V3 => v3::failure(api, error),
    }
}
