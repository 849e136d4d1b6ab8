//! A server on its way to a listener.

use std::future::ready;

use axum::routing::get;
use http::header::CONTENT_TYPE;

use super::RestApi;
use crate::openapi;
use crate::wire::RestService;

impl RestApi {
    /// The router, to nest anywhere. It takes layers and further routes as any other.
    ///
    /// Paths below it: `/{method}`, `/{user}/{code}/{method}`, `/api/…` (P-1, P-2). A nested router pays for axum's
    /// rewriting of every path, and axum leaves out the nest's own path with a slash, `/rest/`, which says the method in
    /// a parameter (P-3); [`into_service_at`](Self::into_service_at) has neither drawback.
    pub fn into_router(self) -> axum::Router {
        axum::Router::new().fallback_service(RestService::new(self.api, ""))
    }

    /// The service for everything at and below `prefix`, such as `/rest`: the fallback of a router with other routes, or
    /// served as it is, which spares a tenth of the instructions of a call. What is not below the prefix is answered as an
    /// unknown method.
    ///
    /// ```
    /// # async fn serve(api: bitrix_rest::RestApi, listener: tokio::net::TcpListener) -> std::io::Result<()> {
    /// let router: axum::Router = axum::Router::new()
    ///     .route("/healthz", axum::routing::get(|| async { "ok" }))
    ///     .fallback_service(api.clone().into_service_at("/rest"));
    /// # let _ = router;
    ///
    /// // Or alone:
    /// use axum::ServiceExt as _;
    /// axum::serve(listener, api.into_service_at("/rest").into_make_service()).await
    /// # }
    /// ```
    pub fn into_service_at(self, prefix: &str) -> RestService {
        RestService::new(self.api, prefix)
    }

    /// What tells of the methods: `/openapi.json`, one [document](crate::openapi::both) of all methods of both generations, and
    /// `/docs`, the same as a page to read, which needs nothing from elsewhere. `base` is where the methods are served: a path
    /// such as `/rest`, or a whole address.
    ///
    /// ```
    /// # async fn serve(api: bitrix_rest::RestApi, listener: tokio::net::TcpListener) -> std::io::Result<()> {
    /// let router: axum::Router = api.documents("/rest").fallback_service(api.into_service_at("/rest"));
    /// axum::serve(listener, router).await
    /// # }
    /// ```
    pub fn documents(&self, base: &str) -> axum::Router {
        let document = openapi::both(self.methods(), base);
        let page = openapi::page(&document);
        let file = |kind: &'static str, text: String| {
            let text = axum::body::Bytes::from(text);
            get(move || ready(([(CONTENT_TYPE, kind)], text.clone())))
        };
        axum::Router::new()
            .route(
                "/openapi.json",
                file("application/json", document.to_string()),
            )
            .route("/docs", file("text/html; charset=utf-8", page))
    }
}
