//! Statements about a person's visits.

use sqlx::FromRow;
use uuid::Uuid;
use vena_contracts::collect::{DonorVisit, VisitOutcome};
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{DonationId, DonorId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::donations::DonationState;

/// A visit, or a donation that was registered without one.
#[derive(Debug, FromRow)]
pub(super) struct VisitRow {
    donor_id: DonorId,
    at: Instant,
    site_name: String,
    kind: DonationKind,
    left_reason: Option<String>,
    donation_id: Option<DonationId>,
    donation_state: Option<DonationState>,
    donation_number: Option<DonationNumber>,
}

impl VisitRow {
    pub(super) fn shown(self) -> DonorVisit {
        let outcome = match (self.donation_state, self.left_reason.as_deref()) {
            (Some(DonationState::Completed), _) => VisitOutcome::Donated,
            (Some(DonationState::Refused), _) | (_, Some("refused")) => VisitOutcome::Refused,
            (Some(DonationState::Cancelled), _) => VisitOutcome::Cancelled,
            (_, Some(_)) => VisitOutcome::Left,
            (_, None) => VisitOutcome::Open,
        };
        DonorVisit {
            donor_id: self.donor_id,
            at: self.at,
            site_name: self.site_name,
            kind: self.kind,
            outcome,
            donation_id: self.donation_id,
            donation_number: self.donation_number,
        }
    }
}

/// Visits of these files, latest first; mistakes at the door are none. A hospital has none to see.
pub(super) async fn visits(tx: &mut Tx, scope: &Scope, donors: &[DonorId], limit: i64) -> Result<Vec<VisitRow>, Fault> {
    let donors: Vec<Uuid> = donors.iter().map(|donor| donor.uuid()).collect();
    Ok(sqlx::query_as(
        "select o.donor_id, o.at, s.name as site_name, o.kind, o.left_reason, o.donation_id, o.donation_state,
             o.donation_number
         from (
             select v.donor_id, v.arrived_at as at, v.site_id, coalesce(d.kind, v.kind) as kind, v.left_reason,
                 d.donation_id, d.state as donation_state, d.donation_number
             from collect.visit v left join collect.donation d on d.donation_id = v.donation_id
             where v.donor_id = any($1) and v.left_reason is distinct from 'mistake'
             union all
             select d.donor_id, d.registered_at, d.site_id, d.kind, null, d.donation_id, d.state, d.donation_number
             from collect.donation d where d.donor_id = any($1) and d.visit_id is null) o
         join platform.v_site s on s.site_id = o.site_id
         where $2::uuid is null
         order by o.at desc, o.donation_id desc nulls last limit $3",
    )
    .bind(donors)
    .bind(scope.only_org())
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}
