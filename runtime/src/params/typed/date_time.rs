//! Points in time.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::Offset;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde::{Serialize, Serializer};

use super::date::{Date, DateError, number};
use crate::params::marker;
use crate::zone::Zone;

/// A `datetime`: a point in time with the offset it is told in, `YYYY-MM-DDThh:mm:ss±hh:mm` (P-48).
///
/// It is always written in that form, never with `Z` and never with fractions of a second. REST 3.0 takes
/// exactly this form. REST 2 also takes `YYYY-MM-DD`, `YYYY-MM-DD hh:mm[:ss]` and the same with `T`, fractions
/// (which are dropped), an offset as `+hh:mm`, `+hhmm`, `+hh` or `Z`, and white space around it all; without
/// an offset a parameter is in the server's time (P-49).
///
/// Two values are equal if both instant and offset are; they are ordered by instant.
///
/// ```
/// use bitrix_rest::params::DateTime;
///
/// let time: DateTime = "2024-05-01 12:00:00Z".parse()?;
/// assert_eq!(time.unix_seconds(), 1_714_564_800);
/// assert_eq!(time.to_string(), "2024-05-01T12:00:00+00:00");
/// # Ok::<(), bitrix_rest::params::DateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    // In this order, so that the derived order is that of time.
    seconds: i64,
    offset: i32,
}

impl DateTime {
    /// The Unix epoch, at UTC.
    pub const EPOCH: Self = Self {
        seconds: 0,
        offset: 0,
    };

    /// The point `seconds` after the Unix epoch, told at `offset` seconds east of UTC, of which whole minutes
    /// count: more cannot be written.
    ///
    /// `None` if the offset is a day or more, or the year there is not one of 0 – 9999.
    #[must_use]
    pub fn from_unix(seconds: i64, offset: i32) -> Option<Self> {
        if offset.unsigned_abs() >= 24 * 60 * 60 {
            return None;
        }
        let offset = offset - offset % 60;
        let time = Self { seconds, offset };
        let year = time.civil()?.year();
        (0..=9999).contains(&year).then_some(time)
    }

    /// Seconds since the Unix epoch.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.seconds
    }

    /// The offset in seconds east of UTC.
    #[must_use]
    pub const fn offset_seconds(self) -> i32 {
        self.offset
    }

    /// The day at this offset.
    #[must_use]
    pub fn date(self) -> Option<Date> {
        self.civil().map(|civil| Date::from_civil(civil.date()))
    }

    fn civil(self) -> Option<jiff::civil::DateTime> {
        let timestamp = Timestamp::from_second(self.seconds).ok()?;
        let offset = Offset::from_seconds(self.offset).ok()?;
        Some(offset.to_datetime(timestamp))
    }

    fn at_offset(civil: jiff::civil::DateTime, offset: Offset) -> Option<Self> {
        let timestamp = offset.to_timestamp(civil).ok()?;
        Self::from_unix(timestamp.as_second(), offset.seconds())
    }

    /// Reads `YYYY-MM-DDThh:mm:ss±hh:mm` and nothing else.
    pub(in crate::params) fn parse_strict(text: &str) -> Option<Self> {
        let (date, rest) = Date::parse_start(text)?;
        let (time, rest) = parse_time(rest.strip_prefix('T')?, true)?;
        // Of the forms of an offset, only the full one has this length.
        if rest.len() != "+hh:mm".len() {
            return None;
        }
        let offset = parse_offset(rest)?;
        Self::at_offset(date.civil().to_datetime(time), offset)
    }

    /// Reads what REST 2 takes; without an offset it is a time of `zone`.
    pub(in crate::params) fn parse(text: &str, zone: &Zone) -> Option<Self> {
        let (date, rest) = Date::parse_start(text.trim_ascii())?;
        let (time, rest) = match rest.strip_prefix(['T', 't', ' ']) {
            Some(rest) => parse_time(rest.trim_ascii_start(), false)?,
            None => (Time::midnight(), rest),
        };
        let civil = date.civil().to_datetime(time);
        match rest.trim_ascii_start() {
            "" => zone.at(civil),
            offset => Self::at_offset(civil, parse_offset(offset)?),
        }
    }
}

/// Reads `hh:mm:ss`, or with less `exact`ness `hh:mm` and `hh:mm:ss.fraction`, and gives the rest.
fn parse_time(text: &str, exact: bool) -> Option<(Time, &str)> {
    let (hour, rest) = number(text, 2)?;
    let (minute, mut rest) = number(rest.strip_prefix(':')?, 2)?;
    let mut second = 0;
    match rest.strip_prefix(':') {
        Some(seconds) => {
            (second, rest) = number(seconds, 2)?;
            if let Some(fraction) = rest.strip_prefix(['.', ',']).filter(|_| !exact) {
                rest = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
                if rest.len() == fraction.len() {
                    return None;
                }
            }
        }
        None if exact => return None,
        None => {}
    }
    let part = |number: u32| i8::try_from(number).ok();
    let time = Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()?;
    Some((time, rest))
}

/// Reads `Z`, `±hh`, `±hhmm` or `±hh:mm`.
fn parse_offset(text: &str) -> Option<Offset> {
    if let "Z" | "z" = text {
        return Some(Offset::UTC);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, rest) = number(text.get(1..)?, 2)?;
    let minutes = match rest {
        "" => 0,
        rest => match number(rest.strip_prefix(':').unwrap_or(rest), 2)? {
            (minutes, "") if minutes < 60 => minutes,
            _ => return None,
        },
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    Offset::from_seconds(sign * seconds).ok()
}

impl FromStr for DateTime {
    type Err = DateError;

    /// Reads what REST 2 takes; without an offset it is UTC.
    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse(text, &Zone::utc()).ok_or(DateError("a time as YYYY-MM-DDThh:mm:ss+hh:mm"))
    }
}

impl fmt::Display for DateTime {
    /// Writes `YYYY-MM-DDThh:mm:ss±hh:mm`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Checked when the value was made.
        let civil = self.civil().ok_or(fmt::Error)?;
        let (date, time) = (Date::from_civil(civil.date()), civil.time());
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.unsigned_abs() / 60;
        write!(
            f,
            "{date}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
            time.hour(),
            time.minute(),
            time.second(),
            minutes / 60,
            minutes % 60
        )
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DateTimeVisitor;

        impl<'de> Visitor<'de> for DateTimeVisitor {
            type Value = DateTime;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time as YYYY-MM-DDThh:mm:ss+hh:mm")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<DateTime, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                inner: D,
            ) -> Result<DateTime, D::Error> {
                let text = String::deserialize(inner)?;
                text.parse().map_err(D::Error::custom)
            }
        }

        deserializer.deserialize_newtype_struct(marker::DATE_TIME, DateTimeVisitor)
    }
}

impl JsonSchema for DateTime {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "DateTime".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

#[cfg(test)]
mod tests;
