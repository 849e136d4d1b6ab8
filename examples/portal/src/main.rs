//! The stand-in portal; `portal --help` says what it can do.

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use portal::Cli;

#[tokio::main]
async fn main() -> ExitCode {
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
