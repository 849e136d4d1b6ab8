//! Text inside JSON strings.

use super::json::Escaping;

/// Written as it is.
const PLAIN: u8 = 0;
/// Written as `\u00XX` with lower-case digits.
const CONTROL: u8 = 1;
/// Written as `\u00XX` with upper-case digits.
const MARKUP: u8 = 2;
/// May begin U+2028 or U+2029.
const SEPARATOR: u8 = 3;
// Any other class is the letter that follows the backslash.

const LOWER: &[u8; 16] = b"0123456789abcdef";
const UPPER: &[u8; 16] = b"0123456789ABCDEF";

/// What to do with each byte.
type Classes = [u8; 256];

static MINIMAL: Classes = minimal();
static PHP: Classes = php();

const fn minimal() -> Classes {
    let mut classes = [PLAIN; 256];
    let mut control = 0;
    while control < 0x20 {
        classes[control] = CONTROL;
        control += 1;
    }
    classes[0x08] = b'b';
    classes[0x0c] = b'f';
    classes[b'\n' as usize] = b'n';
    classes[b'\r' as usize] = b'r';
    classes[b'\t' as usize] = b't';
    classes[b'"' as usize] = b'"';
    classes[b'\\' as usize] = b'\\';
    classes
}

const fn php() -> Classes {
    let mut classes = minimal();
    classes[b'/' as usize] = b'/';
    classes[b'<' as usize] = MARKUP;
    classes[b'>' as usize] = MARKUP;
    classes[b'&' as usize] = MARKUP;
    classes[b'\'' as usize] = MARKUP;
    classes[b'"' as usize] = MARKUP;
    classes[0xe2] = SEPARATOR;
    classes
}

/// Writes `text` as it stands between quotes (P-65).
pub(super) fn write(out: &mut Vec<u8>, text: &str, escaping: Escaping) {
    let classes = match escaping {
        Escaping::Plain => &MINIMAL,
        Escaping::Php => &PHP,
    };
    // Always on a character boundary, as is every byte with a class of its own.
    let mut rest = text.as_bytes();
    let mut from = 0;
    while let Some(step) = rest
        .iter()
        .skip(from)
        .position(|byte| classes[usize::from(*byte)] != PLAIN)
    {
        let (before, after) = rest.split_at(from + step);
        let [byte, after @ ..] = after else {
            break;
        };
        let (class, mut skipped) = (classes[usize::from(*byte)], after);
        if class == SEPARATOR {
            let escaped: &[u8] = match after {
                [0x80, 0xa8, after @ ..] => {
                    skipped = after;
                    b"\\u2028"
                }
                [0x80, 0xa9, after @ ..] => {
                    skipped = after;
                    b"\\u2029"
                }
                _ => {
                    from = before.len() + 1;
                    continue;
                }
            };
            out.extend_from_slice(before);
            out.extend_from_slice(escaped);
        } else {
            out.extend_from_slice(before);
            match class {
                CONTROL => out.extend_from_slice(&unicode(*byte, LOWER)),
                MARKUP => out.extend_from_slice(&unicode(*byte, UPPER)),
                letter => out.extend_from_slice(&[b'\\', letter]),
            }
        }
        (rest, from) = (skipped, 0);
    }
    out.extend_from_slice(rest);
}

fn unicode(byte: u8, digits: &[u8; 16]) -> [u8; 6] {
    let digit = |bits: u8| digits[usize::from(bits & 15)];
    [b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte)]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    fn escaped(text: &str, escaping: Escaping) -> String {
        let mut out = Vec::new();
        write(&mut out, text, escaping);
        String::from_utf8(out).unwrap()
    }

    // Proves: P-65
    #[test]
    fn php_form() {
        for (text, expected) in [
            ("<a href='x'>", r"\u003Ca href=\u0027x\u0027\u003E"),
            ("\"&\\/", r"\u0022\u0026\\\/"),
            ("\u{2028}x\u{2029}", r"\u2028x\u2029"),
            ("â\u{2027}\u{202a}é😀\u{7f}", "â\u{2027}\u{202a}é😀\u{7f}"),
            ("\u{8}\u{c}\n\r\t\0\u{1f}", r"\b\f\n\r\t\u0000\u001f"),
            ("", ""),
        ] {
            assert_eq!(escaped(text, Escaping::Php), expected);
        }
    }

    // Proves: P-66
    #[test]
    fn plain_form() {
        let text = "<>&'/\u{2028}é";
        assert_eq!(escaped(text, Escaping::Plain), text);
        assert_eq!(escaped("\"\\\n\u{1f}", Escaping::Plain), r#"\"\\\n\u001f"#);
    }
}
