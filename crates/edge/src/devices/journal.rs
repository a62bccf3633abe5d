//! Where readings wait: an SQLite file that is synced with every entry, so that neither a killed program nor a lost
//! power line loses one that was heard. A reading leaves it when the server has it or will never take it.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};
use vena_kernel::collection::reading::ReadingSent;

/// Most refused readings that are remembered.
const REFUSED_MAX: i64 = 1000;

/// A reading that waits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Waiting {
    pub(super) sequence: i64,
    pub(super) sent: ReadingSent,
    /// Which run of the program heard it.
    pub(super) run: String,
    /// When, since the start of that run, µs.
    pub(super) since_start_micros: i64,
    /// Its time is final: it may have reached the server already.
    pub(super) settled: bool,
}

/// Why a reading cannot be kept.
#[derive(Debug, thiserror::Error)]
pub(super) enum JournalError {
    /// There is no room.
    #[error("{0} readings wait already; nothing more is kept until the server has taken some")]
    Full(u64),
    /// The file cannot be written or read.
    #[error("the journal: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// What stands in it is no reading.
    #[error("the journal: {0}")]
    Json(#[from] serde_json::Error),
}

/// The file.
#[derive(Debug)]
pub(super) struct Journal {
    connection: Connection,
    most: u64,
}

impl Journal {
    /// Opens or creates it.
    pub(super) fn open(path: &Path, most: u64) -> Result<Self, JournalError> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.execute_batch(
            "create table if not exists reading (
                 sequence integer primary key autoincrement,
                 body text not null,
                 run text not null,
                 since_start integer not null,
                 settled integer not null default 0
             );
             create table if not exists refused (
                 sequence integer primary key autoincrement,
                 body text not null,
                 rule text not null
             );",
        )?;
        Ok(Self { connection, most })
    }

    /// Keeps a reading; it is on the disk when this returns.
    pub(super) fn add(&mut self, sent: &ReadingSent, run: &str, since_start_micros: i64) -> Result<(), JournalError> {
        if self.waiting()? >= self.most {
            return Err(JournalError::Full(self.most));
        }
        self.connection
            .prepare_cached("insert into reading (body, run, since_start) values (?1, ?2, ?3)")?
            .execute(params![serde_json::to_string(sent)?, run, since_start_micros])?;
        Ok(())
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> Result<u64, JournalError> {
        let count: i64 =
            self.connection.prepare_cached("select count(*) from reading")?.query_row([], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// The oldest that wait.
    pub(super) fn oldest(&self, count: u32) -> Result<Vec<Waiting>, JournalError> {
        let mut statement = self.connection.prepare_cached(
            "select sequence, body, run, since_start, settled from reading order by sequence limit ?1",
        )?;
        let rows = statement.query_map([count], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })?;
        rows.map(|row| {
            let (sequence, body, run, since_start_micros, settled) = row?;
            Ok(Waiting { sequence, sent: serde_json::from_str(&body)?, run, since_start_micros, settled })
        })
        .collect()
    }

    /// Writes down the times under which readings are sent, before they are: sent again, they say the same.
    pub(super) fn settle(&mut self, readings: &[Waiting]) -> Result<(), JournalError> {
        let tx = self.connection.transaction()?;
        for waiting in readings.iter().filter(|waiting| !waiting.settled) {
            tx.prepare_cached("update reading set body = ?2, settled = 1 where sequence = ?1")?
                .execute(params![waiting.sequence, serde_json::to_string(&waiting.sent)?])?;
        }
        Ok(tx.commit()?)
    }

    /// The server has them, or will never take them (with the rule that refused).
    pub(super) fn done(&mut self, fates: &[(i64, Option<String>)]) -> Result<(), JournalError> {
        let tx = self.connection.transaction()?;
        for (sequence, rule) in fates {
            if let Some(rule) = rule {
                tx.prepare_cached("insert into refused (body, rule) select body, ?2 from reading where sequence = ?1")?
                    .execute(params![sequence, rule])?;
            }
            tx.prepare_cached("delete from reading where sequence = ?1")?.execute([sequence])?;
        }
        tx.prepare_cached("delete from refused where sequence <= (select max(sequence) from refused) - ?1")?
            .execute([REFUSED_MAX])?;
        Ok(tx.commit()?)
    }

    /// How many the server has refused, and by which rule last.
    pub(super) fn refused(&self) -> Result<(u64, Option<String>), JournalError> {
        let last: Option<(i64, String)> = self
            .connection
            .prepare_cached("select sequence, rule from refused order by sequence desc limit 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(last.map_or((0, None), |(count, rule)| (u64::try_from(count).unwrap_or(0), Some(rule))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(serial: &str) -> ReadingSent {
        serde_json::from_value(serde_json::json!({
            "device": serial, "kind": "scale_weight", "at": "2026-11-16T01:00:00Z", "clock_at": "2026-11-16T01:00:00Z",
            "values": { "weight_kg": 62.5 },
        }))
        .expect("a reading")
    }

    fn serials(journal: &Journal) -> Vec<String> {
        journal.oldest(10).expect("read").into_iter().map(|waiting| waiting.sent.device).collect()
    }

    #[test]
    fn what_waits_survives_and_leaves_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("readings.db");
        let mut journal = Journal::open(&path, 10).expect("open");
        for serial in ["A", "B", "C"] {
            journal.add(&reading(serial), "run", 1).expect("kept");
        }
        // Nothing is closed in order: the file is copied as a killed program leaves it.
        let copy = folder.path().join("copy.db");
        for ending in ["", "-wal"] {
            let from = folder.path().join(format!("readings.db{ending}"));
            std::fs::copy(&from, folder.path().join(format!("copy.db{ending}"))).expect("copied");
        }
        let mut again = Journal::open(&copy, 10).expect("open");
        assert_eq!(serials(&again), ["A", "B", "C"]);
        let oldest = again.oldest(2).expect("read");
        again.settle(&oldest).expect("settled");
        assert!(again.oldest(1).expect("read")[0].settled);
        again.done(&[(oldest[0].sequence, None), (oldest[1].sequence, Some("reading.form".to_owned()))]).expect("done");
        assert_eq!(serials(&again), ["C"]);
        assert_eq!(again.refused().expect("read"), (1, Some("reading.form".to_owned())));
    }

    #[test]
    fn a_full_journal_refuses_and_says_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut journal = Journal::open(&folder.path().join("readings.db"), 2).expect("open");
        journal.add(&reading("A"), "run", 1).expect("kept");
        journal.add(&reading("B"), "run", 1).expect("kept");
        assert!(matches!(journal.add(&reading("C"), "run", 1), Err(JournalError::Full(2))));
        let first = journal.oldest(1).expect("read")[0].sequence;
        journal.done(&[(first, None)]).expect("done");
        journal.add(&reading("C"), "run", 1).expect("room again");
        assert_eq!(serials(&journal), ["B", "C"]);
    }
}
