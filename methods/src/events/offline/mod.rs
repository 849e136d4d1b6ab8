//! The offline queue of an application: changes that it fetches when it likes (P-245 – P-254), if it does so within 30 days
//! and before [too many](super::EventsBuilder::offline_rows) others came.

mod bounds;
mod clear;
mod conditions;
mod error;
mod get;
mod list;

use bitrix_rest::params::json;
use bitrix_rest::{Array, Call, DateTime, Error, Value};
use serde::{Deserialize, Serialize};

use super::binding::Binding;
use super::{EventError, Events};
use crate::accounts::SecretHash;
use crate::rows::{Rows, Stored, Table};
use crate::store::StoreError;

pub use clear::{EventOfflineClear, event_offline_clear};
pub use error::{EventOfflineError, event_offline_error};
pub use get::{EventOfflineGet, OfflinePackage, event_offline_get};
pub use list::{EventOfflineList, event_offline_list};

/// How often something is tried while others write to the queue, too. Of those who collide one gets through.
const ATTEMPTS: usize = 100;

/// A change that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waiting {
    /// The name of the event, in upper case.
    event: Box<str>,
    /// `data` as JSON text: so its keys keep their order.
    data: Box<str>,
    /// Who made the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<u64>,
    message: Box<str>,
    /// When it was last made, in Unix seconds.
    time: u64,
    /// When it was first made. A row with a larger id was first made no earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    added: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    connector: Option<Box<str>>,
    /// Who works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    process: Option<Box<str>>,
    /// When it was reserved, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reserved: Option<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    failed: bool,
}

impl Waiting {
    /// What is unique (P-246).
    fn key(&self) -> String {
        SecretHash::of_parts(&[
            &self.message,
            self.connector.as_deref().unwrap_or_default(),
            self.process.as_deref().unwrap_or_default(),
        ])
        .to_hex()
    }

    fn is_of(&self, connector: Option<&str>) -> bool {
        self.connector.as_deref() == connector
    }
}

/// The queue of an application.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    rows: Rows,
    table: Table<Waiting>,
}

impl Queue {
    pub(super) fn of(rows: &Rows, application: &str) -> Self {
        // Its hash, since a client_id may be as long as the name of a table.
        let name = format!(
            "rest.offline.{}",
            SecretHash::of_parts(&[application]).to_hex()
        );
        Self {
            table: rows.table(&name),
            rows: rows.clone(),
        }
    }

    /// Adds a change, and answers the id of its row if that is new. If the same waits already its time is new (P-246), and that
    /// it failed once is forgotten.
    async fn add(&self, waiting: &Waiting) -> Result<Option<u64>, StoreError> {
        let key = waiting.key();
        for _ in 0..ATTEMPTS {
            let written = match self.table.find(&key).await? {
                Some(mut found) => {
                    let added = found.value.added;
                    found.value = waiting.clone();
                    found.value.added = added;
                    self.table.update(&found).await.map(|()| None)
                }
                None => self.table.insert(Some(&key), waiting).await.map(Some),
            };
            match written {
                Err(StoreError::Conflict(_) | StoreError::Changed(_) | StoreError::Missing(_)) => {
                    tokio::task::yield_now().await;
                }
                written => return written,
            }
        }
        Err(busy())
    }
}

fn busy() -> StoreError {
    StoreError::Changed("too many others write to the offline queue".to_owned())
}

/// Writes a row for a change.
pub(super) async fn queue(
    events: &Events,
    binding: &Binding,
    event: &str,
    data: &Value,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(data).map_err(StoreError::failed)?;
    let mut message = SecretHash::of_parts(&[event, &text]).to_hex();
    message.truncate(32);
    let now = events.shared.oauth.accounts().now();
    let waiting = Waiting {
        event: event.into(),
        data: text.into(),
        user: events.origin.user,
        message: message.into(),
        time: now,
        added: Some(now),
        connector: binding.connector.clone(),
        process: None,
        reserved: None,
        failed: false,
    };
    let queue = Queue::of(&events.shared.rows, &binding.application);
    if let Some(id) = queue.add(&waiting).await? {
        let (application, limit) = (&binding.application, events.shared.offline_rows);
        match queue.make_room(id, now, limit).await {
            Ok(0) => {}
            Ok(lost) => {
                tracing::warn!(%application, limit, lost, "an offline queue is full: what came first is lost");
            }
            // The change is written; the next one tries again.
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(%application, error, "an offline queue stays as long as it is for now");
            }
        }
    }
    Ok(())
}

/// A row as it is answered (P-247, P-250).
fn shown(row: &Stored<Waiting>, zone: i32, in_full: bool) -> Array {
    let waiting = &row.value;
    let mut shown = Array::new();
    shown.insert("ID", row.id.to_string());
    shown.insert("TIMESTAMP_X", time(waiting, zone));
    shown.insert("EVENT_NAME", &*waiting.event);
    let data = json::from_slice(waiting.data.as_bytes()).map_or(Value::Null, Value::Array);
    shown.insert("EVENT_DATA", data);
    let mut additional = Array::new();
    if let Some(user) = waiting.user {
        additional.insert("user_id", user.to_string());
    }
    shown.insert("EVENT_ADDITIONAL", additional);
    shown.insert("MESSAGE_ID", &*waiting.message);
    if in_full {
        shown.insert("PROCESS_ID", waiting.process.as_deref().unwrap_or_default());
        shown.insert("ERROR", if waiting.failed { "1" } else { "0" });
    }
    shown
}

/// When it was last made, as it is answered.
fn time(waiting: &Waiting, zone: i32) -> Value {
    let seconds = i64::try_from(waiting.time).unwrap_or(i64::MAX);
    DateTime::from_unix(seconds, zone)
        .map(|time| time.to_string())
        .into()
}

/// Seconds east of Greenwich, in which times are answered.
fn zone(call: &Call) -> i32 {
    call.now().offset_seconds()
}

/// `process_id` of the methods that end a reservation (P-251, P-252).
fn process(said: Option<String>) -> Result<String, EventError> {
    let said = said.filter(|process| !process.is_empty());
    said.ok_or_else(|| {
        EventError::Other(Error::from(bitrix_rest::ArgumentError::empty("PROCESS_ID")))
    })
}
