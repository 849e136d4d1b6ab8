//! Who may call the methods of events.

use std::sync::Arc;

use bitrix_rest::{
    ArgumentError, AuthKind, Call, Denial, Error, FromCall, Requirements, Scopes, SystemError,
    User, Value,
};

use super::{EventError, Events};

/// A call by an application with an access token (P-231).
pub struct EventCall {
    pub(super) events: Events,
    /// The `client_id`.
    pub(super) application: Arc<str>,
    pub(super) user: User,
    pub(super) scopes: Scopes,
    /// The change source (P-95).
    pub(super) connector: Option<Box<str>>,
}

impl FromCall for EventCall {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        // Without events there are no methods of events.
        let events: Events = call.state().ok_or(SystemError::MethodNotFound)?;
        let caller = call.caller().ok_or(SystemError::Internal)?;
        if caller.kind() != AuthKind::OAuth {
            return Err(SystemError::WrongAuthType(None).into());
        }
        let denied = |denial| Error::from(SystemError::AccessDenied(denial));
        let application = caller.application();
        let application = application.ok_or_else(|| denied(Denial::ApplicationRequired))?;
        let user = caller.user();
        let user = user.ok_or_else(|| denied(Denial::UserRequired))?;
        Ok(Self {
            events: events.of(call).await?,
            application: application.client_id().into(),
            user: user.clone(),
            scopes: caller.scopes().clone(),
            connector: call.connector().map(Into::into),
        })
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.error(
            SystemError::WrongAuthType(None),
            "The caller is no application with an access token.",
        );
        Events::errors(requirements);
    }
}

/// The same by an administrator: for offline queues (P-245).
pub struct OfflineCall(pub(super) EventCall);

impl FromCall for OfflineCall {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        let call = EventCall::from_call(call).await?;
        match call.user.administrator {
            true => Ok(Self(call)),
            false => Err(SystemError::AccessDenied(Denial::Unexplained).into()),
        }
    }

    fn requirements(requirements: &mut Requirements) {
        EventCall::requirements(requirements);
    }
}

/// What `event.bind` and `event.unbind` are about, once it is checked.
pub(super) struct Target {
    /// In upper case.
    pub(super) event: Box<str>,
    pub(super) offline: bool,
    /// Empty offline.
    pub(super) handler: Box<str>,
    /// Whose tokens: none if nothing was said, 0 for whoever acts.
    pub(super) user: Option<u64>,
}

/// How each method refuses.
pub(super) struct Refusals {
    pub(super) for_others: EventError,
    pub(super) offline: EventError,
}

impl EventCall {
    /// The checks of P-234 that both methods have, in its order.
    pub(super) fn target(
        &self,
        event: Option<String>,
        handler: Option<String>,
        auth_type: Option<&Value>,
        event_type: Option<&str>,
        refusals: Refusals,
    ) -> Result<Target, EventError> {
        // P-237: by value, as a number or as a text.
        let user = auth_type.filter(|value| !value.is_null());
        let user = user.map(|value| u64::try_from(value.intval()).unwrap_or(0));
        let is_other = user.is_some_and(|user| user > 0 && user != self.user.id);
        if !self.user.administrator && is_other {
            return Err(refusals.for_others);
        }
        let event = event.unwrap_or_default().to_uppercase();
        if event.is_empty() {
            return Err(argument(ArgumentError::empty("EVENT")));
        }
        let offline = match event_type {
            None | Some("online") => false,
            Some("offline") => true,
            Some(_) => {
                let text = "Value must be one of {online|offline}";
                return Err(argument(ArgumentError::invalid("EVENT_TYPE", text)));
            }
        };
        if offline && !self.user.administrator {
            return Err(refusals.offline);
        }
        let handler = handler.unwrap_or_default();
        if !offline && handler.is_empty() {
            return Err(argument(ArgumentError::empty("HANDLER")));
        }
        Ok(Target {
            event: event.into(),
            offline,
            handler: if offline { "".into() } else { handler.into() },
            user,
        })
    }
}

/// A wrong parameter.
pub(super) fn argument(error: ArgumentError) -> EventError {
    EventError::Other(error.into())
}
