//! `./x bench`: what the hot paths cost, each as a ratio to a limit that is measured in the same run on the same machine.
//!
//! - appends to the ledger against single-row commits of raw PostgreSQL,
//! - reading a unit's whole life against one indexed select, at growing numbers of units,
//! - from start to ready on an existing database, and memory when idle,
//! - donors: finding one of a million by any part, who is like a new one, who may give, against one indexed select,
//! - a city's day of donations from the door to the closed session through the public API, against as many raw commits,
//! - a day's units from receipt to release through hall and laboratory, against as many raw commits,
//! - two thousand labelled units released in one action, and a look-back of sixty donations, against raw rows,
//! - the day package of a vehicle against a plain copy of the same rows, and a field device that opens it,
//! - documents: pages drawn, signatures against `openssl speed`, forms drawn, signed and stored through the public API.

mod appends;
mod blood;
mod day;
mod db;
mod documents;
mod donors;
mod floor;
mod hall;
mod package;
mod place;
mod server;
mod start;
mod timing;
mod traces;

use clap::Parser;

/// What to measure.
#[derive(Debug, Parser)]
struct Bench {
    /// Most units in the trace benchmark; it grows tenfold from 10,000 up to this.
    #[arg(long, default_value_t = 1_000_000)]
    units: u64,
    /// Documents that are drawn, signed and stored in the benchmark of documents.
    #[arg(long, default_value_t = 200)]
    documents: usize,
    /// Most donors in the benchmark of donors; it grows tenfold from 10,000 up to this.
    #[arg(long, default_value_t = 1_000_000)]
    donors: u64,
    /// Donations of the day in the benchmark of a city's day.
    #[arg(long, default_value_t = 800)]
    donations: usize,
    /// Labelled units in the benchmark of the release.
    #[arg(long, default_value_t = 2_000)]
    labelled: usize,
    /// Donors who come in each round of the day in the benchmark of hall and laboratory.
    #[arg(long, default_value_t = 430)]
    coming: usize,
    /// Only this one: appends, traces, start, donors, day, hall, floor, documents or package.
    #[arg(long)]
    only: Option<String>,
    /// The built program, for the start-up benchmark.
    #[arg(long, default_value = "target/release/vena")]
    vena: std::path::PathBuf,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let bench = Bench::parse();
    let wanted = |name: &str| bench.only.as_deref().is_none_or(|only| only == name);
    if wanted("appends") {
        appends::run().await?;
    }
    if wanted("traces") {
        traces::run(bench.units).await?;
    }
    if wanted("start") {
        start::run(&bench.vena).await?;
    }
    if wanted("donors") {
        donors::run(&bench.vena, bench.donors).await?;
    }
    if wanted("day") {
        day::run(&bench.vena, bench.donations).await?;
    }
    if wanted("hall") {
        hall::run(bench.coming).await?;
    }
    if wanted("floor") {
        floor::run(&bench.vena, bench.labelled).await?;
    }
    if wanted("package") {
        package::run(&bench.vena, bench.donors).await?;
    }
    if wanted("documents") {
        documents::run(&bench.vena, bench.documents).await?;
    }
    Ok(())
}

/// Prints one line of the report.
#[allow(clippy::print_stdout, reason = "the report is the product of this program")]
fn say(line: &str) {
    println!("{line}");
}
