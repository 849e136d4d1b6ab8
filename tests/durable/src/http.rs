//! Calls through the whole stack, by `wrk`.

use std::process::Command;
use std::time::Duration;

use bitrix_rest_tests::accounts::path_of;
use bitrix_rest_tests::client::Client;
use bitrix_rest_tests::portal::Portal;
use bitrix_rest_tests::tools;

use crate::Failure;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../bench/wrk.lua");

#[derive(Clone, Copy)]
pub(crate) enum Method {
    Set,
    Get,
}

impl Method {
    const fn name(self) -> &'static str {
        match self {
            Self::Set => "user.option.set",
            Self::Get => "user.option.get",
        }
    }

    /// `wrk.lua` puts a running number in the place of the zeros.
    const fn body(self) -> &'static str {
        match self {
            Self::Set => r#"{"options":{"data":"value000000","data2":"value2"}}"#,
            Self::Get => r#"{"option":"data"}"#,
        }
    }
}

pub(crate) fn tools() -> Result<(), Failure> {
    tools::run(Command::new("wrk").arg("-v"), "wrk").map(drop)?;
    Ok(())
}

/// Calls per second.
pub(crate) fn measure(
    portal: &Portal,
    method: Method,
    callers: usize,
    each: Duration,
) -> Result<f64, Failure> {
    let (requests, seconds) = load(portal, method, callers, each)?;
    Ok(requests / seconds)
}

/// Microseconds of processor time of the portal for a call, the kernel's share included.
pub(crate) fn cost(
    portal: &Portal,
    method: Method,
    callers: usize,
    each: Duration,
) -> Result<f64, Failure> {
    let before = used(portal.id())?;
    let (requests, _) = load(portal, method, callers, each)?;
    let used = used(portal.id())?.saturating_sub(before);
    Ok(used.as_secs_f64() * 1e6 / requests)
}

fn load(
    portal: &Portal,
    method: Method,
    callers: usize,
    each: Duration,
) -> Result<(f64, f64), Failure> {
    let path = format!("{}/{}", path_of(1), method.name());
    let mut command = Command::new("wrk");
    command
        .args(["-t1", "-c", &callers.to_string()])
        .arg(format!("-d{}s", each.as_secs()))
        .args(["-s", SCRIPT, &format!("http://{}", portal.address()), "--"])
        .args([&path, method.body()]);
    let output = tools::run(&mut command, "wrk")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("measured: "));
    let numbers: Vec<f64> = line
        .into_iter()
        .flat_map(str::split_whitespace)
        .flat_map(str::parse)
        .collect();
    match numbers.as_slice() {
        &[requests, microseconds, 0.0] if requests > 0.0 => Ok((requests, microseconds / 1e6)),
        _ => {
            let answer = Client::new(portal.address(), each).get(&path);
            Err(format!("{}: {text}; the portal says {answer:?}", method.name()).into())
        }
    }
}

/// Processor time that a process has used.
fn used(process: u32) -> Result<Duration, Failure> {
    // Linux counts in hundredths of a second here, whatever the machine.
    const TICK: Duration = Duration::from_millis(10);
    let text = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The second field is a name in parentheses; user and system time are the 14th and 15th.
    let fields = text.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<u32>);
    Ok(TICK * ticks.sum::<Result<u32, _>>()?)
}
