//! The workshop behind `./x`: house rules, the matrix of rules and tests, the API document, new features.
#![allow(clippy::print_stdout, reason = "these are commands of the terminal")]

mod feature;
mod openapi;
mod rust;
mod tidy;
mod trace;
mod tree;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  tidy                          checks the rules of the house; every finding says where and what to do
  trace [--quiet]               prints rule -> code -> tests; fails when a rule has no test
  openapi                       writes openapi/vena.json and the TypeScript types
  new-feature <scene>/<name>    writes the four files of a feature and says what to do next
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["tidy"] => tidy::run(),
        ["trace"] => trace::run(false),
        ["trace", "--quiet"] => trace::run(true),
        ["openapi"] => openapi::write(),
        ["new-feature", name] => feature::write(name),
        _ => {
            print!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
