//! A collection vehicle without the city: the day package, the journal, the field app, the way back. `docs/vehicles.md`.

mod clock;
mod day;
mod http;
mod people;
mod shown;
mod steps;
mod store;
mod sync;
#[cfg(test)]
mod tests;

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use clap::Args;

use self::{clock::Machine, day::Day, store::Store, sync::Server};

/// `vena-edge vehicle`.
#[derive(Debug, Clone, Args)]
pub struct VehicleArgs {
    /// Folder of the vehicle's store. 数据文件夹
    #[arg(long, default_value = "vehicle-data")]
    pub data: PathBuf,
    /// Address on the vehicle's own network.
    #[arg(long, default_value = "127.0.0.1:17430")]
    pub listen: SocketAddr,
    /// Folder of the built field app.
    #[arg(long)]
    pub web: Option<PathBuf>,
    /// Address of the station's server, for example `https://vena.example`.
    #[arg(long)]
    pub server: String,
    /// The vehicle's account.
    #[arg(long)]
    pub user: String,
    /// File with the account's password; readable by its owner only.
    #[arg(long)]
    pub password_file: PathBuf,
    /// The station's public key, 64 hexadecimal digits: only its packages are taken. 本站公钥
    #[arg(long)]
    pub station_key: String,
    /// Seconds between two attempts to reach the server; 0: only when asked.
    #[arg(long, default_value_t = 15)]
    pub sync_seconds: u64,
    /// For drills: shifts the machine's clock as this program sees it, milliseconds.
    #[arg(long, default_value_t = 0, allow_hyphen_values = true)]
    pub clock_shift_ms: i64,
}

/// The running vehicle.
pub(crate) struct Vehicle {
    pub(crate) store: Mutex<Store>,
    pub(crate) day: Mutex<Option<Day>>,
    pub(crate) people: Mutex<people::SignedIn>,
    pub(crate) server: Server,
    pub(crate) machine: Machine,
    pub(crate) station_key: Vec<u8>,
    pub(crate) data: PathBuf,
}

impl Vehicle {
    fn new(args: &VehicleArgs) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&args.data)?;
        let station_key =
            from_hex(&args.station_key).ok_or_else(|| anyhow::anyhow!("the station's key is no hexadecimal text"))?;
        Ok(Self {
            store: Mutex::new(Store::open(&args.data)?),
            day: Mutex::new(None),
            people: Mutex::default(),
            server: Server::new(&args.server, &args.user, &args.password_file),
            machine: Machine::new(args.clock_shift_ms)?,
            station_key,
            data: args.data.clone(),
        })
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) fn day(&self) -> MutexGuard<'_, Option<Day>> {
        self.day.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Runs until the process is stopped.
///
/// # Errors
/// The store, the address or the station's key.
pub async fn run(args: VehicleArgs) -> anyhow::Result<()> {
    let vehicle = Arc::new(Vehicle::new(&args)?);
    let listener = tokio::net::TcpListener::bind(args.listen).await?;
    tracing::info!(address = %listener.local_addr()?, "the vehicle is at work");
    if args.sync_seconds > 0 {
        tokio::spawn(keep_syncing(vehicle.clone(), Duration::from_secs(args.sync_seconds)));
    }
    axum::serve(listener, http::router(vehicle, args.web.as_deref())).await?;
    Ok(())
}

async fn keep_syncing(vehicle: Arc<Vehicle>, pause: Duration) {
    let mut ticks = tokio::time::interval(pause);
    // A station that lets us wait is not asked twice for it.
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let vehicle = vehicle.clone();
        // What went wrong stands in the state that the screens show.
        let _ = tokio::task::spawn_blocking(move || sync::now(&vehicle)).await;
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let byte = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (text.len().is_multiple_of(2)).then(|| (0..text.len()).step_by(2).map(byte).collect::<Option<Vec<u8>>>()).flatten()
}
