//! Hints to open screens that something has changed, carried by LISTEN/NOTIFY so that every process passes them on.
//!
//! A hint names a topic and at most an organisation, never content: the screen asks again, with its own rights.

mod db;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::postgres::PgListener;
use tokio::sync::broadcast;
use vena_kernel::id::OrgId;

use crate::{
    db::{Db, Tx},
    fault::Fault,
};

const CHANNEL: &str = "vena_news";

/// Something of this topic has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Hint {
    /// `stock`, `orders`, `shipments`, `donations`, …
    pub topic: String,
    /// Whose; everybody's when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org: Option<OrgId>,
}

pub(crate) async fn announce(tx: &mut Tx, topic: &'static str, org: Option<OrgId>) -> Result<(), Fault> {
    let hint = serde_json::to_string(&Hint { topic: topic.to_owned(), org })?;
    db::notify(tx, CHANNEL, &hint).await
}

/// Listens until the process ends and passes every hint to `sender`; comes back by itself after a lost database.
pub async fn relay(database: Db, sender: broadcast::Sender<Hint>) {
    loop {
        if let Err(error) = listen(&database, &sender).await {
            tracing::warn!(error = error.to_string(), "live updates interrupted, listening again");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn listen(database: &Db, sender: &broadcast::Sender<Hint>) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(database.pool()).await?;
    listener.listen(CHANNEL).await?;
    loop {
        let notification = listener.recv().await?;
        if let Ok(hint) = serde_json::from_str::<Hint>(notification.payload()) {
            // Nobody listening is not a fault.
            let _ = sender.send(hint);
        }
    }
}
