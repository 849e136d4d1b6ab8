//! Requests per second: both servers by turns in one run, each on a core of its own with the client on another.

use std::process::Command;
use std::time::Duration;

use crate::Failure;
use crate::client::Client;
use crate::method::Method;
use crate::server::{Kind, Server};
use crate::tool;

const CONNECTIONS: &str = "32";
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/wrk.lua");

/// How long to measure.
pub(crate) struct Plan {
    /// Rounds of hand, ours, ours, hand.
    pub(crate) rounds: u32,
    /// Length of one measurement.
    pub(crate) each: Duration,
}

/// One measurement.
#[derive(Clone, Copy)]
struct Sample {
    /// Requests per second.
    rate: f64,
    /// Microseconds of processor time per request, the kernel's share included.
    cost: f64,
    /// How much of the time the server was busy. Well below 1, the client or other work on the machine was the limit.
    busy: f64,
}

pub(crate) fn tools() -> Result<(), Failure> {
    tool::require("wrk", "wrk")?;
    tool::require("taskset", "util-linux")?;
    cores().map(drop)
}

/// Prints the table.
pub(crate) fn measure(methods: &[Method], plan: &Plan) -> Result<(), Failure> {
    println!(
        "\nrequests per second ({CONNECTIONS} connections, one server core; medians over {} pairs)",
        2 * plan.rounds
    );
    println!(
        "{:<18}{:>10}{:>10}{:>12}{:>16}{:>14}{:>8}",
        "", "hand", "ours", "ours/hand", "(min … max)", "CPU hand/ours", "busy"
    );
    for &method in methods {
        let mut pairs = Vec::new();
        for _ in 0..plan.rounds {
            pairs.extend(round(method, plan.each)?);
        }
        let of = |number: fn(&(Sample, Sample)) -> f64| sorted(pairs.iter().map(number));
        let ratios = of(|(hand, ours)| ours.rate / hand.rate);
        let spread = match (ratios.first(), ratios.last()) {
            (Some(least), Some(most)) => format!("({least:.3} … {most:.3})"),
            _ => String::new(),
        };
        println!(
            "{:<18}{:>10.0}{:>10.0}{:>12.3}{:>16}{:>14.3}{:>7.0}%",
            method.name(),
            median(&of(|(hand, _)| hand.rate)),
            median(&of(|(_, ours)| ours.rate)),
            median(&ratios),
            spread,
            median(&of(|(hand, ours)| hand.cost / ours.cost)),
            100.0 * median(&of(|(hand, ours)| hand.busy.min(ours.busy))),
        );
    }
    Ok(())
}

/// Hand, ours, ours, hand: two pairs, so that what drifts slowly cancels out. New processes each time, because where
/// things happen to lie in memory changes the speed of a whole process.
fn round(method: Method, each: Duration) -> Result<[(Sample, Sample); 2], Failure> {
    let (server_core, client_core) = cores()?;
    let wrapper = ["taskset", "-c", &server_core];
    let hand = Server::start(Kind::Hand, &wrapper)?;
    let ours = Server::start(Kind::Ours, &wrapper)?;
    for server in [&hand, &ours] {
        // Something to read.
        Client::connect(server.address())?.send(&Method::Set.request(0))?;
    }
    let sample = |server: &Server| sample(server, method, each, &client_core);
    let (first_hand, first_ours) = (sample(&hand)?, sample(&ours)?);
    let (second_ours, second_hand) = (sample(&ours)?, sample(&hand)?);
    hand.stop()?;
    ours.stop()?;
    Ok([(first_hand, first_ours), (second_hand, second_ours)])
}

fn sample(server: &Server, method: Method, each: Duration, core: &str) -> Result<Sample, Failure> {
    let duration = format!("-d{}s", each.as_secs());
    let url = format!("http://{}", server.address());
    let path = crate::method::path(bitrix_rest_bench::CODE, method.name());
    let before = server.used()?;
    let output = Command::new("taskset")
        .args([
            "-c",
            core,
            "wrk",
            "-t1",
            "-c",
            CONNECTIONS,
            &duration,
            "-s",
            SCRIPT,
            &url,
            "--",
        ])
        .args([&path, &method.body(0)])
        .output()?;
    let used = server.used()?.saturating_sub(before);
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers = text
        .lines()
        .find_map(|line| line.strip_prefix("measured: "));
    let numbers: Vec<f64> = numbers
        .into_iter()
        .flat_map(str::split_whitespace)
        .flat_map(str::parse)
        .collect();
    let &[requests, microseconds, errors] = numbers.as_slice() else {
        return Err(format!(
            "wrk failed: {text}{}",
            String::from_utf8_lossy(&output.stderr)
        )
        .into());
    };
    if errors > 0.0 || requests < 1.0 {
        return Err(format!(
            "{}: {requests} requests, {errors} of them failed",
            method.name()
        )
        .into());
    }
    let used = used.as_secs_f64() * 1e6;
    Ok(Sample {
        rate: requests / microseconds * 1e6,
        cost: used / requests,
        busy: used / microseconds,
    })
}

/// A core for the server and another for the client, of those that we may use.
fn cores() -> Result<(String, String), Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let list = status
        .lines()
        .find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let mut numbers = list.unwrap_or_default().split([',', '-']).map(str::trim);
    match (numbers.next(), numbers.next_back()) {
        (Some(first), Some(last)) => Ok((first.to_owned(), last.to_owned())),
        _ => Err("two processor cores are needed: one for the server, one for the client".into()),
    }
}

fn sorted(numbers: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers
}

/// Of sorted numbers.
fn median(numbers: &[f64]) -> f64 {
    let at = |position: usize| numbers.get(position).copied().unwrap_or(f64::NAN);
    match numbers.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => at(odd / 2),
        even => f64::midpoint(at(even / 2 - 1), at(even / 2)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp)]
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&sorted([3.0, 1.0, 2.0].into_iter())), 2.0);
        assert_eq!(median(&sorted([4.0, 1.0, 3.0, 2.0].into_iter())), 2.5);
        assert!(median(&[]).is_nan());
    }
}
