//! Programs that tests run.

use std::io;
use std::process::{Command, Output};

/// Runs a program and gives its output. A program that is not installed is an error that names its Debian package.
///
/// # Errors
/// The program cannot be started.
pub fn run(command: &mut Command, package: &str) -> io::Result<Output> {
    command.output().map_err(|error| {
        let program = command.get_program().to_string_lossy().into_owned();
        io::Error::new(
            error.kind(),
            format!("cannot run `{program}`: {error}; install it with `apt-get install {package}`, or run `tests/run`"),
        )
    })
}
