//! What a method costs the compiler: processor time of `cargo check` with 20 and with 200 methods, in this framework and in
//! others.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what it prints is what it is for"
)]

mod cargo;
mod framework;

use std::error::Error;
use std::process::ExitCode;

use cargo::Workspace;
use framework::{ALL, OURS, PLAIN};

const USAGE: &str = "\
usage: run [--gate] [--rounds N]

  --gate      exit 1 if a method costs more than 1.6 times what it costs in plain axum, or not less than in the others
  --rounds N  how often each crate is checked, in turn (5)";

/// Methods of the small and of the large crate.
const SIZES: [usize; 2] = [20, 200];
/// What a method may cost, in methods of plain axum.
const LIMIT: f64 = 1.6;

/// Anything that went wrong on the way; it ends the run.
type Failure = Box<dyn Error>;

struct Options {
    gate: bool,
    rounds: usize,
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        gate: false,
        rounds: 5,
    };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--gate" => options.gate = true,
            "--rounds" => {
                let number = arguments.next().and_then(|text| text.parse().ok());
                options.rounds = number
                    .filter(|number| *number > 0)
                    .ok_or(format!("--rounds needs a number above 0\n{USAGE}"))?;
            }
            "--help" => return Err(USAGE.to_owned()),
            _ => return Err(format!("unknown option `{argument}`\n{USAGE}")),
        }
    }
    Ok(options)
}

/// What was measured of one framework in one round, in seconds.
#[derive(Clone, Copy)]
struct Cost {
    small: f64,
    large: f64,
}

impl Cost {
    fn of_a_method(self) -> f64 {
        (self.large - self.small) / (SIZES[1] - SIZES[0]) as f64
    }
}

/// Of each round, each framework.
type Rounds = Vec<[Cost; ALL.len()]>;

fn measure(workspace: &Workspace, rounds: usize) -> Result<Rounds, Failure> {
    for framework in &ALL {
        for methods in SIZES {
            let package = framework.package(methods);
            eprintln!("building what {package} depends on");
            workspace.prepare(&package)?;
        }
    }
    let mut costs = Vec::new();
    for round in 1..=rounds {
        eprintln!("round {round} of {rounds}");
        let mut costs_of_round = [Cost {
            small: 0.0,
            large: 0.0,
        }; ALL.len()];
        for (framework, cost) in ALL.iter().zip(&mut costs_of_round) {
            cost.small = workspace.measure(&framework.package(SIZES[0]))?;
            cost.large = workspace.measure(&framework.package(SIZES[1]))?;
        }
        costs.push(costs_of_round);
    }
    Ok(costs)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Prints the table, and says how many methods of plain axum a method of each framework costs: the median of the rounds,
/// since a machine is slow for all of them in one round and fast in another.
fn report(rounds: &Rounds) -> [f64; ALL.len()] {
    println!(
        "CPU seconds of `cargo check`, user and system; medians of {} rounds",
        rounds.len()
    );
    println!("               20 methods  200 methods  a method   to axum");
    std::array::from_fn(|index| {
        let of = |what: fn(Cost) -> f64| median(rounds.iter().map(|round| what(round[index])));
        let ratio = median(
            rounds
                .iter()
                .map(|round| round[index].of_a_method() / round[PLAIN].of_a_method()),
        );
        println!(
            "{:<14} {:>8.2} s   {:>8.2} s   {:>5.1} ms    {:>5.2}",
            ALL[index].name,
            of(|cost| cost.small),
            of(|cost| cost.large),
            of(Cost::of_a_method) * 1000.0,
            ratio,
        );
        ratio
    })
}

/// Says whether a method is as cheap as it should be.
fn verdict(ratios: &[f64; ALL.len()]) -> bool {
    let ours = ratios[OURS];
    let within = ours <= LIMIT;
    let ahead = ratios
        .iter()
        .enumerate()
        .all(|(index, ratio)| matches!(index, PLAIN | OURS) || ours < *ratio);
    println!(
        "{}: a method costs {ours:.2} methods of plain axum (at most {LIMIT}), {} the other frameworks",
        if within && ahead { "passed" } else { "MISSED" },
        if ahead {
            "less than in each of"
        } else {
            "not less than in all of"
        },
    );
    within && ahead
}

fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(text) => {
            eprintln!("{text}");
            return ExitCode::from(2);
        }
    };
    let rounds =
        Workspace::generate(&ALL, &SIZES).and_then(|workspace| measure(&workspace, options.rounds));
    match rounds {
        Ok(rounds) => match verdict(&report(&rounds)) || !options.gate {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        },
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(2)
        }
    }
}
