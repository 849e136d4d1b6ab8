//! Entries to begin with.

use bitrix_rest::DateTime;
use bitrix_rest_methods::StoreError;
use bitrix_rest_methods::rows::RowChange;

use crate::log::table;
use crate::{EventLog, Rows, Severity};

/// 2026-01-01, in Unix seconds.
const NEW_YEAR: i64 = 1_767_225_600;

/// How many entries [`seed`] adds: three pages.
pub const SEEDED: u64 = 120;

/// The key of the first of them: of two servers that begin at the same time, one adds them.
const FIRST: &str = "first of the seed";

/// What happens again and again.
const EVENTS: [(Severity, &str, &str); 4] = [
    (Severity::Info, "USER_AUTHORIZE", "main"),
    (Severity::Warning, "FILE_NOT_FOUND", "disk"),
    (Severity::Security, "USER_LOGIN", "main"),
    (Severity::Error, "AGENT_FAILED", "crm"),
];

/// Adds entries to a log that has none, the same ones in every store. All in one write: whoever looks sees none or all.
///
/// # Errors
/// Whatever the store says.
pub async fn seed(rows: &Rows) -> Result<(), StoreError> {
    let log = table(rows);
    if !log.list(0, 1).await?.is_empty() {
        return Ok(());
    }
    let mut changes = Vec::new();
    for (number, event) in (1..=SEEDED).zip(EVENTS.iter().cycle()) {
        let key = (number == 1).then_some(FIRST);
        changes.extend(entry(number, event).map(|entry| log.inserting(key, &entry)));
    }
    let changes: Result<Vec<RowChange>, StoreError> = changes.into_iter().collect();
    match rows.write(changes?).await {
        // Another server began at the same time.
        Ok(_) | Err(StoreError::Conflict(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// A quarter of an hour after the one before. None, if there is no such time.
fn entry(number: u64, event: &(Severity, &str, &str)) -> Option<EventLog> {
    let (severity, audit_type_id, module_id) = *event;
    let seconds = NEW_YEAR.checked_add_unsigned(number * 900)?;
    Some(EventLog {
        id: 0,
        timestamp_x: DateTime::from_unix(seconds, 0)?,
        severity,
        audit_type_id: audit_type_id.to_owned(),
        module_id: module_id.to_owned(),
        item_id: number.is_multiple_of(3).then(|| (number * 7).to_string()),
        remote_addr: (severity == Severity::Security).then(|| format!("192.0.2.{number}")),
        user_id: (severity != Severity::Error).then_some(number % 3 + 1),
        description: Some(format!("Event {number}")),
    })
}
