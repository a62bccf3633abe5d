//! The spool: a folder with one file a day and one line of JSON a message, for the gateway that sends short messages.
//! Codes that somebody waits for and invitations that can wait have files of their own beside it.
//! Phones and names stand in it in full, so only the owner of the data folder may read it.

use std::{
    fs::{DirBuilder, OpenOptions, create_dir_all},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use serde::Serialize;
use vena_contracts::care::Purpose;
use vena_kernel::{clock::Instant, id::MessageId, text::Text, zone};

use crate::messages::kinds;

/// The name of this way to send.
pub(super) const CHANNEL: &str = "spool";

/// One message.
#[derive(Debug, Serialize)]
pub(super) struct Line<'a> {
    pub(super) message_id: MessageId,
    pub(super) kind: &'a str,
    pub(super) purpose: Purpose,
    pub(super) phone: &'a str,
    pub(super) text: Text,
    pub(super) written_at: Instant,
}

impl Line<'_> {
    /// What stands behind the day in the name of its file.
    fn queue(&self) -> &'static str {
        match self.purpose {
            Purpose::Marketing => "-invitations",
            Purpose::Service if self.kind == kinds::SIGN_IN_CODE => "-codes",
            Purpose::Service => "",
        }
    }
}

/// Appends the line to the file of its day and waits until it is on the disk.
pub(super) fn write(folder: &Path, line: &Line<'_>) -> io::Result<()> {
    // The data folder has its own rights, which are none of ours.
    folder.parent().map_or(Ok(()), create_dir_all)?;
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let file = folder.join(format!("{}{}.jsonl", line.written_at.day_in(&zone::china()), line.queue()));
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    // One write of the whole line: lines of several processes do not mix.
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(file)?;
    file.write_all(&text)?;
    file.sync_data()
}
