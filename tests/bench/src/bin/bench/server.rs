//! A server process.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::Failure;

/// How long a server may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Hand,
    Ours,
}

impl Kind {
    pub(crate) const ALL: [Self; 2] = [Self::Hand, Self::Ours];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Ours => "ours",
        }
    }
}

/// A running server; killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts a server on a free port, behind `wrapper` (a program and its arguments) if there is one.
    pub(crate) fn start(kind: Kind, wrapper: &[&str]) -> Result<Self, Failure> {
        let program = std::env::current_exe()?.with_file_name(kind.name());
        let mut words = wrapper
            .iter()
            .map(AsRef::as_ref)
            .chain([program.as_os_str()]);
        let mut command = Command::new(words.next().ok_or("nothing to start")?);
        command.args(words).args(["--listen", "127.0.0.1:0"]);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start {command:?}: {error}"))?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        match line.trim().parse() {
            Ok(address) => Ok(Self { child, address }),
            Err(_) => {
                child.kill()?;
                child.wait()?;
                Err(format!("{command:?} did not say where it listens").into())
            }
        }
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Processor time that the process has used.
    pub(crate) fn used(&self) -> Result<Duration, Failure> {
        // Linux counts in hundredths of a second here, whatever the machine.
        const TICK: Duration = Duration::from_millis(10);
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The second field is a name in parentheses; user and system time are the 14th and 15th.
        let fields = text.rsplit_once(')').map_or("", |(_, fields)| fields);
        let ticks = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(str::parse::<u32>);
        Ok(TICK * ticks.sum::<Result<u32, _>>()?)
    }

    /// Asks the server to end, and waits until it has.
    pub(crate) fn stop(mut self) -> Result<(), Failure> {
        let signal = format!("kill -TERM {}", self.child.id());
        Command::new("sh").args(["-c", &signal]).status()?;
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                return ended(status);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Err(format!("a server did not end within {PATIENCE:?}").into())
    }
}

fn ended(status: ExitStatus) -> Result<(), Failure> {
    match status.success() {
        true => Ok(()),
        false => Err(format!("a server ended with {status}").into()),
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, and nothing is left to do if not even this works.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
