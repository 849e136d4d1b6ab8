//! Pages in somebody's browser are kept out of the private listener.
//!
//! A page can reach what listens on the machine of who reads it, and it can give its own host name that machine's address, so
//! that the browser takes the listener for the page's own server (DNS rebinding). It can hide neither: the browser tells the name
//! that it asked in `Host`, and where a page comes from in `Origin`.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;

use crate::faults::refused;

/// The same routes, without pages. `configured` is host and port as the configuration has them.
pub(super) fn keep_out(router: Router, configured: &str) -> Router {
    let host = configured
        .rsplit_once(':')
        .map_or(configured, |(host, _)| host);
    router.layer(from_fn_with_state(Arc::<str>::from(host), check))
}

async fn check(State(configured): State<Arc<str>>, request: Request, next: Next) -> Response {
    match objection(&request, &configured) {
        Some(text) => refused(StatusCode::FORBIDDEN, text.to_owned()),
        None => next.run(request).await,
    }
}

/// Why a request may be a page's.
fn objection(request: &Request, configured: &str) -> Option<&'static str> {
    if request.headers().contains_key(ORIGIN) {
        return Some("pages of a browser have no business here");
    }
    let hosts = request.headers().get_all(HOST).into_iter();
    let hosts = hosts.map(HeaderValue::as_bytes);
    let target = request.uri().authority().map(|it| it.as_str().as_bytes());
    let mut asked = hosts.chain(target).peekable();
    let ours = asked.peek().is_some() && asked.all(|host| is_ours(host, configured));
    (!ours).then_some(
        "the private listener is asked by an address, as `localhost`, or by the host name of `admin` in the configuration",
    )
}

/// No page can have such a host: nobody else's name leads to it.
fn is_ours(asked: &[u8], configured: &str) -> bool {
    let Ok(asked) = Authority::try_from(asked) else {
        return false;
    };
    let host = asked.host().trim_end_matches('.');
    let address = host.trim_start_matches('[').trim_end_matches(']');
    address.parse::<IpAddr>().is_ok()
        || host.eq_ignore_ascii_case("localhost")
        || host.eq_ignore_ascii_case(configured)
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn names_of_others_are_not_ours() {
        for (host, ours) in [
            ("127.0.0.1:8625", true),
            ("127.0.0.1", true),
            ("[::1]:8625", true),
            ("10.1.2.3:8625", true),
            ("localhost:8625", true),
            ("LocalHost.", true),
            ("metrics.internal:8625", true),
            ("page.test:8625", false),
            ("127.0.0.1.page.test", false),
            ("localhost.page.test", false),
            ("page.test@127.0.0.1", true),
            ("127.0.0.1@page.test", false),
            ("internal", false),
            ("", false),
            ("a b", false),
            ("\u{ff}", false),
        ] {
            let found = is_ours(host.as_bytes(), "metrics.internal");
            assert_eq!(found, ours, "{host:?}");
        }
    }
}
