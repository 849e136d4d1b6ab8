//! Regular expressions, as documents can have them.

use syn::LitStr;

use crate::attr::Keyed;
use crate::mistakes::Mistakes;

pub(super) fn check(pattern: &Keyed<LitStr>, mistakes: &mut Mistakes) {
    #[cfg(not(any(test, feature = "pattern")))]
    mistakes.at(
        &pattern.key,
        "`pattern` needs the feature of the same name: write `bitrix-rest = { …, features = [\"pattern\"] }` in Cargo.toml",
    );
    #[cfg(any(test, feature = "pattern"))]
    if let Some(mistake) = mistake(&pattern.value.value()) {
        mistakes.at(&pattern.value, mistake);
    }
}

/// What only Rust's engine understands. Readers of documents take patterns for those of ECMA 262.
#[cfg(any(test, feature = "pattern"))]
const FOREIGN: [(&str, &str); 9] = [
    ("(?P", "write `(?<name>…)`"),
    ("\\A", "write `^`"),
    ("\\z", "write `$`"),
    ("\\a", "write `\\x07`"),
    ("\\U", "write the letter itself"),
    ("\\x{", "write the letter itself, or `\\x41`"),
    ("\\u{", "write the letter itself, or `\\u0041`"),
    ("\\b{", "write `\\b`"),
    ("[[:", "write a class such as `[0-9]`, or `\\d`"),
];

#[cfg(any(test, feature = "pattern"))]
fn mistake(pattern: &str) -> Option<String> {
    if let Err(error) = regex_lite::Regex::new(pattern) {
        return Some(format!(
            "this is no regular expression: {error}; there are no delimiters around it"
        ));
    }
    let only_here = |part: &str, instead: &str| {
        format!(
            "documents have the pattern, too, and their readers, who follow ECMA 262, do not know `{part}`: {instead}"
        )
    };
    // What is behind a backslash that is escaped itself is a text of its own.
    let plain = pattern.replace(r"\\", "\0");
    if let Some((part, instead)) = FOREIGN.iter().find(|(part, _)| plain.contains(part)) {
        return Some(only_here(part, instead));
    }
    let flags = plain.split("(?").skip(1);
    let mut flags = flags.filter(|rest| !rest.starts_with([':', '<']));
    flags
        .next()
        .map(|_| only_here("(?…)", "write out what the flag changes"))
}

#[cfg(test)]
mod tests {
    use super::mistake;

    #[test]
    fn patterns_are_those_of_documents() {
        for pattern in [
            "^[A-Z]{3}$",
            r"^\d{4}-(?<month>\d\d)$",
            r"^(?:a|b)\\A$",
            "",
            "^ж+$",
        ] {
            assert_eq!(mistake(pattern), None, "{pattern}");
        }
        for (pattern, part) in [
            ("(", "no regular expression"),
            ("/^a$/u(", "no delimiters"),
            (r"\Aa\z", r"`\A`"),
            ("(?P<a>b)", "`(?P`"),
            ("(?i)a", "`(?…)`"),
            ("a(?i:b)", "`(?…)`"),
            ("[[:alpha:]]", "`[[:`"),
            (r"\\\x{41}", r"`\x{`"),
        ] {
            let told = mistake(pattern).unwrap_or_default();
            assert!(told.contains(part), "{pattern}: {told}");
        }
    }
}
