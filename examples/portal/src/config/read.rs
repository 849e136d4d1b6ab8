//! From text to a configuration.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::problem::Collector;
use super::{Config, Problems};

const SECTIONS: &str = "`[server]`, `[limits]`, `[oauth]`, `[events]`, `[licence]`, `[[users]]`, `[[applications]]`, `[[tokens]]`, `[[webhooks]]`, `[[faults]]`";

impl Config {
    /// Reads a file of this name with this text.
    ///
    /// # Errors
    /// All mistakes together. Where the text is no TOML, or a table of a list cannot be read, what depends on it is not
    /// complained about.
    pub(crate) fn read(file: &str, text: &str) -> Result<Self, Problems> {
        let mut problems = Collector::new(file, text);
        let mut config = Self::default();
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            problems.add_error(error, 0..0);
        }
        if !errors.is_empty() {
            return problems.finish(config);
        }
        let mut complete = true;
        for (key, value) in table.into_inner() {
            complete &= match &**key.get_ref() {
                "server" => one("server", &mut config.server, value, &mut problems),
                "limits" => one("limits", &mut config.limits, value, &mut problems),
                "oauth" => one("oauth", &mut config.oauth, value, &mut problems),
                "events" => one("events", &mut config.events, value, &mut problems),
                "licence" => one("licence", &mut config.licence, value, &mut problems),
                "users" => each("users", &mut config.users, value, &mut problems),
                "applications" => each(
                    "applications",
                    &mut config.applications,
                    value,
                    &mut problems,
                ),
                "tokens" => each("tokens", &mut config.tokens, value, &mut problems),
                "webhooks" => each("webhooks", &mut config.webhooks, value, &mut problems),
                "faults" => each("faults", &mut config.faults, value, &mut problems),
                unknown => {
                    let text = format!("unknown section `{unknown}`, expected one of {SECTIONS}");
                    problems.add(key.span(), text);
                    false
                }
            };
        }
        config.check(complete, &mut problems);
        problems.finish(config)
    }
}

/// Reads a section; whether it could be.
fn one<T: DeserializeOwned>(
    name: &str,
    section: &mut T,
    value: Spanned<DeValue<'_>>,
    problems: &mut Collector<'_>,
) -> bool {
    let span = value.span();
    if !matches!(value.get_ref(), DeValue::Table(_)) {
        problems.add(
            span,
            format!("`{name}` is one section; begin it with `[{name}]`"),
        );
        return false;
    }
    match T::deserialize(ValueDeserializer::from(value)) {
        Ok(read) => {
            *section = read;
            true
        }
        Err(error) => {
            problems.add_error(&error, span);
            false
        }
    }
}

/// Reads the tables of a list, each for itself; whether all could be.
fn each<T: DeserializeOwned>(
    name: &str,
    list: &mut Vec<T>,
    value: Spanned<DeValue<'_>>,
    problems: &mut Collector<'_>,
) -> bool {
    let span = value.span();
    let text = format!("`{name}` is a list; begin each entry with `[[{name}]]`");
    let DeValue::Array(items) = value.into_inner() else {
        problems.add(span, text);
        return false;
    };
    let mut complete = true;
    for item in items {
        let span = item.span();
        if !matches!(item.get_ref(), DeValue::Table(_)) {
            problems.add(span, text.as_str());
            complete = false;
            continue;
        }
        match T::deserialize(ValueDeserializer::from(item)) {
            Ok(read) => list.push(read),
            Err(error) => {
                problems.add_error(&error, span);
                complete = false;
            }
        }
    }
    complete
}
