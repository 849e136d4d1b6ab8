//! `event.offline.list`.

use bitrix_rest::listing::{Filter, Order};
use bitrix_rest::{Array, Call, Page, Paged, rest_method};

use super::conditions::{Compared, OfList, compare};
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
    let all = queue.table.all().await?.into_iter();
    let of_it = all.filter(|row| row.value.is_of(connector));
    let compared = of_it.map(|row| Compared::new(row, zone));
    let mut rows: Vec<_> = compared.filter(|row| row.is_accepted(&filter)).collect();
    rows.sort_by(|one, other| compare(&order, one, other));
    Ok(page.cut(rows).map(|found| shown(&found.row, zone, true)))
}
