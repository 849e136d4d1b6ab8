//! The time zone of a server (P-48, P-49).

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use crate::params::DateTime;

/// The zone that dates are written in.
#[derive(Debug, Clone)]
pub(crate) struct Zone(TimeZone);

impl Zone {
    pub(crate) fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// An IANA name, an offset such as `+03:00`, or `UTC`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        if name == "UTC" || name == "Z" {
            return Some(Self::utc());
        }
        if name.starts_with(['+', '-']) {
            let seconds = offset_seconds(name)?;
            return Some(Self(TimeZone::fixed(Offset::from_seconds(seconds).ok()?)));
        }
        TimeZone::get(name).ok().map(Self)
    }

    /// The point in time that a clock on the wall of this zone shows; of two, the earlier.
    pub(crate) fn at(&self, civil: jiff::civil::DateTime) -> Option<DateTime> {
        let zoned = civil.to_zoned(self.0.clone()).ok()?;
        DateTime::from_unix(zoned.timestamp().as_second(), zoned.offset().seconds())
    }

    /// Now, cut to whole seconds.
    pub(crate) fn now(&self) -> DateTime {
        let elapsed = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let seconds = i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX);
        DateTime::from_unix(seconds, self.offset(seconds)).unwrap_or(DateTime::EPOCH)
    }

    /// Seconds east of UTC at this moment.
    pub(crate) fn offset(&self, unix_seconds: i64) -> i32 {
        Timestamp::from_second(unix_seconds)
            .map_or(0, |timestamp| self.0.to_offset(timestamp).seconds())
    }
}

fn offset_seconds(text: &str) -> Option<i32> {
    let (sign, digits) = text.split_at_checked(1)?;
    let (hours, minutes) = digits.split_once(':')?;
    let part = |text: &str, below: i32| {
        let number = (text.len() == 2)
            .then(|| text.parse::<i32>().ok())
            .flatten()?;
        (0..below).contains(&number).then_some(number)
    };
    let seconds = part(hours, 24)? * 3600 + part(minutes, 60)? * 60;
    Some(if sign == "-" { -seconds } else { seconds })
}
