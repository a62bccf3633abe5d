//! Statements about special permissions.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    eligibility::DonationKind,
    id::{DonationId, DonorId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::Typed;

/// A permission with the people behind it.
#[derive(Debug, FromRow)]
pub(super) struct PermitRecord {
    pub(super) permit_id: Uuid,
    pub(super) permits: String,
    pub(super) kind: DonationKind,
    pub(super) from_on: Day,
    pub(super) until_on: Day,
    pub(super) reason_sealed: Vec<u8>,
    pub(super) paper: String,
    pub(super) given_at: Instant,
    pub(super) given_by: UserId,
    pub(super) given_by_name: String,
    pub(super) used_at: Option<Instant>,
    pub(super) withdrawn_at: Option<Instant>,
    pub(super) withdrawn_reason: Option<String>,
}

/// The permissions of a donor's person, latest first.
pub(super) async fn of_donor(tx: &mut Tx, scope: &Scope, donor: DonorId) -> Result<Vec<PermitRecord>, Fault> {
    Ok(sqlx::query_as(
        "select x.permit_id, x.permits, x.kind, x.from_on, x.until_on, x.reason_sealed, x.paper, x.given_at, x.given_by,
             u.display_name as given_by_name, x.used_at, x.withdrawn_at, x.withdrawn_reason
         from recruit.donor d join recruit.donor o on o.person_id = d.person_id
         join recruit.permit x on x.donor_id = o.donor_id
         join platform.v_user u on u.user_id = x.given_by
         where d.donor_id = $1 and $2::uuid is null order by x.given_at desc, x.permit_id limit 200",
    )
    .bind(donor)
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// Keeps a permission.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    donor: DonorId,
    typed: &Typed,
    (reason_sealed, paper): (&[u8], &str),
) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    let permits = match typed.permits {
        vena_kernel::eligibility::PermitKind::Interval => "interval",
        vena_kernel::eligibility::PermitKind::Age => "age",
    };
    sqlx::query(
        "insert into recruit.permit (permit_id, donor_id, permits, kind, from_on, until_on, reason_sealed, paper, given_at,
             given_by, org_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(id)
    .bind(donor)
    .bind(permits)
    .bind(typed.kind)
    .bind(typed.from)
    .bind(typed.until)
    .bind(reason_sealed)
    .bind(paper)
    .bind(now)
    .bind(scope.user)
    .bind(scope.org)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends a permission that was not used.
pub(super) async fn withdraw(tx: &mut Tx, scope: &Scope, permit: Uuid, reason: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.permit set withdrawn_at = $2, withdrawn_by = $3, withdrawn_reason = $4
         where permit_id = $1 and used_at is null and withdrawn_at is null",
    )
    .bind(permit)
    .bind(now)
    .bind(scope.user)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A needle of `kind` on `day` uses up what was permitted for it: of each sort the one that ends first. Once for a donation,
/// however often it is heard of.
pub(crate) async fn use_up(
    tx: &mut Tx,
    donor: DonorId,
    donation: DonationId,
    (kind, day): (DonationKind, Day),
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.permit set used_for = $2, used_at = $5 where permit_id in (
             select distinct on (x.permits) x.permit_id
             from recruit.donor d join recruit.donor o on o.person_id = d.person_id
             join recruit.permit x on x.donor_id = o.donor_id
             where d.donor_id = $1 and x.kind = $3 and x.used_at is null and x.withdrawn_at is null
               and $4 between x.from_on and x.until_on
               and not exists (select from recruit.permit u where u.used_for = $2 and u.permits = x.permits)
             order by x.permits, x.until_on, x.permit_id
         )",
    )
    .bind(donor)
    .bind(donation)
    .bind(kind)
    .bind(day)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}
