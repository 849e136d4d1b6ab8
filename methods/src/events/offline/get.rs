//! `event.offline.get`.

use bitrix_rest::listing::{Filter, Order};
use bitrix_rest::{ArgumentError, Array, Call, Value, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::conditions::{Compared, First, OfGet};
use super::{ATTEMPTS, Queue, Waiting, busy, shown, zone};
use crate::accounts::new_secret;
use crate::events::EventError;
use crate::events::caller::{OfflineCall, argument};
use crate::introspection::Licence;
use crate::rows::{RowChange, Stored};
use crate::store::StoreError;

/// Changes that were fetched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OfflinePackage {
    /// What the rows are reserved under; null if they are gone from the queue.
    pub process_id: Option<String>,
    /// The rows.
    pub events: Vec<Array>,
}

/// Fetches changes from the offline queue of the application. Each goes to one of those who fetch at the same time.
///
/// With `clear` the rows leave the queue at once; without it they are reserved, hidden from others, until `event.offline.clear`
/// says that they are done or `event.offline.error` that they failed. What nobody fetches for 30 days is gone, and of more
/// changes than the portal keeps for an application those that came first.
#[rest_method("event.offline.get", scope = "basic")]
#[expect(
    clippy::too_many_arguments,
    reason = "they are the parameters of the method"
)]
pub async fn event_offline_get(
    OfflineCall(call): OfflineCall,
    licence: Licence,
    raw: Call,
    /// Field to value; before the field may stand `=`, `>`, `<`, `>=`, `<=`, `@` (one of a list) or `%` (contains). Fields are
    /// `ID`, `TIMESTAMP_X`, `EVENT_NAME`, `MESSAGE_ID`.
    #[param(rename = "FILTER", ignore_case)]
    filter: Filter<OfGet>,
    /// Field to `ASC` or `DESC`; by `TIMESTAMP_X` if it is left out.
    #[param(rename = "ORDER", ignore_case)]
    order: Order<OfGet>,
    /// How many rows at most; 50 if it is left out.
    #[param(rename = "LIMIT", ignore_case)]
    limit: Option<Value>,
    /// 1, as if left out: remove them from the queue; 0: reserve them.
    #[param(rename = "CLEAR", ignore_case)]
    clear: Option<Value>,
    /// Once more those that were reserved under this id.
    #[param(rename = "PROCESS_ID", ignore_case)]
    process_id: Option<String>,
    /// 1: those that failed instead.
    #[param(rename = "ERROR", ignore_case)]
    error: Option<Value>,
) -> Result<OfflinePackage, EventError> {
    let said = |value: Option<Value>| value.filter(|it| !it.is_null()).map(|it| it.intval());
    let limit = said(limit).unwrap_or(50);
    let limit = usize::try_from(limit).ok().filter(|limit| *limit > 0);
    let limit = limit.ok_or_else(|| {
        argument(ArgumentError::invalid(
            "LIMIT",
            "Value must be positive integer",
        ))
    })?;
    let clears = said(clear) != Some(0);
    if !clears {
        licence
            .require(
                &raw,
                "rest_offline_extended",
                "extended offline events handling",
            )
            .await?;
    }
    let failed = said(error).unwrap_or(0) != 0;
    let process = process_id.filter(|process| !process.is_empty());
    let connector = call.connector.as_deref();
    let zone = zone(&raw);
    let fits = |row: &Compared| {
        let waiting = &row.row.value;
        waiting.is_of(connector)
            && waiting.process.as_deref() == process.as_deref()
            && waiting.failed == failed
            && row.is_accepted(&filter)
    };
    let fetch = Fetch {
        queue: Queue::of(&call.events.shared.rows, &call.application),
        order,
        zone,
        limit,
        now: call.events.shared.oauth.accounts().now(),
        process: match &process {
            _ if clears => Take::Remove,
            Some(process) => Take::Again(process.clone()),
            None => Take::Reserve,
        },
    };
    let (process_id, rows) = fetch.run(fits).await?;
    Ok(OfflinePackage {
        process_id,
        events: rows.iter().map(|row| shown(row, zone, false)).collect(),
    })
}

/// What becomes of rows that are fetched.
enum Take {
    Remove,
    Reserve,
    /// They stay reserved under this id.
    Again(String),
}

struct Fetch {
    queue: Queue,
    order: Order<OfGet>,
    /// Seconds east of Greenwich.
    zone: i32,
    limit: usize,
    now: u64,
    process: Take,
}

impl Fetch {
    /// Takes the first rows that fit, all or none: if another takes one of them at the same time, it looks again.
    async fn run(
        &self,
        fits: impl Fn(&Compared) -> bool,
    ) -> Result<(Option<String>, Vec<Stored<Waiting>>), StoreError> {
        let process = match &self.process {
            Take::Remove => None,
            Take::Again(process) => Some(process.clone()),
            Take::Reserve => {
                let secret = new_secret().map_err(StoreError::failed)?;
                Some(
                    secret
                        .expose()
                        .to_ascii_lowercase()
                        .chars()
                        .take(32)
                        .collect(),
                )
            }
        };
        for _ in 0..ATTEMPTS {
            let (rows, mut changes) = self.look(&fits).await?;
            for row in &rows {
                changes.extend(self.take(row, process.as_deref())?);
            }
            if changes.is_empty() {
                return Ok((process, rows));
            }
            match self.queue.rows.write(changes).await {
                Ok(_) => return Ok((process, rows)),
                Err(StoreError::Conflict(_) | StoreError::Changed(_) | StoreError::Missing(_)) => {}
                Err(error) => return Err(error),
            }
            tokio::task::yield_now().await;
        }
        Err(busy())
    }

    /// The first rows that fit, and the removal of what is over on the way to them. The queue is read in pages, as far as it
    /// has to be.
    async fn look(
        &self,
        fits: &impl Fn(&Compared) -> bool,
    ) -> Result<(Vec<Stored<Waiting>>, Vec<RowChange>), StoreError> {
        let mut first = First::new(&self.order, self.limit);
        let mut over = Vec::new();
        let size = self.limit.clamp(50, 500);
        let mut after = 0;
        loop {
            let page = self.queue.table.list(after, size).await?;
            let is_last = page.len() < size;
            let mut added = None;
            for row in page {
                (after, added) = (row.id, row.value.added);
                if row.value.is_over(self.now) {
                    over.push(self.queue.table.deleting(row.id, Some(row.version)));
                    continue;
                }
                let row = Compared::new(row, self.zone);
                if fits(&row) {
                    first.add(row);
                }
            }
            if is_last || first.is_settled(added) {
                return Ok((first.into_rows(), over));
            }
        }
    }

    fn take(
        &self,
        row: &Stored<Waiting>,
        process: Option<&str>,
    ) -> Result<Option<RowChange>, StoreError> {
        Ok(match self.process {
            Take::Again(_) => None,
            Take::Remove => Some(self.queue.table.deleting(row.id, Some(row.version))),
            Take::Reserve => {
                let mut reserved = row.clone();
                reserved.value.process = process.map(Into::into);
                reserved.value.reserved = Some(self.now);
                reserved.key = Some(reserved.value.key().into());
                Some(self.queue.table.updating(&reserved)?)
            }
        })
    }
}
