//! `vena`: the server and every command.

use std::process::ExitCode;

use clap::Parser;
use vena_server::commands::Cli;

fn main() -> ExitCode {
    Cli::parse().run()
}
