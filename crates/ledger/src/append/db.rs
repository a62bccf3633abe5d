//! The two statements of an append.

use sqlx::Row as _;
use sqlx::postgres::PgRow;
use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    division::Division,
    donation_number::DonationNumber,
    id::{EventId, UnitId},
    product::ProductCode,
    unit_state::{Safety, Unit, UnitEvent},
};
use vena_platform::{
    db::{Tx, violated_constraint},
    fault::Fault,
};

use super::{
    known::{Known, Question, Seen, Standing, question},
    plan::Plan,
};
use crate::{
    digest::{Digest, Profile},
    entry::{Entry, as_reported},
    stored,
};

/// See `migrations/0024_ledger_append.sql`, which also says why these two are functions.
const LOCK: &str = "select * from ledger.lock_batch($1, $2, $3)";

const SEEN: &str = "select event_id, unit_id, body as word from ledger.event where event_id = any($1)";

pub(super) async fn lock(tx: &mut Tx, events: &[UnitEvent]) -> Result<Known, Fault> {
    let asked: Question = question(events);
    let rows =
        sqlx::query(LOCK).bind(&asked.units).bind(&asked.events).bind(&asked.donations).fetch_all(tx.conn()).await?;
    let mut known = Known::new(Profile::Sha256);
    let mut waited = false;
    for row in &rows {
        match row.try_get("what")? {
            "setting" => known.profile = stored::profile(row.try_get("word")?)?,
            "unit" => waited |= note_unit(&mut known, row)?,
            "event" => note_event(&mut known, row)?,
            _ => note_sibling(&mut known, row)?,
        }
    }
    if waited {
        for row in &sqlx::query(SEEN).bind(&asked.events).fetch_all(tx.conn()).await? {
            note_event(&mut known, row)?;
        }
    }
    Ok(known)
}

/// True when the unit was changed by somebody else while we waited for it.
fn note_unit(known: &mut Known, row: &PgRow) -> Result<bool, Fault> {
    let id: UnitId = row.try_get("unit_id")?;
    let (state, facts): (&str, &str) = (row.try_get("state")?, row.try_get("facts")?);
    let standing = Standing {
        unit: Unit { state: serde_json::from_str(state)?, facts: serde_json::from_str(facts)? },
        last_hash: stored::digest(row.try_get("last_hash")?)?,
        born_at: row.try_get("born_at")?,
        last_at: row.try_get("last_at")?,
        last_recorded_at: row.try_get("last_recorded_at")?,
    };
    known.units.insert(id, standing);
    Ok(row.try_get::<i32, _>("version")? != row.try_get::<i32, _>("snapshot")?)
}

fn note_event(known: &mut Known, row: &PgRow) -> Result<(), Fault> {
    let id: EventId = row.try_get("event_id")?;
    let entry = Entry::read(row.try_get("word")?)?;
    known.seen.insert(id, Seen { unit: row.try_get("unit_id")?, event: as_reported(&entry.event) });
    Ok(())
}

fn note_sibling(known: &mut Known, row: &PgRow) -> Result<(), Fault> {
    let number: DonationNumber = row.try_get("donation_number")?;
    let product: ProductCode = row.try_get("product")?;
    let division: Division = row.try_get("division")?;
    let safety = Safety::from_word(row.try_get("word")?).unwrap_or(Safety::Pending);
    known.note_sibling((number, product, division), safety);
    Ok(())
}

const WRITE: &str = "
select ledger.write_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
    $22, $23, $24, $25, $26, $27, $28)";

/// The arrays of the part of [`WRITE`] that is about units.
#[derive(Default)]
struct Units {
    ids: Vec<UnitId>,
    born: Vec<bool>,
    versions: Vec<i32>,
    hashes: Vec<Vec<u8>>,
    born_at: Vec<Instant>,
    last_at: Vec<Instant>,
    recorded_at: Vec<Instant>,
    collected_at: Vec<Instant>,
    expires_at: Vec<Option<Instant>>,
    promise_until: Vec<Option<Instant>>,
    states: Vec<String>,
    facts: Vec<String>,
}

impl Units {
    fn of(plan: &Plan) -> Result<Self, Fault> {
        let mut units = Self::default();
        for (id, born) in plan.born.iter().map(|id| (id, true)).chain(plan.changed.iter().map(|id| (id, false))) {
            if let Some(standing) = plan.units.get(id) {
                units.push(*id, born, standing)?;
            }
        }
        Ok(units)
    }

    fn push(&mut self, id: UnitId, born: bool, standing: &Standing) -> Result<(), Fault> {
        let Unit { state, facts } = &standing.unit;
        self.ids.push(id);
        self.born.push(born);
        self.versions.push(stored::int(state.version)?);
        self.hashes.push(standing.last_hash.0.to_vec());
        self.born_at.push(standing.born_at);
        self.last_at.push(standing.last_at);
        self.recorded_at.push(standing.last_recorded_at);
        self.collected_at.push(facts.collected_at);
        self.expires_at.push(facts.expires_at);
        self.promise_until.push(state.promise.until());
        self.states.push(serde_json::to_string(state)?);
        self.facts.push(serde_json::to_string(facts)?);
        Ok(())
    }
}

pub(super) async fn write(tx: &mut Tx, plan: &Plan) -> Result<(), Fault> {
    if plan.lines.is_empty() {
        return Ok(());
    }
    let units = Units::of(plan)?;
    let volumes: Result<Vec<i32>, Fault> = plan.parents.iter().map(|(_, p)| stored::int(p.volume_ml)).collect();
    let versions: Result<Vec<i32>, Fault> = plan.lines.iter().map(|line| stored::int(line.version)).collect();
    let column = |of: fn(&UnitEvent) -> Uuid| plan.lines.iter().map(|line| of(&line.event)).collect::<Vec<_>>();
    let digests =
        |of: fn(&super::plan::Line) -> Digest| plan.lines.iter().map(|l| of(l).0.to_vec()).collect::<Vec<_>>();
    sqlx::query(WRITE)
        .bind(&units.ids)
        .bind(&units.born)
        .bind(&units.versions)
        .bind(&units.hashes)
        .bind(&units.born_at)
        .bind(&units.last_at)
        .bind(&units.recorded_at)
        .bind(&units.collected_at)
        .bind(&units.expires_at)
        .bind(&units.promise_until)
        .bind(&units.states)
        .bind(&units.facts)
        .bind(plan.parents.iter().map(|(child, _)| *child).collect::<Vec<_>>())
        .bind(plan.parents.iter().map(|(_, parent)| parent.unit).collect::<Vec<_>>())
        .bind(plan.parents.iter().map(|(_, parent)| parent.role.word()).collect::<Vec<_>>())
        .bind(volumes?)
        .bind(column(|event| event.event_id.uuid()))
        .bind(column(|event| event.unit.uuid()))
        .bind(versions?)
        .bind(plan.lines.iter().map(|line| line.event.fact.kind()).collect::<Vec<_>>())
        .bind(plan.lines.iter().map(|line| line.event.at).collect::<Vec<_>>())
        .bind(plan.lines.iter().map(|line| line.recorded_at).collect::<Vec<_>>())
        .bind(column(|event| event.actor.uuid()))
        .bind(column(|event| event.org.uuid()))
        .bind(column(|event| event.site.uuid()))
        .bind(plan.lines.iter().map(|line| line.body.as_str()).collect::<Vec<_>>())
        .bind(digests(|line| line.prev))
        .bind(digests(|line| line.hash))
        .execute(tx.conn())
        .await
        .map_err(collision)?;
    Ok(())
}

/// Somebody took the same event id, number or unit id at the same moment: run again, and the answer will be an outcome.
fn collision(error: sqlx::Error) -> Fault {
    match violated_constraint(&error) {
        Some("event_id_key" | "event_version_key" | "unit_number_key" | "unit_pkey") => Fault::Retry(error.into()),
        _ => error.into(),
    }
}
