//! What became of a donation, and who decided about it.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::Day,
    id::{DonationId, DonorId, UnitId, UserId},
};
use vena_platform::{db::Tx, fault::Fault};

/// Every unit of a donation, whoever asks: for the question whether its papers may be destroyed.
pub(super) async fn units(tx: &mut Tx, donation: DonationId) -> Result<Vec<UnitId>, Fault> {
    Ok(sqlx::query_scalar(
        "select u.unit_id from collect.donation d join ledger.v_unit u on u.donation_number = d.donation_number
         where d.donation_id = $1",
    )
    .bind(donation)
    .fetch_all(tx.conn())
    .await?)
}

/// The donations of these files, the newest two hundred.
pub(super) async fn donations(tx: &mut Tx, donors: &[DonorId]) -> Result<Vec<DonationId>, Fault> {
    let donors: Vec<_> = donors.iter().map(|donor| donor.uuid()).collect();
    let sql = "select donation_id from collect.donation where donor_id = any($1) order by donation_id desc limit 200";
    Ok(sqlx::query_scalar(sql).bind(donors).fetch_all(tx.conn()).await?)
}

/// What the physician has decided about a donation, and how its values were measured.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Decided {
    pub(super) decided_by: UserId,
    pub(super) appearance: Option<String>,
    pub(super) arms: Option<String>,
    pub(super) deferred_until: Option<Day>,
    pub(super) deferrals: Json<Vec<String>>,
    /// Field of the check and the instrument that it was read from; no instrument when it was typed.
    pub(super) methods: Json<Vec<(String, Option<String>)>>,
}

/// The decision that a donation came of, whoever asks; none where there was no visit.
pub(super) async fn decided(tx: &mut Tx, donation: DonationId) -> Result<Option<Decided>, Fault> {
    Ok(sqlx::query_as(
        "select d.decided_by, d.appearance, d.arms, d.deferred_until, d.deferrals,
             coalesce((
                 select jsonb_agg(jsonb_build_array(s ->> 'field', nullif(v.name, '')))
                 from jsonb_array_elements((
                     select c.sources from collect.visit_check c where c.visit_id = d.visit_id
                     order by c.checked_at desc, c.check_id desc limit 1)) s
                     left join collect.reading r on r.reading_id = replace(s ->> 'reading_id', 'reading_', '')::uuid
                     left join collect.device v on v.device_id = r.device_id
             ), '[]') as methods
         from collect.visit_decision d where d.donation_id = $1",
    )
    .bind(donation)
    .fetch_optional(tx.conn())
    .await?)
}
