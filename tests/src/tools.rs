//! Programs that tests run.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

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

/// Says something on the real output, so that it is seen where tests run without their output.
///
/// # Errors
/// Nobody reads.
pub fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "{text}")
}

/// Makes a library in this folder that, preloaded (`LD_PRELOAD`), makes every flush of a file take this much longer.
///
/// # Errors
/// It cannot be compiled.
pub fn slow_flush(folder: &Path, delay: Duration) -> io::Result<PathBuf> {
    let (source, library) = (folder.join("slow.c"), folder.join("slow.so"));
    let body = format!(
        "{{ usleep({}); return ((int (*)(int))dlsym(RTLD_NEXT, __func__))(file); }}",
        delay.as_micros()
    );
    let text = format!(
        "#define _GNU_SOURCE\n#include <dlfcn.h>\n#include <unistd.h>\nint fsync(int file) {body}\nint fdatasync(int file) {body}\n"
    );
    fs::write(&source, text)?;
    let mut compile = Command::new("cc");
    compile.args(["-O2", "-shared", "-fPIC", "-o"]);
    compile.arg(&library).arg(&source).arg("-ldl");
    let output = run(&mut compile, "gcc")?;
    match output.status.success() {
        true => Ok(library),
        false => Err(io::Error::other(format!("cc failed: {output:?}"))),
    }
}
