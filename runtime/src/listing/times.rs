//! Fields that are times.

use crate::params::decode::{self, Mode};
use crate::params::{DateTime, Value};

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
