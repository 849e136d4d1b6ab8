//! What the portal says of itself.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use crate::Failure;

/// What it uses at a moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    /// Resident, in KiB.
    pub(crate) memory: u64,
    pub(crate) descriptors: u64,
    pub(crate) tasks: u64,
    /// Calls that were answered.
    pub(crate) calls: u64,
    /// Calls that were answered with an error.
    pub(crate) errors: u64,
    pub(crate) running: u64,
}

type Figure = (&'static str, fn(&Sample) -> u64);

pub(crate) const FIGURES: [Figure; 5] = [
    ("memory, KiB", |sample| sample.memory),
    ("open files", |sample| sample.descriptors),
    ("tasks", |sample| sample.tasks),
    ("calls", |sample| sample.calls),
    ("errors", |sample| sample.errors),
];

/// Where the private listener is, as the log tells.
pub(crate) fn address(log: &Path) -> Result<String, Failure> {
    for _ in 0..50 {
        let text = fs::read_to_string(log)?;
        let mut lines = text.lines().filter(|line| line.contains("private"));
        let told = lines.find_map(|line| line.split_once("address="));
        if let Some((_, rest)) = told {
            return Ok(rest
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err("the portal does not say where its private listener is".into())
}

impl Sample {
    pub(crate) fn take(address: &str) -> Result<Self, Failure> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream
            .write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        let sum = |name: &str| {
            let lines = text.lines().filter_map(|line| {
                let rest = line.strip_prefix(name)?;
                let is_it = rest.starts_with(['{', ' ']);
                is_it.then(|| rest.rsplit_once(' '))??.1.parse::<f64>().ok()
            });
            let all: Vec<f64> = lines.collect();
            (!all.is_empty()).then(|| all.iter().sum::<f64>() as u64)
        };
        let needed =
            |name: &str| sum(name).ok_or_else(|| format!("the metrics have no {name}: {text}"));
        Ok(Self {
            memory: needed("process_resident_memory_bytes")? / 1024,
            descriptors: needed("process_open_fds")?,
            tasks: needed("portal_tasks")?,
            // None before the first.
            calls: sum("portal_call_seconds_count").unwrap_or_default(),
            errors: sum("portal_call_errors_total").unwrap_or_default(),
            running: sum("portal_calls_running").unwrap_or_default(),
        })
    }
}
