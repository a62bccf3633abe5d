//! Laying a run out: scanned tubes, or the oldest that wait.

use axum::Extension;
use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{
    donation_number::DonationNumber,
    id::{InstrumentId, LotId},
    say, zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::Body,
};

use super::{
    RunPlan, db,
    due::{self, Waiting},
    layout::{self, Kit, Wanted},
    view::{self, LabRun},
};
use crate::{
    Ports,
    donations::{db as donations, named},
    instruments,
    judging::rules::{Book, Need},
    kits, reagents,
};

/// A run to be laid out.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabRunNew {
    /// Which lot of reagents.
    #[garde(skip)]
    lot_id: LotId,
    /// Which instrument reads it.
    #[garde(skip)]
    instrument_id: InstrumentId,
    /// Scanned donation numbers, in the order of the tubes.
    #[garde(length(max = 400), inner(length(chars, max = 100)))]
    #[serde(default)]
    donations: Vec<String>,
    /// How many more, of those that have waited longest, as far as there is room.
    #[garde(range(max = 1000))]
    #[serde(default)]
    fill: u16,
    /// How many donations in one tube; 1 when absent.
    #[garde(range(min = 1, max = 48))]
    #[serde(default = "alone")]
    pool_size: u16,
}

const fn alone() -> u16 {
    1
}

/// Lays a run out. Refuses by `reagent.not-open`, `reagent.expired`, `instrument.out`, `instrument.calibration`, `run.not-due`,
/// `run.planned-elsewhere`, `run.twice`, `run.pool-size`, `run.nothing` and `run.full`.
#[utoipa::path(post, path = "/api/lab/runs", tag = "lab", operation_id = "lab.run.plan", request_body = LabRunNew,
    responses((status = 201, body = LabRun), (status = 404), (status = 409)))]
pub(super) async fn plan(
    auth: Allowed<RunPlan>,
    Extension(ports): Extension<Ports>,
    Body(new): Body<LabRunNew>,
) -> Result<Answer<LabRun>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    let today = tx.now().day_in(&zone::china());
    let book = Book::on(today)?;
    let kit = usable_kit(&mut tx, scope, new.lot_id).await?;
    usable_instrument(&mut tx, scope, new.instrument_id).await?;
    let numbers = scanned(&mut tx, scope, &ports, &new.donations).await?;
    let locked = donations::locked_all(&mut tx, &numbers).await?;
    let named = due::waiting(&mut tx, &book, locked).await?;
    let mut wanted = wanted(&mut tx, &book, due::kit(&kit), &numbers, named).await?;
    if new.fill > 0 {
        fill(&mut tx, &book, &kit, &new, &mut wanted).await?;
    }
    let wells = layout::lay_out(&kit.assay, book.pool_sizes, &wanted, new.pool_size)?;
    let placed: Vec<(i16, &layout::Well)> = (0..).zip(&wells).collect();
    let with = db::With { kit: kit.kit_id, lot: new.lot_id, instrument: new.instrument_id };
    let id = db::keep(&mut tx, scope, with, today, &placed).await?;
    tx.announce("runs", Some(scope.org)).await?;
    let shown = view::load(&mut tx, scope, id).await?.shown(scope)?;
    tx.created(shown).await
}

/// The approved kit of a lot that may be used today. The lot is locked: whoever ends its use waits.
async fn usable_kit(tx: &mut Tx, scope: &Scope, id: LotId) -> Result<kits::db::KitRecord, Fault> {
    reagents::db::lock(tx, scope, id).await?;
    let lot = reagents::db::lot(tx, scope, id).await?.ok_or_else(|| Problem::not_found("reagent", id))?;
    reagents::rules::may_use(&lot.facts(), tx.now().day_in(&zone::china()))?;
    let kit = kits::db::standing(tx, scope, &lot.kit_code).await?;
    kit.ok_or_else(|| Problem::not_found("kit", &lot.kit_code).into())
}

async fn usable_instrument(tx: &mut Tx, scope: &Scope, id: InstrumentId) -> Result<(), Fault> {
    let found = instruments::db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("instrument", id))?;
    let today = tx.now().day_in(&zone::china());
    Ok(instruments::rules::may_use(found.out_why.as_deref(), found.calibrated_until, today)?)
}

/// The scanned donations, each known to the laboratory and named once.
async fn scanned(tx: &mut Tx, scope: &Scope, ports: &Ports, texts: &[String]) -> Result<Vec<DonationNumber>, Fault> {
    let mut numbers: Vec<DonationNumber> = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let head = named(tx, scope, ports, text).await.map_err(|_| {
            let reason = say!("没有这份标本：{text}", "there is no sample {text}");
            Problem::invalid(&format!("donations[{at}]"), text, "exists.donation", reason)
        })?;
        let number = head.donation_number;
        if numbers.contains(&number) {
            let reason = say!("{number} 扫描了两次", "{number} was scanned twice");
            return Err(Problem::invalid(&format!("donations[{at}]"), text, "run.twice", reason).into());
        }
        donations::receive(tx, number, head.donor_id, head.collected_at).await?;
        numbers.push(number);
    }
    Ok(numbers)
}

/// The tests that the kit makes of these donations, in the order in which they were scanned.
async fn wanted(
    tx: &mut Tx,
    book: &Book,
    kit: Kit<'_>,
    numbers: &[DonationNumber],
    mut found: Vec<Waiting>,
) -> Result<Vec<Wanted>, Fault> {
    let mut wanted = Vec::new();
    for (at, number) in numbers.iter().enumerate() {
        let Some(place) = found.iter().position(|one| one.head.donation_number == *number) else { continue };
        let one = found.swap_remove(place);
        let needs = made(book, kit, one.needs);
        if needs.is_empty() {
            if one.lacking.iter().any(|need| kit.makes(book, need)) {
                let field = format!("donations[{at}]");
                let reason = say!(
                    "{number} 的试管未到或不合要求，请先补收标本",
                    "the tube of {number} was not there or is of no use: receive another one first"
                );
                return Err(Problem::invalid(&field, number, "run.tube-lacking", reason).into());
            }
            let elsewhere = one.planned.iter().any(|need| kit.makes(book, need));
            return Err(not_due(tx, at, *number, elsewhere).await?.into());
        }
        wanted.push((*number, needs));
    }
    Ok(wanted)
}

fn made(book: &Book, kit: Kit<'_>, needs: Vec<Need>) -> Vec<Need> {
    needs.into_iter().filter(|need| kit.makes(book, need)).collect()
}

async fn not_due(tx: &mut Tx, at: usize, number: DonationNumber, elsewhere: bool) -> Result<Problem, Fault> {
    let field = format!("donations[{at}]");
    if !elsewhere {
        let reason = say!("{number} 无须此试剂盒的检测", "{number} does not wait for this kit");
        return Ok(Problem::invalid(&field, number, "run.not-due", reason));
    }
    let open = db::open_tests(tx, &[number]).await?;
    let run = open.first().map(|test| test.run_no.clone()).unwrap_or_default();
    let reason = say!("{number} 已编入检测批 {run}", "{number} stands in the run {run} already");
    Ok(Problem::invalid(&field, number, "run.planned-elsewhere", reason))
}

/// Adds donations that wait, the oldest first, as far as wells are left.
async fn fill(
    tx: &mut Tx,
    book: &Book,
    record: &kits::db::KitRecord,
    new: &LabRunNew,
    wanted: &mut Vec<Wanted>,
) -> Result<(), Fault> {
    let kit = due::kit(record);
    let room = usize::from(record.assay.plate.wells().saturating_sub(record.assay.control_wells()));
    let mut chosen: Vec<DonationNumber> = Vec::new();
    let mut trial = wanted.clone();
    for one in due::all(tx, book).await? {
        let number = one.head.donation_number;
        let needs = made(book, kit, one.needs);
        if needs.is_empty() || trial.iter().any(|(known, _)| *known == number) {
            continue;
        }
        trial.push((number, needs));
        if chosen.len() >= usize::from(new.fill) || layout::wells_of(&trial, new.pool_size) > room {
            break;
        }
        chosen.push(number);
    }
    // Whoever planned or signed one of them meanwhile has it; what is left is read again under the lock.
    let locked = donations::locked_all(tx, &chosen).await?;
    for one in due::waiting(tx, book, locked).await? {
        let needs = made(book, kit, one.needs);
        if one.head.state.is_unsigned() && !needs.is_empty() {
            wanted.push((one.head.donation_number, needs));
        }
    }
    Ok(())
}
