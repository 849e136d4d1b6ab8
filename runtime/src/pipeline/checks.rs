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

/// The method exists (P-9): asked before the credentials (P-85).
pub(super) fn resolve(call: &mut Call) -> Result<(), Error> {
    match call.descriptor {
        Some(_) => Ok(()),
        None => Err(SystemError::MethodNotFound.into()),
    }
}

/// The caller holds the scope of the method (P-91, P-92).
pub(super) fn scope(call: &mut Call) -> Result<(), Error> {
    let (Some(descriptor), Some(caller)) = (call.descriptor, &call.caller) else {
        return Err(SystemError::Internal.into());
    };
    match descriptor.scope() {
        Scope::Basic => Ok(()),
        Scope::Code(code) if caller.scopes().grants(code) => Ok(()),
        Scope::Code(_) => Err(SystemError::InsufficientScope {
            webhook: caller.kind() == AuthKind::Webhook,
        }
        .into()),
    }
}

/// What the authenticator had against the caller, said after the scope (P-86, P-87).
pub(super) fn objection(call: &mut Call) -> Result<(), Error> {
    match call.caller.as_ref().and_then(|caller| caller.objection) {
        Some(refusal) => Err(refusal().into()),
        None => Ok(()),
    }
}
