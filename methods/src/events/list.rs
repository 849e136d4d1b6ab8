//! `events`.

use bitrix_rest::{Error, Truthy, rest_method};

use super::caller::EventCall;

/// Lists the names of events, in upper case.
///
/// Without parameters these are the events that the caller may bind: those of its scopes, and the basic ones.
#[rest_method("events", scope = "basic", read_only, params = EventList)]
pub async fn events(
    call: EventCall,
    /// Only events of this scope; the empty text stands for basic ones.
    #[param(rename = "SCOPE", ignore_case)]
    scope: Option<String>,
    /// All events: anything that PHP takes for true. `SCOPE` wins over it.
    #[param(rename = "FULL", ignore_case, default)]
    full: Truthy,
) -> Result<Vec<String>, Error> {
    let catalogue = &call.events.shared.catalogue;
    Ok(match scope {
        Some(scope) => catalogue.of_scope(&scope),
        None if full.0 => catalogue.all(),
        None => catalogue.codes(&call.scopes),
    })
}
