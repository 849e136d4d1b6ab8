//! The real portal, as a process of its own.

use std::env;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

/// A running portal; ended when dropped.
#[derive(Debug)]
pub struct Portal {
    process: Child,
    address: String,
    banner: String,
}

impl Portal {
    /// Starts `portal serve` on a free port, with these further arguments, and waits until it serves.
    ///
    /// # Errors
    /// The binary cannot be built or started, or it ended at once.
    pub fn start(arguments: &[&str]) -> io::Result<Self> {
        Self::start_as(&mut Command::new(binary()?), arguments, Stdio::inherit())
    }

    /// The same, over this configuration and store, with its log in `portal.log` in the folder.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn serve(config: &Path, store: &str, level: &str, folder: &Path) -> io::Result<Self> {
        let config = config
            .to_str()
            .ok_or_else(|| io::Error::other("a path that is no text"))?;
        let arguments = ["--config", config, "--store", store, "--log", level];
        Self::start_with_log(&arguments, &folder.join("portal.log"))
    }

    /// The same, with its log at the end of this file.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_with_log(arguments: &[&str], log: &Path) -> io::Result<Self> {
        let log = File::options().create(true).append(true).open(log)?;
        Self::start_as(&mut Command::new(binary()?), arguments, log.into())
    }

    /// The same, by a command that runs the program whose path and arguments are added to it.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_by(command: &mut Command, arguments: &[&str], log: &Path) -> io::Result<Self> {
        let log = File::options().create(true).append(true).open(log)?;
        Self::start_as(command.arg(binary()?), arguments, log.into())
    }

    fn start_as(command: &mut Command, arguments: &[&str], log: Stdio) -> io::Result<Self> {
        let mut process = command
            .args(["serve", "--listen", "127.0.0.1:0"])
            // Unless an argument says otherwise: nothing is left in the folder of the tests.
            .env("PORTAL_STORE", "memory:")
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let mut lines = match process.stdout.take() {
            Some(output) => BufReader::new(output),
            None => return Err(io::Error::other("the portal has no output")),
        };
        let mut banner = String::new();
        let address = loop {
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 {
                process.kill()?;
                process.wait()?;
                return Err(io::Error::other(format!(
                    "the portal ended at once: {banner}"
                )));
            }
            banner.push_str(&line);
            if let Some(address) = address(&line) {
                break address;
            }
        };
        // The rest of the banner must be read, or the portal would wait for a reader.
        std::thread::spawn(move || io::copy(&mut lines, &mut io::sink()));
        Ok(Self {
            process,
            address,
            banner,
        })
    }

    /// Ends it as a power cut would: SIGKILL.
    ///
    /// # Errors
    /// It has ended already.
    pub fn kill(mut self) -> io::Result<()> {
        self.process.kill()?;
        self.process.wait().map(drop)
    }

    /// Runs another command of the portal program to its end.
    ///
    /// # Errors
    /// The binary cannot be built or started.
    pub fn run(arguments: &[&str]) -> io::Result<Output> {
        Command::new(binary()?).args(arguments).output()
    }

    /// The program.
    ///
    /// # Errors
    /// It cannot be built.
    pub fn program() -> io::Result<&'static Path> {
        binary()
    }

    /// The id of the process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What it printed until it said its address.
    pub fn banner(&self) -> &str {
        &self.banner
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn address(line: &str) -> Option<String> {
    let (_, rest) = line
        .split_once("http://")
        .or_else(|| line.split_once("https://"))?;
    Some(rest.split(['/', ' ', '\n']).next()?.to_owned())
}

/// Builds the portal, once, with the profile of the running test.
fn binary() -> io::Result<&'static Path> {
    static BINARY: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let built = BINARY.get_or_init(|| build().map_err(|error| error.to_string()));
    built
        .as_deref()
        .map_err(|error| io::Error::other(error.clone()))
}

fn build() -> io::Result<PathBuf> {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--package", "portal"])
        .args(if cfg!(debug_assertions) {
            None
        } else {
            Some("--release")
        })
        .status()?;
    if !status.success() {
        return Err(io::Error::other("`cargo build --package portal` failed"));
    }
    // …/target/debug/deps/this_test, …/target/debug/this_program → …/target/debug/portal
    let program = env::current_exe()?;
    let folder = program
        .parent()
        .map(|folder| match folder.ends_with("deps") {
            true => folder.parent().unwrap_or(folder),
            false => folder,
        });
    folder
        .map(|folder| folder.join("portal"))
        .ok_or_else(|| io::Error::other("no target folder"))
}
