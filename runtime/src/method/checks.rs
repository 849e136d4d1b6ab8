//! Checks of values that are no numbers and lengths: what a text looks like, and which values there are.

use std::fmt::Display;

use crate::error::{ArgumentError, Error};

/// A text, or an optional one, that `email`, `phone`, `url` and `pattern` can check.
#[diagnostic::on_unimplemented(
    message = "this check needs a text, and `{Self}` is none",
    label = "not a text",
    note = "`email`, `phone`, `url` and `pattern` are for `String` and `Option<String>`; use `with = path` for a check of your own"
)]
pub trait Textual {
    /// The text to look at; nothing if there is none to check.
    fn text(&self) -> Option<&str>;
}

impl Textual for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl<T: Textual> Textual for Option<T> {
    fn text(&self) -> Option<&str> {
        self.as_ref().and_then(Textual::text)
    }
}

/// A text or a whole number, or an optional one, that `one_of` can check.
#[diagnostic::on_unimplemented(
    message = "`one_of` needs a text or a whole number, and `{Self}` is none",
    label = "neither a text nor a whole number",
    note = "an enum needs no list of its values; use `with = path` for a check of your own"
)]
pub trait Choosable {
    /// The type of the choices.
    type Choice: Display;
    /// Whether it is one of these; true of nothing.
    fn is_among(&self, choices: &[Self::Choice]) -> bool;
}

impl Choosable for String {
    type Choice = &'static str;

    fn is_among(&self, choices: &[&'static str]) -> bool {
        choices.iter().any(|choice| choice == self)
    }
}

macro_rules! choosable {
    ($($number:ty)*) => { $(
        impl Choosable for $number {
            type Choice = $number;

            fn is_among(&self, choices: &[$number]) -> bool {
                choices.contains(self)
            }
        }
    )* };
}
choosable!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

impl<T: Choosable> Choosable for Option<T> {
    type Choice = T::Choice;

    fn is_among(&self, choices: &[T::Choice]) -> bool {
        self.as_ref().is_none_or(|value| value.is_among(choices))
    }
}

/// The check of `email`.
pub fn is_email<T: Textual>(value: &T) -> Result<(), Error> {
    looks(value, email, "an e-mail address")
}

/// The check of `phone`.
pub fn is_phone<T: Textual>(value: &T) -> Result<(), Error> {
    looks(value, phone, "a phone number")
}

/// The check of `url`.
pub fn is_url<T: Textual>(value: &T) -> Result<(), Error> {
    looks(value, url, "an absolute URL")
}

/// The check of `one_of`.
pub fn is_one_of<T: Choosable>(value: &T, choices: &[T::Choice]) -> Result<(), Error> {
    if value.is_among(choices) {
        return Ok(());
    }
    let choices = choices.iter().map(|choice| format!("`{choice}`"));
    let choices = choices.collect::<Vec<_>>().join(", ");
    Err(ArgumentError::unlike(format!("one of {choices}")).into())
}

fn looks<T: Textual>(value: &T, fits: fn(&str) -> bool, what: &'static str) -> Result<(), Error> {
    match value.text() {
        Some(text) if !fits(text) => Err(ArgumentError::unlike(what).into()),
        _ => Ok(()),
    }
}

/// A mailbox and a domain of two names at least, within the lengths of RFC 5321. Letters of all alphabets may stand in both.
fn email(text: &str) -> bool {
    let Some((mailbox, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let fits = |letter: char| {
        letter.is_alphanumeric() || !letter.is_ascii() || "!#$%&'*+-/=?^_`{|}~".contains(letter)
    };
    let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(fits);
    let is_visible = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    is_visible
        && mailbox.len() <= 64
        && mailbox.split('.').all(is_atom)
        && domain.len() <= 253
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

/// A part of the name of a host.
fn is_label(label: &str) -> bool {
    let fits = |letter: char| letter.is_alphanumeric() || letter == '-';
    (1..=63).contains(&label.len())
        && label.chars().all(fits)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Digits, 3 to 15 of them as in E.164, with what people write between them.
fn phone(text: &str) -> bool {
    let number = text.strip_prefix('+').unwrap_or(text);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let fits = |letter: char| letter.is_ascii_digit() || " -().".contains(letter);
    let begins = number.starts_with(|first: char| first.is_ascii_digit() || first == '(');
    let ends = number.ends_with(|last: char| last.is_ascii_digit());
    begins && ends && (3..=15).contains(&digits) && number.chars().all(fits)
}

/// A scheme and a host.
fn url(text: &str) -> bool {
    let uri = text.parse::<http::Uri>();
    uri.is_ok_and(|uri| uri.scheme().is_some() && uri.host().is_some_and(|host| !host.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Proves: P-197
    #[test]
    fn texts_look_like_what_they_are() {
        for text in [
            "a@b.c",
            "a.b+c_d@mail.example.org",
            "ünö@exämple.org",
            "o'neil@x-y.co",
        ] {
            assert!(email(text), "{text}");
        }
        for text in [
            "", "@", "a", "a@", "@b.c", "a@b", "a b@c.d", "a@b..c", ".a@b.c", "a.@b.c", "a@-b.c",
            "a@b.c\n", "a@b@c.d", "a@b.c d", "<a@b.c>",
        ] {
            assert!(!email(text), "{text:?}");
        }
        assert!(!email(&format!("{}@b.c", "a".repeat(65))));
        for text in ["112", "+49 (30) 123-45.67", "8 800 555 35 35", "(030) 123"] {
            assert!(phone(text), "{text}");
        }
        for text in [
            "",
            "+",
            "12",
            "+49 30 x",
            "1234567890123456",
            "++123",
            "123-",
            " 123",
            "12\u{663}4",
        ] {
            assert!(!phone(text), "{text:?}");
        }
        for text in [
            "https://x.org",
            "http://localhost:80/a?b=c#d",
            "ftp://[::1]/",
            "bitrix24://open/1",
        ] {
            assert!(url(text), "{text}");
        }
        for text in [
            "",
            "x.org",
            "/path",
            "https://",
            "https:///x",
            "https://a b",
            "mailto:a@b.c",
            "*",
        ] {
            assert!(!url(text), "{text:?}");
        }
    }

    // Proves: P-197
    #[test]
    fn what_is_not_there_passes() {
        assert!(is_email(&None::<String>).is_ok());
        assert!(is_one_of(&None::<u8>, &[1, 2]).is_ok());
        assert!(is_one_of(&Some("a".to_owned()), &["a", "b"]).is_ok());
        let wrong = is_one_of(&"c".to_owned(), &["a", "b"]);
        let text = wrong.map_err(|error| error.about("x").to_string());
        let expected = "The value of an argument 'x' must be one of `a`, `b`";
        assert_eq!(text, Err(expected.to_owned()));
    }
}
