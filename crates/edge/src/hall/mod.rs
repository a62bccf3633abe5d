//! `vena-edge hall`: the agent of a component hall. It brings what the machines say to the server, and acknowledges a sentence only
//! when the server has it (`docs/devices.md`).
//!
//! Nothing is kept here but what the server has refused: a machine, or the converter beside it, keeps a sentence until it is
//! acknowledged and says it again, and the server keeps each once.

mod config;

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::Context;
use clap::Args;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use vena_devices::{
    frame::{ACK, NAK},
    hall::{HallMachine, HallSaid},
    line::Stream,
};

use self::config::{Config, Machine};
use crate::{
    configured::{ConfigArgs, asked},
    devices::{
        self,
        config::Server,
        server::{Trouble, Way},
    },
};

/// First wait after a line has failed; it doubles up to `WAIT_MOST`.
const WAIT: Duration = Duration::from_millis(500);
const WAIT_MOST: Duration = Duration::from_secs(30);

/// What the agent is told when it starts.
#[derive(Debug, Args)]
pub struct HallArgs {
    #[command(flatten)]
    config: ConfigArgs,
}

/// Runs the agent until it is told to stop.
///
/// # Errors
/// A configuration that cannot be, a folder that cannot be made.
pub fn run(args: &HallArgs) -> anyhow::Result<()> {
    let Some(config) = asked::<Config>(&args.config)? else { return Ok(()) };
    std::fs::create_dir_all(&config.refused).with_context(|| config.refused.display().to_string())?;
    tokio::runtime::Runtime::new()?.block_on(serve(config))
}

async fn serve(config: Config) -> anyhow::Result<()> {
    for machine in config.machines {
        let post = Arc::new(Post::new(&config.server, &machine, config.refused.clone()));
        tokio::spawn(keep(machine, post));
    }
    tracing::info!("the agent of the component hall is ready");
    Ok(devices::stop().await?)
}

/// Keeps the line to one machine.
async fn keep(machine: Machine, post: Arc<Post>) {
    let (Ok(address), Ok(kind)) = (machine.address(), machine.kind()) else { return };
    let mut wait = WAIT;
    loop {
        let ended = match address.open().await {
            Ok(stream) => {
                wait = WAIT;
                tracing::info!(equipment = machine.equipment, "the line is open");
                talk(HallMachine::new(kind), stream, &post).await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = ended {
            tracing::warn!(equipment = machine.equipment, "{address}: {error}");
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(WAIT_MOST);
    }
}

/// Listens to a machine until its line ends: each sentence is answered with `ACK` or `NAK`, as in E1381.
async fn talk(mut machine: HallMachine, mut stream: Box<dyn Stream>, post: &Arc<Post>) -> io::Result<()> {
    let mut buffer = [0_u8; 1024];
    loop {
        let count = stream.read(&mut buffer).await?;
        if count == 0 {
            return Ok(());
        }
        let heard = machine.take(&buffer[..count]);
        for complaint in heard.complaints {
            tracing::warn!(equipment = post.equipment, "a sentence was not understood: {complaint}");
            stream.write_all(&[NAK]).await?;
        }
        for said in heard.said {
            let answer = if post.bring(said).await { ACK } else { NAK };
            stream.write_all(&[answer]).await?;
        }
        stream.flush().await?;
    }
}

/// The way of one machine's sentences.
#[derive(Debug)]
struct Post {
    way: Mutex<Way>,
    equipment: String,
    refused: PathBuf,
}

impl Post {
    fn new(server: &Server, machine: &Machine, refused: PathBuf) -> Self {
        Self { way: Mutex::new(Way::to(server)), equipment: machine.equipment.clone(), refused }
    }

    /// Brings a sentence to the server; whether it needs not be said again.
    async fn bring(self: &Arc<Self>, said: HallSaid) -> bool {
        let post = self.clone();
        tokio::task::spawn_blocking(move || post.bring_now(&said)).await.unwrap_or(false)
    }

    fn bring_now(&self, said: &HallSaid) -> bool {
        let mut body = json!(said);
        body["equipment"] = json!(self.equipment);
        let answer = self
            .way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .post::<Value>("/api/process/machine-records", &body);
        match answer {
            Ok(_) => true,
            Err(Trouble::Refused(why)) => self.refuse(said, &why),
            Err(trouble) => {
                tracing::warn!(equipment = self.equipment, "a sentence waits at its machine: {trouble}");
                false
            }
        }
    }

    /// Keeps what the server has refused for good, a line each; what cannot be kept is not refused yet.
    fn refuse(&self, said: &HallSaid, why: &str) -> bool {
        let file = self.refused.join(format!("{}.txt", self.equipment));
        let kept = OpenOptions::new().create(true).append(true).open(&file).and_then(|mut file| {
            writeln!(file, "{} {why}", said.frame)?;
            file.sync_all()
        });
        tracing::warn!(equipment = self.equipment, file = %file.display(), "a sentence was refused: {why}");
        kept.is_ok()
    }
}
