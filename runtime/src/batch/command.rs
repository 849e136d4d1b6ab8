//! One command of a batch.

use std::borrow::Cow;
use std::time::Instant;

use super::containers::{Containers, Ended};
use super::reference::{self, Budget};
use crate::call::{AuthKind, Call, Credentials, reserved};
use crate::error::{Error, SystemError};
use crate::method::Descriptor;
use crate::params::{Array, Value, query};
use crate::pipeline::resolve::not_allowed_in_batch;
use crate::wire::time::Clock;

/// Runs a command of the call `outer`, through the whole pipeline.
pub(super) async fn run(
    outer: &Call,
    text: &str,
    earlier: &mut Containers,
    budget: &mut Budget,
) -> Ended {
    match call(outer, text, earlier, budget) {
        Ok((call, clock)) => {
            let api = call.api.clone();
            match api.pipeline.run(call).await {
                Ok(reply) if reply.written.media.is_some() => Ended::Failed(not_allowed()),
                Ok(reply) if reply.written.soft_error => Ended::Soft(reply.written.buffer),
                Ok(reply) => {
                    let mut time = Vec::new();
                    let zone = &api.settings.zone;
                    clock.write(&mut time, zone, reply.processing, reply.operating);
                    Ended::Answered {
                        written: reply.written,
                        time,
                    }
                }
                Err(error) => Ended::Failed(fields(&error)),
            }
        }
        Err(error) => Ended::Failed(error),
    }
}

fn call(
    outer: &Call,
    text: &str,
    earlier: &mut Containers,
    budget: &mut Budget,
) -> Result<(Call, Clock), Array> {
    let Call { api, version, .. } = outer;
    let (name, query) = cut(text);
    let descriptor = api.find(*version, &name);
    let unusable = ["download", "upload"];
    if unusable
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
        || descriptor.is_some_and(|found| !found.allows_batch())
    {
        return Err(not_allowed());
    }
    let mut parameters = query::parse(query.as_bytes(), &api.settings.form);
    reference::substitute(&mut parameters, earlier, budget).map_err(|error| fields(&error))?;
    let start = parameters.get("start").map_or(0, Value::intval);
    let kind = outer.caller.as_ref().map(|caller| caller.kind());
    reserved::strip(
        &mut parameters,
        kind == Some(AuthKind::OAuth),
        kind == Some(AuthKind::Webhook),
    );
    let clock = Clock::start();
    let name = if descriptor.is_some() {
        String::new()
    } else {
        name.into_owned()
    };
    let mut call = inner(outer, name, descriptor, parameters);
    call.start = start;
    Ok((call, clock))
}

/// A call of a batch, by the caller of the batch (P-122). That is somebody: the batch itself was let in.
pub(super) fn inner(
    outer: &Call,
    name: String,
    descriptor: Option<&'static Descriptor>,
    parameters: Array,
) -> Call {
    let caller = outer.caller.clone();
    Call {
        name,
        descriptor,
        dynamic: None,
        parameters,
        start: 0,
        credentials: caller.map_or(Credentials::None, Credentials::Vouched),
        caller: None,
        started: Instant::now(),
        envelope: b"",
        in_batch: true,
        unreadable: None,
        api: outer.api.clone(),
        id: outer.id,
        version: outer.version,
        connector: outer.connector.clone(),
        origin: outer.origin.clone(),
    }
}

/// The name of the method and the query string (P-112).
pub(crate) fn cut(command: &str) -> (Cow<'_, str>, Cow<'_, str>) {
    let command = command
        .split_once('#')
        .map_or(command, |(before, _)| before);
    let (name, query) = command.split_once('?').unwrap_or((command, ""));
    (printable(name), printable(query))
}

/// With `_` in the place of control characters (P-112).
fn printable(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        Cow::Owned(text.replace(|c: char| c.is_ascii_control(), "_"))
    } else {
        Cow::Borrowed(text)
    }
}

fn not_allowed() -> Array {
    not_allowed_in_batch().fields()
}

/// P-119.
pub(super) fn too_many() -> Array {
    let mut fields = Array::new();
    fields.insert("error", "ERROR_BATCH_LENGTH_EXCEEDED");
    fields.insert("error_description", "Max batch length exceeded");
    fields
}

fn fields(error: &Error) -> Array {
    let mut fields = error.fields();
    // P-122: here the scope is told without words.
    if let Some(SystemError::InsufficientScope { .. }) = error.system() {
        fields.insert("error_description", "");
    }
    fields
}
