//! `event.offline.clear`.

use bitrix_rest::rest_method;

use super::{Queue, process};
use crate::events::EventError;
use crate::events::caller::OfflineCall;
use crate::store::StoreError;

/// Removes rows that were reserved from the offline queue: their changes are done.
#[rest_method("event.offline.clear", scope = "basic")]
pub async fn event_offline_clear(
    OfflineCall(call): OfflineCall,
    /// What they are reserved under.
    #[param(rename = "PROCESS_ID", ignore_case)]
    process_id: Option<String>,
    /// Only these rows.
    #[param(rename = "ID", ignore_case)]
    ids: Option<Vec<u64>>,
    /// Only these messages; `ID` wins over it.
    #[param(rename = "MESSAGE_ID", ignore_case)]
    messages: Option<Vec<String>>,
) -> Result<bool, EventError> {
    let process = process(process_id)?;
    let queue = Queue::of(&call.events.shared.rows, &call.application);
    for row in queue.table.all().await? {
        let is_named = match (&ids, &messages) {
            (Some(ids), _) => ids.contains(&row.id),
            (None, Some(messages)) => messages.iter().any(|id| **id == *row.value.message),
            (None, None) => true,
        };
        if is_named && row.value.process.as_deref() == Some(&*process) {
            // One that was put back meanwhile is not of this process any more.
            let change = queue.table.deleting(row.id, Some(row.version));
            match call.events.shared.rows.write(vec![change]).await {
                Ok(_) | Err(StoreError::Missing(_) | StoreError::Changed(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(true)
}
