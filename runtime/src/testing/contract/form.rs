//! What a text looks like: its `format` and its `pattern`.

use jiff::Timestamp;
use jiff::civil;

use crate::method::{is_email, is_phone, is_url};

/// Whether a text is of this format; of one that is not known, each is.
pub(super) fn is_of(format: &str, text: &str) -> bool {
    match format {
        "date" => is_date(text),
        "date-time" => is_date_time(text),
        "email" => is_email(&text.to_owned()).is_ok(),
        "phone" => is_phone(&text.to_owned()).is_ok(),
        "uri" => is_uri(text),
        _ => true,
    }
}

/// Whether a text matches; of what is no regular expression here, each does.
#[cfg(feature = "pattern")]
pub(super) fn is_like(pattern: &str, text: &str) -> bool {
    use std::cell::RefCell;
    use std::collections::HashMap;

    use regex_lite::Regex;

    thread_local! {
        static COMPILED: RefCell<HashMap<String, Option<Regex>>> = RefCell::default();
    }
    COMPILED.with_borrow_mut(|compiled| {
        let known = compiled
            .entry(pattern.to_owned())
            .or_insert_with(|| Regex::new(pattern).ok());
        known.as_ref().is_none_or(|regex| regex.is_match(text))
    })
}

/// A day as in RFC 3339.
fn is_date(text: &str) -> bool {
    is_shaped(text, "0000-00-00") && text.parse::<civil::Date>().is_ok()
}

/// A point in time as in RFC 3339, with or without a part of a second.
fn is_date_time(text: &str) -> bool {
    let Some((day, time)) = text.split_once(['T', 't']) else {
        return false;
    };
    let Some((clock, rest)) = time.split_at_checked("00:00:00".len()) else {
        return false;
    };
    let offset = match rest.strip_prefix('.') {
        Some(part) => part.trim_start_matches(|sign: char| sign.is_ascii_digit()),
        None => rest,
    };
    let is_zone = matches!(offset, "Z" | "z")
        || offset
            .strip_prefix(['+', '-'])
            .is_some_and(|offset| is_shaped(offset, "00:00"));
    is_shaped(day, "0000-00-00")
        && is_shaped(clock, "00:00:00")
        && is_zone
        && text.parse::<Timestamp>().is_ok()
}

/// An absolute one; without a host only where none is begun, as in `mailto:a@b.c`, or where it may be empty, as in `file:///a`.
fn is_uri(text: &str) -> bool {
    let fits =
        |sign: char| !sign.is_whitespace() && !sign.is_control() && !r#""<>\^`{|}"#.contains(sign);
    let of_scheme = |sign: char| sign.is_ascii_alphanumeric() || "+-.".contains(sign);
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(of_scheme);
    let is_web = ["http", "https"]
        .iter()
        .any(|web| scheme.eq_ignore_ascii_case(web));
    let needs_no_host = match rest.strip_prefix("//") {
        Some(behind) => behind.starts_with('/') && !is_web,
        None => !rest.is_empty(),
    };
    is_url(&text.to_owned()).is_ok() || is_scheme && needs_no_host && rest.chars().all(fits)
}

/// Whether a text has digits where the shape has `0`, and else the same.
fn is_shaped(text: &str, shape: &str) -> bool {
    let same = |(sign, of): (u8, u8)| match of {
        b'0' => sign.is_ascii_digit(),
        _ => sign == of,
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_of_their_format() {
        for (format, text) in [
            ("date", "2024-02-29"),
            ("date-time", "2026-01-30T12:00:00+00:00"),
            ("date-time", "2026-01-30t12:00:00.125Z"),
            ("date-time", "0001-01-01T00:00:00-03:30"),
            ("email", "a@example.org"),
            ("phone", "+12025550123"),
            ("uri", "https://example.org/a?b#c"),
            ("uri", "mailto:a@example.org"),
            ("uri", "urn:isbn:0"),
            ("uri", "file:///srv/a.pdf"),
            ("password", ""),
        ] {
            assert!(is_of(format, text), "{format} {text}");
        }
        for (format, text) in [
            ("date", ""),
            ("date", "2026-02-29"),
            ("date", "30.01.2026"),
            ("date", "2026-1-30"),
            ("date", "2026-01-30T12:00:00Z"),
            ("date-time", "2026-01-30"),
            ("date-time", "2026-01-30 12:00:00+00:00"),
            ("date-time", "2026-01-30T12:00:00"),
            ("date-time", "2026-01-30T12:00+00:00"),
            ("date-time", "2026-01-30T25:00:00Z"),
            ("date-time", "2026-01-30T12:00:00.Z"),
            ("date-time", "2026-01-30T12:00:00+0000"),
            ("date-time", "2026-01-30T12:00:00Z[UTC]"),
            ("date-time", "2026-01-30Tж"),
            ("email", "a"),
            ("phone", "a"),
            ("uri", "/a"),
            ("uri", "https://"),
            ("uri", "HTTPS:///a"),
            ("uri", "file://"),
            ("uri", "file:///a b"),
            ("uri", "https://a b"),
            ("uri", "mailto:a b"),
            ("uri", ":a"),
        ] {
            assert!(!is_of(format, text), "{format} {text}");
        }
    }
}
