//! Measures `ours` against `hand`: first that they answer alike, then instructions per request, then requests per second.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what it prints is what it is for"
)]

mod client;
mod instructions;
mod method;
mod same;
mod server;
mod throughput;
mod tool;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use method::Method;
use throughput::Plan;

const USAGE: &str = "\
usage: run [--gate] [--rounds N] [--seconds N]

  --gate       count instructions only; exit 1 if ours needs more of them than hand
  --rounds N   rounds of hand, ours, ours, hand for each method (15)
  --seconds N  seconds of each measurement (1)";

/// Anything that went wrong on the way; it ends the run.
type Failure = Box<dyn Error>;

struct Options {
    gate: bool,
    plan: Plan,
}

fn options(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        gate: false,
        plan: Plan {
            rounds: 15,
            each: Duration::from_secs(1),
        },
    };
    let mut arguments = arguments.peekable();
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let text = arguments
                .next()
                .ok_or(format!("{argument} needs a number\n{USAGE}"))?;
            match text.parse::<u32>() {
                Ok(number) if number > 0 => Ok(number),
                _ => Err(format!(
                    "{argument} needs a number above 0, not `{text}`\n{USAGE}"
                )),
            }
        };
        match argument.as_str() {
            "--gate" => options.gate = true,
            "--rounds" => options.plan.rounds = number()?,
            "--seconds" => options.plan.each = Duration::from_secs(number()?.into()),
            "--help" => return Err(USAGE.to_owned()),
            _ => return Err(format!("unknown option `{argument}`\n{USAGE}")),
        }
    }
    Ok(options)
}

/// Whether ours needs no more instructions than hand.
fn run(options: &Options) -> Result<bool, Failure> {
    if !options.gate {
        throughput::tools()?;
    }
    instructions::tools()?;
    let cases = same::check()?;
    println!(
        "same answers: {cases} requests, headers and bodies alike byte for byte, digits of `time` aside"
    );
    let passed = instructions::measure(&Method::ALL)?;
    if !options.gate {
        throughput::measure(&Method::ALL, &options.plan)?;
    }
    Ok(passed)
}

fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(text) => {
            eprintln!("{text}");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) if options.gate => {
            eprintln!("gate: ours needs more instructions than hand");
            ExitCode::FAILURE
        }
        Ok(false) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(2)
        }
    }
}
