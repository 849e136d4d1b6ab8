//! Floating-point numbers as PHP prints them.

/// Writes the shortest digits that read back as `number`, as PHP's `json_encode` does (P-67). `number`
/// is finite.
pub(crate) fn write_float(out: &mut Vec<u8>, number: f64) {
    // Below 2^53 a whole number's own digits are the shortest ones.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.abs() < EXACT && number.fract() == 0.0 && (number != 0.0 || number.is_sign_positive())
    {
        #[allow(clippy::cast_possible_truncation)]
        let whole = number as i64;
        out.extend_from_slice(itoa::Buffer::new().format(whole).as_bytes());
        return;
    }
    let mut buffer = zmij::Buffer::new();
    Decimal::parse(buffer.format_finite(number)).write(out, 17, b'e');
}

/// The text PHP makes of a float where it needs a text: up to 14 significant digits (P-72).
pub(crate) fn short_float(number: f64) -> String {
    if number.is_nan() {
        return "NAN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "INF" } else { "-INF" }.to_owned();
    }
    let mut out = Vec::new();
    Decimal::parse(&format!("{number:.13e}")).write(&mut out, 14, b'E');
    String::from_utf8(out).unwrap_or_default()
}

/// The double with the same shortest digits: 0.1 stays 0.1. What is not finite stays as it is.
pub(crate) fn widen(number: f32) -> f64 {
    let mut buffer = zmij::Buffer::new();
    // The digits of a float always parse; so do `NaN` and `inf`.
    buffer.format(number).parse().unwrap_or(f64::from(number))
}

/// A decimal number 0.DIGITS × 10^POINT.
struct Decimal {
    negative: bool,
    /// Without zeros at either end; empty for zero.
    digits: Vec<u8>,
    point: i32,
}

impl Decimal {
    /// Takes apart what a float formatter printed.
    fn parse(text: &str) -> Self {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse().unwrap_or(0)),
            None => (text, 0),
        };
        let (negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(mantissa) => (true, mantissa),
            None => (false, mantissa),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits: Vec<_> = whole.bytes().chain(fraction.bytes()).collect();
        let length = |count: usize| i32::try_from(count).unwrap_or(0);
        let leading = digits.iter().take_while(|digit| **digit == b'0').count();
        digits.drain(..leading);
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        Self {
            negative,
            point: exponent + length(whole.len()) - length(leading),
            digits,
        }
    }

    /// Writes the number, with an exponent when its point is more than 3 places before the digits or
    /// more than `precision` places after their start.
    fn write(&self, out: &mut Vec<u8>, precision: i32, e: u8) {
        if self.negative {
            out.push(b'-');
        }
        let Some((first, rest)) = self.digits.split_first() else {
            out.push(b'0');
            return;
        };
        if self.point < -3 || self.point > precision {
            let exponent = self.point - 1;
            out.extend_from_slice(&[*first, b'.']);
            out.extend_from_slice(if rest.is_empty() { b"0" } else { rest });
            out.extend_from_slice(&[e, if exponent < 0 { b'-' } else { b'+' }]);
            let exponent = exponent.unsigned_abs();
            out.extend_from_slice(itoa::Buffer::new().format(exponent).as_bytes());
            return;
        }
        match usize::try_from(self.point) {
            Ok(point) if point > 0 => {
                let whole = self.digits.len().min(point);
                let (whole, fraction) = self.digits.split_at(whole);
                out.extend_from_slice(whole);
                out.resize(out.len() + point - whole.len(), b'0');
                if !fraction.is_empty() {
                    out.push(b'.');
                    out.extend_from_slice(fraction);
                }
            }
            _ => {
                out.extend_from_slice(b"0.");
                let zeros = usize::try_from(-self.point).unwrap_or(0);
                out.resize(out.len() + zeros, b'0');
                out.extend_from_slice(&self.digits);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    fn float(number: f64) -> String {
        let mut out = Vec::new();
        write_float(&mut out, number);
        String::from_utf8(out).unwrap()
    }

    // Proves: P-67
    #[test]
    fn json_floats() {
        for (number, text) in [
            (100.0, "100"),
            (0.0, "0"),
            (-0.0, "-0"),
            (0.1, "0.1"),
            (-1.5, "-1.5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (0.0001, "0.0001"),
            (0.00012, "0.00012"),
            (0.00001, "1.0e-5"),
            (0.000_012, "1.2e-5"),
            (1e15, "1000000000000000"),
            (1e16, "10000000000000000"),
            (9e16, "90000000000000000"),
            (72_057_594_037_927_936.0, "72057594037927940"),
            (1e17, "1.0e+17"),
            (123_456_789_012_345_680.0, "1.2345678901234568e+17"),
            (1.5e300, "1.5e+300"),
            (5e-324, "5.0e-324"),
        ] {
            assert_eq!(float(number), text);
        }
    }

    // Proves: P-72
    #[test]
    fn text_floats() {
        for (number, text) in [
            (0.1 + 0.2, "0.3"),
            (100.0, "100"),
            (-0.0, "-0"),
            (1e13, "10000000000000"),
            (1e14, "1.0E+14"),
            (123_456_789_012_345_678.0, "1.2345678901235E+17"),
            (0.0001, "0.0001"),
            (0.00001, "1.0E-5"),
            (99_999_999_999_999.95, "1.0E+14"),
            (1.0 / 3.0, "0.33333333333333"),
            (f64::INFINITY, "INF"),
            (f64::NEG_INFINITY, "-INF"),
            (f64::NAN, "NAN"),
        ] {
            assert_eq!(short_float(number), text);
        }
    }
}
