//! Which rows of an offline queue, in which order (P-249).

use bitrix_rest::listing::{Filter, ListFields, Operator, Order};
use bitrix_rest::params::decode::{self, Mode};
use bitrix_rest::{Array, DateTime, Value};

use super::{Waiting, time};
use crate::rows::Stored;

/// Those of `event.offline.get`.
pub struct OfGet;

impl ListFields for OfGet {
    const FILTER: &'static [&'static str] = &["ID", "TIMESTAMP_X", "EVENT_NAME", "MESSAGE_ID"];
    const ORDER: &'static [&'static str] = Self::FILTER;
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
}

/// A row as it is compared: numbers are numbers, and so are times.
fn compared(row: &Stored<Waiting>) -> Array {
    let waiting = &row.value;
    let number = |number: u64| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
    let text = |text: Option<&str>| Value::from(text.unwrap_or_default());
    Array::from_iter([
        ("ID", number(row.id)),
        ("TIMESTAMP_X", number(waiting.time)),
        ("EVENT_NAME", text(Some(&waiting.event))),
        ("MESSAGE_ID", text(Some(&waiting.message))),
        ("PROCESS_ID", text(waiting.process.as_deref())),
        ("ERROR", number(waiting.failed.into())),
    ])
}

/// Whether a row is asked for. Times are compared as such, in whatever zone they are written; parts of them as they are
/// answered.
pub(super) fn accepts<F: ListFields>(filter: &Filter<F>, row: &Stored<Waiting>, zone: i32) -> bool {
    let compared = compared(row);
    filter.conditions().iter().all(|condition| {
        let found = compared.get(&condition.field).unwrap_or(&Value::Null);
        let is_time = condition.field == "TIMESTAMP_X";
        match (is_time, condition.operator) {
            (true, Operator::Contains) => condition.accepts(&time(&row.value, zone)),
            (true, operator) => operator.accepts(found, &seconds(&condition.value)),
            (false, _) => condition.accepts(found),
        }
    })
}

/// Unix seconds in the place of times; null, which no time is, in the place of all else.
fn seconds(wanted: &Value) -> Value {
    if let Value::Array(several) = wanted {
        return several.values().map(seconds).collect::<Vec<_>>().into();
    }
    match decode::from_value::<DateTime>(wanted.clone(), Mode::Lenient) {
        Ok(time) => time.unix_seconds().into(),
        Err(_) => Value::Null,
    }
}

/// Sorts rows, which come by their ids and stay so where the order says nothing.
pub(super) fn sort<F: ListFields>(order: &Order<F>, rows: &mut [Stored<Waiting>]) {
    rows.sort_by(|one, other| order.compare(&compared(one), &compared(other)));
}
