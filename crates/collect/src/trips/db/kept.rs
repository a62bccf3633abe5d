//! Donations as a vehicle recorded them.

use sqlx::types::Json;
use vena_kernel::{
    clock::Instant,
    collection::screening::Line,
    donation_number::DonationNumber,
    eligibility::{DonationKind, Needle, NeedleOutcome},
    id::{DonationId, DonorId, SiteId, UnitId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};
use vena_trip::{
    entry::Piece,
    state::{Stage, Visit},
};

/// A donation to be kept.
pub(in crate::trips) struct Kept<'a> {
    pub(in crate::trips) donation_id: DonationId,
    pub(in crate::trips) donor_id: DonorId,
    pub(in crate::trips) site_id: SiteId,
    pub(in crate::trips) visit: &'a Visit,
    pub(in crate::trips) number: Option<DonationNumber>,
    pub(in crate::trips) unit_id: Option<UnitId>,
}

/// Keeps a donation with its number, needle and unit: refused, failed or completed.
pub(in crate::trips) async fn insert_donation(tx: &mut Tx, scope: &Scope, kept: &Kept<'_>) -> Result<(), Fault> {
    insert_row(tx, scope, kept).await?;
    if let Some((number, kit)) = kept.number.zip(kept.visit.kit.as_ref()) {
        // Of two donations with one kit the first keeps it; the other is a case.
        let piece = match &kit.piece {
            Some(piece) if !piece_used(tx, &kit.lot, piece).await? => Some(piece),
            _ => None,
        };
        sqlx::query(
            "insert into collect.number (donation_number, donation_id, bound_at, kit_lot, article, kit_serial)
             values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        )
        .bind(number)
        .bind(kept.donation_id)
        .bind(bound_at(kept.visit))
        .bind(&kit.lot)
        .bind(piece.map(|piece| &piece.article))
        .bind(piece.map(|piece| &piece.serial))
        .execute(tx.conn())
        .await?;
        crate::chair::db::keep_lots(tx, kept.donation_id, &kit.all_lots()).await?;
    }
    needle(tx, scope, kept).await?;
    if let Some((unit, volume)) = kept.unit_id.zip(kept.visit.collected_ml) {
        sqlx::query(
            "insert into collect.donation_unit (unit_id, donation_id, product, volume_ml) values ($1, $2, 'WB', $3)",
        )
        .bind(unit)
        .bind(kept.donation_id)
        .bind(volume)
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

fn bound_at(visit: &Visit) -> Instant {
    visit.bound.map_or(visit.since, |(_, at)| at)
}

async fn insert_row(tx: &mut Tx, scope: &Scope, kept: &Kept<'_>) -> Result<(), Fault> {
    let (visit, now) = (kept.visit, tx.now());
    let (version, answers) = visit.answers.clone().unwrap_or_default();
    let state = match visit.stage {
        Stage::Ended => "completed",
        Stage::Refused => "refused",
        _ => "cancelled",
    };
    let failed = visit.stage == Stage::Failed;
    let refusals = refusals(visit);
    sqlx::query(
        "insert into collect.donation (donation_id, donor_id, donor_name_masked, donor_sex, org_id, site_id, state,
             registered_at, registered_by, inquiry_version, answers, health_check, nominal_ml, note, refusals, kind,
             donation_number, bag_lot, bag_medium, bag_expires_on, tubes, bound_at, bound_by, started_at, ended_at,
             collected_ml, reaction_severity, reaction_note, self_excluded, unit_id, needle_at, completed_at, completed_by,
             cancelled_at, cancelled_by, cancelled_reason, left_at, left_by, kit)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
             $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39)",
    )
    .bind(kept.donation_id)
    .bind(kept.donor_id)
    .bind(&visit.name_masked)
    .bind(if visit.sex == vena_kernel::citizen_id::Sex::Male { "male" } else { "female" })
    .bind(scope.org)
    .bind(kept.site_id)
    .bind(state)
    .bind(visit.decided_at.unwrap_or(visit.since))
    .bind(visit.decided_by.unwrap_or(scope.user))
    .bind(version)
    .bind(Json(answers))
    .bind(Json(&visit.check))
    .bind(visit.volume_ml.unwrap_or_default())
    .bind(visit.note.as_deref())
    .bind(Json(refusals))
    .bind(visit.kind)
    .bind(kept.number)
    .bind(visit.kit.as_ref().map(|kit| kit.lot.as_str()))
    .bind(visit.kit.as_ref().map(|kit| kit.medium))
    .bind(visit.kit.as_ref().map(|kit| kit.expires_on))
    .bind(visit.kit.as_ref().map(|kit| i32::try_from(kit.tubes).unwrap_or(i32::MAX)))
    .bind(visit.bound.map(|(_, at)| at))
    .bind(visit.bound.map(|(by, _)| by))
    .bind(visit.started_at)
    .bind(visit.ended_at)
    .bind(visit.collected_ml)
    .bind(visit.reaction.as_ref().map(|(severity, _)| severity.as_str()))
    .bind(visit.reaction.as_ref().and_then(|(_, note)| note.as_deref()))
    .bind(visit.self_excluded)
    .bind(kept.unit_id)
    .bind(visit.started_at)
    .bind((visit.stage == Stage::Ended).then_some(now))
    .bind((visit.stage == Stage::Ended).then_some(scope.user))
    .bind(failed.then_some(now))
    .bind(failed.then_some(scope.user))
    .bind(failed.then(|| visit.left_reason.clone().unwrap_or_default()))
    .bind((visit.stage == Stage::Ended).then_some(visit.went_at.unwrap_or(now)))
    .bind((visit.stage == Stage::Ended).then_some(scope.user))
    .bind(visit.kit.as_ref().and_then(|kit| kit.code.as_deref()))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What refused; a physician may refuse without a rule.
fn refusals(visit: &Visit) -> Vec<Line> {
    if visit.stage != Stage::Refused || !visit.refusals.is_empty() {
        return if visit.stage == Stage::Refused { visit.refusals.clone() } else { Vec::new() };
    }
    let why = visit.note.as_deref().unwrap_or("—");
    let reason = vena_kernel::say!("医师判定：{why}", "Physician: {why}");
    vec![Line {
        rule: "donation.physician".to_owned(),
        reason,
        clause: "GB 18467-2011".to_owned(),
        confidential: false,
    }]
}

async fn needle(tx: &mut Tx, scope: &Scope, kept: &Kept<'_>) -> Result<(), Fault> {
    let (Some(in_at), Some(number)) = (kept.visit.started_at, kept.number) else { return Ok(()) };
    let failed = (kept.visit.stage == Stage::Failed).then(|| kept.visit.left_reason.clone().unwrap_or_default());
    sqlx::query(
        "insert into collect.needle (donation_id, n, in_at, in_by, out_at, failed_why, donation_number)
         values ($1, 1, $2, $3, $4, $5, $6)",
    )
    .bind(kept.donation_id)
    .bind(in_at)
    .bind(kept.visit.bound.map_or(scope.user, |(by, _)| by))
    .bind(kept.visit.ended_at.unwrap_or(kept.visit.since))
    .bind(failed)
    .bind(number)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Every needle of a donor that collect knows.
pub(in crate::trips) async fn needles(tx: &mut Tx, donor: DonorId) -> Result<Vec<Needle>, Fault> {
    let rows: Vec<(DonationId, Instant, DonationKind, bool, Option<i32>, bool)> = sqlx::query_as(
        "select donation_id, needle_at, kind, state = 'completed', collected_ml, reaction_severity is not null
         from collect.donation where donor_id = $1 and needle_at is not null order by needle_at desc limit 500",
    )
    .bind(donor)
    .fetch_all(tx.conn())
    .await?;
    let needle = |(donation, at, kind, completed, volume, reaction)| Needle {
        donation: Some(donation),
        on: crate::day(at),
        kind,
        outcome: if completed { NeedleOutcome::Completed } else { NeedleOutcome::Failed },
        volume_ml: Option::<i32>::unwrap_or_default(volume),
        reaction,
    };
    Ok(rows.into_iter().map(needle).collect())
}

/// Whether a donation or a unit carries this number already.
pub(in crate::trips) async fn number_used(tx: &mut Tx, number: DonationNumber) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar(
        "select exists (select from collect.donation where donation_number = $1)
             or exists (select from collect.number where donation_number = $1)
             or exists (select from ledger.v_unit where donation_number = $1)",
    )
    .bind(number)
    .fetch_one(tx.conn())
    .await?)
}

/// Whether a donation wears this piece already.
pub(in crate::trips) async fn piece_used(tx: &mut Tx, lot: &str, piece: &Piece) -> Result<bool, Fault> {
    let sql = "select exists (select from collect.number where article = $1 and kit_lot = $2 and kit_serial = $3)";
    Ok(sqlx::query_scalar(sql).bind(&piece.article).bind(lot).bind(&piece.serial).fetch_one(tx.conn()).await?)
}

/// Donations of one donor wait for each other, wherever they come from.
pub(in crate::trips) async fn lock_donor(tx: &mut Tx, donor: DonorId) -> Result<(), Fault> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('collect.donor:' || $1::uuid::text, 0))")
        .bind(donor)
        .execute(tx.conn())
        .await?;
    Ok(())
}
