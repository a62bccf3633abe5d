//! Statements about donations. Hospitals see none: every statement takes the caller's scope.

mod choices;

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::{Day, Instant},
    collection::inquiry::Answers,
    donation_number::DonationNumber,
    eligibility::{DonationKind, Needle, NeedleOutcome},
    id::{DonationId, DonorId, SiteId, UnitId, UserId, VisitId},
    product::MediumCode,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

pub(crate) use choices::{Choices, choices};

use super::words::{Arm, DonationState, EndedWhy, IdentifiedWay, Severity};
use crate::screening::{HealthCheck, Line};

/// A donation with the names around it.
#[derive(Debug, FromRow)]
pub(crate) struct DonationRecord {
    pub(crate) donation_id: DonationId,
    pub(crate) donor_id: DonorId,
    pub(crate) donor_name_masked: String,
    pub(crate) site_id: SiteId,
    pub(crate) site_name: String,
    pub(crate) state: DonationState,
    pub(crate) registered_at: Instant,
    pub(crate) registered_by: UserId,
    pub(crate) registered_by_name: String,
    pub(crate) inquiry_version: String,
    pub(crate) answers: Json<Answers>,
    pub(crate) health_check: Json<HealthCheck>,
    pub(crate) nominal_ml: i32,
    pub(crate) note: Option<String>,
    pub(crate) refusals: Json<Vec<Line>>,
    pub(crate) donation_number: Option<DonationNumber>,
    pub(crate) bag_lot: Option<String>,
    pub(crate) bag_medium: Option<MediumCode>,
    pub(crate) bag_expires_on: Option<Day>,
    pub(crate) tubes: Option<i32>,
    pub(crate) bound_at: Option<Instant>,
    pub(crate) bound_by: Option<UserId>,
    pub(crate) bound_by_name: Option<String>,
    pub(crate) started_at: Option<Instant>,
    pub(crate) ended_at: Option<Instant>,
    pub(crate) collected_ml: Option<i32>,
    pub(crate) reaction_severity: Option<Severity>,
    pub(crate) reaction_note: Option<String>,
    pub(crate) self_excluded: bool,
    pub(crate) unit_id: Option<UnitId>,
    pub(crate) completed_by: Option<UserId>,
    pub(crate) completed_by_name: Option<String>,
    pub(crate) needle_at: Option<Instant>,
    pub(crate) cancelled_at: Option<Instant>,
    pub(crate) cancelled_by: Option<UserId>,
    pub(crate) cancelled_by_name: Option<String>,
    pub(crate) cancelled_reason: Option<String>,
    pub(crate) kind: DonationKind,
    pub(crate) visit_id: Option<VisitId>,
    pub(crate) chair: Option<String>,
    pub(crate) seated_at: Option<Instant>,
    pub(crate) seated_by: Option<UserId>,
    pub(crate) seated_by_name: Option<String>,
    pub(crate) identified_way: Option<IdentifiedWay>,
    pub(crate) kit: Option<String>,
    /// Why the maker's label was typed and not scanned.
    pub(crate) kit_typed_why: Option<String>,
    pub(crate) confirmed_at: Option<Instant>,
    pub(crate) confirmed_by: Option<UserId>,
    pub(crate) confirmed_by_name: Option<String>,
    pub(crate) arm: Option<Arm>,
    pub(crate) started_by: Option<UserId>,
    pub(crate) started_by_name: Option<String>,
    pub(crate) paused_at: Option<Instant>,
    pub(crate) ended_why: Option<EndedWhy>,
    pub(crate) machine_ml: Option<i32>,
    pub(crate) platelets_e11: Option<f64>,
    pub(crate) anticoagulant_ml: Option<i32>,
    pub(crate) left_at: Option<Instant>,
    pub(crate) left_by: Option<UserId>,
    pub(crate) left_by_name: Option<String>,
    pub(crate) gift: Option<String>,
}

/// Makes registrations of one donor wait for each other.
pub(super) async fn lock_donor(tx: &mut Tx, donor: DonorId) -> Result<(), Fault> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('collect.donor:' || $1::uuid::text, 0))")
        .bind(donor)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The open donation of a donor.
pub(super) async fn open_donation(tx: &mut Tx, donor: DonorId) -> Result<Option<DonationId>, Fault> {
    Ok(sqlx::query_scalar(
        "select donation_id from collect.donation where donor_id = $1 and state in ('accepted', 'bound', 'started')",
    )
    .bind(donor)
    .fetch_optional(tx.conn())
    .await?)
}

/// Every needle of the donor that collect knows, of a failed donation too.
pub(crate) async fn needles_of(tx: &mut Tx, donor: DonorId) -> Result<Vec<Needle>, Fault> {
    type Row = (DonationId, Instant, DonationKind, DonationState, Option<i32>, Option<Severity>);
    let rows: Vec<Row> = sqlx::query_as(
        "select donation_id, needle_at, kind, state, collected_ml, reaction_severity
         from collect.donation where donor_id = $1 and needle_at is not null",
    )
    .bind(donor)
    .fetch_all(tx.conn())
    .await?;
    let needle = |(donation, at, kind, state, volume_ml, reaction): Row| Needle {
        donation: Some(donation),
        on: crate::day(at),
        kind,
        outcome: if state == DonationState::Completed { NeedleOutcome::Completed } else { NeedleOutcome::Failed },
        volume_ml: volume_ml.unwrap_or(0),
        reaction: reaction.is_some(),
    };
    Ok(rows.into_iter().map(needle).collect())
}

/// The other completed donations of whoever gave `number`, oldest first.
pub(crate) async fn siblings(tx: &mut Tx, number: DonationNumber) -> Result<Vec<(DonationNumber, Instant)>, Fault> {
    Ok(sqlx::query_as(
        "select o.donation_number, o.ended_at
         from collect.donation d join collect.donation o on o.donor_id = d.donor_id and o.donation_id <> d.donation_id
         where d.donation_number = $1 and o.state = 'completed' and o.needle_at is not null
         order by o.ended_at, o.donation_number",
    )
    .bind(number)
    .fetch_all(tx.conn())
    .await?)
}

/// A judged registration.
#[derive(Debug)]
pub(super) struct NewDonation<'a> {
    pub(super) donation_id: DonationId,
    pub(super) donor_id: DonorId,
    pub(super) donor_name_masked: &'a str,
    pub(super) male: bool,
    pub(super) site_id: SiteId,
    pub(super) inquiry_version: &'a str,
    pub(super) answers: &'a Answers,
    pub(super) check: &'a HealthCheck,
    pub(super) kind: DonationKind,
    pub(super) visit: VisitId,
    pub(super) nominal_ml: i32,
    pub(super) note: Option<&'a str>,
    pub(super) refusals: &'a [Line],
}

/// Keeps a judged registration.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewDonation<'_>) -> Result<(), Fault> {
    let now = tx.now();
    let state = if new.refusals.is_empty() { DonationState::Accepted } else { DonationState::Refused };
    sqlx::query(
        "insert into collect.donation (donation_id, donor_id, donor_name_masked, donor_sex, org_id, site_id, state,
             registered_at, registered_by, inquiry_version, answers, health_check, nominal_ml, note, refusals,
             kind, visit_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(new.donation_id)
    .bind(new.donor_id)
    .bind(new.donor_name_masked)
    .bind(if new.male { "male" } else { "female" })
    .bind(scope.org)
    .bind(new.site_id)
    .bind(state)
    .bind(now)
    .bind(scope.user)
    .bind(new.inquiry_version)
    .bind(Json(new.answers))
    .bind(Json(new.check))
    .bind(new.nominal_ml)
    .bind(new.note)
    .bind(Json(new.refusals))
    .bind(new.kind)
    .bind(new.visit)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The donation, if `scope` may see donations.
pub(crate) async fn donation(tx: &mut Tx, scope: &Scope, id: DonationId) -> Result<Option<DonationRecord>, Fault> {
    Ok(sqlx::query_as("select * from collect.v_donation where donation_id = $1 and $2::uuid is null")
        .bind(id)
        .bind(scope.only_org())
        .fetch_optional(tx.conn())
        .await?)
}

/// The donation of this donor, locked; for the donor alone.
pub(crate) async fn own_donation(tx: &mut Tx, id: DonationId, donor: DonorId) -> Result<Option<DonationRecord>, Fault> {
    lock(tx, id).await?;
    Ok(sqlx::query_as("select * from collect.v_donation where donation_id = $1 and donor_id = $2")
        .bind(id)
        .bind(donor)
        .fetch_optional(tx.conn())
        .await?)
}

/// Makes the steps of one donation wait for each other.
pub(super) async fn lock(tx: &mut Tx, id: DonationId) -> Result<(), Fault> {
    sqlx::query("select donation_id from collect.donation where donation_id = $1 for update")
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Which donations.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub(super) state: Option<DonationState>,
    pub(super) site: Option<SiteId>,
    /// Beginning of the donation number, canonical.
    pub(super) number: &'a str,
    /// After this one.
    pub(super) after: Option<(Instant, DonationId)>,
    pub(super) limit: i64,
}

/// A page of donations, latest registration first.
pub(super) async fn list(tx: &mut Tx, scope: &Scope, wanted: &Wanted<'_>) -> Result<Vec<DonationRecord>, Fault> {
    Ok(sqlx::query_as(
        "select * from collect.v_donation
         where $1::uuid is null and ($2::text is null or state = $2) and ($3::uuid is null or site_id = $3)
           and ($4 = '' or starts_with(donation_number, $4))
           and ($5::timestamptz is null or (registered_at, donation_id) < ($5, $6))
         order by registered_at desc, donation_id desc limit $7",
    )
    .bind(scope.only_org())
    .bind(wanted.state)
    .bind(wanted.site)
    .bind(wanted.number)
    .bind(wanted.after.map(|(at, _)| at))
    .bind(wanted.after.map(|(_, id)| id))
    .bind(wanted.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// The donation of this number.
pub(crate) async fn by_number(
    tx: &mut Tx,
    scope: &Scope,
    number: DonationNumber,
) -> Result<Option<DonationRecord>, Fault> {
    Ok(sqlx::query_as("select * from collect.v_donation where donation_number = $1 and $2::uuid is null")
        .bind(number)
        .bind(scope.only_org())
        .fetch_optional(tx.conn())
        .await?)
}

/// The donations of these numbers, for other scenes.
pub(crate) async fn facts(tx: &mut Tx, numbers: &[DonationNumber]) -> Result<Vec<DonationRecord>, Fault> {
    Ok(sqlx::query_as("select * from collect.v_donation where donation_number = any($1)")
        .bind(numbers)
        .fetch_all(tx.conn())
        .await?)
}

/// Whether a donation or a unit carries this number already, or a vehicle has it along.
pub(super) async fn number_used(tx: &mut Tx, number: DonationNumber) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar(
        "select exists (select from collect.number where donation_number = $1)
             or exists (select from ledger.v_unit where donation_number = $1)
             or exists (select from collect.trip_number where donation_number = $1)",
    )
    .bind(number)
    .fetch_one(tx.conn())
    .await?)
}

/// A bound number.
#[derive(Debug)]
pub(super) struct Binding<'a> {
    pub(super) at: Instant,
    pub(super) number: DonationNumber,
    pub(super) kit: &'a str,
    /// Why its label was typed and not scanned.
    pub(super) typed_why: Option<&'a str>,
    /// Article and number of the kit, where the maker says them.
    pub(super) piece: Option<(&'a str, &'a str)>,
    pub(super) lot: &'a str,
    pub(super) medium: MediumCode,
    pub(super) expires_on: Day,
    pub(super) tubes: usize,
}

/// Binds a number. A number or kit that is in use already violates `number_pkey`, `donation_number_key` or `number_kit_key`.
pub(super) async fn bind(tx: &mut Tx, scope: &Scope, id: DonationId, binding: &Binding<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into collect.number (donation_number, donation_id, bound_at, article, kit_lot, kit_serial)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(binding.number)
    .bind(id)
    .bind(binding.at)
    .bind(binding.piece.map(|(article, _)| article))
    .bind(binding.lot)
    .bind(binding.piece.map(|(_, serial)| serial))
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "update collect.donation set state = 'bound', donation_number = $2, bag_lot = $3, bag_medium = $4,
             bag_expires_on = $5, tubes = $6, bound_at = $7, bound_by = $8, kit = $9, kit_typed_why = $10
         where donation_id = $1",
    )
    .bind(id)
    .bind(binding.number)
    .bind(binding.lot)
    .bind(binding.medium)
    .bind(binding.expires_on)
    .bind(i32::try_from(binding.tubes).unwrap_or(i32::MAX))
    .bind(binding.at)
    .bind(scope.user)
    .bind(binding.kit)
    .bind(binding.typed_why)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A full bag, or several of a machine.
#[derive(Debug)]
pub(super) struct Completion<'a> {
    pub(super) started_at: Instant,
    pub(super) ended_at: Instant,
    pub(super) ended_why: EndedWhy,
    pub(super) volume_ml: i32,
    pub(super) machine_ml: Option<i32>,
    pub(super) platelets_e11: Option<f64>,
    pub(super) anticoagulant_ml: Option<i32>,
    pub(super) reaction: Option<(Severity, Option<&'a str>)>,
    pub(super) self_excluded: bool,
    pub(super) unit_id: UnitId,
}

/// Completes a donation.
pub(super) async fn complete(tx: &mut Tx, scope: &Scope, id: DonationId, full: &Completion<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.donation set state = 'completed', started_at = $2, ended_at = $3, collected_ml = $4,
             reaction_severity = coalesce($5, reaction_severity), reaction_note = coalesce($6, reaction_note),
             self_excluded = self_excluded or $7, unit_id = $8, needle_at = $2,
             completed_at = $9, completed_by = $10, ended_why = $11, machine_ml = $12, platelets_e11 = $13,
             anticoagulant_ml = $14, paused_at = null
         where donation_id = $1",
    )
    .bind(id)
    .bind(full.started_at)
    .bind(full.ended_at)
    .bind(full.volume_ml)
    .bind(full.reaction.map(|(severity, _)| severity))
    .bind(full.reaction.and_then(|(_, note)| note))
    .bind(full.self_excluded)
    .bind(full.unit_id)
    .bind(now)
    .bind(scope.user)
    .bind(full.ended_why)
    .bind(full.machine_ml)
    .bind(full.platelets_e11)
    .bind(full.anticoagulant_ml)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Cancels a donation; the needle that was in vain before stays known.
pub(crate) async fn cancel(tx: &mut Tx, scope: &Scope, id: DonationId, reason: &str, at: Instant) -> Result<(), Fault> {
    sqlx::query(
        "update collect.donation set state = 'cancelled', cancelled_at = $2, cancelled_by = $3, cancelled_reason = $4,
             paused_at = null
         where donation_id = $1",
    )
    .bind(id)
    .bind(at)
    .bind(scope.user)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}
