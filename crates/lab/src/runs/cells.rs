//! What was read in a well for a marker, out of everything that was typed or sent. Pure.
//!
//! An instrument's word counts by itself. What people type counts when two of them have typed the same without seeing each
//! other's figures; nobody types over an instrument, but anybody may say that a well could not be read.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{id::UserId, refusal::Refusal, say};

use super::validity::Raw;

/// Where a reading comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = LabSource)]
pub(crate) enum Source {
    /// 手工录入
    Typed,
    /// 文件导入
    File,
    /// 仪器
    Instrument,
}

/// Something that was typed or sent about a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    /// What was read.
    pub(crate) raw: Raw,
    /// Who typed it or let it in.
    pub(crate) by: UserId,
    /// Where it comes from.
    pub(crate) source: Source,
}

/// What is known of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Nothing.
    Empty,
    /// One person has typed; another has to.
    Once(UserId),
    /// The last two who typed say different things.
    Differs,
    /// This was read.
    Read(Raw),
}

/// The cell that these entries make, oldest first.
pub(crate) fn cell(entries: &[Entry]) -> Cell {
    if let Some(sent) = entries.iter().rposition(|entry| entry.source != Source::Typed) {
        let spoilt = entries[sent..].iter().rev().find(|entry| matches!(entry.raw, Raw::Unreadable { .. }));
        return Cell::Read(spoilt.unwrap_or(&entries[sent]).raw.clone());
    }
    let mut last: Vec<&Entry> = Vec::new();
    for entry in entries.iter().rev() {
        if last.iter().all(|other| other.by != entry.by) {
            last.push(entry);
        }
    }
    match last[..] {
        [] => Cell::Empty,
        [one] => Cell::Once(one.by),
        [one, other, ..] if alike(&one.raw, &other.raw) => Cell::Read(one.raw.clone()),
        [..] => Cell::Differs,
    }
}

/// Two who could not read a well agree, whatever words they use for it.
fn alike(one: &Raw, other: &Raw) -> bool {
    one == other || matches!((one, other), (Raw::Unreadable { .. }, Raw::Unreadable { .. }))
}

/// Refuses by `run.machine-read` to type over what an instrument has said.
pub(crate) fn may_type(entries: &[Entry], raw: &Raw) -> Result<(), Refusal> {
    let sent = entries.iter().any(|entry| entry.source != Source::Typed);
    if !sent || matches!(raw, Raw::Unreadable { .. }) {
        return Ok(());
    }
    let reason = say!(
        "该孔已有仪器读数，不能手工改写；读数不可用时请标为无效孔",
        "an instrument has read this well: nobody types over it; mark it as unreadable if it is"
    );
    Err(Refusal::new("run.machine-read", reason))
}
