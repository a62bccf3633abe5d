//! `vena recall-drill`

use std::process::ExitCode;

use clap::Args;
use vena_govern::Drill;
use vena_kernel::donation_number::DonationNumber;
use vena_platform::{clock::Clock, config::Config};

use super::opened::Opened;

/// What a look-back of one donation would reach, without holding anything; exit 1 when another way finds something else.
#[derive(Debug, Args)]
pub(super) struct RecallDrill {
    /// Where it begins; the donation whose units are spread widest when absent.
    number: Option<DonationNumber>,
}

impl RecallDrill {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let opened = Opened::open(config, Clock::System, true).await?;
        let mut tx = opened.db.begin_read().await?;
        let begun = Clock::System.now();
        let drill = vena_govern::drill(&mut tx, &*vena_collect::desk(), self.number).await;
        let took = Clock::System.now().micros() - begun.micros();
        drop(tx);
        opened.close().await?;
        let drill = drill?;
        print(&drill, took);
        Ok(if drill.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

#[allow(clippy::print_stdout, reason = "the report is what was asked for")]
fn print(drill: &Drill, micros: i64) {
    let units: usize = drill.lives.values().sum();
    println!(
        "donation {}: {} donations of the donor, {units} units, in {} ms",
        drill.number,
        drill.donations,
        micros / 1000
    );
    for (life, count) in &drill.lives {
        println!("  {life:<12} {count}");
    }
    match drill.differences.as_slice() {
        [] => println!("a walk of its own through the genealogy finds the same units"),
        different => {
            println!("found by one way only:");
            different.iter().for_each(|unit| println!("  {unit}"));
        }
    }
}
