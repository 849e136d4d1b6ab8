//! Fields that are times.

use crate::params::decode::{self, Mode};
use crate::params::{DateTime, Key, Value};
use crate::zone::Zone;

/// Unix seconds in the place of times, in whatever zone and form they are written; null, which no time is, in the place of all
/// else.
pub(super) fn seconds(value: &Value) -> Value {
    if let Value::Array(several) = value {
        return several.values().map(seconds).collect::<Vec<_>>().into();
    }
    match decode::from_value::<DateTime>(value.clone(), Mode::Lenient) {
        Ok(time) => time.unix_seconds().into(),
        Err(_) => Value::Null,
    }
}

/// Times with their offsets; without one they are told in `zone`. All else stays as it is.
pub(super) fn told_in(zone: &Zone, value: &Value) -> Value {
    if let Value::Array(several) = value {
        let told = |(key, value): (&Key, &Value)| (key.clone(), told_in(zone, value));
        return Value::Array(several.iter().map(told).collect());
    }
    match decode::from_value_in::<DateTime>(value, Mode::Lenient, zone) {
        Ok(time) => time.to_string().into(),
        Err(_) => value.clone(),
    }
}
