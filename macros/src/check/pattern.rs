//! Regular expressions. Documents have them, too, and their readers take them for those of ECMA 262: allowed is what means the
//! same in both.

use syn::LitStr;

use crate::attr::Keyed;
use crate::attr::checks::Checks;
use crate::mistakes::Mistakes;

pub(super) fn check(pattern: &Keyed<LitStr>, checks: &Checks, mistakes: &mut Mistakes) {
    let most = checks
        .length
        .as_ref()
        .and_then(|length| length.value.end.as_ref());
    if most.is_none() {
        mistakes.at(
            &pattern.key,
            "every character of a text takes time: say how many there may be, as in `length = ..=100`",
        );
    }
    let text = pattern.value.value();
    if let Some(mistake) = unsound(&text).or_else(|| Scan::of(&text).mistake()) {
        mistakes.at(&pattern.value, mistake);
    }
}

/// Bytes of a compiled pattern: enough for a thousand characters one by one, and too few to be slow.
#[cfg(any(test, feature = "pattern"))]
const LARGEST: usize = 1 << 16;

/// What the engine has against it. Without the feature there is no engine, which the runtime tells.
fn unsound(pattern: &str) -> Option<String> {
    #[cfg(any(test, feature = "pattern"))]
    if let Err(error) = regex_lite::RegexBuilder::new(pattern)
        .size_limit(LARGEST)
        .build()
    {
        return Some(format!(
            "this is no regular expression: {error}; there are no delimiters around it"
        ));
    }
    let _ = pattern;
    None
}

/// Characters that mean themselves behind a backslash.
const SYNTAX: &str = r"^$\.*+?()[]{}|/";

struct Scan<'p> {
    left: std::str::Chars<'p>,
}

impl<'p> Scan<'p> {
    fn of(pattern: &'p str) -> Self {
        Self {
            left: pattern.chars(),
        }
    }

    fn mistake(mut self) -> Option<String> {
        self.read().err().map(|(what, instead)| {
            format!(
                "documents have the pattern, too, and their readers, who follow ECMA 262, take `{what}` for something else, or \
                 not at all: {instead}"
            )
        })
    }

    fn read(&mut self) -> Result<(), (String, &'static str)> {
        // Whether there is something that can be repeated.
        let mut is_atom = false;
        while let Some(one) = self.left.next() {
            is_atom = match one {
                '\\' if self.takes('b') || self.takes('B') => false,
                '\\' => self.escape("")?,
                '[' => self.class()?,
                '(' => self.group()?,
                '*' | '+' | '?' if is_atom => self.repeated(),
                '{' if is_atom && self.is_count() => self.repeated(),
                '*' | '+' | '?' => {
                    return Err((one.into(), "there is nothing to be repeated before it"));
                }
                '{' | '}' | ']' => {
                    return Err((one.into(), "write a backslash before it"));
                }
                '^' | '$' | '|' => false,
                _ => true,
            };
        }
        Ok(())
    }

    fn takes(&mut self, wanted: char) -> bool {
        let mut rest = self.left.clone();
        let is_it = rest.next() == Some(wanted);
        if is_it {
            self.left = rest;
        }
        is_it
    }

    /// What is repeated cannot be repeated again.
    fn repeated(&mut self) -> bool {
        self.takes('?');
        false
    }

    fn is_count(&mut self) -> bool {
        let Some((count, rest)) = self.left.as_str().split_once('}') else {
            return false;
        };
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let is_count = match count.split_once(',') {
            Some((least, most)) => is_number(least) && (most.is_empty() || is_number(most)),
            None => is_number(count),
        };
        if is_count {
            self.left = rest.chars();
        }
        is_count
    }

    fn escape(&mut self, others: &str) -> Result<bool, (String, &'static str)> {
        let Some(one) = self.left.next() else {
            return Err(("\\".into(), "there is nothing behind it"));
        };
        let digits = match one {
            'd' | 'D' | 'w' | 'W' | 's' | 'S' | 't' | 'n' | 'r' | 'f' | 'v' => return Ok(true),
            _ if SYNTAX.contains(one) || others.contains(one) => return Ok(true),
            'x' => 2,
            'u' => 4,
            _ => 0,
        };
        let mut code = self.left.clone().take(digits);
        let is_code = digits > 0 && code.all(|digit| digit.is_ascii_hexdigit());
        if !is_code || self.left.as_str().len() < digits {
            return Err((
                format!("\\{one}"),
                match one {
                    'A' => "write `^`",
                    'z' => "write `$`",
                    'x' | 'u' => "write `\\x41` or `\\u0041`",
                    'p' | 'P' => "write out a class of letters",
                    _ if one.is_ascii_punctuation() => "it needs no backslash",
                    _ => "write the character itself",
                },
            ));
        }
        self.left = self.left.as_str().get(digits..).unwrap_or_default().chars();
        Ok(true)
    }

    fn class(&mut self) -> Result<bool, (String, &'static str)> {
        self.takes('^');
        if self.takes(']') {
            return Err(("[]".into(), "write a backslash before this `]`"));
        }
        while let Some(one) = self.left.next() {
            match one {
                ']' => break,
                '[' => return Err(("[".into(), "write a backslash before it, inside of a class")),
                '\\' => {
                    self.escape("-")?;
                }
                _ => {}
            }
        }
        Ok(true)
    }

    fn group(&mut self) -> Result<bool, (String, &'static str)> {
        let rest = self.left.as_str();
        let Some(rest) = rest.strip_prefix('?') else {
            return Ok(false);
        };
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let rest = match (rest.strip_prefix(':'), name) {
            (Some(rest), _) => rest,
            (None, Some((name, rest)))
                if name.chars().all(is_word) && !name.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                rest
            }
            _ => {
                return Err((
                    "(?…)".into(),
                    "groups are `(…)`, `(?:…)` and `(?<name>…)`; write out what a flag would change",
                ));
            }
        };
        self.left = rest.chars();
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::{Scan, unsound};

    fn mistake(pattern: &str) -> Option<String> {
        unsound(pattern).or_else(|| Scan::of(pattern).mistake())
    }

    #[test]
    fn what_means_the_same_in_both_passes() {
        for pattern in [
            "",
            "^[A-Z]{3}$",
            r"^\(?\d{3}\)?[- ]?\d{4}$",
            r"^\d{4}-(?<month>\d\d)$",
            r"^(?:a|b)\\A$",
            r"^[(?\]\-\d\x41]+?(a|b)*$",
            r"^\(?PO\u0041{2,}b{1,5}\b.$",
            "^ж+[а-я]?$",
            "a|",
        ] {
            assert_eq!(mistake(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn what_means_something_else_is_refused() {
        for (pattern, part) in [
            ("(", "no regular expression"),
            ("/^a$/u(", "no delimiters"),
            ("(?:[a-z]{1,200}){1,20}", "no regular expression"),
            (r"\Aa\z", r"`\A`"),
            ("(?P<a>b)", "`(?…)`"),
            ("(?i)a", "`(?…)`"),
            ("a(?i:b)", "`(?…)`"),
            ("[[:alpha:]]", "`[`"),
            ("[^[:alpha:]]", "`[`"),
            ("[a[:digit:]]", "`[`"),
            ("^[]a]$", "`[]`"),
            ("[a&&b]", "no regular expression"),
            (r"\\\x{41}", r"`\x`"),
            (r"\u{41}", r"`\u`"),
            ("a**", "`*`"),
            ("a{2}{3}", "`{`"),
            ("^*a", "`*`"),
            ("a]", "`]`"),
            ("a}", "`}`"),
            (r"\-", r"`\-`: it needs no backslash"),
            (r"\#", r"`\#`"),
            (r"\<a", r"`\<`"),
        ] {
            let told = mistake(pattern).unwrap_or_default();
            let part = part.split_once(": ").map_or(part, |(part, _)| part);
            assert!(told.contains(part), "{pattern}: {told}");
        }
    }
}
