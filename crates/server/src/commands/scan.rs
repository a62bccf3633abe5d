//! `vena scan TEXT`

use std::process::ExitCode;

use clap::Args;

/// Say what a scanned text means.
#[derive(Debug, Args)]
pub(super) struct Scan {
    /// The text as the scanner gave it.
    text: String,
}

impl Scan {
    pub(super) fn run(self) -> ExitCode {
        match vena_kernel::scan::interpret(&self.text) {
            Ok(scanned) => {
                super::say(&serde_json::to_string_pretty(&scanned).unwrap_or_default());
                ExitCode::SUCCESS
            }
            Err(refusal) => {
                super::say(&serde_json::to_string_pretty(&refusal).unwrap_or_default());
                ExitCode::from(2)
            }
        }
    }
}
