//! `event.test`.

use bitrix_rest::{Array, Error, rest_method};

use super::basic::AppTested;
use super::caller::EventCall;

/// Fires `ONAPPTEST` to the calling application, with the parameters of the call as its `QUERY`; answers 1.
#[rest_method("event.test", scope = "basic")]
pub async fn event_test(
    call: EventCall,
    /// What comes back with the event.
    #[param(rest)]
    query: Array,
) -> Result<u8, Error> {
    let event = AppTested {
        query,
        language_id: call.events.language(),
    };
    call.events.fire_to(&call.application, event).await;
    Ok(1)
}
