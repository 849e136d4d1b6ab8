//! The checks that need no waiting.

use crate::call::{AuthKind, Call};
use crate::error::{Error, SystemError};
use crate::method::Scope;

/// The portal is open (P-84, P-88).
pub(super) fn open(call: &mut Call) -> Result<(), Error> {
    match call.api.settings.closed {
        false => Ok(()),
        true => Err(SystemError::PortalDeleted.into()),
    }
}

/// The caller holds the scope of the method (P-91, P-92).
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
    match needed {
        Some(code) if !caller.scopes().grants(code) => Err(SystemError::InsufficientScope {
            webhook: caller.kind() == AuthKind::Webhook,
        }
        .into()),
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
