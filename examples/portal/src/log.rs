//! The log, and what the option for it may say.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::Failure;

/// Logs to stderr what the filter lets through.
pub(crate) fn to_stderr(filter: &str) -> Result<(), Failure> {
    if let Some(word) = stray(filter) {
        return Err(Failure::Usage(format!(
            "`{word}` is no level to log at; write error, warn, info, debug, trace or off, or name a part of the program \
             with its level: bitrix_rest=debug"
        )));
    }
    let filter = EnvFilter::try_new(filter).map_err(|error| {
        Failure::Usage(format!(
            "the log filter `{filter}` cannot be used: {error}; write for example info"
        ))
    })?;
    // Only the first call in a process can set the log up; a second one logs to where the first said.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal())
        .try_init();
    Ok(())
}

/// A bare word that is no level. A filter takes it for a part of the program, and would say nothing of all others.
fn stray(filter: &str) -> Option<&str> {
    // Fields of a span stand in brackets, with commas of their own.
    if filter.contains('[') {
        return None;
    }
    filter.split(',').find(|part| {
        !part.is_empty() && !part.contains('=') && part.parse::<LevelFilter>().is_err()
    })
}

#[cfg(test)]
mod tests {
    use super::stray;

    #[test]
    fn a_bare_word_is_a_level() {
        for filter in [
            "info",
            "WARN",
            "off",
            "",
            "bitrix_rest=debug",
            "warn,portal=trace",
            "[call{user=1}]=debug",
        ] {
            assert_eq!(stray(filter), None, "{filter}");
        }
        for (filter, word) in [
            ("verbose", "verbose"),
            ("warn,bitrix_rest", "bitrix_rest"),
            (" info", " info"),
        ] {
            assert_eq!(stray(filter), Some(word));
        }
    }
}
