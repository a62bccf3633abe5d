//! What lies on the vehicle's disk: packages and journals, sealed. SQLite with a write-ahead log that reaches the disk
//! before anything is acknowledged.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;
use vena_kernel::id::TripId;
use vena_trip::{
    entry::{Sealed, beginning},
    seal::Bytes,
};

/// The store.
#[derive(Debug)]
pub(crate) struct Store(Connection);

/// What went wrong with the store.
pub(crate) type StoreError = rusqlite::Error;

impl Store {
    /// Opens or makes the store.
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(folder.join("vehicle.db"))?;
        connection.execute_batch(
            "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
             create table if not exists package (trip text primary key, body blob not null, taken integer not null);
             create table if not exists journal (
                 trip text not null, counter integer not null, entry text not null unique, asked blob not null,
                 sealed blob not null, digest blob not null, primary key (trip, counter)) without rowid;
             create table if not exists reached (trip text primary key, counter integer not null, offset_ms integer,
                 contact_ms integer);",
        )?;
        Ok(Self(connection))
    }

    /// Keeps a package; the one taken last is in use.
    pub(crate) fn keep_package(&mut self, trip: TripId, body: &[u8]) -> Result<(), StoreError> {
        let taken: i64 = self.0.query_row("select coalesce(max(taken), 0) + 1 from package", [], |row| row.get(0))?;
        self.0.execute(
            "insert into package (trip, body, taken) values (?1, ?2, ?3)
             on conflict (trip) do update set body = excluded.body, taken = excluded.taken",
            params![trip.to_string(), body, taken],
        )?;
        Ok(())
    }

    /// The package in use.
    pub(crate) fn package(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.query_row("select body from package order by taken desc limit 1", [], |row| row.get(0)).optional()
    }

    /// The trip in use.
    pub(crate) fn trip(&self) -> Result<Option<TripId>, StoreError> {
        let text: Option<String> = self
            .0
            .query_row("select trip from package order by taken desc limit 1", [], |row| row.get(0))
            .optional()?;
        Ok(text.and_then(|text| text.parse().ok()))
    }

    /// The last place of a journal and its digest.
    pub(crate) fn end(&self, trip: TripId) -> Result<(i64, Vec<u8>), StoreError> {
        let last = self.0.query_row(
            "select counter, digest from journal where trip = ?1 order by counter desc limit 1",
            [trip.to_string()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        );
        Ok(last.optional()?.unwrap_or_else(|| (0, beginning(trip))))
    }

    /// Adds an entry; on disk when this returns.
    pub(crate) fn add(&mut self, trip: TripId, id: Uuid, asked: &[u8], entry: &Sealed) -> Result<(), StoreError> {
        self.0.execute(
            "insert into journal (trip, counter, entry, asked, sealed, digest) values (?1, ?2, ?3, ?4, ?5, ?6)",
            params![trip.to_string(), entry.counter, id.to_string(), asked, entry.sealed.0, entry.digest.0],
        )?;
        Ok(())
    }

    /// What was asked when the entry of this id was made.
    pub(crate) fn asked(&self, id: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.query_row("select asked from journal where entry = ?1", [id.to_string()], |row| row.get(0)).optional()
    }

    /// Entries behind `counter`, at most `limit`.
    pub(crate) fn behind(&self, trip: TripId, counter: i64, limit: i64) -> Result<Vec<Sealed>, StoreError> {
        let mut statement = self.0.prepare_cached(
            "select counter, sealed, digest from journal where trip = ?1 and counter > ?2 order by counter limit ?3",
        )?;
        let rows = statement.query_map(params![trip.to_string(), counter, limit], |row| {
            Ok(Sealed { counter: row.get(0)?, sealed: Bytes(row.get(1)?), digest: Bytes(row.get(2)?) })
        })?;
        rows.collect()
    }

    /// Trips whose journals the station may not have in full: in use, or with entries behind what it has.
    pub(crate) fn unsent(&self) -> Result<Vec<TripId>, StoreError> {
        let mut statement = self.0.prepare_cached(
            "select j.trip from journal j left join reached r on r.trip = j.trip
             group by j.trip having max(j.counter) > coalesce(max(r.counter), 0)",
        )?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().filter_map(|text| text.parse().ok()).collect())
    }

    /// How far the station has come: its last entry, the offset of our clock, and when it was heard.
    pub(crate) fn reached(&self, trip: TripId) -> Result<(i64, Option<i64>, Option<i64>), StoreError> {
        let found = self.0.query_row(
            "select counter, offset_ms, contact_ms from reached where trip = ?1",
            [trip.to_string()],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        );
        Ok(found.optional()?.unwrap_or_default())
    }

    /// Keeps how far the station has come.
    pub(crate) fn keep_reached(
        &mut self,
        trip: TripId,
        counter: i64,
        offset_ms: i64,
        contact_ms: i64,
    ) -> Result<(), StoreError> {
        self.0.execute(
            "insert into reached (trip, counter, offset_ms, contact_ms) values (?1, ?2, ?3, ?4)
             on conflict (trip) do update set counter = excluded.counter, offset_ms = excluded.offset_ms,
                 contact_ms = excluded.contact_ms",
            params![trip.to_string(), counter, offset_ms, contact_ms],
        )?;
        Ok(())
    }
}
