//! The program of a site: one command for each job.

use clap::{Parser, Subcommand};
use vena_edge::{
    analysers::{self, AnalysersArgs},
    devices::{self, DevicesArgs},
    hall::{self, HallArgs},
    simulate::{self, SimulateArgs},
    vehicle::{self, VehicleArgs},
};

/// A site's own node of Vena 血站现场节点.
#[derive(Debug, Parser)]
#[command(name = "vena-edge", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The agent between the instruments of a site and the server. 现场设备代理
    Devices(DevicesArgs),
    /// The agent between the analysers of a laboratory and the server. 检验仪器接口
    Analysers(AnalysersArgs),
    /// The agent between the machines of a component hall and the server. 制备设备接口
    Hall(HallArgs),
    /// Plays an instrument, for trials. 模拟设备
    Simulate(SimulateArgs),
    /// A collection vehicle's day without the city. 采血车离线工作
    Vehicle(VehicleArgs),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Devices(args) => {
            logs();
            devices::run(&args)
        }
        Command::Analysers(args) => {
            logs();
            analysers::run(&args)
        }
        Command::Hall(args) => {
            logs();
            hall::run(&args)
        }
        Command::Simulate(args) => simulate::run(&args),
        Command::Vehicle(args) => {
            logs();
            tokio::runtime::Runtime::new()?.block_on(vehicle::run(args))
        }
    }
}

/// Logs to standard error: a message for people, fields for machines, never a person.
fn logs() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("VENA_LOG").unwrap_or_else(|_| "info".into());
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    log.with_target(false).with_ansi(colours).compact().init();
}
