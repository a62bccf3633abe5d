//! `vena key-agent` 密钥代理: lets the console's page in the browser use the USB key of the workstation. It listens on this
//! machine alone, answers the pages of one origin, asks the key's PIN for every request, signs only what it can name, and says
//! on its terminal and in its journal what it signed. What it protects against and what not: `docs/key-agent.md`.

mod guard;
mod http;
mod init;
mod journal;
mod keyring;
mod origin;
mod pin;
mod problem;
mod shown;
mod token_file;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use anyhow::{Context, ensure};
use clap::{Args, Subcommand};
use tokio::net::TcpListener;
use vena_platform::config::Config;
use vena_sign::Profile;

use self::{
    http::Desk,
    journal::Journal,
    keyring::{Keyring, Source},
};
use super::{opened::data_dir, say};

/// The journal's name in the data folder.
const JOURNAL: &str = "key-agent.jsonl";

/// Let the console use the USB key of this workstation.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct KeyAgent {
    #[command(subcommand)]
    what: Option<What>,
    /// The console's address, as the browser shows it: https://vena.example. Pages of other addresses are refused.
    #[arg(long, required = true, value_parser = origin::origin)]
    origin: Option<String>,
    /// SKF library (GM/T 0016) of the key's maker; as often as there are libraries.
    #[arg(long, value_name = "LIBRARY")]
    skf: Vec<PathBuf>,
    /// PKCS#11 library of the key's maker; as often as there are libraries.
    #[arg(long, value_name = "LIBRARY")]
    pkcs11: Vec<PathBuf>,
    /// Software token of `vena key-agent init`; for development.
    #[arg(long, value_name = "FILE")]
    soft_token: Vec<PathBuf>,
    /// Where to listen: this machine only.
    #[arg(long, default_value = "127.0.0.1:17420")]
    listen: SocketAddr,
    /// Where signatures are written down; key-agent.jsonl in the data folder if left out.
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a software token, for development: an SM2 key and a P-256 key in a file.
    Init(init::Init),
}

impl KeyAgent {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        match (self.what, self.origin.clone()) {
            (Some(What::Init(init)), _) => init.run(),
            (None, origin) => {
                let origin = origin.context("缺少 --origin / --origin is missing")?;
                Self { what: None, ..self }.serve(origin, &config).await
            }
        }
    }

    async fn serve(self, origin: String, config: &Config) -> anyhow::Result<ExitCode> {
        ensure!(
            self.listen.ip().is_loopback(),
            "密钥代理只能在本机监听（127.0.0.1 或 [::1]）/ the key agent listens on this machine only (127.0.0.1 or [::1])"
        );
        let sources = self.sources();
        ensure!(
            !sources.is_empty(),
            "请用 --skf、--pkcs11 或 --soft-token 指定密钥 / name a key with --skf, --pkcs11 or --soft-token"
        );
        let journal = self.journal.unwrap_or_else(|| data_dir(config).join(JOURNAL));
        let (opened, keyring) = (Journal::open(&journal)?, Keyring::new(sources));
        let listener = TcpListener::bind(self.listen).await;
        let listener = listener.with_context(|| format!("无法监听 / cannot listen on {}", self.listen))?;
        let address = listener.local_addr()?;
        greet(&keyring);
        say(&format!("密钥代理已启动，服务于 {origin} / the key agent serves {origin}: http://{address}"));
        let desk = Desk::new(origin, origin::names(address), keyring, opened);
        axum::serve(listener, http::router(desk)).with_graceful_shutdown(ended()).await?;
        Ok(ExitCode::SUCCESS)
    }

    fn sources(&self) -> Vec<Source> {
        let skf = self.skf.iter().cloned().map(Source::Skf);
        let pkcs11 = self.pkcs11.iter().cloned().map(Source::Pkcs11);
        let tokens = self.soft_token.iter();
        let tokens = tokens.flat_map(|path| Profile::ALL.map(|profile| Source::SoftToken(path.clone(), profile)));
        skf.chain(pkcs11).chain(tokens).collect()
    }
}

/// Says which keys are there, and what is wrong with the others.
fn greet(keyring: &Keyring) {
    let (found, refusals) = keyring.look();
    found.iter().for_each(|found| say(&format!("  {}", found.info.name)));
    let problems = refusals.iter().filter_map(|refused| refused.problem());
    problems.for_each(|problem| say(&format!("✗ {} / {}", problem.detail.zh, problem.detail.en)));
    if found.is_empty() {
        say("尚无密钥，请插入 / no key yet; plug it in");
    }
}

/// Until Ctrl-C.
async fn ended() {
    // Without signals it ends with its terminal.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
