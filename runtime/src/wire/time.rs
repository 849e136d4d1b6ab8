//! Clocks and dates of a reply (P-48, P-49, P-60, P-61).

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::call::Operating;
use crate::zone::Zone;

/// When a request began.
pub(crate) struct Clock {
    started: Duration,
    instant: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            started: micros(
                SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default(),
            ),
            instant: Instant::now(),
        }
    }

    /// The steady clock at the beginning.
    pub(crate) const fn instant(&self) -> Instant {
        self.instant
    }

    /// Writes the `time` object. The end is the beginning plus what a steady clock measured, so that a clock that is set
    /// back never gives a negative duration.
    pub(crate) fn write(
        &self,
        out: &mut Vec<u8>,
        zone: &Zone,
        processing: Duration,
        operating: Option<Operating>,
    ) {
        let duration = micros(self.instant.elapsed());
        let finished = self.started + duration;
        out.reserve(256);
        for (name, time) in [
            ("{\"start\":", self.started),
            (",\"finish\":", finished),
            (",\"duration\":", duration),
            (",\"processing\":", processing),
        ] {
            out.extend_from_slice(name.as_bytes());
            seconds(out, time);
        }
        out.extend_from_slice(b",\"date_start\":\"");
        let (start, finish) = (whole(self.started), whole(finished));
        let at = out.len();
        date(out, start, zone);
        let end = out.len();
        out.extend_from_slice(b"\",\"date_finish\":\"");
        if start == finish {
            out.extend_from_within(at..end);
        } else {
            date(out, finish, zone);
        }
        out.push(b'"');
        if let Some(Operating { used, reset_at }) = operating {
            out.extend_from_slice(b",\"operating_reset_at\":");
            out.extend_from_slice(itoa::Buffer::new().format(reset_at).as_bytes());
            out.extend_from_slice(b",\"operating\":");
            seconds(out, micros(used));
        }
        out.push(b'}');
    }
}

/// Cut to microseconds, so that printed numbers add up (P-61).
fn micros(time: Duration) -> Duration {
    Duration::new(time.as_secs(), time.subsec_micros() * 1000)
}

fn whole(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

/// Seconds with microseconds, without trailing zeros.
fn seconds(out: &mut Vec<u8>, time: Duration) {
    let mut digits = itoa::Buffer::new();
    match time.as_secs() {
        0 => out.push(b'0'),
        whole => out.extend_from_slice(digits.format(whole).as_bytes()),
    }
    let micros = time.subsec_micros();
    if micros != 0 {
        // The leading one keeps the zeros behind it; the point takes its place.
        let fraction = digits.format(1_000_000 + micros).as_bytes();
        let end = fraction
            .iter()
            .rposition(|digit| *digit != b'0')
            .map_or(0, |last| last + 1);
        out.push(b'.');
        out.extend_from_slice(fraction.get(1..end).unwrap_or_default());
    }
}

/// `YYYY-MM-DDThh:mm:ss±hh:mm` (P-48).
pub(crate) fn date(out: &mut Vec<u8>, unix_seconds: i64, zone: &Zone) {
    let offset = zone.offset(unix_seconds);
    date_at(out, unix_seconds, offset);
}

/// The same at a known offset, in seconds east of UTC.
pub(crate) fn date_at(out: &mut Vec<u8>, unix_seconds: i64, offset: i32) {
    let east = Offset::from_seconds(offset).unwrap_or(Offset::UTC);
    let local = east.to_datetime(Timestamp::from_second(unix_seconds).unwrap_or_default());
    let two = |number: i8| [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
    let year = local.year().unsigned_abs();
    let [century, rest] = [(year / 100) as i8, (year % 100) as i8];
    let mut text = *b"0000-00-00T00:00:00+00:00";
    let minutes = (east.seconds().abs() / 60) as i16;
    let parts = [
        (0, century),
        (2, rest),
        (5, local.month()),
        (8, local.day()),
        (11, local.hour()),
        (14, local.minute()),
        (17, local.second()),
        (20, (minutes / 60) as i8),
        (23, (minutes % 60) as i8),
    ];
    for (at, number) in parts {
        if let Some(slot) = text.get_mut(at..at + 2) {
            slot.copy_from_slice(&two(number));
        }
    }
    if east.seconds() < 0 {
        text[19] = b'-';
    }
    out.extend_from_slice(&text);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn dated(seconds: i64, zone: &str) -> String {
        let mut out = Vec::new();
        date(&mut out, seconds, &Zone::named(zone).unwrap());
        String::from_utf8(out).unwrap()
    }

    // Proves: P-48, P-49
    #[test]
    fn dates_have_the_offset_of_the_zone() {
        assert_eq!(dated(0, "UTC"), "1970-01-01T00:00:00+00:00");
        assert_eq!(dated(1_782_907_445, "+03:00"), "2026-07-01T15:04:05+03:00");
        assert_eq!(dated(1_782_907_445, "-09:30"), "2026-07-01T02:34:05-09:30");
        assert_eq!(
            dated(1_782_907_445, "Europe/Berlin"),
            "2026-07-01T14:04:05+02:00"
        );
        assert_eq!(
            dated(1_767_268_800, "Europe/Berlin"),
            "2026-01-01T13:00:00+01:00"
        );
    }

    #[test]
    fn an_unknown_zone_is_none() {
        for name in ["Mars/Olympus", "+3", "+25:00", "+03:60", "+é:00", ""] {
            assert!(Zone::named(name).is_none(), "{name}");
        }
    }

    #[test]
    fn seconds_keep_microseconds() {
        let text = |nanos: u64| {
            let mut out = Vec::new();
            seconds(&mut out, Duration::from_nanos(nanos));
            String::from_utf8(out).unwrap()
        };
        assert_eq!(text(0), "0");
        assert_eq!(text(1_500_000_000), "1.5");
        assert_eq!(text(1_000_001_999), "1.000001");
        assert_eq!(text(10_000), "0.00001");
    }
}
