//! `event.bind`.

use std::collections::BTreeMap;

use bitrix_rest::{ArgumentError, Value, rest_method};

use super::binding::Binding;
use super::caller::{EventCall, Refusals, argument};
use super::catalogue::is_granted;
use super::declaration::{EventType, OptionKind};
use super::{EventError, handler};
use crate::store::StoreError;

/// Binds a handler to an event, or has the event written to the offline queue of the application.
///
/// The handler is called by POST with a form whenever the event happens. The same handler cannot be bound twice.
#[rest_method("event.bind", scope = "basic")]
pub async fn event_bind(
    call: EventCall,
    /// The name of the event, in any case; `events` lists them.
    #[param(rename = "EVENT", ignore_case)]
    event: Option<String>,
    /// The address of the handler; not used offline.
    #[param(rename = "HANDLER", ignore_case)]
    handler: Option<String>,
    /// The user whose token the handler gets; 0 or left out for the one who acts. Who is no administrator binds for themselves.
    #[param(rename = "AUTH_TYPE", ignore_case)]
    auth_type: Option<Value>,
    /// `online` or `offline`.
    #[param(rename = "EVENT_TYPE", ignore_case)]
    event_type: Option<String>,
    /// What the event allows to be said, such as `minTimeout` of `ONOFFLINEEVENT`.
    #[param(rename = "OPTIONS", ignore_case)]
    options: Option<Value>,
) -> Result<bool, EventError> {
    let refusals = Refusals {
        for_others: EventError::BindingForOthers,
        offline: EventError::BindingOffline,
    };
    let target = call.target(
        event,
        handler,
        auth_type.as_ref(),
        event_type.as_deref(),
        refusals,
    )?;
    let shared = &call.events.shared;
    if !target.offline {
        handler::read(&target.handler, shared.local_handlers)?;
    }
    let declared = shared.catalogue.get(&target.event);
    let declared = declared.filter(|event| is_granted(event, &call.scopes));
    let declared = declared.ok_or(EventError::NotFound)?;
    if target.offline && !declared.is_offline_allowed() {
        let text = "Offline event cannot be registered for this event.";
        return Err(argument(ArgumentError::invalid("EVENT_TYPE", text)));
    }
    let user = match (target.offline, call.user.administrator) {
        (true, _) => None,
        (false, false) => Some(call.user.id),
        (false, true) => target.user.filter(|user| *user > 0),
    };
    let binding = Binding {
        application: (*call.application).into(),
        event: target.event,
        handler: target.handler,
        user,
        connector: call.connector,
        offline: target.offline,
        options: allowed(declared, options.as_ref()),
        noticed: None,
    };
    let of_it = |it: &Binding| it.application == binding.application;
    let bound = shared.bindings.all(of_it).await?;
    if bound.len() >= shared.handlers {
        let key = binding.key();
        if bound.iter().all(|row| row.value.key() != key) {
            return Err(EventError::TooMany(bound.len()));
        }
    }
    match shared.bindings.add(&binding).await {
        Ok(_) => Ok(true),
        Err(StoreError::Conflict(_)) => Err(EventError::AlreadyBound),
        Err(error) => Err(error.into()),
    }
}

/// What the event knows of the options, each of its kind.
fn allowed(event: &EventType, said: Option<&Value>) -> BTreeMap<Box<str>, serde_json::Value> {
    let said = said.and_then(Value::as_array);
    let known = event.options().iter().filter_map(|(name, kind)| {
        let value = said?.get(name)?;
        let value = match (kind, value) {
            (OptionKind::Int, value) => value.intval().into(),
            (OptionKind::Text, Value::Text(text)) => text.as_str().into(),
            (OptionKind::Text, Value::Int(number)) => number.to_string().into(),
            (OptionKind::Text, _) => return None,
        };
        Some(((*name).into(), value))
    });
    known.collect()
}
