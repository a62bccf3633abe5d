//! A private database that keeps what it is told, in a folder that is gone afterwards.

use std::os::unix::fs::PermissionsExt;

use vena_platform::{clock::Clock, db::Db, private_pg::PrivatePg};

/// A fresh, migrated, durable database.
pub(crate) struct Place {
    pub(crate) db: Db,
    pg: PrivatePg,
    _folder: tempfile::TempDir,
}

impl Place {
    pub(crate) async fn new(connections: u32) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755))?;
        let pg = PrivatePg::start(folder.path(), |_| {}).await?;
        let db = Db::connect(pg.url(), connections, Clock::System).await?;
        db.migrate().await?;
        Ok(Self { db, pg, _folder: folder })
    }

    /// Where it is.
    pub(crate) fn url(&self) -> &str {
        self.pg.url()
    }

    pub(crate) async fn close(self) -> anyhow::Result<()> {
        self.db.pool().close().await;
        Ok(self.pg.stop().await?)
    }
}
