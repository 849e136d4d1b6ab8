//! Numbers as PHP reads them out of text.

/// PHP's integer of a text: leading white space, a sign, digits, fraction and exponent as far as they
/// go, cut to an integer. Saturates; 0 when the text does not start with a number.
pub(crate) fn leading_integer(text: &str) -> i64 {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let bytes = text.as_bytes();
    let digits_from = |from: usize| {
        bytes
            .iter()
            .skip(from)
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits_from(sign);
    let mut end = sign + whole;
    let mut integer = true;
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits_from(end + 1);
        if whole + fraction > 0 {
            end += 1 + fraction;
            integer = false;
        }
    }
    if end == sign {
        return 0;
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits_from(end + 1 + sign);
        if exponent > 0 {
            end += 1 + sign + exponent;
            integer = false;
        }
    }
    let number = text.get(..end).unwrap_or_default();
    if integer {
        // All digits, so the only failure is a number out of range.
        let negative = number.starts_with('-');
        number
            .parse()
            .unwrap_or(if negative { i64::MIN } else { i64::MAX })
    } else {
        number.parse().map_or(0, float_to_int)
    }
}

/// The integer part of a float; saturates, and is 0 for what is not finite.
pub(crate) fn float_to_int(number: f64) -> i64 {
    if number.is_finite() {
        // `as` cuts the fraction and saturates: exactly what is wanted.
        #[allow(clippy::cast_possible_truncation)]
        return number as i64;
    }
    0
}

/// The integer a float stands for exactly, if it has no fraction and fits.
pub(crate) fn whole_float(number: f64) -> Option<i64> {
    // 2^63 is the first float above the range of `i64`; -2^63 is in it.
    const END: f64 = 9_223_372_036_854_775_808.0;
    if number.fract() == 0.0 && (-END..END).contains(&number) {
        #[allow(clippy::cast_possible_truncation)]
        return Some(number as i64);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_integers() {
        for (text, number) in [
            ("", 0),
            ("-", 0),
            (".", 0),
            ("- 5", 0),
            ("--5", 0),
            ("+5", 5),
            (".5", 0),
            ("-.5e1", -5),
            ("1.", 1),
            ("1e", 1),
            ("1e+", 1),
            ("1e+2", 100),
            ("1.5e3abc", 1500),
            ("0x1A", 0),
            ("1_000", 1),
            ("\x0b\x0c7", 7),
            ("\u{a0}7", 0),
            ("9223372036854775808", i64::MAX),
            ("-9223372036854775809", i64::MIN),
            ("99999999999999999999", i64::MAX),
            ("0000000000000000000000012", 12),
            ("9007199254740993.0", 9_007_199_254_740_992),
            ("1e19", i64::MAX),
            ("1e1000", 0),
            ("nan", 0),
            ("inf", 0),
        ] {
            assert_eq!(leading_integer(text), number, "{text:?}");
        }
    }

    #[test]
    fn whole_floats() {
        assert_eq!(whole_float(5.0), Some(5));
        assert_eq!(whole_float(-0.0), Some(0));
        assert_eq!(whole_float(5.5), None);
        assert_eq!(whole_float(9_223_372_036_854_775_808.0), None);
        assert_eq!(whole_float(-9_223_372_036_854_775_808.0), Some(i64::MIN));
        assert_eq!(whole_float(f64::NAN), None);
        assert_eq!(whole_float(f64::INFINITY), None);
    }
}
