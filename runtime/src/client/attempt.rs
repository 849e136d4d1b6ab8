//! A call, repeated until it is answered for good.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use http::{Method, Request, StatusCode, Uri};
use tokio::time::sleep;

use super::error::{Error, ErrorKind};
use super::oauth::Tokens;
use super::reply::{Received, Replied};
use super::{Inner, Portal};
use crate::call::Version;
use crate::method::Descriptor;
use crate::params::{Array, Value};
use crate::pipeline::IDEMPOTENCY_KEY;
use crate::text::json::{Escaping, write, write_objects};

/// The first wait before a call is repeated.
const FIRST: Duration = Duration::from_millis(500);

/// The longest.
const LONGEST: Duration = Duration::from_secs(30);

/// What is to be sent.
pub(super) struct Outgoing<'a> {
    pub(super) version: Version,
    pub(super) descriptor: &'a Descriptor,
    pub(super) body: Vec<u8>,
    /// It changes nothing, so it may arrive twice.
    pub(super) read_only: bool,
    /// What refuses it refuses all of it: nothing was changed before.
    pub(super) all_or_none: bool,
    /// What the portal may know a repetition by (P-171).
    pub(super) key: Option<HeaderValue>,
    /// The methods that it calls.
    pub(super) methods: &'a [&'a str],
}

impl Outgoing<'_> {
    /// Whether a refusal, of all of it or of a part, left everything as it was: it may be sent once more.
    const fn outlives_refusals(&self) -> bool {
        self.all_or_none || self.read_only
    }
}

impl Portal {
    /// Calls one method, under this key.
    pub(super) async fn exchange(
        &self,
        version: Version,
        descriptor: &Descriptor,
        parameters: &Array,
        key: Option<HeaderValue>,
    ) -> Result<Replied, Error> {
        let name = descriptor.name();
        let outgoing = Outgoing {
            version,
            descriptor,
            body: body(version, parameters)?,
            read_only: descriptor.is_read_only(),
            all_or_none: true,
            key,
            methods: &[name],
        };
        let replied = self.until_answered(outgoing).await?;
        self.learn(name, replied.time.as_ref());
        Ok(replied)
    }

    /// Reads the `time` of an answer.
    pub(super) fn learn(&self, method: &str, time: Option<&Value>) {
        self.inner.meter.learn(&self.inner.pace, method, time);
    }

    pub(super) async fn until_answered(&self, outgoing: Outgoing<'_>) -> Result<Replied, Error> {
        let name = outgoing.descriptor.name();
        let uri = self.inner.address.uri(outgoing.version, name)?;
        self.inner.until_answered(&uri, &outgoing).await
    }
}

impl Inner {
    async fn until_answered(&self, uri: &Uri, outgoing: &Outgoing<'_>) -> Result<Replied, Error> {
        let mut renewed = false;
        let mut repeated = 0;
        loop {
            self.meter.admit(&self.pace, outgoing.methods).await;
            if let Some(session) = &self.session {
                session.keep_fresh(&self.transport, self.patience).await;
            }
            let used = self.session.as_ref().map(|session| session.tokens());
            let error = match self.once(uri, outgoing, used.as_ref()).await {
                Ok(replied) => return Ok(replied),
                Err(error) => error,
            };
            if let Failed::Answered(refusal) = &error
                && !renewed
                && is_expired(outgoing.version, refusal)
                && let (Some(session), Some(used)) = (&self.session, used)
            {
                renewed = true;
                let transport = self.transport.clone();
                session.renew(used, transport, self.patience).await?;
                if outgoing.outlives_refusals() {
                    continue;
                }
                // The refusal of a command behind others that ran reads the same. Whoever repeats it has the new tokens.
                return Err(error.into_error());
            }
            let again = repeated < self.retries && self.may_come_again(outgoing, &error);
            let error = error.into_error();
            // Also if this call ends here: the next ones wait.
            let known = self.knows_when(outgoing, &error);
            if !again {
                return Err(error);
            }
            tracing::debug!(method = outgoing.descriptor.name(), %error, "the call is repeated");
            if !known {
                sleep(backoff(repeated)).await;
            }
            repeated += 1;
        }
    }

    async fn once(
        &self,
        uri: &Uri,
        outgoing: &Outgoing<'_>,
        tokens: Option<&Tokens>,
    ) -> Result<Replied, Failed> {
        let request = request(uri, outgoing, tokens).map_err(Failed::Answered)?;
        match Received::of(&*self.transport, request, self.patience).await {
            Ok(received) => received.read(outgoing.descriptor).map_err(Failed::Answered),
            Err(error) => Err(Failed::Unanswered {
                sent: error.is_sent(),
                error: Error::transport(error),
            }),
        }
    }

    /// Whether the same call may be sent once more: it was certainly not carried out, or may be twice.
    fn may_come_again(&self, outgoing: &Outgoing<'_>, failed: &Failed) -> bool {
        let is_known = self.repeats_writes && outgoing.key.is_some();
        let may_be_twice = outgoing.read_only || is_known;
        match failed {
            Failed::Unanswered { sent, .. } => !sent || may_be_twice,
            // It counts requests, and no command of a batch again: nothing was begun.
            Failed::Answered(error) if is_full(error) => true,
            Failed::Answered(error) if is_used_up(error) => outgoing.outlives_refusals(),
            // A gateway in front of the portal: who knows what became of the call.
            Failed::Answered(error) => {
                error.kind() == ErrorKind::Reply
                    && may_be_twice
                    && matches!(
                        error.status(),
                        Some(
                            StatusCode::BAD_GATEWAY
                                | StatusCode::SERVICE_UNAVAILABLE
                                | StatusCode::GATEWAY_TIMEOUT
                        )
                    )
            }
        }
    }

    /// Whether the meter now waits for as long as the portal will refuse.
    fn knows_when(&self, outgoing: &Outgoing<'_>, error: &Error) -> bool {
        if is_full(error) {
            self.meter.fill(&self.pace);
        }
        is_used_up(error) && self.meter.hold(outgoing.descriptor.name())
    }
}

/// How an attempt failed.
enum Failed {
    /// An answer came, or the request could not be made.
    Answered(Error),
    Unanswered {
        /// The portal may have the request.
        sent: bool,
        error: Error,
    },
}

impl Failed {
    fn into_error(self) -> Error {
        match self {
            Self::Answered(error) | Self::Unanswered { error, .. } => error,
        }
    }
}

/// P-90. REST 3.0 does not tell an expired token from a wrong one (P-285), but from a right that is missing (P-170).
fn is_expired(version: Version, error: &Error) -> bool {
    error.kind() == ErrorKind::Answer
        && error.status() == Some(StatusCode::UNAUTHORIZED)
        && match version {
            Version::V2 => error.is("expired_token"),
            Version::V3 => {
                let reason = error.extra().get("reason").and_then(Value::as_str);
                error.is("BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION")
                    && reason.is_none_or(|reason| reason == "expired_token")
            }
        }
}

/// P-148.
fn is_full(error: &Error) -> bool {
    error.is("QUERY_LIMIT_EXCEEDED")
}

/// P-152; the one code of REST 3.0 for all limits.
fn is_used_up(error: &Error) -> bool {
    error.is("OPERATION_TIME_LIMIT")
        || error.is("BITRIX_REST_V3_EXCEPTION_RATELIMITEXCEPTION")
            && error.status() == Some(StatusCode::TOO_MANY_REQUESTS)
}

/// The wait before a call is repeated: longer every time, and never the same, so that callers who failed together do not come
/// back together.
fn backoff(repeated: u32) -> Duration {
    let longest = FIRST.saturating_mul(1_u32.checked_shl(repeated).unwrap_or(u32::MAX));
    let longest = longest.min(LONGEST);
    let random = RandomState::new().hash_one(0_u8) >> 48;
    // From half of it on; the number has 16 bits.
    #[allow(clippy::cast_precision_loss)]
    longest.mul_f64(0.5 + random as f64 / f64::from(u32::from(u16::MAX)) / 2.0)
}

/// The parameters as JSON.
pub(super) fn body(version: Version, parameters: &Array) -> Result<Vec<u8>, Error> {
    if parameters.is_empty() {
        return Ok(b"{}".to_vec());
    }
    let mut body = Vec::new();
    let written = match version {
        Version::V2 => write(&mut body, parameters, Escaping::Plain),
        Version::V3 => write_objects(&mut body, parameters, Escaping::Plain),
    };
    written.map_err(|error| Error::request(format!("the parameters are no JSON: {error}")))?;
    Ok(body)
}

fn request(
    uri: &Uri,
    outgoing: &Outgoing<'_>,
    tokens: Option<&Tokens>,
) -> Result<Request<Vec<u8>>, Error> {
    let mut request = Request::new(outgoing.body.clone());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = uri.clone();
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let agent = HeaderValue::from_static(concat!("bitrix-rest/", env!("CARGO_PKG_VERSION")));
    headers.insert(USER_AGENT, agent);
    if let Some(key) = &outgoing.key {
        headers.insert(IDEMPOTENCY_KEY, key.clone());
    }
    if let Some(tokens) = tokens {
        // Not in the address, which logs and proxies keep.
        let bearer = format!("Bearer {}", tokens.access().expose());
        let bearer = HeaderValue::try_from(bearer);
        let mut bearer = bearer
            .map_err(|_| Error::request("the access token is none that a header can hold"))?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
    }
    Ok(request)
}
