//! `vena-edge analysers`: the agent of a laboratory. It speaks with the analysers over ASTM and HL7, brings what they send to the
//! server, and acknowledges a message only when the server has it (`docs/analysers.md`).
//!
//! Nothing is kept here: an analyser keeps its results until they are acknowledged, and sends them again.

mod astm;
mod config;
mod hl7;
mod post;

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use clap::Args;
use tokio::{net::TcpListener, task::JoinSet};
use vena_devices::line::{Address, Stream};

use self::{
    config::{Analyser, Config, Speaks},
    post::Post,
};
use crate::{
    configured::{ConfigArgs, asked},
    devices,
};

/// First wait after a line has failed; it doubles up to `WAIT_MOST`.
const WAIT: Duration = Duration::from_millis(500);
const WAIT_MOST: Duration = Duration::from_secs(30);

/// What the agent is told when it starts.
#[derive(Debug, Args)]
pub struct AnalysersArgs {
    #[command(flatten)]
    config: ConfigArgs,
}

/// Runs the agent until it is told to stop.
///
/// # Errors
/// A configuration that cannot be, a folder that cannot be made.
pub fn run(args: &AnalysersArgs) -> anyhow::Result<()> {
    let Some(config) = asked::<Config>(&args.config)? else { return Ok(()) };
    std::fs::create_dir_all(&config.refused).with_context(|| config.refused.display().to_string())?;
    tokio::runtime::Runtime::new()?.block_on(serve(config))
}

async fn serve(config: Config) -> anyhow::Result<()> {
    for analyser in config.analysers {
        let post = Arc::new(Post::new(&config.server, &analyser, config.refused.clone()));
        tokio::spawn(keep(analyser, post));
    }
    tracing::info!("the agent of the laboratory is ready");
    Ok(devices::stop().await?)
}

/// Keeps the line to one analyser.
async fn keep(analyser: Analyser, post: Arc<Post>) {
    let mut wait = WAIT;
    loop {
        let Ok(address) = analyser.address() else { return };
        let ended = match &address {
            Address::Listen(host) => listen(host, &analyser, &post).await,
            Address::Tcp(_) | Address::Serial(_) => match address.open().await {
                Ok(stream) => {
                    wait = WAIT;
                    open(&analyser, stream, &post).await;
                    Ok(())
                }
                Err(error) => Err(error),
            },
        };
        if let Err(error) = ended {
            tracing::warn!(instrument = analyser.instrument, "{address}: {error}");
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(WAIT_MOST);
    }
}

/// Waits for an analyser that connects to us. A new line ends the one before: an analyser that was switched off leaves a line
/// that nobody closes. What was acknowledged on neither comes again.
async fn listen(host: &str, analyser: &Analyser, post: &Arc<Post>) -> std::io::Result<()> {
    let listener = TcpListener::bind(host).await?;
    let mut talking = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await?;
        talking.shutdown().await;
        let (analyser, post) = (analyser.clone(), post.clone());
        talking.spawn(async move { open(&analyser, Box::new(stream), &post).await });
    }
}

/// Speaks with an analyser until its line ends.
async fn open(analyser: &Analyser, stream: Box<dyn Stream>, post: &Arc<Post>) {
    tracing::info!(instrument = analyser.instrument, "the line is open");
    let ended = talk(analyser.protocol, stream, post).await;
    let why = ended.err().map_or_else(|| "the other side has closed it".to_owned(), |error| error.to_string());
    tracing::info!(instrument = analyser.instrument, "the line is closed: {why}");
}

async fn talk(speaks: Speaks, stream: Box<dyn Stream>, post: &Arc<Post>) -> std::io::Result<()> {
    match speaks {
        Speaks::Astm => astm::talk(stream, post).await,
        Speaks::Hl7 => hl7::talk(stream, post).await,
    }
}
