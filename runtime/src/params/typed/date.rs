//! Calendar days.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde::{Serialize, Serializer};

use crate::params::marker;

/// A `date`: a calendar day without time, `YYYY-MM-DD` (P-48).
///
/// REST 3.0 takes exactly this form. REST 2 also takes white space around it and a time behind it, which is
/// dropped.
///
/// ```
/// use bitrix_rest::params::Date;
///
/// let date: Date = "2024-02-29".parse()?;
/// assert_eq!((date.year(), date.month(), date.day()), (2024, 2, 29));
/// assert_eq!(Date::new(2023, 2, 29), None);
/// # Ok::<(), bitrix_rest::params::DateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// The day of that year (0 – 9999), month (1 – 12) and day of the month, if there is one.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if year < 0 {
            return None;
        }
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }

    /// The year, 0 – 9999.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 – 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }

    pub(super) const fn civil(self) -> jiff::civil::Date {
        self.0
    }

    pub(super) const fn from_civil(date: jiff::civil::Date) -> Self {
        Self(date)
    }

    /// Reads `YYYY-MM-DD` and nothing else.
    pub(in crate::params) fn parse_strict(text: &str) -> Option<Self> {
        match Self::parse_start(text)? {
            (date, "") => Some(date),
            _ => None,
        }
    }

    /// Reads the day at the start of `text` and gives the rest.
    pub(super) fn parse_start(text: &str) -> Option<(Self, &str)> {
        let (year, rest) = number(text, 4)?;
        let (month, rest) = number(rest.strip_prefix('-')?, 2)?;
        let (day, rest) = number(rest.strip_prefix('-')?, 2)?;
        let part = |number: u32| i8::try_from(number).ok();
        let date = Self::new(i16::try_from(year).ok()?, part(month)?, part(day)?)?;
        Some((date, rest))
    }
}

/// Reads exactly so many digits.
pub(super) fn number(text: &str, digits: usize) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    // `parse` alone would take a sign.
    if !number.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    Some((number.parse().ok()?, rest))
}

/// A text that is no date or no point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateError(pub(super) &'static str);

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.0)
    }
}

impl std::error::Error for DateError {}

impl FromStr for Date {
    type Err = DateError;

    /// Reads what REST 2 takes.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let text = text.trim_ascii();
        match Self::parse_start(text) {
            Some((date, "")) => Ok(date),
            Some((date, _)) if text.parse::<super::DateTime>().is_ok() => Ok(date),
            _ => Err(DateError("a date as YYYY-MM-DD")),
        }
    }
}

impl fmt::Display for Date {
    /// Writes `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(date) = self;
        write!(
            f,
            "{:04}-{:02}-{:02}",
            date.year(),
            date.month(),
            date.day()
        )
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DateVisitor;

        impl<'de> Visitor<'de> for DateVisitor {
            type Value = Date;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date as YYYY-MM-DD")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Date, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                inner: D,
            ) -> Result<Date, D::Error> {
                let text = String::deserialize(inner)?;
                text.parse().map_err(D::Error::custom)
            }
        }

        deserializer.deserialize_newtype_struct(marker::DATE, DateVisitor)
    }
}

impl JsonSchema for Date {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}
