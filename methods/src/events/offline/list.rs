//! `event.offline.list`.

use bitrix_rest::listing::{Filter, Order};
use bitrix_rest::{Array, Call, Page, Paged, rest_method};

use super::conditions::{OfList, accepts, sort};
use super::{Queue, shown, zone};
use crate::events::EventError;
use crate::events::caller::OfflineCall;

/// Lists the offline queue of the application, 50 a page, and changes nothing. Reserved and failed rows are listed, too.
#[rest_method("event.offline.list", scope = "basic", read_only)]
pub async fn event_offline_list(
    OfflineCall(call): OfflineCall,
    raw: Call,
    page: Page,
    /// Field to value; before the field may stand `=`, `>`, `<`, `>=`, `<=`, `@` (one of a list) or `%` (contains). Fields are
    /// `ID`, `TIMESTAMP_X`, `EVENT_NAME`, `MESSAGE_ID`, `PROCESS_ID`, `ERROR`.
    #[param(rename = "FILTER", ignore_case)]
    filter: Filter<OfList>,
    /// Field to `ASC` or `DESC`; by `ID` if it is left out.
    #[param(rename = "ORDER", ignore_case)]
    order: Order<OfList>,
) -> Result<Paged<Array>, EventError> {
    let queue = Queue::of(&call.events.shared.rows, &call.application);
    let connector = call.connector.as_deref();
    let zone = zone(&raw);
    let mut rows = queue.table.all().await?;
    rows.retain(|row| row.value.is_of(connector) && accepts(&filter, row, zone));
    sort(&order, &mut rows, zone);
    let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let offset = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    let rows = rows.iter().skip(offset).take(page.limit());
    Ok(page.of(rows.map(|row| shown(row, zone, true)).collect(), total))
}
