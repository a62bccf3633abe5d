//! Brings messages on their way: at once by a job, and again by the clock when the jobs have given up.
//!
//! The spool is written before the message is noted as delivered. When the process dies in between, the line is written
//! a second time with the same `message_id`; whoever empties the spool goes by it.

mod db;
mod spool;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::Deserialize;
use serde_json::{Value, json};
use vena_contracts::recruit::DonorDesk;
use vena_kernel::id::MessageId;
use vena_platform::{app::App, fault::Fault, jobs::Job, private_pg::default_data_dir};

use crate::messages::rules;

/// The job that sends one message.
pub(crate) const SEND: &str = "care.send_message";
/// A message that was not tried for so long is taken up again: by then its job has tried for the last time, seconds.
const FORGOTTEN_SECONDS: i64 = 24 * 3600;
/// So many forgotten messages are taken up at once.
const BATCH: i64 = 200;

pub(crate) fn jobs(donors: Arc<dyn DonorDesk>) -> Vec<Job> {
    let send_one = Job::on_demand(SEND, move |app: App, payload| {
        let donors = donors.clone();
        async move { send(&app, donors.as_ref(), payload).await }
    });
    vec![send_one, Job::by_clock("care.send_forgotten", 30, |app: App| async move { take_up(&app).await })]
}

#[derive(Debug, Deserialize)]
struct Payload {
    message_id: MessageId,
}

async fn send(app: &App, donors: &dyn DonorDesk, payload: Value) -> Result<(), Fault> {
    let Payload { message_id } = serde_json::from_value(payload)?;
    let mut tx = app.db.begin().await?;
    let Some(queued) = db::lock_queued(&mut tx, message_id).await? else { return Ok(()) };
    // Asked again: who has changed their mind since is not told.
    let Some(contact) = donors.contact(&mut tx, queued.donor_id).await? else {
        db::withhold(&mut tx, message_id, &rules::not_agreed()).await?;
        tx.announce("messages", None).await?;
        return tx.commit().await;
    };
    let line = spool::Line {
        message_id,
        kind: queued.kind,
        phone: &contact.phone,
        text: rules::addressed(&contact, queued.given_on),
        written_at: tx.now(),
    };
    let written = spool::write(&folder(&app.config.data), &line);
    match &written {
        Ok(()) => db::delivered(&mut tx, message_id, spool::CHANNEL).await?,
        Err(_) => db::failed(&mut tx, message_id).await?,
    }
    tx.announce("messages", None).await?;
    tx.commit().await?;
    written.map_err(|error| anyhow::Error::from(error).context("a message to a donor cannot be spooled").into())
}

/// Where messages are put for the gateway that sends them.
fn folder(data: &Path) -> PathBuf {
    let data = if data.as_os_str().is_empty() { default_data_dir() } else { data.to_owned() };
    data.join("messages")
}

async fn take_up(app: &App) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let before = tx.now().plus_seconds(-FORGOTTEN_SECONDS);
    for message_id in db::forgotten(&mut tx, before, BATCH).await? {
        tx.enqueue(SEND, &json!({ "message_id": message_id })).await?;
    }
    tx.commit().await
}
