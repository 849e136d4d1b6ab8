//! The process itself: what it holds of the machine, under the names that Prometheus has for it.

use std::fmt;
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::gauge::ConstGauge;
use tokio::runtime::Handle;

/// Asked whenever somebody reads the metrics. What the system does not tell is left out: memory and files are told by Linux.
#[derive(Debug)]
pub(super) struct Process {
    tasks: Handle,
    /// In Unix seconds.
    started: u64,
}

impl Process {
    /// One that began just now, with these tasks.
    pub(super) fn now(tasks: Handle) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            tasks,
            started: now.unwrap_or_default().as_secs(),
        }
    }
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let tasks = self.tasks.metrics().num_alive_tasks();
        for (name, help, value) in [
            (
                "process_resident_memory_bytes",
                "Memory of the process, in bytes.",
                resident_bytes(),
            ),
            (
                "process_open_fds",
                "Files, sockets and the like that are open.",
                open_files(),
            ),
            ("process_max_fds", "How many may be open.", most_files()),
            (
                "process_start_time_seconds",
                "When the process began, in Unix seconds.",
                Some(self.started),
            ),
            (
                "portal_tasks",
                "Tasks of the program that are alive: one a connection, and some of its own.",
                u64::try_from(tasks).ok(),
            ),
        ] {
            let Some(value) = value.and_then(|value| i64::try_from(value).ok()) else {
                continue;
            };
            let gauge = ConstGauge::new(value);
            let metric = encoder.encode_descriptor(name, help, None, gauge.metric_type())?;
            gauge.encode(metric)?;
        }
        Ok(())
    }
}

fn resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

/// Without the folder that is being read.
fn open_files() -> Option<u64> {
    let files = fs::read_dir("/proc/self/fd").ok()?.count();
    u64::try_from(files.saturating_sub(1)).ok()
}

/// None also where there is no limit.
fn most_files() -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let mut lines = limits.lines();
    let line = lines.find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}
