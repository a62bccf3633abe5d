//! A server from launch to last breath: waiting until it answers, starting it again when it dies, stopping it.

use std::{path::PathBuf, time::Duration};

use rustix::process::{Pid, Signal};
use tokio::{
    process::Child,
    sync::oneshot,
    time::{sleep, timeout},
};
use vena_kernel::{say, text::Text};

use super::{
    cluster::{Cluster, Launched},
    db,
    error::StartError,
    place::Place,
    postmaster::Postmaster,
};

/// How often a state is looked at that nobody reports.
const POLL: Duration = Duration::from_millis(50);
/// After this long a person is told why it takes so long.
const PATIENCE: Duration = Duration::from_secs(3);
/// Replaying a large log after a crash can take minutes; beyond this it is not coming.
const ANSWER_LIMIT: Duration = Duration::from_secs(600);
/// A server that will not even end by then is not going to.
const STOP_LIMIT: Duration = Duration::from_secs(60);
/// Launches that failed only because the predecessor's processes had not ended: how many, this far apart.
const PREDECESSOR_TRIES: u32 = 100;
const PREDECESSOR_PAUSE: Duration = Duration::from_millis(200);
/// Pauses before each new start of a server that keeps dying; the last one again and again. There is no giving up as long
/// as `vena` lives: nobody could work, and nobody would be told.
const RESTART_PAUSES_S: [u64; 6] = [0, 1, 2, 5, 15, 30];
/// How often a full disk is looked at.
const ROOM_POLL: Duration = Duration::from_secs(1);

/// A server that answers.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) socket_dir: PathBuf,
    postmaster: Postmaster,
    /// Ours to wait for; `None` when it was adopted.
    child: Option<Child>,
}

impl Running {
    /// Takes over a server that still runs on these files, or answers `None`. One that is just ending is waited for.
    pub(super) async fn adopt(cluster: &Cluster, progress: &impl Fn(Text)) -> Result<Option<Self>, StartError> {
        let looking = async {
            loop {
                let found = Postmaster::of(&cluster.place.cluster)?;
                match &found.socket_dir {
                    Some(dir) if !found.stopping && db::answers(dir).await => return Some((dir.clone(), found)),
                    _ => sleep(POLL).await,
                }
            }
        };
        let found = patiently(looking, progress).await;
        let found = found.ok_or_else(|| cluster.explain(0))?;
        Ok(found.map(|(socket_dir, postmaster)| Self { socket_dir, postmaster, child: None }))
    }

    /// Launches the server and waits until it answers.
    pub(super) async fn start(cluster: &Cluster, progress: &impl Fn(Text)) -> Result<Self, StartError> {
        for _ in 0..PREDECESSOR_TRIES {
            let mut launched = cluster.launch()?;
            if patiently(answers(&mut launched), progress).await == Some(true) {
                return Self::launched(cluster, launched);
            }
            if !cluster.is_waiting_for_predecessor(launched.log_from) {
                let _ = launched.child.start_kill();
                return Err(cluster.explain(launched.log_from));
            }
            sleep(PREDECESSOR_PAUSE).await;
        }
        Err(cluster.explain(0))
    }

    fn launched(cluster: &Cluster, launched: Launched) -> Result<Self, StartError> {
        let Launched { child, socket_dir, log_from } = launched;
        let pid = child.id().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw);
        let pid = pid.ok_or_else(|| cluster.explain(log_from))?;
        let postmaster = Postmaster::started(pid, &cluster.place.cluster, socket_dir.clone());
        Ok(Self { socket_dir, postmaster, child: Some(child) })
    }

    /// Returns when the server has ended.
    async fn ended(&mut self) {
        match &mut self.child {
            Some(child) => {
                let _ = child.wait().await;
            }
            None => gone(&self.postmaster).await,
        }
    }
}

/// `true` as soon as the server answers, `false` when it ends before that.
async fn answers(launched: &mut Launched) -> bool {
    loop {
        if !matches!(launched.child.try_wait(), Ok(None)) {
            return false;
        }
        if db::answers(&launched.socket_dir).await {
            return true;
        }
        sleep(POLL).await;
    }
}

/// Waits for `work` up to the limit, and says so when it takes longer than a person expects.
async fn patiently<T>(work: impl Future<Output = T>, progress: &impl Fn(Text)) -> Option<T> {
    tokio::pin!(work);
    if let Ok(done) = timeout(PATIENCE, &mut work).await {
        return Some(done);
    }
    progress(say!(
        "数据库上次没有正常关闭，正在恢复，请稍候…",
        "The database was not shut down properly and is recovering, please wait…"
    ));
    timeout(ANSWER_LIMIT, work).await.ok()
}

async fn gone(postmaster: &Postmaster) {
    while postmaster.lives() {
        sleep(POLL).await;
    }
}

/// Watches over the server until it is told to stop it (`Ok`) or its holder lets go (dropped sender: left running).
pub(super) async fn supervise(
    cluster: Cluster,
    mut running: Running,
    mut stop: oneshot::Receiver<()>,
) -> Result<(), StartError> {
    loop {
        tokio::select! {
            told = &mut stop => match told {
                Ok(()) => return end(&mut running, &cluster.place).await,
                Err(_) => return Ok(()),
            },
            () = running.ended() => {
                tracing::error!("the private database ended by itself; starting it again");
                match start_again(&cluster, &mut stop).await {
                    Some(again) => running = again,
                    None => return Ok(()),
                }
            }
        }
    }
}

/// Starts it until it runs; `None` when told to stop before that.
async fn start_again(cluster: &Cluster, stop: &mut oneshot::Receiver<()>) -> Option<Running> {
    let mut pauses_s = RESTART_PAUSES_S.into_iter();
    loop {
        let pause = Duration::from_secs(pauses_s.next().unwrap_or(30));
        tokio::select! {
            biased;
            _ = &mut *stop => return None,
            () = async { tokio::join!(sleep(pause), room(&cluster.place)); } => {}
        }
        match Running::start(cluster, &|text: Text| tracing::warn!("{}", text.en)).await {
            Ok(running) => return Some(running),
            Err(error) => tracing::error!(%error, "the private database did not start again"),
        }
    }
}

/// Comes back when the disk has room for a start: on a full one a server would only die again.
async fn room(place: &Place) {
    let mut told = false;
    while let Err(error) = place.check_room(false) {
        if !told {
            tracing::error!(%error, "the private database waits for room on its disk");
            told = true;
        }
        sleep(ROOM_POLL).await;
    }
}

async fn end(running: &mut Running, place: &Place) -> Result<(), StartError> {
    for signal in [Signal::INT, Signal::QUIT] {
        running.postmaster.signal(signal);
        if timeout(STOP_LIMIT, running.ended()).await.is_ok() {
            // Empty now; one that lies outside the data folder would be left over for ever.
            let _ = std::fs::remove_dir(&running.socket_dir);
            return Ok(());
        }
    }
    Err(StartError::Failed { log_file: place.log.clone(), log: place.log_since(0) })
}

/// Ends a server that somebody else left running: first in order, then, if it will not, at once (it recovers at the
/// next start).
pub(super) async fn shut_down(postmaster: Postmaster, place: &Place) -> Result<(), StartError> {
    let socket_dir = postmaster.socket_dir.clone().unwrap_or_else(|| place.data_dir.join("run"));
    end(&mut Running { socket_dir, postmaster, child: None }, place).await
}
