//! Statements about the units of the component hall.

use sqlx::FromRow;
use vena_contracts::shown::{UnitRow, UnitText};
use vena_kernel::id::{OrgId, SiteId, UnitId};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// More units than a text may mean; one more than one is enough to say that it is ambiguous.
const MEANT_MAX: i64 = 30;

/// A unit of the worklist and the step for which it waits.
#[derive(Debug, FromRow)]
pub(crate) struct WorkRow {
    #[sqlx(flatten)]
    pub(crate) unit: UnitRow,
    /// `expected`, `received`, `split`, `labelled`; `done` for a unit that waits for nothing here.
    pub(crate) state: String,
    /// The newest print was scanned again and equals the record.
    pub(crate) label_holds: bool,
}

/// Which part of the worklist.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub(super) state: Option<&'a str>,
    pub(super) q: &'a str,
    pub(super) after: Option<UnitId>,
    pub(super) limit: i64,
}

/// The worklist, oldest first: ids are ordered by birth.
pub(super) async fn worklist(tx: &mut Tx, scope: &Scope, wanted: &Wanted<'_>) -> Result<Vec<WorkRow>, Fault> {
    Ok(sqlx::query_as(
        "select w.* from (
            select v.*, l.label_holds, case
                when v.life = 'in_process' and l.label_holds then 'labelled'
                when v.life = 'in_process' then 'split'
                when s.kind = 'component_hall' and v.mode = 'in_control' then 'received'
                else 'expected' end as state
            from ledger.v_unit_shown v left join platform.v_site s on s.site_id = v.place
            cross join lateral (select v.label_verified and not exists (
                select from process.v_label_newest p where p.unit_id = v.unit_id and not p.checked) as label_holds) l
            where v.custodian = $1 and v.life in ('collected', 'in_process')
         ) w
         where ($2::text is null or w.state = $2) and ($4::uuid is null or w.unit_id > $4)
           and ($3 = '' or starts_with(w.donation_number, $3) or w.product = upper($3))
         order by w.unit_id limit $5",
    )
    .bind(scope.org)
    .bind(wanted.state)
    .bind(wanted.q)
    .bind(wanted.after)
    .bind(wanted.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Labelled units in the own custody after `after`, oldest first.
pub(crate) async fn labelled(
    tx: &mut Tx,
    scope: &Scope,
    after: Option<UnitId>,
    limit: usize,
) -> Result<Vec<UnitId>, Fault> {
    Ok(sqlx::query_scalar(
        "select v.unit_id from ledger.v_unit_shown v
         where v.custodian = $1 and v.life = 'in_process' and v.label_verified
           and not exists (select from process.v_label_newest p where p.unit_id = v.unit_id and not p.checked)
           and ($2::uuid is null or v.unit_id > $2)
         order by v.unit_id limit $3",
    )
    .bind(scope.org)
    .bind(after)
    .bind(limit as i64)
    .fetch_all(tx.conn())
    .await?)
}

/// One unit in the custody of the caller's organisation.
pub(crate) async fn work_unit(tx: &mut Tx, scope: &Scope, unit: UnitId) -> Result<Option<WorkRow>, Fault> {
    Ok(sqlx::query_as(
        "select v.*, l.label_holds, case
            when v.life not in ('collected', 'in_process') then 'done'
            when v.life = 'in_process' and l.label_holds then 'labelled'
            when v.life = 'in_process' then 'split'
            when s.kind = 'component_hall' and v.mode = 'in_control' then 'received'
            else 'expected' end as state
         from ledger.v_unit_shown v left join platform.v_site s on s.site_id = v.place
         cross join lateral (select v.label_verified and not exists (
            select from process.v_label_newest p where p.unit_id = v.unit_id and not p.checked) as label_holds) l
         where v.custodian = $1 and v.unit_id = $2",
    )
    .bind(scope.org)
    .bind(unit)
    .fetch_optional(tx.conn())
    .await?)
}

/// The units among `ids` in the custody of the caller's organisation, as shown, in the order of their ids.
pub(crate) async fn shown(tx: &mut Tx, scope: &Scope, ids: &[UnitId]) -> Result<Vec<UnitRow>, Fault> {
    Ok(sqlx::query_as(
        "select v.* from ledger.v_unit_shown v where v.unit_id = any($2) and ($1::uuid is null or v.custodian = $1)
         order by v.unit_id",
    )
    .bind(scope.only_org())
    .bind(ids)
    .fetch_all(tx.conn())
    .await?)
}

/// The units in the own custody that a scanned text may mean and that have one of `lives`.
pub(crate) async fn meant(tx: &mut Tx, scope: &Scope, text: &UnitText, lives: &[&str]) -> Result<Vec<UnitId>, Fault> {
    Ok(sqlx::query_scalar(
        "select unit_id from ledger.v_unit
         where custodian = $1 and life = any($2)
           and (unit_id = $3 or (donation_number = $4 and ($5::text is null or product = $5) and ($6::text is null or division = $6)))
         order by unit_id limit $7",
    )
    .bind(scope.org)
    .bind(lives)
    .bind(text.id)
    .bind(text.number)
    .bind(text.product)
    .bind(text.division)
    .bind(MEANT_MAX)
    .fetch_all(tx.conn())
    .await?)
}

/// What kind of place a site is, and whose.
pub(crate) async fn site_kind(tx: &mut Tx, site: SiteId) -> Result<Option<(OrgId, String)>, Fault> {
    let sql = "select org_id, kind from platform.v_site where site_id = $1";
    Ok(sqlx::query_as(sql).bind(site).fetch_optional(tx.conn()).await?)
}
