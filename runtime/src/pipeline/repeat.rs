//! Calls with an `Idempotency-Key` (P-171 – P-174).

use http::{HeaderName, HeaderValue};

use crate::api::{Answered, Begun, RepeatableCall};
use crate::call::{AuthKind, Call, Caller, Handling, Version};
use crate::error::{Error, Exception};
use crate::method::{Descriptor, Output, Written};
use crate::text::json::{Escaping, write};

/// The header.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The longest key, in characters (P-171).
const LONGEST: usize = 255;

/// What the reply to such a call says of its key (P-172).
#[derive(Debug)]
pub(crate) struct Repeat {
    pub(crate) key: HeaderValue,
    pub(crate) replayed: bool,
}

/// The key, if the call is of a method that writes, and the server remembers keys (P-171).
pub(super) fn key(call: &Call, descriptor: &Descriptor) -> Result<Option<HeaderValue>, Error> {
    let counts = call.version == Version::V3 && !call.in_batch && !descriptor.is_read_only();
    if !counts || call.api.idempotency.is_none() {
        return Ok(None);
    }
    let (Some(key), true) = (call.headers().get(IDEMPOTENCY_KEY), is_known(call)) else {
        return Ok(None);
    };
    if !is_key(key.as_bytes()) {
        return Err(Exception::InvalidIdempotencyKey.into());
    }
    Ok(Some(key.clone()))
}

/// Whether it is a key at all (P-171).
pub(crate) fn is_key(text: &[u8]) -> bool {
    let is_printable = |byte: &u8| matches!(byte, b' '..=b'~');
    (1..=LONGEST).contains(&text.len()) && text.iter().all(is_printable)
}

/// Whether the keys of this caller can be told from those of others.
fn is_known(call: &Call) -> bool {
    call.caller().is_some_and(|caller| {
        caller.application().is_some() || caller.webhook().is_some() || caller.user().is_some()
    })
}

/// Runs the call if it was not answered before, and remembers the answer. All of it is one future: what began is also
/// remembered if the caller goes away, for it is then that it comes again.
pub(super) async fn run(
    call: Call,
    descriptor: &'static Descriptor,
    key: HeaderValue,
) -> Result<Written, Error> {
    let api = call.api.clone();
    let Some(store) = &api.idempotency else {
        return (descriptor.handler)(call).await;
    };
    let begun = store.begin(&repeatable(&call, descriptor, &key)?).await?;
    let replayed = matches!(begun, Begun::Answered(_));
    let mut written = match begun {
        Begun::Reused => return Err(Exception::IdempotencyKeyReused.into()),
        Begun::Answered(answered) => {
            let output = Output::new(call.envelope, call.api.settings.escaping, None);
            let mut written =
                output.write_text(|buffer| buffer.extend_from_slice(answered.result.as_bytes()));
            written.status = answered.status;
            written
        }
        Begun::First(claim) => match (descriptor.handler)(call).await {
            // A file is no answer that could be kept.
            Ok(written) if written.media.is_none() => {
                let answered = Answered {
                    status: written.status,
                    result: String::from_utf8_lossy(written.result()).into_owned(),
                };
                report(claim.keep(answered).await);
                written
            }
            other => {
                report(claim.forget().await);
                other?
            }
        },
    };
    written.repeat = Some(Box::new(Repeat { key, replayed }));
    Ok(written)
}

/// What was done is done, and its answer is the answer: only a repetition would run again, once the claim is over.
fn report(kept: Result<(), Error>) {
    if let Err(error) = kept {
        tracing::warn!(
            cause = error.cause().map(tracing::field::display),
            "what a call with an Idempotency-Key was answered is not remembered"
        );
    }
}

fn repeatable(
    call: &Call,
    descriptor: &'static Descriptor,
    key: &HeaderValue,
) -> Result<RepeatableCall, Error> {
    let caller = call.caller();
    let mut request = Vec::new();
    write(&mut request, call.parameters(), Escaping::Plain).map_err(Error::internal)?;
    Ok(RepeatableCall {
        kind: caller.map_or(AuthKind::Custom(""), Caller::kind),
        application: caller.and_then(|caller| caller.application()).cloned(),
        webhook: caller.and_then(|caller| caller.webhook()),
        user: caller.and_then(|caller| caller.user()).map(|user| user.id),
        method: descriptor.name(),
        key: String::from_utf8_lossy(key.as_bytes()).into_owned(),
        request,
    })
}

impl Handling {
    /// Runs a call that its caller may send again.
    pub(super) fn repeatable(
        call: Call,
        descriptor: &'static Descriptor,
        key: HeaderValue,
    ) -> Self {
        Self::of(run(call, descriptor, key))
    }
}
