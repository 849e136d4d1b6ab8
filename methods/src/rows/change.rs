//! Changes of rows, and what of them no engine takes.

use serde_json::Value;

use super::Row;
use crate::StoreError;
use crate::store::check_name;

/// The largest id: the largest whole number that every reader of JSON has.
pub(crate) const LAST_ID: u64 = (1 << 53) - 1;

/// The deepest value: a little less than serde_json reads, so that a line of an export, where it stands deeper, can be read
/// again.
const DEPTH: usize = 100;

/// A change of a row.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum RowChange {
    /// Adds a row under the next id of its table, with version 1.
    Insert {
        /// The name of the table.
        table: Box<str>,
        /// A key, if it needs one; a conflict if another row has it.
        key: Option<Box<str>>,
        /// What is kept.
        value: Value,
    },
    /// Replaces key and value of a row and raises its version by one.
    Update {
        /// The name of the table.
        table: Box<str>,
        /// Which row.
        id: u64,
        /// A conflict if the row has another version; none replaces whatever is there.
        version: Option<u64>,
        /// Its key from now on.
        key: Option<Box<str>>,
        /// What is kept from now on.
        value: Value,
    },
    /// Removes a row.
    Delete {
        /// The name of the table.
        table: Box<str>,
        /// Which row.
        id: u64,
        /// A conflict if the row has another version.
        version: Option<u64>,
    },
    /// Writes a row with the id and version that it has: what an import does. Replaces the row with its id; new ids are
    /// greater from now on.
    Put {
        /// The name of the table.
        table: Box<str>,
        /// The row.
        row: Row,
    },
    /// Gives out no id up to this one any more: those of rows that are gone stay unused after an import.
    Reserve {
        /// The name of the table.
        table: Box<str>,
        /// The last id that was given out; it is what the change answers.
        last: u64,
    },
}

impl RowChange {
    /// The name of the table.
    pub fn table(&self) -> &str {
        match self {
            Self::Insert { table, .. }
            | Self::Update { table, .. }
            | Self::Delete { table, .. }
            | Self::Put { table, .. }
            | Self::Reserve { table, .. } => table,
        }
    }

    /// The same bounds for every engine. Ids that no row has are no matter of bounds: there is no such row.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        match self {
            Self::Insert { table, key, value }
            | Self::Update {
                table, key, value, ..
            } => {
                check_table(table)?;
                check_content(key.as_deref(), value)
            }
            Self::Delete { table, .. } => check_table(table),
            Self::Put { table, row } => row.check(table),
            Self::Reserve { table, last } => {
                check_table(table)?;
                check_id(*last)
            }
        }
    }

    /// Changes in their order, those together that need the counter of a table only once: rows that are inserted into it, or
    /// put into it, one after the other.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn runs(changes: &[Self]) -> impl Iterator<Item = &[Self]> {
        changes.chunk_by(|one, other| match (one, other) {
            (Self::Insert { table, .. }, Self::Insert { table: next, .. })
            | (Self::Put { table, .. }, Self::Put { table: next, .. }) => table == next,
            _ => false,
        })
    }

    /// The table and the last id that a run makes sure is not given out again.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn reserved(run: &[Self]) -> Option<(&str, u64)> {
        let ids = run.iter().filter_map(|change| match change {
            Self::Put { row, .. } => Some(row.id),
            Self::Reserve { last, .. } => Some(*last),
            _ => None,
        });
        Some((run.first()?.table(), ids.max()?))
    }
}

impl Row {
    /// Whether it can be a row of this table.
    pub(crate) fn check(&self, table: &str) -> Result<(), StoreError> {
        check_table(table)?;
        check_id(self.id)?;
        check_id(self.version)?;
        check_content(self.key.as_deref(), &self.value)
    }
}

fn check_content(key: Option<&str>, value: &Value) -> Result<(), StoreError> {
    check_name("the key of a row", key.unwrap_or_default())?;
    match depth_is_within(value, DEPTH) {
        true => Ok(()),
        false => Err(StoreError::Unstorable(format!(
            "the value of a row is at most {DEPTH} arrays and objects within each other"
        ))),
    }
}

/// A name that a table can have. Every engine begins to read with the empty one.
pub(crate) fn check_table(name: &str) -> Result<(), StoreError> {
    if name.is_empty() {
        return Err(StoreError::Unstorable(
            "the name of a table is empty".to_owned(),
        ));
    }
    check_name("the name of a table", name)
}

/// An id, or a version, that a row can have.
fn check_id(id: u64) -> Result<(), StoreError> {
    match id {
        1..=LAST_ID => Ok(()),
        _ => Err(StoreError::Unstorable(format!(
            "ids and versions of rows are 1 to {LAST_ID}, and not {id}"
        ))),
    }
}

fn depth_is_within(value: &Value, left: usize) -> bool {
    let within = |value| left > 0 && depth_is_within(value, left - 1);
    match value {
        Value::Array(values) => left > 0 && values.iter().all(within),
        Value::Object(fields) => left > 0 && fields.values().all(within),
        _ => true,
    }
}

/// No row with this id.
pub(crate) fn missing(table: &str, id: u64) -> StoreError {
    StoreError::Missing(format!("table `{table}` has no row {id}"))
}

/// The row was changed after it was read.
pub(crate) fn changed(table: &str, id: u64) -> StoreError {
    StoreError::Changed(format!(
        "row {id} of table `{table}` was changed by another"
    ))
}

/// The key is another row's.
pub(crate) fn taken(table: &str, key: Option<&str>) -> StoreError {
    let key = key.unwrap_or_default().escape_default();
    StoreError::Conflict(format!(
        "another row of table `{table}` has the key `{key}`"
    ))
}

/// The table has given out all ids.
pub(crate) fn exhausted(table: &str) -> StoreError {
    StoreError::Unstorable(format!("table `{table}` has no id left"))
}
