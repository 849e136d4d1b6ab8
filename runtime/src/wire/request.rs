//! From a request to a [`Call`] (P-3 – P-5, P-10 – P-12, P-18, P-20, P-37 – P-41).

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{Extensions, HeaderMap, Method};

use super::body::{self, Kind};
use super::route::{Format, Route};
use super::time::Clock;
use crate::api::{Api, Settings};
use crate::call::{Call, Credentials, Origin, RequestId, Secret, Version, reserved};
use crate::error::{Error, SystemError};
use crate::params::{Array, Value, query};

/// Marks a request that came over TLS, for a server that ends TLS itself: put it into the request's extensions. Without
/// it, and without [`Builder::behind_proxy`](crate::Builder::behind_proxy), a call counts as plain HTTP (P-15).
///
/// ```
/// use axum::{Extension, Router};
///
/// let router: Router = Router::new().layer(Extension(bitrix_rest::Secure));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Secure;

/// A request, taken apart: what of it is only looked at, and what the call keeps.
pub(super) struct Sent<'r> {
    pub(super) parts: &'r Parts,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
}

/// Reads a request. `format` is set as soon as it is known, so that an error is answered in it, too.
pub(super) async fn read(
    api: &Arc<Api>,
    id: RequestId,
    clock: &Clock,
    sent: Sent<'_>,
    mut route: Route<'_>,
    format: &mut Format,
) -> Result<Call, Error> {
    let (settings, parts) = (&api.settings, sent.parts);
    let size: usize = sent
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if size > settings.header_limit {
        return Err(SystemError::HeadersTooLarge(settings.header_limit).into());
    }
    let query = match parts.uri.query() {
        Some(text) => query::parse(text.as_bytes(), &settings.form),
        None => Array::new(),
    };
    let read = match route.version {
        Version::V2 => v2(settings, sent, &mut route, query).await?,
        // Boxed, so that the future of every other request stays small.
        Version::V3 => Box::pin(v3(settings, sent, &mut route, query)).await?,
    };
    *format = route.format;
    let name = route.method.unwrap_or_default();
    let descriptor = api.find(route.version, &name);
    Ok(Call {
        api: api.clone(),
        id,
        started: clock.instant(),
        version: route.version,
        name: if descriptor.is_some() {
            String::new()
        } else {
            name.into_owned()
        },
        descriptor,
        dynamic: None,
        start: match route.version {
            Version::V2 => read.taken.start,
            // A parameter as any other.
            Version::V3 => 0,
        },
        connector: read.taken.connector,
        credentials: read.taken.credentials,
        parameters: read.parameters,
        origin: Arc::new(origin(parts, read.headers, settings.behind_proxy)),
        caller: None,
        envelope: super::PREFIX,
        in_batch: false,
        unreadable: read.unreadable,
    })
}

/// What a request holds.
struct Read {
    parameters: Array,
    headers: HeaderMap,
    taken: Taken,
    unreadable: Option<Box<str>>,
}

/// In REST 2 the query and the body hold parameters, and what is not for the method among them.
async fn v2(
    settings: &Settings,
    sent: Sent<'_>,
    route: &mut Route<'_>,
    query: Array,
) -> Result<Read, Error> {
    let Sent {
        parts,
        headers,
        body,
    } = sent;
    let mut parameters = query;
    // P-3: only the query and a form can say the method.
    let mut named = parameters
        .get("method")
        .and_then(Value::as_str)
        .map(str::to_owned);
    // P-12: a body on any other verb is not even looked at.
    if parts.method == Method::POST {
        let kind = Kind::of(&headers);
        let bytes = body::read(&headers, body, settings).await?;
        let sent = body::parameters(kind, &headers, bytes, settings).await?;
        if kind != Kind::Json
            && let Some(name) = sent.get("method").and_then(Value::as_str)
        {
            named = Some(name.to_owned());
        }
        parameters.merge(sent);
    }
    if let (None, Some(name)) = (&route.method, named) {
        route.name(name.into());
    }
    Ok(Read {
        taken: take(&mut parameters, &headers, route.webhook.take()),
        parameters,
        headers,
        unreadable: None,
    })
}

/// In REST 3.0 the query holds credentials alone, and the body everything else, as JSON (P-157 – P-160).
async fn v3(
    settings: &Settings,
    sent: Sent<'_>,
    route: &mut Route<'_>,
    mut query: Array,
) -> Result<Read, Error> {
    let Sent {
        parts,
        headers,
        body,
    } = sent;
    let (mut parameters, mut unreadable) = (Array::new(), None);
    if parts.method == Method::POST {
        let kind = Kind::of(&headers);
        let bytes = body::read(&headers, body, settings).await?;
        match body::strict(kind, &bytes, settings)? {
            Ok(sent) => parameters = sent,
            Err(why) => unreadable = Some(why),
        }
    }
    // P-160: a field of the body counts, and is no parameter. A list has no fields.
    for name in ["auth", "auth_connector"] {
        if let Some(value) = parameters.remove(name) {
            query.insert(name, value);
        }
    }
    Ok(Read {
        taken: take(&mut query, &headers, route.webhook.take()),
        parameters,
        headers,
        unreadable,
    })
}

/// The address of the client that sent a request, as [`Call::address`](crate::Call::address) tells it: for what is served beside
/// the methods. None if nobody said.
///
/// ```
/// use std::net::IpAddr;
/// use bitrix_rest::client_address;
/// use bitrix_rest::http::{Extensions, HeaderMap, HeaderValue};
///
/// let mut headers = HeaderMap::new();
/// headers.insert("x-forwarded-for", HeaderValue::from_static("anything, 192.0.2.7"));
/// let nobody = Extensions::new(); // where axum's `ConnectInfo` would be
/// assert_eq!(client_address(&headers, &nobody, true), Some(IpAddr::from([192, 0, 2, 7])));
/// assert_eq!(client_address(&headers, &nobody, false), None);
/// ```
pub fn client_address(
    headers: &HeaderMap,
    extensions: &Extensions,
    behind_proxy: bool,
) -> Option<IpAddr> {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    // What stands before the last address was said by the client itself.
    let forwarded =
        by_proxy(headers, "x-forwarded-for", behind_proxy).and_then(|list| list.rsplit(',').next());
    forwarded
        .and_then(|text| text.trim().parse().ok())
        .or(peer.map(|ConnectInfo(address)| address.ip()))
}

/// What a proxy said, if there is one.
fn by_proxy<'h>(headers: &'h HeaderMap, name: &str, behind_proxy: bool) -> Option<&'h str> {
    let value = headers.get_all(name).into_iter().next_back();
    value.filter(|_| behind_proxy)?.to_str().ok()
}

fn origin(parts: &Parts, headers: HeaderMap, behind_proxy: bool) -> Origin {
    Origin {
        address: client_address(&headers, &parts.extensions, behind_proxy),
        secure: parts.extensions.get::<Secure>().is_some()
            || by_proxy(&headers, "x-forwarded-proto", behind_proxy) == Some("https"),
        headers,
    }
}

struct Taken {
    credentials: Credentials,
    connector: Option<String>,
    start: i64,
}

/// Takes what is not for the method out of the parameters: credentials of the kind that was found (P-37 – P-39), the
/// reserved names (P-20, P-40, P-41) and those that SDKs add (P-18).
fn take(
    parameters: &mut Array,
    headers: &HeaderMap,
    path: Option<(Cow<'_, str>, Cow<'_, str>)>,
) -> Taken {
    if path.is_some() {
        parameters.renumber();
    }
    let token = bearer(headers)
        .or_else(|| text(parameters.get("auth")))
        .or_else(|| text(parameters.get("access_token")));
    let is_token = token.is_some();
    let connector = token
        .as_ref()
        .and_then(|_| text(parameters.get("auth_connector")));
    let (user, code) = match path {
        Some((user, code)) => (Some(user.into_owned()), Some(code.into_owned())),
        None => (text(parameters.get("aplogin")), text(parameters.get("ap"))),
    };
    let credentials = match (token, user, code) {
        (Some(token), _, _) => Credentials::Token(token.into()),
        (None, Some(user), Some(code)) => Credentials::Webhook {
            user,
            code: Secret::from(code),
        },
        _ => Credentials::None,
    };
    let start = parameters.get("start").map_or(0, Value::intval);
    let is_webhook = matches!(credentials, Credentials::Webhook { .. });
    reserved::strip(parameters, is_token, is_webhook);
    Taken {
        credentials,
        connector,
        start,
    }
}

/// The token of `Authorization: Bearer`, the scheme in any case (P-38).
fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?.trim();
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| token.to_owned())
}

/// A scalar that is not empty; arrays are no credentials (P-38).
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Text(text) if !text.is_empty() => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        _ => None,
    }
}
