//! `event.unbind`.

use bitrix_rest::{Value, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EventError;
use super::binding::Binding;
use super::caller::{EventCall, Refusals};

/// What was unbound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unbound {
    /// How many handlers.
    pub count: usize,
}

/// Ends what `event.bind` began, and says how many handlers it was about.
///
/// Who is no administrator unbinds their own handlers. An administrator unbinds those of all users.
#[rest_method("event.unbind", scope = "basic")]
pub async fn event_unbind(
    call: EventCall,
    /// The name of the event, in any case.
    #[param(rename = "EVENT", ignore_case)]
    event: Option<String>,
    /// The address of the handler; not used offline.
    #[param(rename = "HANDLER", ignore_case)]
    handler: Option<String>,
    /// The user whose handlers are unbound; 0 for those that are of no user. Left out: of all users.
    #[param(rename = "AUTH_TYPE", ignore_case)]
    auth_type: Option<Value>,
    /// `online` or `offline`.
    #[param(rename = "EVENT_TYPE", ignore_case)]
    event_type: Option<String>,
) -> Result<Unbound, EventError> {
    let refusals = Refusals {
        for_others: EventError::UnbindingForOthers,
        offline: EventError::UnbindingOffline,
    };
    let target = call.target(
        event,
        handler,
        auth_type.as_ref(),
        event_type.as_deref(),
        refusals,
    )?;
    let is_of_user = |binding: &Binding| match (call.user.administrator, target.user) {
        (false, _) => binding.user == Some(call.user.id),
        (true, None) => true,
        (true, Some(user)) => binding.user.unwrap_or_default() == user,
    };
    let fits = |binding: &Binding| {
        *binding.application == *call.application
            && binding.event == target.event
            && binding.offline == target.offline
            && match binding.offline {
                // P-253: a queue is named by its source.
                true => binding.connector == call.connector,
                false => binding.handler == target.handler && is_of_user(binding),
            }
    };
    Ok(Unbound {
        count: call.events.shared.bindings.remove(fits).await?,
    })
}
