//! Opening the database that the settings name: the private one, started or joined, or an outside one.

use std::{path::PathBuf, time::Duration};

use anyhow::Context;
use vena_kernel::{say, text::Text};
use vena_ledger::signer::{self, Signer};
use vena_platform::{clock::Clock, config::Config, db::Db, private_pg, private_pg::PrivatePg, vault::Vault};

use crate::assembly::{Assembly, assemble, migrate};

/// How often, and how long apart, a command looks for the database of a running server.
const JOIN_TRIES: usize = 60;
const JOIN_PAUSE: Duration = Duration::from_millis(250);

/// An open database and, when this process started it, the private server behind it.
pub(super) struct Opened {
    pub(super) db: Db,
    pub(super) config: Config,
    data: PathBuf,
    private: Option<PrivatePg>,
}

/// Prints a step that takes a while.
#[allow(clippy::needless_pass_by_value, reason = "the shape of a progress listener")]
#[allow(clippy::print_stderr, reason = "a command speaks to the terminal")]
pub(super) fn progress(step: Text) {
    eprintln!("… {} / {}", step.zh, step.en);
}

/// The data folder that the settings name.
pub(super) fn data_dir(config: &Config) -> PathBuf {
    if config.data.as_os_str().is_empty() { private_pg::default_data_dir() } else { config.data.clone() }
}

impl Opened {
    /// Opens the database, starting the private one if it does not run yet. A command may join the one that a running
    /// server holds; a second server may not.
    pub(super) async fn open(config: Config, clock: Clock, may_join: bool) -> anyhow::Result<Self> {
        let data = data_dir(&config);
        let (url, private) = if config.database_url.is_empty() {
            private_database(&data, may_join).await?
        } else {
            std::fs::create_dir_all(&data)
                .with_context(|| format!("无法建立数据目录 / cannot make the data folder {}", data.display()))?;
            (config.database_url.clone(), None)
        };
        let db = Db::connect(&url, config.database_connections, clock)
            .await
            .with_context(|| unreachable_sentence(&config))?;
        let db = if config.database_url.is_empty() { db.kept_in(&data) } else { db };
        // From here on the settings name the folder that is meant, also when it is the usual one.
        let config = Config { data: data.clone(), ..config };
        Ok(Self { db, config, data, private })
    }

    /// Assembles the product on it, schemas brought up to date.
    pub(super) async fn assemble(&self) -> anyhow::Result<Assembly> {
        migrate(&self.db).await?;
        assemble(self.db.clone(), self.config.clone(), self.vault().await?).await
    }

    /// The key of encrypted fields, made at the first start and bound to this database.
    pub(super) async fn vault(&self) -> anyhow::Result<Vault> {
        let vault = Vault::open_or_create(&self.data)?;
        let mut tx = self.db.begin().await?;
        vault.claim(&mut tx).await??;
        tx.commit().await?;
        Ok(vault)
    }

    /// The key that signs the ledger's seals. A lost one is replaced, for the seals must go on, but not without a word.
    pub(super) async fn signer(&self) -> anyhow::Result<Signer> {
        let had_one = self.data.join(signer::KEY_FILE).exists();
        let signer = Signer::open_or_create(&self.data)?;
        let mut tx = self.db.begin_read().await?;
        if !had_one && vena_ledger::latest_checkpoint(&mut tx).await?.is_some() {
            let (file, name) = (self.data.join(signer::KEY_FILE), &signer.verifier().name);
            let file = file.display();
            progress(say!(
                "台账此前由别的密钥封存，而这里没有签名密钥 {file}，已新建一把（{name}）；若这不是新增的服务器，请停止后从备份恢复原文件，否则请公布新的公钥",
                "The ledger was sealed by another key before and there was no signing key {file} here, so a new one ({name}) was made; unless this is an additional server, stop it and restore the file from the backup, or publish the new public key"
            ));
        }
        Ok(signer)
    }

    /// Closes the connections and stops what this process started.
    pub(super) async fn close(self) -> anyhow::Result<()> {
        self.db.pool().close().await;
        if let Some(private) = self.private {
            private.stop().await?;
        }
        Ok(())
    }
}

async fn private_database(data: &std::path::Path, may_join: bool) -> anyhow::Result<(String, Option<PrivatePg>)> {
    match PrivatePg::start(data, progress).await {
        Ok(private) => Ok((private.url().to_owned(), Some(private))),
        Err(held @ private_pg::StartError::InUse { .. }) if may_join => Ok((joined(data).await.ok_or(held)?, None)),
        Err(error) => Err(error.into()),
    }
}

/// The database that another `vena` holds; waits a little when that one is just starting or restarting it.
async fn joined(data: &std::path::Path) -> Option<String> {
    for _ in 0..JOIN_TRIES {
        if let Some(url) = private_pg::running_url(data)
            && Db::connect(&url, 1, Clock::System).await.is_ok()
        {
            return Some(url);
        }
        tokio::time::sleep(JOIN_PAUSE).await;
    }
    None
}

fn unreachable_sentence(config: &Config) -> String {
    if config.database_url.is_empty() {
        return "私有数据库没有应答，请查看数据目录中的 pg.log / the private database does not answer, see pg.log in the data folder".to_owned();
    }
    let masked = config.masked();
    let url =
        masked.lines().find_map(|line| line.strip_prefix("database_url = ")).unwrap_or("").trim_matches('"').to_owned();
    format!(
        "连不上数据库 {url}，请检查 VENA_DATABASE_URL、网络与口令 / cannot reach the database {url}, check VENA_DATABASE_URL, the network and the password"
    )
}
