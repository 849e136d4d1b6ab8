//! `event.get`.

use bitrix_rest::rest_method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EventError;
use super::binding::Binding;
use super::caller::EventCall;

// P-238.
/// What is bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Bound {
    /// A handler.
    Online {
        /// The name of the event, in upper case.
        event: String,
        /// The address.
        handler: String,
        /// The id of the user whose token the handler gets, 0 for the one who acts.
        auth_type: String,
        /// 0.
        offline: u8,
    },
    /// The offline queue.
    Offline {
        /// The name of the event, in upper case.
        event: String,
        /// The change source that was named with `auth_connector`, or empty.
        connector_id: String,
        /// 1.
        offline: u8,
    },
}

impl From<Binding> for Bound {
    fn from(binding: Binding) -> Self {
        let event = binding.event.into();
        match binding.offline {
            true => Self::Offline {
                event,
                connector_id: binding.connector.unwrap_or_default().into(),
                offline: 1,
            },
            false => Self::Online {
                event,
                handler: binding.handler.into(),
                auth_type: binding.user.unwrap_or_default().to_string(),
                offline: 0,
            },
        }
    }
}

/// Lists what the calling application has bound; who is no administrator sees their own handlers.
#[rest_method("event.get", scope = "basic", read_only)]
pub async fn event_get(call: EventCall) -> Result<Vec<Bound>, EventError> {
    let user = &call.user;
    let fits = |binding: &Binding| {
        *binding.application == *call.application
            && (user.administrator || binding.user == Some(user.id))
    };
    let found = call.events.shared.bindings.all(fits).await?;
    Ok(found.into_iter().map(|row| row.value.into()).collect())
}
