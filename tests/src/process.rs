//! What Linux tells of a process.

use std::io;

/// The memory that a process holds now, in KiB.
///
/// # Errors
/// There is no such process, or this is no Linux.
pub fn memory(process: u32) -> io::Result<u64> {
    status(process, "VmRSS:")
}

/// The most memory that a process ever held, in KiB.
///
/// # Errors
/// As [`memory`].
pub fn peak_memory(process: u32) -> io::Result<u64> {
    status(process, "VmHWM:")
}

fn status(process: u32, name: &str) -> io::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().next());
    let number = number.and_then(|number| number.parse().ok());
    number.ok_or_else(|| io::Error::other(format!("no {name}")))
}
