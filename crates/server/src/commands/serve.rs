//! `vena serve`

use std::{
    future::IntoFuture,
    net::{Ipv4Addr, SocketAddr},
    process::ExitCode,
    time::Duration,
};

use anyhow::Context;
use clap::Args;
use tokio::{net::TcpListener, signal::unix, sync::watch, task::JoinSet};
use vena_kernel::say;
use vena_ledger::signer::Signer;
use vena_platform::{
    app::App,
    clock::Clock,
    config::Config,
    jobs::{self, Job},
    news, outbox,
};

use super::{
    demo,
    opened::{Opened, progress},
};
use crate::assembly::Assembly;

/// How long open requests may take to end after a stop was asked for.
const GRACE: Duration = Duration::from_secs(5);

/// Start the server.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// On an empty database, load the demo city first.
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        // First, because it is the commonest trouble and the cheapest to find.
        let listener = listen(&config).await?;
        let opened = Opened::open(config, Clock::System, false).await?;
        let served = self.serve(&opened, listener).await;
        progress(say!("正在停止…", "Stopping…"));
        opened.close().await?;
        served.map(|()| ExitCode::SUCCESS)
    }

    async fn serve(&self, opened: &Opened, listener: TcpListener) -> anyhow::Result<()> {
        let mut stop = stopped()?;
        if self.demo {
            tokio::select! {
                loaded = demo::load_if_empty(opened) => loaded?,
                _ = stop.changed() => return Ok(()),
            }
        }
        let assembly = opened.assemble().await?;
        let signer = opened.signer().await?;
        announce(&listener, &assembly)?;
        let mut background = start_background(&assembly, signer, stop.clone()).await?;
        let mut asked = stop.clone();
        let served = assembly.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        let server = axum::serve(listener, served).with_graceful_shutdown(async move {
            let _ = asked.changed().await;
        });
        // Open live-update streams never end by themselves, so the wait for them has an end.
        tokio::select! {
            done = server.into_future() => done?,
            () = grace(stop) => {}
        }
        background.shutdown().await;
        Ok(())
    }
}

async fn grace(mut stop: watch::Receiver<bool>) {
    let _ = stop.changed().await;
    tokio::time::sleep(GRACE).await;
}

async fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    let address = config.listen;
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "地址 {address} 不能使用（可能已有程序占用），请用 VENA_LISTEN=127.0.0.1:端口 换一个 / \
             cannot listen on {address} (perhaps taken already), choose another with VENA_LISTEN=127.0.0.1:PORT"
        )
    })
}

/// Turns true at the first Ctrl-C or termination signal.
fn stopped() -> anyhow::Result<watch::Receiver<bool>> {
    let (sender, receiver) = watch::channel(false);
    let mut interrupt = unix::signal(unix::SignalKind::interrupt())?;
    let mut terminate = unix::signal(unix::SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        let _ = sender.send(true);
        // Keeps the channel open until the process ends.
        std::future::pending::<()>().await;
    });
    Ok(receiver)
}

#[allow(clippy::print_stderr, reason = "a command speaks to the terminal")]
fn announce(listener: &TcpListener, assembly: &Assembly) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    // Browsers bind security keys to names: the number 127.0.0.1 is none.
    let port = address.port();
    let shown = if address.ip() == Ipv4Addr::LOCALHOST { format!("localhost:{port}") } else { address.to_string() };
    eprintln!("\n  Vena 城市智慧血液网   http://{shown}\n");
    eprintln!("  献血者 / donors        http://{shown}/donor/");
    eprintln!("  自助终端 / kiosk       http://{shown}/kiosk/\n");
    if !assembly.app.demo_accounts.is_empty() {
        eprintln!("  演示账号 / demo accounts:");
        for account in &assembly.app.demo_accounts {
            let role = format!("{} / {}", account.role.zh, account.role.en);
            eprintln!("    {:<14} {:<16} {role}", account.username, account.password);
        }
        eprintln!();
    }
    Ok(())
}

async fn start_background(
    assembly: &Assembly,
    signer: Signer,
    stop: watch::Receiver<bool>,
) -> anyhow::Result<JoinSet<()>> {
    let app = &assembly.app;
    let mut tasks = JoinSet::new();
    tasks.spawn(news::relay(app.db.clone(), app.news.clone()));
    for subscription in &assembly.subscriptions {
        tasks.spawn(outbox::work(app.db.clone(), subscription.clone(), app.news.subscribe()));
    }
    tasks.spawn(vena_ledger::keep_sealing(app.db.clone(), signer, Duration::from_secs(app.config.seal_seconds)));
    tasks.spawn(work(app.clone(), assembly.jobs.clone(), stop));
    Ok(tasks)
}

/// Does background jobs until asked to stop; comes back by itself after a lost database.
async fn work(app: App, jobs: Vec<Job>, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            ended = work_once(&app, &jobs) => if let Err(error) = ended {
                tracing::warn!(error = format!("{error:#}"), "background jobs interrupted, starting again");
            },
            _ = stop.changed() => return,
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn work_once(app: &App, jobs: &[Job]) -> anyhow::Result<()> {
    jobs::worker(app, jobs.to_vec()).await?.run().await?;
    Ok(())
}
