//! The checks that need no waiting.

use crate::call::{AuthKind, Call, Scopes, Version};
use crate::error::{Error, Exception, SystemError};
use crate::method::Scope;

/// The portal is open (P-84, P-88).
pub(super) fn open(call: &mut Call) -> Result<(), Error> {
    match call.api.settings.closed {
        false => Ok(()),
        true => Err(SystemError::PortalDeleted.into()),
    }
}

/// What the body of REST 3.0 holds can be read, unless nobody reads it (P-157, P-159): asked behind all other checks (P-88).
pub(super) fn body(call: &Call) -> Result<(), Error> {
    match (&call.unreadable, call.descriptor) {
        (Some(why), Some(descriptor)) if descriptor.reads_body() => {
            Err(Exception::InvalidJson(why.to_string()).into())
        }
        _ => Ok(()),
    }
}

/// The caller holds the scope of the method (P-91, P-92, P-194).
pub(super) fn scope(call: &mut Call) -> Result<(), Error> {
    let Some(caller) = &call.caller else {
        return Err(SystemError::Internal.into());
    };
    let needed = match (call.descriptor, &call.dynamic) {
        (Some(descriptor), _) => match descriptor.scope() {
            Scope::Basic => None,
            Scope::Code(code) => Some(code),
        },
        (None, Some(dynamic)) => dynamic.scope_code(),
        (None, None) => return Err(SystemError::Internal.into()),
    };
    let scopes = caller.scopes();
    match needed {
        Some(code) if !scopes.grants(code) && !by_path(call, scopes) => {
            Err(SystemError::InsufficientScope {
                webhook: caller.kind() == AuthKind::Webhook,
            }
            .into())
        }
        _ => Ok(()),
    }
}

/// What the authenticator had against the caller, said after the scope (P-86, P-87).
pub(super) fn objection(call: &mut Call) -> Result<(), Error> {
    match call.caller.as_ref().and_then(|caller| caller.objection) {
        Some(refusal) => Err(refusal().into()),
        None => Ok(()),
    }
}

/// P-194, P-195: a scope for some fields only where the answer can be limited to them.
fn by_path(call: &Call, scopes: &Scopes) -> bool {
    call.version == Version::V3
        && (scopes.covers(call.method_name())
            || call
                .descriptor
                .is_some_and(|method| scopes.fields(method.name()).is_some() && method.selects()))
}
