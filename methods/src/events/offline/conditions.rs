//! Which rows of an offline queue, in which order (P-249).

use bitrix_rest::listing::{Filter, ListFields, Order};
use bitrix_rest::{Array, Value};

use super::{Waiting, time};
use crate::rows::Stored;

/// Those of `event.offline.get`.
pub struct OfGet;

impl ListFields for OfGet {
    const FILTER: &'static [&'static str] = &["ID", "TIMESTAMP_X", "EVENT_NAME", "MESSAGE_ID"];
    const ORDER: &'static [&'static str] = Self::FILTER;
    const TIMES: &'static [&'static str] = &["TIMESTAMP_X"];
}

/// Those of `event.offline.list`.
pub struct OfList;

impl ListFields for OfList {
    const FILTER: &'static [&'static str] = &[
        "ID",
        "TIMESTAMP_X",
        "EVENT_NAME",
        "MESSAGE_ID",
        "PROCESS_ID",
        "ERROR",
    ];
    const ORDER: &'static [&'static str] = Self::FILTER;
    const TIMES: &'static [&'static str] = &["TIMESTAMP_X"];
}

/// A row as it is compared: numbers are numbers, and times are written as they are answered.
fn compared(row: &Stored<Waiting>, zone: i32) -> Array {
    let waiting = &row.value;
    let number = |number: u64| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
    let text = |text: Option<&str>| Value::from(text.unwrap_or_default());
    Array::from_iter([
        ("ID", number(row.id)),
        ("TIMESTAMP_X", time(waiting, zone)),
        ("EVENT_NAME", text(Some(&waiting.event))),
        ("MESSAGE_ID", text(Some(&waiting.message))),
        ("PROCESS_ID", text(waiting.process.as_deref())),
        ("ERROR", number(waiting.failed.into())),
    ])
}

/// Whether a row is asked for.
pub(super) fn accepts<F: ListFields>(filter: &Filter<F>, row: &Stored<Waiting>, zone: i32) -> bool {
    filter.accepts(&compared(row, zone))
}

/// Sorts rows, which come by their ids and stay so where the order says nothing.
pub(super) fn sort<F: ListFields>(order: &Order<F>, rows: &mut [Stored<Waiting>], zone: i32) {
    rows.sort_by(|one, other| order.compare(&compared(one, zone), &compared(other, zone)));
}
