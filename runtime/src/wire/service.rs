//! The service: paths in, calls through the pipeline, replies out.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use http::{Method, Request, Response};
use tower::Service;

use super::time::Clock;
use super::{reply, request, route, v2, v3};
use crate::api::Api;
use crate::call::{RequestId, Version};
use crate::error::{Error, SystemError};

/// The service of all paths below a prefix; made by [`RestApi::into_service_at`](crate::RestApi::into_service_at).
#[derive(Clone)]
pub struct RestService {
    api: Arc<Api>,
    /// The path before ours: empty, or with a slash at its beginning and none at its end.
    prefix: Arc<str>,
}

impl RestService {
    pub(crate) fn new(api: Arc<Api>, prefix: &str) -> Self {
        let prefix = match prefix.trim_matches('/') {
            "" => String::new(),
            path => format!("/{path}"),
        };
        Self {
            api,
            prefix: prefix.into(),
        }
    }
}

impl std::fmt::Debug for RestService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RestService")
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
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
            let response = answer(api, &prefix, request).await;
            Ok(if head {
                reply::without_body(response)
            } else {
                response
            })
        })
    }
}

async fn answer(api: Arc<Api>, prefix: &str, request: Request<Body>) -> Response<Body> {
    let id = RequestId::next();
    let mut response = match *request.method() {
        // P-13: no authorization, no counting.
        Method::OPTIONS => reply::empty(),
        _ => served(api, prefix, request, id).await,
    };
    if let Some(id) = id.header() {
        response.headers_mut().insert(reply::X_REQUEST_ID, id);
    }
    response
}

async fn served(
    api: Arc<Api>,
    prefix: &str,
    request: Request<Body>,
    id: RequestId,
) -> Response<Body> {
    let clock = Clock::start();
    let (mut parts, body) = request.into_parts();
    let headers = std::mem::take(&mut parts.headers);
    // P-325: repeated slashes count as one, at the beginning too.
    let path = parts.uri.path();
    let slashes = path.len() - path.trim_start_matches('/').len();
    let below = path
        .get(slashes.saturating_sub(1)..)
        .and_then(|path| path.strip_prefix(prefix));
    let Some(path) = below.filter(|path| path.is_empty() || path.starts_with('/')) else {
        return v2::failure(
            route::Format::Json,
            &api,
            &SystemError::MethodNotFound.into(),
        );
    };
    let route = route::Route::of(path);
    let (version, mut format) = (route.version, route.format);
    let sent = request::Sent {
        parts: &parts,
        headers,
        body,
    };
    let read = request::read(&api, id, &clock, sent, route, &mut format).await;
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

fn failure(version: Version, format: route::Format, api: &Api, error: &Error) -> Response<Body> {
    match version {
        Version::V2 => v2::failure(format, api, error),
        Version::V3 => v3::failure(api, error),
    }
}
