//! Durable writes per second: the portal on each store, beside the disk and beside bare writers on the same engines.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what it prints is what it is for"
)]

mod bare_postgres;
mod bare_sqlite;
mod disk;
mod growth;
mod http;

use std::error::Error;
use std::process::{Command, ExitCode};
use std::time::Duration;

use bitrix_rest_tests::accounts::write_configuration;
use bitrix_rest_tests::portal::Portal;
use bitrix_rest_tests::postgres::Cluster;
use bitrix_rest_tests::tools;

use http::Method;

const USAGE: &str = "\
usage: run [--rounds N] [--seconds N] [--slow-flush MS]

  --rounds N       how often everything is measured, by turns; medians are printed (3)
  --seconds N      seconds of each measurement (2)
  --slow-flush MS  every flush of a file takes this many milliseconds longer (0)";

/// Anything that went wrong on the way; it ends the run.
type Failure = Box<dyn Error + Send + Sync>;

const WRITERS: [usize; 4] = [1, 8, 32, 64];

struct Plan {
    rounds: u32,
    each: Duration,
    slow_flush: Duration,
}

fn plan(mut arguments: impl Iterator<Item = String>) -> Result<Plan, String> {
    let (mut rounds, mut seconds, mut slow_flush) = (3, 2, 0);
    while let Some(argument) = arguments.next() {
        let number = arguments.next().and_then(|text| text.parse::<u32>().ok());
        match (argument.as_str(), number.filter(|number| *number > 0)) {
            ("--rounds", Some(number)) => rounds = number,
            ("--seconds", Some(number)) => seconds = number,
            ("--slow-flush", Some(number)) => slow_flush = number,
            _ => return Err(format!("`{argument}` cannot be used\n{USAGE}")),
        }
    }
    Ok(Plan {
        rounds,
        each: Duration::from_secs(seconds.into()),
        slow_flush: Duration::from_millis(slow_flush.into()),
    })
}

/// Runs this program once more, with all that it starts, where flushes are slow.
fn run_slowly(plan: &Plan) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let library = tools::slow_flush(folder.path(), plan.slow_flush)?;
    println!("every flush takes {:?} longer", plan.slow_flush);
    let seconds = plan.each.as_secs().to_string();
    let status = Command::new(std::env::current_exe()?)
        .args(["--rounds", &plan.rounds.to_string(), "--seconds", &seconds])
        .env("LD_PRELOAD", library)
        .status()?;
    match status.success() {
        true => Ok(()),
        false => Err(status.to_string().into()),
    }
}

/// The portals that are measured, on stores of their own, all running at once and asked by turns.
struct Portals {
    memory: Portal,
    sqlite: Portal,
    postgres: Portal,
}

fn run(plan: &Plan) -> Result<(), Failure> {
    http::tools()?;
    let folder = tempfile::tempdir()?;
    let cluster = Cluster::start()?;
    let config = write_configuration(folder.path(), 1)?;
    let file = |name: &str| folder.path().join(name);
    let store = |name: &str| format!("sqlite:{}", file(name).display());
    let start = |store: &str| Portal::serve(&config, store, "error", folder.path());
    let portals = Portals {
        memory: start("memory:")?,
        sqlite: start(&store("portal.db"))?,
        postgres: start(&cluster.create_database()?)?,
    };
    let bare_sqlite = bare_sqlite::Writer::open(&file("bare.db"))?;
    let bare_postgres = bare_postgres::Writers::new(&cluster.create_database()?)?;

    println!(
        "the disk: {:.0} flushes per second, one after the other (4 KiB each, {})",
        disk::flushes(folder.path(), plan.each)?,
        folder.path().display()
    );
    println!(
        "\ndurable sets per second, two keys each; medians of {} rounds of {:?}",
        plan.rounds, plan.each
    );
    println!(
        "{:>8} {:>12} {:>12} {:>7} {:>12} {:>12} {:>7} {:>14}",
        "writers",
        "SQLite bare",
        "portal",
        "ratio",
        "PostgreSQL",
        "portal",
        "ratio",
        "portal, memory"
    );
    for writers in WRITERS {
        let mut samples: [Vec<f64>; 5] = Default::default();
        for _ in 0..plan.rounds {
            let round = [
                bare_sqlite.measure(writers, plan.each)?,
                http::measure(&portals.sqlite, Method::Set, writers, plan.each)?,
                bare_postgres.measure(writers, plan.each)?,
                http::measure(&portals.postgres, Method::Set, writers, plan.each)?,
                http::measure(&portals.memory, Method::Set, writers, plan.each)?,
            ];
            for (all, one) in samples.iter_mut().zip(round) {
                all.push(one);
            }
        }
        let [bare, sqlite, bare_postgres, postgres, memory] = samples.map(median);
        println!(
            "{writers:>8} {bare:>12.0} {sqlite:>12.0} {:>7.2} {bare_postgres:>12.0} {postgres:>12.0} {:>7.2} {memory:>14.0}",
            sqlite / bare,
            postgres / bare_postgres
        );
    }
    println!("\ngets of one option per second");
    println!(
        "{:>8} {:>12} {:>12} {:>14}",
        "callers", "SQLite", "PostgreSQL", "memory"
    );
    for callers in WRITERS {
        let mut samples: [Vec<f64>; 3] = Default::default();
        for _ in 0..plan.rounds {
            for (all, portal) in
                samples
                    .iter_mut()
                    .zip([&portals.sqlite, &portals.postgres, &portals.memory])
            {
                all.push(http::measure(portal, Method::Get, callers, plan.each)?);
            }
        }
        let [sqlite, postgres, memory] = samples.map(median);
        println!("{callers:>8} {sqlite:>12.0} {postgres:>12.0} {memory:>14.0}");
    }
    println!("\nprocessor time of a call at 32 callers, microseconds (the portal's process alone)");
    for (name, portal) in [
        ("SQLite", &portals.sqlite),
        ("PostgreSQL", &portals.postgres),
        ("memory", &portals.memory),
    ] {
        let [set, get] =
            [Method::Set, Method::Get].map(|method| http::cost(portal, method, 32, plan.each));
        println!("{name:>12}: set {:.0}, get {:.0}", set?, get?);
    }
    drop(portals);
    let fresh = start(&store("growth.db"))?;
    growth::measure(&fresh, &file("growth.db"))
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

fn main() -> ExitCode {
    let done = plan(std::env::args().skip(1))
        .map_err(Failure::from)
        .and_then(|plan| match plan.slow_flush {
            Duration::ZERO => run(&plan),
            _ => run_slowly(&plan),
        });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(2)
        }
    }
}
