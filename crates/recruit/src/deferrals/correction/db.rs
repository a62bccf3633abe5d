//! Statements about corrections of deferrals.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::{DonorId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::Mistake;

/// What was said to be a mistake, and what was decided.
#[derive(Debug, FromRow)]
pub(crate) struct CorrectionRecord {
    pub(crate) correction_id: Uuid,
    pub(crate) deferral_id: Uuid,
    pub(crate) mistake: Mistake,
    pub(crate) reason: String,
    pub(crate) proposed_at: Instant,
    pub(crate) proposed_by: UserId,
    pub(crate) proposed_by_name: String,
    pub(crate) good_until: Day,
    pub(crate) decided_at: Option<Instant>,
    pub(crate) decided_by: Option<UserId>,
    pub(crate) decided_by_name: Option<String>,
    pub(crate) confirmed: Option<bool>,
    pub(crate) decision_reason: Option<String>,
}

/// Every correction of the deferrals of a donor's person, oldest first.
pub(crate) async fn of_donor(tx: &mut Tx, scope: &Scope, donor: DonorId) -> Result<Vec<CorrectionRecord>, Fault> {
    Ok(sqlx::query_as(
        "select c.correction_id, c.deferral_id, c.mistake, c.reason, c.proposed_at, c.proposed_by,
             p.display_name as proposed_by_name, c.good_until, c.decided_at, c.decided_by,
             w.display_name as decided_by_name, c.confirmed, c.decision_reason
         from recruit.donor d join recruit.donor o on o.person_id = d.person_id
         join recruit.deferral f on f.donor_id = o.donor_id
         join recruit.deferral_correction c on c.deferral_id = f.deferral_id
         join platform.v_user p on p.user_id = c.proposed_by
         left join platform.v_user w on w.user_id = c.decided_by
         where d.donor_id = $1 and $2::uuid is null order by c.proposed_at, c.proposed_no limit 500",
    )
    .bind(donor)
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// Keeps that a deferral is said to be a mistake.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    (deferral, mistake, good_until): (Uuid, Mistake, Day),
    reason: &str,
) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into recruit.deferral_correction (correction_id, deferral_id, mistake, reason, proposed_at, proposed_by,
             good_until)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(deferral)
    .bind(mistake)
    .bind(reason)
    .bind(now)
    .bind(scope.user)
    .bind(good_until)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps what was decided.
pub(super) async fn decide(
    tx: &mut Tx,
    scope: &Scope,
    (correction, confirmed): (Uuid, bool),
    reason: &str,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.deferral_correction set decided_at = $2, decided_by = $3, confirmed = $4, decision_reason = $5
         where correction_id = $1 and decided_at is null",
    )
    .bind(correction)
    .bind(now)
    .bind(scope.user)
    .bind(confirmed)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}
