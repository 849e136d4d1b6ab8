//! `event.offline.error`.

use bitrix_rest::{ArgumentError, Value, rest_method};

use super::{ATTEMPTS, Queue, Waiting, busy, process};
use crate::events::EventError;
use crate::events::caller::{OfflineCall, argument};
use crate::rows::Stored;
use crate::store::StoreError;

/// Puts rows that were reserved back into the offline queue, as failed.
///
/// They are fetched again with `error`. Of a message that waits there anew nothing is put back.
#[rest_method("event.offline.error", scope = "basic")]
pub async fn event_offline_error(
    OfflineCall(call): OfflineCall,
    /// What they are reserved under.
    #[param(rename = "PROCESS_ID", ignore_case)]
    process_id: Option<String>,
    /// The messages that failed.
    #[param(rename = "MESSAGE_ID", ignore_case)]
    messages: Option<Value>,
) -> Result<bool, EventError> {
    let process = process(process_id)?;
    let not_a_list = || {
        let text = "Value must be array of MESSAGE_ID values";
        argument(ArgumentError::invalid("MESSAGE_ID", text))
    };
    let messages = messages.as_ref().and_then(Value::as_array);
    let messages = messages.ok_or_else(not_a_list)?;
    let messages: Vec<&str> = messages.values().filter_map(Value::as_str).collect();
    let queue = Queue::of(&call.events.shared.rows, &call.application);
    for row in queue.table.all().await? {
        let is_of_it = row.value.process.as_deref() == Some(&*process);
        if is_of_it && messages.contains(&&*row.value.message) {
            queue.put_back(row).await?;
        }
    }
    Ok(true)
}

impl Queue {
    async fn put_back(&self, row: Stored<Waiting>) -> Result<(), StoreError> {
        let mut failed = row.clone();
        failed.value.process = None;
        failed.value.reserved = None;
        failed.value.failed = true;
        let key = failed.value.key();
        failed.key = Some(key.as_str().into());
        for _ in 0..ATTEMPTS {
            let written = match self.table.find(&key).await? {
                // It changed again meanwhile, and waits as new.
                Some(_) => self.table.delete(row.id).await,
                None => self.table.update(&failed).await,
            };
            match written {
                // The key was taken between the two, or the row changed.
                Err(StoreError::Conflict(_) | StoreError::Changed(_)) => {
                    tokio::task::yield_now().await
                }
                // Another ended the reservation.
                Err(StoreError::Missing(_)) => return Ok(()),
                written => return written,
            }
        }
        Err(busy())
    }
}
