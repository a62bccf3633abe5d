//! Statements that write. Every one of them adds; only a report that is not judged yet takes signatures.

use sqlx::types::Json;
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    donation_number::DonationNumber,
    id::{DonorId, UserId},
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::Head;
use crate::words::{Run, VerdictWord};

/// Enters a donation that has reached the laboratory; `false` when it was there before.
pub(crate) async fn receive(tx: &mut Tx, number: DonationNumber, donor: DonorId, at: Instant) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into lab.donation (donation_number, donor_id, collected_at, heard_at, state) values ($1, $2, $3, $4, 'waiting')
         on conflict (donation_number) do nothing",
    )
    .bind(number)
    .bind(donor)
    .bind(at)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Opens version 1 of a donation's report.
pub(crate) async fn open_first(tx: &mut Tx, scope: &Scope, number: DonationNumber) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("insert into lab.report (donation_number, version, opened_at, opened_by) values ($1, 1, $2, $3)")
        .bind(number)
        .bind(now)
        .bind(scope.user)
        .execute(tx.conn())
        .await?;
    step(tx, number, 1).await
}

/// Opens the next version for `reason`; it begins with the results that counted before, as they were typed.
pub(crate) async fn correct(tx: &mut Tx, scope: &Scope, head: &Head, reason: &str) -> Result<(), Fault> {
    let (now, next) = (tx.now(), head.version + 1);
    sqlx::query(
        "insert into lab.report (donation_number, version, reason, opened_at, opened_by) values ($1, $2, $3, $4, $5)",
    )
    .bind(head.donation_number)
    .bind(next)
    .bind(reason)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "insert into lab.result (donation_number, version, marker, round, repeat, value, pooled, combined,
             reagent_maker, reagent_lot, instrument, typed_by, typed_at)
         select distinct on (marker, round, repeat) donation_number, $3, marker, round, repeat, value, pooled,
             combined, reagent_maker, reagent_lot, instrument, typed_by, typed_at
         from lab.result where donation_number = $1 and version = $2
         order by marker, round, repeat, result_id desc",
    )
    .bind(head.donation_number)
    .bind(head.version)
    .bind(next)
    .execute(tx.conn())
    .await?;
    step(tx, head.donation_number, next).await
}

/// The donation is being worked on in `version`: what was said before does not stand, unless it was rejected.
async fn step(tx: &mut Tx, number: DonationNumber, version: i32) -> Result<(), Fault> {
    sqlx::query(
        "update lab.donation set state = 'typed', version = $2,
             verdict = case when verdict = 'rejected' then verdict end
         where donation_number = $1",
    )
    .bind(number)
    .bind(version)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Results to be kept.
#[derive(Debug)]
pub(crate) struct NewResults<'a> {
    pub(crate) number: DonationNumber,
    pub(crate) version: i32,
    pub(crate) runs: &'a [Run],
}

/// Adds results in the order in which they were typed.
pub(crate) async fn insert_results(tx: &mut Tx, scope: &Scope, new: &NewResults<'_>) -> Result<(), Fault> {
    let now = tx.now();
    let texts = |of: fn(&Run) -> &String| new.runs.iter().map(of).cloned().collect::<Vec<_>>();
    sqlx::query(
        "insert into lab.result (donation_number, version, marker, round, repeat, value, pooled, combined,
             reagent_maker, reagent_lot, instrument, typed_by, typed_at)
         select $1, $2, marker, round, repeat, value, pooled, combined, maker, lot, instrument, $11, $12
         from unnest($3::text[], $4::smallint[], $5::smallint[], $6::jsonb[], $7::boolean[], $8::text[], $9::text[],
             $10::text[], $13::boolean[])
             with ordinality as n (marker, round, repeat, value, pooled, maker, lot, instrument, combined, line)
         order by line",
    )
    .bind(new.number)
    .bind(new.version)
    .bind(texts(|run| &run.marker))
    .bind(new.runs.iter().map(|run| run.round).collect::<Vec<_>>())
    .bind(new.runs.iter().map(|run| run.repeat).collect::<Vec<_>>())
    .bind(new.runs.iter().map(|run| Json(run.value)).collect::<Vec<_>>())
    .bind(new.runs.iter().map(|run| run.pooled).collect::<Vec<_>>())
    .bind(texts(|run| &run.reagent_maker))
    .bind(texts(|run| &run.reagent_lot))
    .bind(texts(|run| &run.instrument))
    .bind(scope.user)
    .bind(now)
    .bind(new.runs.iter().map(|run| run.combined).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Which version is signed by whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signature {
    pub(crate) number: DonationNumber,
    pub(crate) version: i32,
    pub(crate) user: UserId,
}

/// The first signature.
pub(crate) async fn sign_tester(tx: &mut Tx, by: Signature) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update lab.report set tester = $3, tested_at = $4 where donation_number = $1 and version = $2")
        .bind(by.number)
        .bind(by.version)
        .bind(by.user)
        .bind(now)
        .execute(tx.conn())
        .await?;
    sqlx::query("update lab.donation set state = 'signed' where donation_number = $1")
        .bind(by.number)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What the second signature says.
#[derive(Debug)]
pub(crate) struct Verdict<'a> {
    pub(crate) verdict: VerdictWord,
    pub(crate) group: Option<BloodGroup>,
    pub(crate) findings: &'a [Text],
    pub(crate) signed_text: &'a str,
    pub(crate) evidence: &'a str,
}

/// The second signature, with the verdict.
pub(crate) async fn judge(tx: &mut Tx, by: Signature, verdict: &Verdict<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update lab.report set checker = $3, checked_at = $4, verdict = $5, blood_group = $6, findings = $7,
             signed_text = $8, evidence = $9
         where donation_number = $1 and version = $2",
    )
    .bind(by.number)
    .bind(by.version)
    .bind(by.user)
    .bind(now)
    .bind(verdict.verdict)
    .bind(verdict.group)
    .bind(Json(verdict.findings))
    .bind(verdict.signed_text)
    .bind(verdict.evidence)
    .execute(tx.conn())
    .await?;
    sqlx::query("update lab.donation set state = 'judged', verdict = $2 where donation_number = $1")
        .bind(by.number)
        .bind(verdict.verdict)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The third signature.
pub(crate) async fn issue(tx: &mut Tx, by: Signature) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update lab.report set issuer = $3, issued_at = $4 where donation_number = $1 and version = $2")
        .bind(by.number)
        .bind(by.version)
        .bind(by.user)
        .bind(now)
        .execute(tx.conn())
        .await?;
    sqlx::query("update lab.donation set state = 'issued' where donation_number = $1")
        .bind(by.number)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Remembers the group of a judged donation, once.
pub(crate) async fn remember_group(tx: &mut Tx, head: &Head, group: BloodGroup) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into lab.group_history (donation_number, donor_id, blood_group, judged_at) values ($1, $2, $3, $4)
         on conflict (donation_number) do nothing",
    )
    .bind(head.donation_number)
    .bind(head.donor_id)
    .bind(group)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}
