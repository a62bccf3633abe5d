//! What changes a visit.

use std::collections::BTreeMap;

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::{Day, Instant},
    id::{BookingId, DonorId, OrgId, SiteId, VisitId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::Known;
use crate::visits::words::{FaceVerdict, GateSource, LeftReason, VisitState};

/// Calls somebody who waits in `state` and is not called; false when somebody else was quicker.
pub(in crate::visits) async fn call_free(
    tx: &mut Tx,
    scope: &Scope,
    (id, state): (VisitId, VisitState),
    to: &str,
) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update collect.visit set called_at = $3, called_by = $4, called_to = $5, calls = calls + 1
         where visit_id = $1 and state = $2 and called_at is null and org_id = $6",
    )
    .bind(id)
    .bind(state)
    .bind(now)
    .bind(scope.user)
    .bind(to)
    .bind(scope.org)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Calls somebody, again or to another place.
pub(in crate::visits) async fn call(tx: &mut Tx, scope: &Scope, id: VisitId, to: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.visit set called_at = $2, called_by = $3, called_to = $4, calls = calls + 1 where visit_id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(to)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts somebody back who did not come when called.
pub(in crate::visits) async fn put_back(tx: &mut Tx, id: VisitId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.visit set called_at = null, called_by = null, called_to = null, passes = passes + 1, put_back_at = $2
         where visit_id = $1",
    )
    .bind(id)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Somebody knows now who it is.
pub(in crate::visits) async fn identify(tx: &mut Tx, id: VisitId, known: &Known) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update collect.visit set donor_id = $2, donor_name_masked = $3, donor_sex = $4, identified_by = $5 where visit_id = $1",
    )
    .bind(id)
    .bind(known.donor_id)
    .bind(&known.name_masked)
    .bind(known.sex())
    .bind(known.by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What was measured at the door.
#[derive(Debug, Clone, Copy)]
pub(in crate::visits) struct Gate {
    pub(in crate::visits) temperature_c: f64,
    pub(in crate::visits) at: Instant,
    pub(in crate::visits) source: GateSource,
    pub(in crate::visits) hot: bool,
}

/// Keeps the temperature of the door.
pub(in crate::visits) async fn gate(tx: &mut Tx, id: VisitId, gate: Gate) -> Result<(), Fault> {
    sqlx::query(
        "update collect.visit set gate_temperature_c = $2, gate_at = $3, gate_source = $4, gate_hot = $5,
             hottest_c = case when $5 then greatest(hottest_c, $2) else hottest_c end
         where visit_id = $1",
    )
    .bind(id)
    .bind(gate.temperature_c)
    .bind(gate.at)
    .bind(gate.source)
    .bind(gate.hot)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The visit goes on; whoever was called has come.
pub(in crate::visits) async fn go(tx: &mut Tx, id: VisitId, to: VisitState) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.visit set state = $2, since = $3, called_at = null, called_by = null, called_to = null, passes = 0,
             put_back_at = null, help_wanted_at = null
         where visit_id = $1",
    )
    .bind(id)
    .bind(to)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The visit is over.
pub(in crate::visits) async fn leave(
    tx: &mut Tx,
    id: VisitId,
    reason: LeftReason,
    note: Option<&str>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.visit set state = 'left', since = $2, left_at = $2, left_reason = $3, left_note = $4,
             called_at = null, called_by = null, called_to = null, help_wanted_at = null
         where visit_id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(reason)
    .bind(note)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A kiosk goes on with a visit, until then.
pub(in crate::visits) async fn at_kiosk(tx: &mut Tx, scope: &Scope, id: VisitId, until: Instant) -> Result<(), Fault> {
    sqlx::query("update collect.visit set kiosk_user = $2, kiosk_until = $3 where visit_id = $1")
        .bind(id)
        .bind(scope.user)
        .bind(until)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The kiosk has forgotten the visit.
pub(in crate::visits) async fn off_kiosk(tx: &mut Tx, id: VisitId) -> Result<(), Fault> {
    sqlx::query("update collect.visit set kiosk_user = null, kiosk_until = null where visit_id = $1")
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Somebody at a kiosk wants a member of the staff.
pub(in crate::visits) async fn want_help(tx: &mut Tx, id: VisitId, wanted: bool) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update collect.visit set help_wanted_at = case when $2 then $3::timestamptz end where visit_id = $1")
        .bind(id)
        .bind(wanted)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What the comparison of faces said.
pub(in crate::visits) async fn face(
    tx: &mut Tx,
    id: VisitId,
    verdict: FaceVerdict,
    score: Option<f64>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update collect.visit set face_verdict = $2, face_score = $3, face_at = $4 where visit_id = $1")
        .bind(id)
        .bind(verdict)
        .bind(score)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What was read and agreed to.
pub(in crate::visits) async fn consent(
    tx: &mut Tx,
    id: VisitId,
    version: &str,
    choices: &BTreeMap<String, bool>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.visit set consent_version = $2, consent_choices = $3, consented_at = $4, consented_where = 'kiosk',
             consent_by = null, consent_witness = null
         where visit_id = $1",
    )
    .bind(id)
    .bind(version)
    .bind(Json(choices))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What was read and signed by pen, and before whom.
pub(in crate::visits) async fn consent_on_paper(
    tx: &mut Tx,
    scope: &Scope,
    id: VisitId,
    (version, witness): (&str, Option<&str>),
    choices: &BTreeMap<String, bool>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.visit set consent_version = $2, consent_choices = $3, consented_at = $4, consented_where = 'paper',
             consent_by = $5, consent_witness = $6
         where visit_id = $1",
    )
    .bind(id)
    .bind(version)
    .bind(Json(choices))
    .bind(now)
    .bind(scope.user)
    .bind(witness)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends what was left open before `day`: the people are gone. Answers whose it was.
pub(in crate::visits) async fn close_before(tx: &mut Tx, day: Day) -> Result<Vec<OrgId>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_scalar(
        "with over as (
             update collect.visit set state = 'left', since = $2, left_at = $2, called_at = null, called_by = null,
                 called_to = null, help_wanted_at = null,
                 left_reason = case when state = 'resting' then 'donated' else 'vanished' end
             where day < $1 and state <> 'left'
             returning org_id
         )
         select distinct org_id from over",
    )
    .bind(day)
    .bind(now)
    .fetch_all(tx.conn())
    .await?)
}

/// What is switched on at a site.
pub(in crate::visits) async fn switches(tx: &mut Tx, site: SiteId) -> Result<Vec<(String, bool)>, Fault> {
    let sql = "select name, is_on from collect.site_switch where site_id = $1";
    Ok(sqlx::query_as(sql).bind(site).fetch_all(tx.conn()).await?)
}

/// How a switch stands.
#[derive(Debug, FromRow)]
pub(in crate::visits) struct SwitchRow {
    pub(in crate::visits) name: String,
    pub(in crate::visits) is_on: bool,
    pub(in crate::visits) reason: String,
    pub(in crate::visits) since: Instant,
    pub(in crate::visits) by_name: String,
}

/// What was ever switched at a site, with who did it last.
pub(in crate::visits) async fn switched(tx: &mut Tx, site: SiteId) -> Result<Vec<SwitchRow>, Fault> {
    Ok(sqlx::query_as(
        "select s.name, s.is_on, s.reason, s.since, u.display_name as by_name
         from collect.site_switch s join platform.v_user u on u.user_id = s.by_user where s.site_id = $1",
    )
    .bind(site)
    .fetch_all(tx.conn())
    .await?)
}

/// Switches something at a site, with the reason.
pub(in crate::visits) async fn switch(
    tx: &mut Tx,
    scope: &Scope,
    site: SiteId,
    (name, on): (&str, bool),
    reason: &str,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.site_switch (site_id, name, is_on, reason, since, by_user) values ($1, $2, $3, $4, $5, $6)
         on conflict (site_id, name) do update
         set is_on = excluded.is_on, reason = excluded.reason, since = excluded.since, by_user = excluded.by_user",
    )
    .bind(site)
    .bind(name)
    .bind(on)
    .bind(reason)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What was answered at home.
#[derive(Debug, FromRow)]
pub(in crate::visits) struct HomeRow {
    pub(in crate::visits) donor_id: DonorId,
    pub(in crate::visits) version: String,
    pub(in crate::visits) answers_sealed: Vec<u8>,
    pub(in crate::visits) answered_at: Instant,
}

/// What was answered at home for a reservation.
pub(in crate::visits) async fn home(tx: &mut Tx, booking: BookingId) -> Result<Option<HomeRow>, Fault> {
    let sql = "select donor_id, version, answers_sealed, answered_at from collect.home_inquiry where booking_id = $1";
    Ok(sqlx::query_as(sql).bind(booking).fetch_optional(tx.conn()).await?)
}

/// Keeps what was answered at home; the newest counts.
pub(in crate::visits) async fn keep_home(
    tx: &mut Tx,
    (booking, donor): (BookingId, DonorId),
    version: &str,
    answers_sealed: &[u8],
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.home_inquiry (booking_id, donor_id, version, answers_sealed, answered_at)
         values ($1, $2, $3, $4, $5)
         on conflict (booking_id) do update set donor_id = excluded.donor_id, version = excluded.version,
             answers_sealed = excluded.answers_sealed, answered_at = excluded.answered_at",
    )
    .bind(booking)
    .bind(donor)
    .bind(version)
    .bind(answers_sealed)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Erases what was answered at home before `oldest`.
pub(in crate::visits) async fn erase_home(tx: &mut Tx, oldest: Instant) -> Result<(), Fault> {
    sqlx::query("delete from collect.home_inquiry where answered_at < $1").bind(oldest).execute(tx.conn()).await?;
    Ok(())
}
