//! The time, in Unix seconds.

use std::time::{SystemTime, UNIX_EPOCH};

/// Now.
pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}

/// The end of what lives for these seconds: a number that JSON and every store have.
pub(crate) fn after(now: u64, seconds: u64) -> u64 {
    now.saturating_add(seconds).min(i64::MAX.unsigned_abs())
}

/// When something ends, for the one who reads a list.
pub(crate) fn until(now: u64, expires: u64) -> String {
    match expires.saturating_sub(now) {
        0 => "expired".to_owned(),
        seconds if seconds < 120 => format!("in {seconds} s"),
        seconds if seconds < 2 * 3600 => format!("in {} min", seconds / 60),
        seconds if seconds < 48 * 3600 => format!("in {} h", seconds / 3600),
        seconds => format!("in {} days", seconds / (24 * 3600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_told_in_the_unit_that_fits() {
        for (seconds, text) in [
            (0, "expired"),
            (1, "in 1 s"),
            (3600, "in 60 min"),
            (3600 * 24, "in 24 h"),
            (3600 * 24 * 180, "in 180 days"),
        ] {
            assert_eq!(until(1000, 1000 + seconds), text);
        }
        assert_eq!(until(1000, 1), "expired");
    }

    #[test]
    fn no_end_is_beyond_what_can_be_written() {
        assert_eq!(after(10, 5), 15);
        assert_eq!(after(10, u64::MAX), 9_223_372_036_854_775_807);
    }
}
