//! The needle is out: what was drawn becomes units of the ledger.

use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vena_contracts::collect::DonationCompleted;
use vena_kernel::{
    clock::{Day, Instant},
    collection::{
        chair::{self as page, Machine, Output},
        flow::Figures,
    },
    eligibility::DonationKind,
    id::{DonationId, ReadingId, UnitId},
    product::{MediumCode, ProductCode},
    refusal::Refusal,
    rulebook, say,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    DonationComplete, Severity, db,
    db::DonationRecord,
    rules,
    steps::opened,
    unit::{self, Drawn, DrawnBag},
    view::{Donation, donation_or_404},
    words::EndedWhy,
};
use crate::{Bookings, Donors, book, chair, day, reactions, readings::flow};

/// A reaction of the donor.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationReactionNew {
    /// What it was, as the rulebook names it; `other` when absent.
    #[garde(length(chars, min = 1, max = 40))]
    kind: Option<String>,
    /// How bad it was.
    #[garde(skip)]
    severity: Severity,
    /// What was seen and done.
    #[garde(length(chars, max = 500))]
    note: Option<String>,
}

/// A bag that a machine has filled.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationProduct {
    /// What it is.
    #[garde(skip)]
    product: ProductCode,
    /// Volume, mL.
    #[garde(range(min = 1, max = 1000))]
    volume_ml: i32,
    /// In what it is kept; the kit's usual bag when absent.
    #[garde(skip)]
    medium: Option<MediumCode>,
}

/// The needle is out.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationCompletion {
    /// When it came out; now when absent. Not before the step before it.
    #[garde(skip)]
    ended_at: Option<Instant>,
    /// Why it came out; because enough was drawn when absent.
    #[garde(skip)]
    ended_why: Option<EndedWhy>,
    /// Collected volume, mL; of a machine, all its bags together.
    #[garde(range(min = 1, max = 1000))]
    volume_ml: i32,
    /// What scale or machine says, mL.
    #[garde(range(min = 1, max = 1500))]
    machine_ml: Option<i32>,
    /// That the volume was looked at again, when it differs from the scale's.
    #[garde(skip)]
    #[serde(default)]
    volume_confirmed: bool,
    /// The bags of a machine.
    #[garde(length(max = 6), dive)]
    #[serde(default)]
    products: Vec<DonationProduct>,
    /// Platelets in all bags together, 10^11, as the machine says.
    #[garde(range(min = 0.0, max = 30.0))]
    platelets_e11: Option<f64>,
    /// Anticoagulant that the machine has used, mL.
    #[garde(range(min = 0, max = 2000))]
    anticoagulant_ml: Option<i32>,
    /// The machine's own record; its last word about this number when absent.
    #[garde(skip)]
    reading_id: Option<ReadingId>,
    /// Why what was typed differs from the machine's record.
    #[garde(length(chars, min = 2, max = 300))]
    difference_reason: Option<String>,
    /// A reaction of the donor.
    #[garde(dive)]
    reaction: Option<DonationReactionNew>,
    /// The donor asks that the blood not be used.
    #[garde(skip)]
    #[serde(default)]
    self_excluded: bool,
}

/// Completes a donation whose needle is in: what was drawn becomes a unit of the ledger, or several of a machine.
#[utoipa::path(post, path = "/api/collect/donations/{id}/complete", tag = "collect",
    operation_id = "collect.donation.complete", params(("id" = DonationId, Path)), request_body = DonationCompletion,
    responses((status = 200, body = Donation)))]
pub(super) async fn complete(
    auth: Allowed<DonationComplete>,
    (donors, bookings): (Donors, Bookings),
    Path(id): Path<DonationId>,
    Body(done): Body<DonationCompletion>,
) -> Result<Answer<Donation>, Fault> {
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    rules::running(record.state)?;
    let times = done.times(&record, tx.now())?;
    chair::in_turn(&mut tx, &record, times.1).await?;
    let today = day(times.1);
    done.volume_looked_at(today)?;
    let mut drawn = done.drawn(&mut tx, &record, times.1, today)?;
    let against = chair::still::against(&mut tx, &auth.scope, &donors, (&record, day(times.0))).await?;
    drawn.speaks_against = against.is_some();
    let machine = flow::attach(&mut tx, &auth.scope, &record, done.typed(times), times.1).await?;
    unit::collect(&mut tx, &auth.scope, &drawn).await?;
    finish(&mut tx, &auth.scope, (&record, &done, machine.as_ref()), &drawn, times).await?;
    if let Some(booking) = chair::db::booking_of(&mut tx, id).await? {
        bookings.fulfilled(&mut tx, booking, id).await?;
    }
    let donation = donation_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(donation).await
}

impl DonationCompletion {
    /// Needle in and needle out, if they can be true.
    fn times(&self, record: &DonationRecord, now: Instant) -> Result<(Instant, Instant), Fault> {
        let ended_at = self.ended_at.unwrap_or(now);
        let started_at = record.started_at.ok_or_else(|| Problem::not_found("started_at", record.donation_id))?;
        let today = day(ended_at);
        let longest = match record.kind {
            DonationKind::WholeBlood => book::collection(today)?.minutes_max,
            kind => page::apheresis(kind, today)?.minutes_max,
        };
        rules::needle_times(started_at, ended_at, now, longest)?;
        Ok((started_at, ended_at))
    }

    /// What is compared with the machine's own record.
    fn typed(&self, (started_at, ended_at): (Instant, Instant)) -> flow::Typed<'_> {
        let seconds = i32::try_from(ended_at.seconds_since(started_at)).ok();
        let figures = Figures {
            volume_ml: Some(f64::from(self.volume_ml)),
            seconds: seconds.map(f64::from),
            anticoagulant_ml: self.anticoagulant_ml.map(f64::from),
            platelets_e11: self.platelets_e11,
        };
        flow::Typed { reading: self.reading_id, figures, why: self.difference_reason.as_deref() }
    }

    /// Refuses by `donation.volume-differs` a typed volume that the scale contradicts, until somebody has looked again.
    fn volume_looked_at(&self, today: Day) -> Result<(), Refusal> {
        let Some((scale, limit)) = self.machine_ml.zip(page::scale_differs_ml(today)) else { return Ok(()) };
        if self.volume_confirmed || (self.volume_ml - scale).abs() <= limit {
            return Ok(());
        }
        let typed = self.volume_ml;
        let reason = say!(
            "录入 {typed} mL，秤/单采机为 {scale} mL，相差超过 {limit} mL：请复核后确认",
            "{typed} mL was typed, the scale says {scale} mL, more than {limit} mL apart: look again and confirm"
        );
        Err(Refusal::new("donation.volume-differs", reason))
    }

    /// The bags: one of whole blood, or those of a machine.
    fn drawn(&self, tx: &mut Tx, record: &DonationRecord, ended_at: Instant, today: Day) -> Result<Drawn, Fault> {
        let bound = record.donation_number.zip(record.bag_medium);
        let (number, medium) = bound.ok_or_else(|| Problem::not_found("donation_number", record.donation_id))?;
        let bag = |product, volume_ml, medium| DrawnBag {
            unit: UnitId::from_uuid(tx.new_id()),
            product,
            medium: Some(medium),
            volume_ml,
        };
        let bags = if record.kind == DonationKind::WholeBlood {
            if let Some(other) = self.products.first() {
                let detail = say!("全血只有一袋", "whole blood is one bag");
                return Err(Problem::invalid("products", other.product, "donation.product", detail).into());
            }
            vec![bag(rulebook::products().find("WB")?.code, self.volume_ml, medium)]
        } else {
            let given: Vec<Output> = self.products.iter().map(DonationProduct::output).collect();
            page::outputs(record.kind, Machine { platelets_e11: self.platelets_e11 }, &given, today)?;
            self.all_of_it(&given)?;
            let of = |made: &DonationProduct| bag(made.product, made.volume_ml, made.medium.unwrap_or(medium));
            self.products.iter().map(of).collect()
        };
        Ok(Drawn {
            number,
            site: record.site_id,
            ended_at,
            nominal_ml: record.nominal_ml,
            apheresis: record.kind != DonationKind::WholeBlood,
            self_excluded: self.self_excluded || record.self_excluded,
            speaks_against: false,
            bags,
        })
    }

    /// Refuses by `donation.sum` bags that do not add up to what was collected.
    fn all_of_it(&self, given: &[Output]) -> Result<(), Refusal> {
        let (sum, whole): (i32, i32) = (given.iter().map(|bag| bag.volume_ml).sum(), self.volume_ml);
        if sum == whole {
            return Ok(());
        }
        let reason =
            say!("各袋合计 {sum} mL，与采集量 {whole} mL 不符", "the bags add up to {sum} mL, not to {whole} mL");
        Err(Refusal::new("donation.sum", reason))
    }
}

impl DonationProduct {
    fn output(&self) -> Output {
        Output { product: self.product, volume_ml: self.volume_ml }
    }
}

/// Keeps the completion and tells it.
async fn finish(
    tx: &mut Tx,
    scope: &Scope,
    (record, done, machine): (&DonationRecord, &DonationCompletion, Option<&flow::Attached>),
    drawn: &Drawn,
    (started_at, ended_at): (Instant, Instant),
) -> Result<(), Fault> {
    let id = record.donation_id;
    let first = drawn.bags.first().ok_or_else(|| Problem::not_found("products", id))?.unit;
    let reaction = done.reaction.as_ref().map(|reaction| (reaction.severity, reaction.note.as_deref()));
    let full = db::Completion {
        started_at,
        ended_at,
        ended_why: done.ended_why.unwrap_or(EndedWhy::Full),
        volume_ml: done.volume_ml,
        machine_ml: done.machine_ml.or_else(|| machine.and_then(flow::Attached::machine_ml)),
        platelets_e11: done.platelets_e11.or_else(|| machine.and_then(flow::Attached::platelets_e11)),
        anticoagulant_ml: done.anticoagulant_ml.or_else(|| machine.and_then(flow::Attached::anticoagulant_ml)),
        reaction,
        self_excluded: done.self_excluded,
        unit_id: first,
    };
    db::complete(tx, scope, id, &full).await?;
    for bag in &drawn.bags {
        chair::db::keep_unit(tx, id, (bag.unit, bag.product.as_str(), bag.volume_ml)).await?;
    }
    chair::db::needle_out(tx, id, ended_at, None).await?;
    let machine = machine.map(flow::Attached::detail);
    let detail = json!({ "volume_ml": done.volume_ml, "why": full.ended_why, "machine": machine });
    chair::db::step(tx, scope, id, ("completed", ended_at), detail).await?;
    chair::db::visit_goes_on(tx, id, "resting").await?;
    if let Some(reaction) = &done.reaction {
        let kind = reaction.kind.as_deref().unwrap_or("other");
        let note = reaction.note.as_deref().unwrap_or_default();
        reactions::during(tx, scope, record, (kind, reaction.severity, note), ended_at).await?;
    }
    tell(tx, record, drawn, (done.volume_ml, ended_at)).await?;
    tx.announce("donations", Some(scope.org)).await?;
    tx.announce("units", Some(scope.org)).await
}

async fn tell(
    tx: &mut Tx,
    record: &DonationRecord,
    drawn: &Drawn,
    (volume_ml, ended_at): (i32, Instant),
) -> Result<(), Fault> {
    let unit_ids: Vec<UnitId> = drawn.bags.iter().map(|bag| bag.unit).collect();
    let first = unit_ids.first().copied().ok_or_else(|| Problem::not_found("products", record.donation_id))?;
    let reaction = reactions::db::counts(tx, record.donation_id).await?;
    let choices = db::choices(tx, record.donation_id).await?;
    tx.tell(&DonationCompleted {
        donation_id: record.donation_id,
        donation_number: drawn.number,
        donor_id: record.donor_id,
        kind: record.kind,
        unit_id: first,
        unit_ids,
        site_id: drawn.site,
        ended_at,
        volume_ml,
        reaction,
        news_unwanted: choices.is_some_and(|choices| !choices.notice),
    })
    .await
}
