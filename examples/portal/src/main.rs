//! The stand-in portal; `portal --help` says what it can do.

use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory, Parser};
use portal::{Cli, Failure};

/// How long threads that wait for a disk or a server are waited for, when all is done.
const PATIENCE: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return Failure::Runtime(error.to_string()).report(),
    };
    let code = runtime.block_on(run());
    runtime.shutdown_timeout(PATIENCE);
    code
}

async fn run() -> ExitCode {
    let Cli { place, command } = Cli::parse();
    let Some(command) = command else {
        return help();
    };
    match portal::run(&place, command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn help() -> ExitCode {
    match Cli::command().print_help() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
