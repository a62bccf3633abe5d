//! Requests and answers about instruments.

use std::collections::BTreeMap;

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::{Day, Instant},
    id::InstrumentId,
    refusal::Refusal,
    say, zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path},
};

use super::{
    InstrumentCalibrate, InstrumentCodes, InstrumentList, InstrumentRegister, InstrumentResume, InstrumentStop, db,
    rules,
};
use crate::judging::rules::Book;

/// An instrument to be registered.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabInstrumentNew {
    /// As it is labelled.
    #[garde(length(chars, min = 1, max = 30))]
    code: String,
    /// What it is.
    #[garde(length(chars, min = 1, max = 100))]
    name: String,
    /// Who makes it.
    #[garde(length(chars, min = 1, max = 100))]
    maker: String,
    /// Model.
    #[garde(length(chars, min = 1, max = 100))]
    model: String,
    /// Serial number.
    #[garde(length(chars, min = 1, max = 100))]
    serial: String,
    /// Last day of its calibration.
    #[garde(skip)]
    calibrated_until: Day,
}

/// A calibration.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabCalibration {
    /// Its last day.
    #[garde(skip)]
    until: Day,
    /// By whom or which certificate.
    #[garde(length(chars, min = 2, max = 200))]
    note: String,
}

/// What an analyser calls the tests.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabInstrumentCodes {
    /// The marker by the analyser's own code; a code that is the marker's needs no entry.
    #[garde(length(max = 100))]
    codes: BTreeMap<String, String>,
}

/// Why an instrument is out of use, or used again.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabInstrumentWhy {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// What may be done with an instrument now.
#[derive(Debug, Serialize, ToSchema)]
struct LabInstrumentCan {
    /// Read a run with it.
    read: Can,
    /// Record a calibration.
    calibrate: Can,
    /// Take it out of use.
    stop: Can,
    /// Put it back.
    resume: Can,
    /// Say what it calls the tests.
    codes: Can,
}

/// An instrument of the laboratory.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabInstrument {
    /// Identity.
    instrument_id: InstrumentId,
    /// As it is labelled.
    code: String,
    /// What it is.
    name: String,
    /// Who makes it.
    maker: String,
    /// Model.
    model: String,
    /// Serial number.
    serial: String,
    /// Last day of its calibration.
    calibrated_until: Day,
    /// The marker by the analyser's own code of a test.
    codes: BTreeMap<String, String>,
    /// Why it is out of use.
    out_why: Option<String>,
    /// Since when.
    out_at: Option<Instant>,
    /// Who has said so.
    out_by_name: Option<String>,
    /// What may be done.
    can: LabInstrumentCan,
}

impl LabInstrument {
    fn of(record: db::InstrumentRecord, scope: &Scope, today: Day) -> Self {
        let out = record.out_why.as_deref();
        let read = rules::may_use(out, record.calibrated_until, today);
        Self {
            can: LabInstrumentCan {
                read: Can::by(scope, crate::runs::RunPlan::INFO.name, read),
                calibrate: Can::by(scope, InstrumentCalibrate::INFO.name, Ok(())),
                stop: Can::by(scope, InstrumentStop::INFO.name, rules::may_stop(out)),
                resume: Can::by(scope, InstrumentResume::INFO.name, rules::may_resume(out)),
                codes: Can::by(scope, InstrumentCodes::INFO.name, Ok(())),
            },
            instrument_id: record.instrument_id,
            code: record.code,
            name: record.name,
            maker: record.maker,
            model: record.model,
            serial: record.serial,
            calibrated_until: record.calibrated_until,
            codes: record.codes.0,
            out_why: record.out_why,
            out_at: record.out_at,
            out_by_name: record.out_by_name,
        }
    }
}

fn today(tx: &Tx) -> Day {
    tx.now().day_in(&zone::china())
}

/// The instruments of the laboratory.
#[utoipa::path(get, path = "/api/lab/instruments", tag = "lab", operation_id = "lab.instrument.list",
    responses((status = 200, body = Page<LabInstrument>)))]
pub(super) async fn list(auth: Allowed<InstrumentList>) -> Result<Json<Page<LabInstrument>>, Fault> {
    let mut tx = auth.read().await?;
    let (as_of, today) = (tx.now(), today(&tx));
    let all = db::all(&mut tx, &auth.scope).await?;
    let items = all.into_iter().map(|one| LabInstrument::of(one, &auth.scope, today)).collect();
    Ok(Json(Page { items, next: None, as_of }))
}

/// Registers an instrument. Refuses by `instrument.known`.
#[utoipa::path(post, path = "/api/lab/instruments", tag = "lab", operation_id = "lab.instrument.register",
    request_body = LabInstrumentNew, responses((status = 201, body = LabInstrument), (status = 409)))]
pub(super) async fn register(
    auth: Allowed<InstrumentRegister>,
    Body(new): Body<LabInstrumentNew>,
) -> Result<Answer<LabInstrument>, Fault> {
    let mut tx = auth.write().await?;
    let code = new.code.trim();
    let kept = db::NewInstrument {
        code,
        name: new.name.trim(),
        maker: new.maker.trim(),
        model: new.model.trim(),
        serial: new.serial.trim(),
        calibrated_until: new.calibrated_until,
    };
    let Some(id) = db::register(&mut tx, &auth.scope, &kept).await? else {
        let reason = say!("编号 {code} 已登记", "there is an instrument {code} already");
        return Err(Refusal::new("instrument.known", reason).into());
    };
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.created(shown).await
}

/// Records a calibration.
#[utoipa::path(post, path = "/api/lab/instruments/{id}/calibrate", tag = "lab",
    operation_id = "lab.instrument.calibrate", params(("id" = InstrumentId, Path)), request_body = LabCalibration,
    responses((status = 200, body = LabInstrument), (status = 404)))]
pub(super) async fn calibrate(
    auth: Allowed<InstrumentCalibrate>,
    Path(id): Path<InstrumentId>,
    Body(new): Body<LabCalibration>,
) -> Result<Answer<LabInstrument>, Fault> {
    let mut tx = auth.write().await?;
    locked(&mut tx, &auth.scope, id).await?;
    tx.because(&new.note);
    db::calibrate(&mut tx, &auth.scope, id, new.until).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// Says what an analyser calls the tests. Refuses by `lab.marker-unknown`.
#[utoipa::path(post, path = "/api/lab/instruments/{id}/codes", tag = "lab", operation_id = "lab.instrument.codes",
    params(("id" = InstrumentId, Path)), request_body = LabInstrumentCodes,
    responses((status = 200, body = LabInstrument), (status = 404)))]
pub(super) async fn codes(
    auth: Allowed<InstrumentCodes>,
    Path(id): Path<InstrumentId>,
    Body(new): Body<LabInstrumentCodes>,
) -> Result<Answer<LabInstrument>, Fault> {
    let mut tx = auth.write().await?;
    locked(&mut tx, &auth.scope, id).await?;
    let book = Book::on(today(&tx))?;
    for (code, marker) in &new.codes {
        if code.trim().is_empty() || book.marker(marker).is_none() {
            let reason = say!("没有检验项目 {marker}", "there is no marker {marker}");
            return Err(Problem::invalid(&format!("codes.{code}"), marker, "lab.marker-unknown", reason).into());
        }
    }
    db::set_codes(&mut tx, &auth.scope, id, &new.codes).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// Takes an instrument out of use.
#[utoipa::path(post, path = "/api/lab/instruments/{id}/stop", tag = "lab", operation_id = "lab.instrument.stop",
    params(("id" = InstrumentId, Path)), request_body = LabInstrumentWhy,
    responses((status = 200, body = LabInstrument), (status = 404), (status = 409)))]
pub(super) async fn stop(
    auth: Allowed<InstrumentStop>,
    Path(id): Path<InstrumentId>,
    Body(why): Body<LabInstrumentWhy>,
) -> Result<Answer<LabInstrument>, Fault> {
    let mut tx = auth.write().await?;
    let found = locked(&mut tx, &auth.scope, id).await?;
    rules::may_stop(found.out_why.as_deref())?;
    tx.because(&why.reason);
    db::stop(&mut tx, &auth.scope, id, Some(why.reason.trim())).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// Puts an instrument back into use.
#[utoipa::path(post, path = "/api/lab/instruments/{id}/resume", tag = "lab", operation_id = "lab.instrument.resume",
    params(("id" = InstrumentId, Path)), request_body = LabInstrumentWhy,
    responses((status = 200, body = LabInstrument), (status = 404), (status = 409)))]
pub(super) async fn resume(
    auth: Allowed<InstrumentResume>,
    Path(id): Path<InstrumentId>,
    Body(why): Body<LabInstrumentWhy>,
) -> Result<Answer<LabInstrument>, Fault> {
    let mut tx = auth.write().await?;
    let found = locked(&mut tx, &auth.scope, id).await?;
    rules::may_resume(found.out_why.as_deref())?;
    tx.because(&why.reason);
    db::stop(&mut tx, &auth.scope, id, None).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

async fn locked(tx: &mut Tx, scope: &Scope, id: InstrumentId) -> Result<db::InstrumentRecord, Fault> {
    db::lock(tx, scope, id).await?;
    instrument_or_404(tx, scope, id).await
}

async fn changed(tx: &mut Tx, scope: &Scope, id: InstrumentId) -> Result<LabInstrument, Fault> {
    tx.announce("instruments", Some(scope.org)).await?;
    let found = instrument_or_404(tx, scope, id).await?;
    Ok(LabInstrument::of(found, scope, today(tx)))
}

async fn instrument_or_404(tx: &mut Tx, scope: &Scope, id: InstrumentId) -> Result<db::InstrumentRecord, Fault> {
    db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("instrument", id).into())
}
