//! The stand-in portal; `portal serve --help` says what it can be told.

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use portal::{Cli, Command};

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Some(Command::Serve(options)) => portal::serve(options).await,
        None => return help(),
    };
    match done {
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
