//! The commands of `vena`.

mod config;
mod database;
mod demo;
mod document;
mod import;
mod inspect;
mod key_agent;
mod openapi;
mod opened;
mod recall_drill;
mod scan;
mod serve;
mod setup;
mod words;

use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use vena_platform::{config::Config, telemetry};

/// 城市智慧血液网: a city's blood network in one program.
#[derive(Debug, Parser)]
#[command(name = "vena", version, about, max_term_width = 100)]
pub struct Cli {
    /// Settings file; see `vena config` for all settings.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the server.
    Serve(serve::Serve),
    /// Say what a scanned text means, as JSON; exit 2 with the reason when it means nothing.
    Scan(scan::Scan),
    /// Print the whole life of a unit or of a donation with all its branches.
    Trace(inspect::Trace),
    /// Check every event against hashes, chains and seals; exit 1 when something was altered.
    Verify(inspect::Verify),
    /// Write a proof file of one unit that `vena verify --offline FILE` checks without a database.
    Proof(inspect::Proof),
    /// An exercise: what a look-back of one donation would reach, and whether another way finds the same.
    RecallDrill(recall_drill::RecallDrill),
    /// Import a table: cold-store or transport-slip.
    Import(import::Import),
    /// The database: its address, stopping a private one that was left running.
    Db(database::Database),
    /// Print the settings in force, secrets masked.
    Config(config::Show),
    /// Print the API document.
    Openapi,
    /// Signed documents: check one offline.
    Document(document::Document),
    /// Let the console use the USB key of this workstation.
    KeyAgent(key_agent::KeyAgent),
    /// The demo city.
    Demo(demo::Demo),
    /// Prepare an empty database for real work: the station and its first administrator.
    Setup(setup::Setup),
}

impl Cli {
    /// Runs the command and returns its exit code.
    pub fn run(self) -> ExitCode {
        let environment: BTreeMap<String, String> = std::env::vars().collect();
        let config = match Config::load(self.config.as_deref(), &environment) {
            Ok(config) => config,
            Err(error) => return failed(&error.to_string()),
        };
        telemetry::init_logs(&config);
        let outcome = match self.command {
            Command::Scan(scan) => return scan.run(),
            Command::Config(show) => show.run(&config),
            Command::Document(document) => document.run(),
            command => runtime().and_then(|runtime| runtime.block_on(command.run(config))),
        };
        match outcome {
            Ok(code) => code,
            Err(error) => failed(&format!("{error:#}")),
        }
    }
}

impl Command {
    async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        match self {
            Self::Serve(serve) => serve.run(config).await,
            Self::Trace(trace) => trace.run(config).await,
            Self::Verify(verify) => verify.run(config).await,
            Self::Proof(proof) => proof.run(config).await,
            Self::RecallDrill(drill) => drill.run(config).await,
            Self::Import(import) => import.run(config).await,
            Self::Db(database) => database.run(config).await,
            Self::Openapi => openapi::run(),
            Self::KeyAgent(agent) => agent.run(config).await,
            Self::Demo(demo) => demo.run(config).await,
            Self::Setup(setup) => setup.run(config).await,
            Self::Scan(_) | Self::Config(_) | Self::Document(_) => {
                unreachable!("answered before a runtime was started")
            }
        }
    }
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

#[allow(clippy::print_stderr, reason = "a command speaks to the terminal")]
fn failed(sentence: &str) -> ExitCode {
    eprintln!("vena: {sentence}");
    ExitCode::FAILURE
}

/// Prints one line of a command's answer.
#[allow(clippy::print_stdout, reason = "a command speaks to the terminal")]
fn say(line: &str) {
    println!("{line}");
}
