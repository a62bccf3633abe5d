//! Statements about what happened to the tubes of a donation in the laboratory.

use sqlx::FromRow;
use vena_kernel::{clock::Instant, donation_number::DonationNumber};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// Something that happened to a tube.
#[derive(Debug, FromRow)]
pub(super) struct StepRow {
    pub(super) at: Instant,
    pub(super) step: String,
    /// None where it was all tubes.
    pub(super) role: Option<String>,
    pub(super) by_name: String,
    pub(super) place: String,
    pub(super) detail: Option<String>,
}

/// Receipts, places, runs and the end, earliest first.
pub(super) async fn steps(tx: &mut Tx, scope: &Scope, number: DonationNumber) -> Result<Vec<StepRow>, Fault> {
    Ok(sqlx::query_as(
        "select t.received_at as at, case when t.outcome = 'refused' then 'refused' else 'accepted' end as step, t.role,
             u.display_name as by_name, s.name as place, nullif(concat_ws(' ', array_to_string(t.findings, ' '), t.note), '') as detail
         from lab.tube t join platform.v_user u on u.user_id = t.received_by
         join lab.receipt r on r.receipt_id = t.receipt_id join platform.v_site s on s.site_id = r.site_id
         where t.donation_number = $1 and t.org_id = $2
         union all
         select m.at, m.kind, t.role, u.display_name,
             coalesce(k.code || ' ' || chr(64 + m.rack_row) || m.rack_column, ''), m.reason
         from lab.tube_move m join lab.tube t on t.tube_id = m.tube_id
         join platform.v_user u on u.user_id = m.by left join lab.rack k on k.rack_id = m.rack_id
         where t.donation_number = $1 and t.org_id = $2
         union all
         select r.planned_at, 'run', null, u.display_name, i.name, r.run_no
         from lab.run r join platform.v_user u on u.user_id = r.planned_by
         join lab.instrument i on i.instrument_id = r.instrument_id
         where r.org_id = $2 and r.run_id in (select run_id from lab.run_sample where donation_number = $1)
         order by 1 limit 500",
    )
    .bind(number)
    .bind(scope.org)
    .fetch_all(tx.conn())
    .await?)
}
