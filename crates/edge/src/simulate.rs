//! `vena-edge simulate KIND`: plays an instrument over TCP or a pseudo terminal, for trials and lessons.

use std::{net::SocketAddr, time::Duration};

use clap::Args;
use tokio::net::TcpListener;
use vena_devices::simulate::{Mistake, Options, Played, Terminal, serve_tcp};

/// How an instrument is played.
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// gate, blood-pressure, accutorr, scale, sics, photometer, hematology, chemistry, blood-group, mixer, apheresis, card
    /// or scanner; of the component hall centrifuge, separator, blast-freezer, thawer, welder, washer, filter-stand, cabinet,
    /// refrigerator, red-cell-processor or irradiator.
    kind: Played,
    /// Listens there for the agent.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Opens a pseudo terminal instead and prints its path.
    #[arg(long)]
    pty: bool,
    /// The donation number that is scanned at the instrument.
    #[arg(long, default_value = "0160226000001")]
    number: String,
    /// A value that differs from the usual one, by its name in the frame: T=38.1, SYS=152, W=49.
    #[arg(long = "set", value_parser = pair)]
    set: Vec<(String, String)>,
    /// Which mistake it makes: garbage, cut, checksum or silence.
    #[arg(long)]
    mistake: Option<Mistake>,
    /// How many measurements; 0 goes on.
    #[arg(long, default_value_t = 0)]
    count: u32,
    /// Seconds between two measurements.
    #[arg(long, default_value_t = 5.0)]
    every: f64,
    /// How many times faster than life a donation runs.
    #[arg(long, default_value_t = 1.0)]
    speed: f64,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Plays until the program is stopped.
///
/// # Errors
/// A taken address, or no pseudo terminal left.
#[allow(clippy::print_stdout, reason = "whoever started it needs the address")]
pub fn run(args: &SimulateArgs) -> anyhow::Result<()> {
    let options = Options {
        set: args.set.iter().cloned().collect(),
        number: args.number.clone(),
        mistake: args.mistake,
        count: args.count,
        every: Duration::from_secs_f64(args.every.clamp(0.01, 3600.0)),
        speed: args.speed,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        if args.pty {
            let terminal = Terminal::open()?;
            println!("serial:{}", terminal.path().display());
            return Ok(terminal.play(args.kind, &options).await?);
        }
        let listener = TcpListener::bind(args.listen).await?;
        println!("tcp:{}", listener.local_addr()?);
        Ok(serve_tcp(listener, args.kind, &options).await?)
    })
}
