//! Names by which the types of this module know their own serializer and deserializer.
//!
//! They are given to serde as newtype names. Every other format passes a newtype through, so the types
//! work everywhere; [`Decoder`](super::decode) and [`Encoder`](super::encode) recognise the name, and hand
//! a [`Value`] over whole instead of taking it apart and building it again.

use std::cell::Cell;

use super::value::Value;
use crate::zone::Zone;

pub(super) const VALUE: &str = "$bitrix_rest::Value";
pub(super) const ZONED: &str = "$bitrix_rest::Zoned";
pub(super) const ARRAY: &str = "$bitrix_rest::Array";
pub(super) const TRUTHY: &str = "$bitrix_rest::Truthy";
pub(super) const DATE: &str = "$bitrix_rest::Date";
pub(super) const DATE_TIME: &str = "$bitrix_rest::DateTime";
pub(super) const FILE: &str = "$bitrix_rest::File";

/// What lies between the two sides of a hand-over. It is filled and emptied within one call on one
/// thread, for serde's traits leave no other way.
#[derive(Default)]
enum Desk {
    #[default]
    Free,
    /// The serializer asks for the value.
    Asked,
    Laid(Value),
}

thread_local! {
    static DESK: Cell<Desk> = const { Cell::new(Desk::Free) };
    static ZONE: Cell<Option<Zone>> = const { Cell::new(None) };
}

fn swap(desk: Desk) -> Desk {
    // Without thread-local storage, at the end of a thread, values are copied the slow way.
    DESK.try_with(|cell| cell.replace(desk)).unwrap_or_default()
}

/// Lays `value` down for the other side.
pub(super) fn lay(value: Value) {
    swap(Desk::Laid(value));
}

/// Takes what the other side laid down.
pub(super) fn take() -> Option<Value> {
    match swap(Desk::Free) {
        Desk::Laid(value) => Some(value),
        Desk::Free | Desk::Asked => None,
    }
}

/// Asks the other side to lay a value down.
pub(super) fn ask() {
    swap(Desk::Asked);
}

/// Whether the other side asks for a value. Asking is over then.
pub(super) fn is_asked() -> bool {
    matches!(swap(Desk::Free), Desk::Asked)
}

/// Lays `value` down together with the zone of the server that it was sent to.
pub(super) fn lay_in(value: Value, zone: &Zone) {
    // As above: without thread-local storage there is no zone.
    let _ = ZONE.try_with(|cell| cell.set(Some(zone.clone())));
    lay(value);
}

/// Takes the zone that the other side laid down.
pub(super) fn take_zone() -> Option<Zone> {
    ZONE.try_with(Cell::take).ok().flatten()
}
