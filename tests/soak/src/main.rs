//! A mixed load on a portal, for as long as one likes: sets, gets, batches of 50, refreshed tokens and events, over a fixed
//! number of connections. In between it looks at the metrics of the portal: nothing may fail, and nothing may grow.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what it prints is what it is for"
)]

mod graph;
mod metrics;
mod mix;
mod receiver;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use bitrix_rest_tests::portal::Portal;

use metrics::Sample;
use mix::{Mix, Work};
use receiver::Receiver;

const USAGE: &str = "\
usage: run [--minutes N] [--connections N] [--pause MS] [--svg FILE]

  --minutes N      how long (30)
  --connections N  how many callers, each with a connection of its own (64)
  --pause MS       how long each waits between two calls (20)
  --svg FILE       where the graph is written (none)";

/// Anything that went wrong on the way; it ends the run.
type Failure = Box<dyn Error + Send + Sync>;

/// So many samples make a picture.
const SAMPLES: u32 = 180;

struct Plan {
    minutes: u32,
    connections: usize,
    pause: Duration,
    svg: Option<PathBuf>,
}

fn plan(mut arguments: impl Iterator<Item = String>) -> Result<Plan, String> {
    let mut plan = Plan {
        minutes: 30,
        connections: 64,
        pause: Duration::from_millis(20),
        svg: None,
    };
    while let Some(argument) = arguments.next() {
        let value = arguments.next().unwrap_or_default();
        let number = value.parse::<u32>().ok().filter(|number| *number > 0);
        match (argument.as_str(), number) {
            ("--minutes", Some(number)) => plan.minutes = number,
            ("--connections", Some(number)) => plan.connections = number as usize,
            ("--pause", Some(number)) => plan.pause = Duration::from_millis(number.into()),
            ("--svg", _) if !value.is_empty() => plan.svg = Some(value.into()),
            _ => return Err(format!("`{argument} {value}` cannot be used\n{USAGE}")),
        }
    }
    Ok(plan)
}

fn main() -> ExitCode {
    let arguments = std::env::args().skip(1);
    let outcome = plan(arguments)
        .map_err(Failure::from)
        .and_then(|plan| run(&plan));
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all was well.
fn run(plan: &Plan) -> Result<bool, Failure> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start()?;
    let config = mix::configuration(folder.path(), plan.connections)?;
    let portal = serve(&config, folder.path())?;
    let admin = metrics::address(&folder.path().join("portal.log"))?;
    let mix = Mix {
        address: portal.address().to_owned(),
        connections: plan.connections,
        pause: plan.pause,
    };
    mix.bind(receiver.port())?;
    let before = Sample::take(&admin)?;
    let work = Work::start(&mix);
    let begun = Instant::now();
    let length = Duration::from_secs(u64::from(plan.minutes) * 60);
    let mut samples = Vec::new();
    for at in 1..=SAMPLES {
        let next = length * at / SAMPLES;
        std::thread::sleep(next.saturating_sub(begun.elapsed()));
        samples.push((begun.elapsed(), Sample::take(&admin)?));
    }
    let done = work.stop();
    let delivered = settle(&admin, &receiver, done.events)?;
    let after = Sample::take(&admin)?;
    print!("{done}");
    println!("events delivered: {delivered} of {}", done.events);
    println!("            before  after");
    for (name, read) in metrics::FIGURES {
        println!("{name:>11} {:>7} {:>6}", read(&before), read(&after));
    }
    // Memory rises at first; only the end is compared.
    let (first, last) = (eighth(&samples, 6), eighth(&samples, 7));
    println!("memory, medians of the last eighth and the one before: {last} and {first} KiB");
    if let Some(svg) = &plan.svg {
        fs::write(svg, graph::draw(&samples, plan.minutes))?;
        println!("drawn: {}", svg.display());
    }
    let mut faults = Vec::new();
    if !done.errors.is_empty() {
        faults.push("calls failed".to_owned());
    }
    if delivered < done.events {
        faults.push("events were lost".to_owned());
    }
    if after.descriptors > before.descriptors + 8 || after.tasks > before.tasks + 8 {
        faults.push("connections or tasks were left behind".to_owned());
    }
    if last > first + first / 50 {
        faults.push("memory grew".to_owned());
    }
    println!(
        "{}",
        match faults.is_empty() {
            true => "all is well".to_owned(),
            false => faults.join(", "),
        }
    );
    Ok(faults.is_empty())
}

fn serve(config: &Path, folder: &Path) -> Result<Portal, Failure> {
    let text = |path: &Path| path.display().to_string();
    let store = format!("sqlite:{}", text(&folder.join("portal.db")));
    let config = text(config);
    let arguments = [
        "--config",
        &config,
        "--store",
        &store,
        "--log",
        "warn,portal::serve=info,portal::private=info",
        "--admin",
        "127.0.0.1:0",
    ];
    Ok(Portal::start_with_log(
        &arguments,
        &folder.join("portal.log"),
    )?)
}

/// Waits for what is still under way: events on their way, connections that were closed.
fn settle(admin: &str, receiver: &Receiver, events: u64) -> Result<u64, Failure> {
    let deadline = Instant::now() + Duration::from_secs(30);
    while Instant::now() < deadline {
        let calm = Sample::take(admin)?.running == 0 && receiver.received() >= events;
        std::thread::sleep(Duration::from_secs(2));
        if calm {
            break;
        }
    }
    Ok(receiver.received())
}

/// The median memory of an eighth of the samples.
fn eighth(samples: &[(Duration, Sample)], which: usize) -> u64 {
    let size = samples.len() / 8;
    let part = samples.iter().skip(which * size).take(size);
    let mut memory: Vec<u64> = part.map(|(_, sample)| sample.memory).collect();
    memory.sort_unstable();
    memory.get(memory.len() / 2).copied().unwrap_or_default()
}
