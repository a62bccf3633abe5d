//! The curve of a donation with its limits, as people look at it.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    collection::{
        chair,
        flow::{Difference, Finding, judge},
        reading::{Mark, ReadingKind},
    },
    eligibility::DonationKind,
    id::{DonationId, ReadingId},
    product::ProductCode,
    quantity::VolumeMl,
    rulebook,
};
use vena_platform::{auth::Allowed, fault::Fault, http::Path};

use super::{Course, course, db};
use crate::{
    day,
    donations::{DonationRecord, record_or_404},
    readings::DonationFlow,
};

/// After how many minutes which products are made no more.
#[derive(Debug, Serialize, ToSchema)]
struct FlowLimit {
    /// Minutes since the needle went in.
    minutes: i64,
    /// What is made no more.
    products: Vec<ProductCode>,
}

/// What a bag of whole blood is judged by.
#[derive(Debug, Serialize, ToSchema)]
struct FlowLimits {
    /// From here everything may be made of it, mL.
    full_from_ml: i32,
    /// Up to here, mL.
    full_to_ml: i32,
    /// From here red cells alone, mL.
    red_cells_from_ml: i32,
    /// How long it may take.
    slow: Vec<FlowLimit>,
    /// The clause behind the volumes.
    clause: String,
}

/// What a machine gives besides whole blood, as it has recorded it.
#[derive(Debug, Serialize, ToSchema)]
struct FlowYield {
    /// Plasma, mL.
    plasma_ml: Option<f64>,
    /// Platelets, mL.
    platelets_ml: Option<f64>,
    /// Platelets, 10^11.
    platelets_e11: Option<f64>,
    /// Therapeutic doses.
    doses: Option<f64>,
    /// Blood processed, mL.
    processed_ml: Option<f64>,
    /// Anticoagulant, mL.
    anticoagulant_ml: Option<f64>,
    /// Saline, mL.
    saline_ml: Option<f64>,
    /// Cycles.
    cycles: Option<f64>,
}

/// What a machine has told about a donation.
#[derive(Debug, Serialize, ToSchema)]
struct FlowCourse {
    /// Its last word.
    reading_id: ReadingId,
    /// Which kind of machine.
    machine: ReadingKind,
    /// What people call it.
    device_name: String,
    /// Its serial number.
    serial: String,
    /// `start`, `running`, `paused`, `alarm`, `end` or `interrupted`.
    phase: String,
    /// It has told its end.
    ended: bool,
    /// When it began.
    began_at: Option<Instant>,
    /// When it spoke last.
    at: Instant,
    /// What it weighs, mL; of an apheresis machine all bags together.
    volume_ml: Option<f64>,
    /// What it was set to, mL.
    target_ml: Option<f64>,
    /// Flow now, or on the whole once ended, mL/min.
    flow_ml_min: Option<f64>,
    /// Since the beginning, s.
    duration_s: Option<f64>,
    /// Seconds since the beginning, and mL then.
    points: Vec<[f64; 2]>,
    /// What it has complained about.
    alarms: Vec<String>,
    /// What an apheresis machine gives.
    gives: Option<FlowYield>,
    /// What the rulebook says about it.
    findings: Vec<Finding>,
    /// What speaks about the reading itself.
    marks: Vec<Mark>,
    /// It is kept as the record of this donation.
    attached: bool,
    /// Where what was typed differs.
    differences: Vec<Difference>,
    /// Why.
    explained: Option<String>,
    /// Who said so.
    explained_by_name: Option<String>,
    /// How many times the machine spoke.
    readings: usize,
}

/// The course of a donation by its machine.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DonationFlow)]
pub(crate) struct Shown {
    /// What is given.
    kind: DonationKind,
    /// The volume that was agreed, mL.
    agreed_ml: i32,
    /// What whole blood is judged by.
    limits: Option<FlowLimits>,
    /// What the machine has told; absent when none has.
    course: Option<FlowCourse>,
}

/// What the machine has told about a donation, with the limits of the rulebook.
#[utoipa::path(get, path = "/api/collect/donations/{id}/flow", tag = "collect",
    operation_id = "collect.donation.view_flow", params(("id" = DonationId, Path)),
    responses((status = 200, body = Shown)))]
pub(crate) async fn view(auth: Allowed<DonationFlow>, Path(id): Path<DonationId>) -> Result<Json<Shown>, Fault> {
    let mut tx = auth.read().await?;
    let donation = record_or_404(&mut tx, &auth.scope, id).await?;
    let told = course(&mut tx, &auth.scope, &donation).await?;
    let kept = db::attached(&mut tx, id).await?;
    let on = day(donation.registered_at);
    let course = told.map(|told| shown(told, kept, &donation, on)).transpose()?;
    Ok(Json(Shown { kind: donation.kind, agreed_ml: donation.nominal_ml, limits: limits(&donation, on), course }))
}

fn shown(told: Course, kept: Option<db::FlowRecord>, donation: &DonationRecord, on: Day) -> Result<FlowCourse, Fault> {
    let findings = judge(&told.flow(donation), rulebook::preparation(), on)?;
    let kept = kept.filter(|kept| kept.reading_id == told.last.reading_id);
    let gives = (donation.kind != DonationKind::WholeBlood).then(|| gives(&told));
    let (began_at, volume_ml, ended) = (told.began_at(), told.volume_ml(), told.flow(donation).ended);
    let (target_ml, flow_ml_min) = (told.value("target_ml"), told.value("flow_ml_min"));
    let (duration_s, phase) = (told.value("duration_s"), told.phase().to_owned());
    Ok(FlowCourse {
        attached: kept.is_some(),
        explained: kept.as_ref().and_then(|kept| kept.explained.clone()),
        explained_by_name: kept.as_ref().and_then(|kept| kept.explained_by_name.clone()),
        differences: kept.map(|kept| kept.differences.0).unwrap_or_default(),
        began_at,
        volume_ml,
        ended,
        target_ml,
        flow_ml_min,
        duration_s,
        phase,
        gives,
        findings,
        reading_id: told.last.reading_id,
        machine: told.last.kind,
        device_name: told.last.device_name,
        serial: told.last.serial,
        at: told.last.at,
        marks: told.last.marks.0,
        points: told.points,
        alarms: told.alarms,
        readings: told.readings,
    })
}

fn gives(told: &Course) -> FlowYield {
    FlowYield {
        plasma_ml: told.value("plasma_ml"),
        platelets_ml: told.value("platelets_ml"),
        platelets_e11: told.value("platelets_10e11"),
        doses: told.value("doses"),
        processed_ml: told.value("processed_ml"),
        anticoagulant_ml: told.value("ac_ml"),
        saline_ml: told.value("saline_ml"),
        cycles: told.value("cycles"),
    }
}

/// The limits of a bag of whole blood.
fn limits(donation: &DonationRecord, on: Day) -> Option<FlowLimits> {
    let rule = chair::yields(on).ok().filter(|_| donation.kind == DonationKind::WholeBlood)?;
    let agreed = donation.nominal_ml;
    // A bag that weighs exactly the percentage belongs to the better side: rounded up below, down above.
    let from = |percent: i32| (agreed * percent + 99) / 100;
    let slow = VolumeMl::new(agreed).map(|agreed| rulebook::preparation().slow_limits(agreed)).unwrap_or_default();
    Some(FlowLimits {
        full_from_ml: from(rule.full_from_percent),
        full_to_ml: agreed * rule.full_to_percent / 100,
        red_cells_from_ml: from(rule.red_cells_from_percent),
        slow: slow
            .into_iter()
            .map(|(minutes, products, _)| FlowLimit { minutes, products: products.to_vec() })
            .collect(),
        clause: rule.basis.source.clone(),
    })
}
