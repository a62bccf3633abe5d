//! Brings messages on their way: at once by a job, at their time by the clock, and again by the clock when the jobs have
//! given up.
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
use vena_kernel::{id::MessageId, text::Text};
use vena_platform::{app::App, db::Tx, fault::Fault, jobs::Job, private_pg::default_data_dir};

use crate::messages::{kinds, rules};

/// The job that sends one message.
pub(crate) const SEND: &str = "care.send_message";
/// The name of the app's inbox as a way to send.
const INBOX: &str = "inbox";
/// A message that was not tried for so long is taken up again: by then its job has tried for the last time, seconds.
const FORGOTTEN_SECONDS: i64 = 24 * 3600;
/// So many messages are taken up at once.
const BATCH: i64 = 200;

pub(crate) fn jobs(donors: Arc<dyn DonorDesk>) -> Vec<Job> {
    let send_one = Job::on_demand(SEND, move |app: App, payload| {
        let donors = donors.clone();
        async move { send(&app, donors.as_ref(), payload).await }
    });
    vec![
        send_one,
        Job::by_clock("care.send_due", 1, |app: App| async move { take_up_due(&app).await }),
        Job::by_clock("care.send_forgotten", 30, |app: App| async move { take_up(&app).await }),
    ]
}

#[derive(Debug, Deserialize)]
struct Payload {
    message_id: MessageId,
}

/// What is to be done with a message.
enum Way {
    /// A line of the spool for this phone, with these words.
    Spool { phone: String, text: Text },
    /// It lies in the app, and nothing goes out.
    Inbox,
    /// It is not sent, and why, and whether it stays in the app.
    Withhold(Text, bool),
}

async fn send(app: &App, donors: &dyn DonorDesk, payload: Value) -> Result<(), Fault> {
    let Payload { message_id } = serde_json::from_value(payload)?;
    let mut tx = app.db.begin().await?;
    let Some(queued) = db::lock_queued(&mut tx, message_id).await? else { return Ok(()) };
    let written = match way(app, donors, &mut tx, &queued).await? {
        Way::Withhold(reason, inbox) => db::withhold(&mut tx, message_id, &reason, inbox).await.map(Ok)?,
        Way::Inbox => db::delivered(&mut tx, message_id, INBOX).await.map(Ok)?,
        Way::Spool { phone, text } => {
            let (kind, purpose, written_at) = (&*queued.kind, queued.purpose, tx.now());
            let line = spool::Line { message_id, kind, purpose, phone: &phone, text, written_at };
            let written = spool::write(&folder(&app.config.data), &line);
            match &written {
                Ok(()) => db::delivered(&mut tx, message_id, spool::CHANNEL).await?,
                Err(_) => db::failed(&mut tx, message_id).await?,
            }
            written
        }
    };
    tx.announce("messages", None).await?;
    tx.commit().await?;
    written.map_err(|error| anyhow::Error::from(error).context("a message to a donor cannot be spooled").into())
}

/// Asked when it is sent, not when it was made: who has changed their mind since is not told.
async fn way(app: &App, donors: &dyn DonorDesk, tx: &mut Tx, queued: &db::Queued) -> Result<Way, Fault> {
    if let Some(reason) = rules::too_late(queued.not_after, tx.now()) {
        return Ok(Way::Withhold(reason, queued.inbox));
    }
    let words = &queued.template.0;
    if let Some((phone, code)) = queued.phone_sealed.as_ref().zip(queued.code_sealed.as_ref()) {
        let text = rules::with_code(words, &app.vault.open(code)?);
        return Ok(Way::Spool { phone: app.vault.open(phone)?, text });
    }
    let reach = match queued.donor_id {
        Some(donor) => donors.reach(tx, donor, queued.purpose).await?,
        None => None,
    };
    let kind = kinds::kind(&queued.kind);
    let inbox = kind.is_some_and(|kind| rules::in_inbox(reach.as_ref(), kind, queued.purpose));
    let always = kind.is_some_and(|kind| kind.always_phone);
    Ok(match reach.filter(|reach| always || rules::goes_out(reach)) {
        Some(reach) => Way::Spool { text: rules::addressed(words, Some(&reach.name)), phone: reach.phone },
        None if inbox => Way::Inbox,
        None => Way::Withhold(rules::not_agreed(), false),
    })
}

/// Where messages are put for the gateway that sends them.
fn folder(data: &Path) -> PathBuf {
    let data = if data.as_os_str().is_empty() { default_data_dir() } else { data.to_owned() };
    data.join("messages")
}

async fn take_up_due(app: &App) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    for message_id in db::due(&mut tx, BATCH).await? {
        tx.enqueue(SEND, &json!({ "message_id": message_id })).await?;
    }
    tx.commit().await
}

async fn take_up(app: &App) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let before = tx.now().plus_seconds(-FORGOTTEN_SECONDS);
    for message_id in db::forgotten(&mut tx, before, BATCH).await? {
        tx.enqueue(SEND, &json!({ "message_id": message_id })).await?;
    }
    tx.commit().await
}
