//! Statements about what decides whether somebody may give. A file stands for its whole person.

use futures::TryStreamExt;
use sqlx::FromRow;
use vena_kernel::{
    clock::Day,
    eligibility::{Deferral, DonationKind, History, Needle, NeedleOutcome, Permit, PermitKind},
    id::{DonationId, DonorId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

#[derive(Debug, FromRow)]
pub(super) struct NeedleRow {
    pub(super) donor_id: DonorId,
    donation_id: Option<DonationId>,
    on_day: Day,
    kind: DonationKind,
    outcome: String,
    volume_ml: i32,
    reaction: bool,
}

impl NeedleRow {
    pub(super) fn needle(&self) -> Needle {
        Needle {
            donation: self.donation_id,
            on: self.on_day,
            kind: self.kind,
            outcome: outcome(&self.outcome),
            volume_ml: self.volume_ml,
            reaction: self.reaction,
        }
    }
}

/// The outcome as the view spells it.
pub(super) fn outcome(word: &str) -> NeedleOutcome {
    match word {
        "completed" => NeedleOutcome::Completed,
        "elsewhere" => NeedleOutcome::Elsewhere,
        _ => NeedleOutcome::Failed,
    }
}

#[derive(Debug, FromRow)]
pub(super) struct DeferralRow {
    pub(super) donor_id: DonorId,
    kinds: Vec<String>,
    until: Option<Day>,
}

impl DeferralRow {
    pub(super) fn deferral(&self) -> Result<Deferral, Fault> {
        Ok(Deferral { kinds: kinds(&self.kinds)?, until: self.until })
    }
}

/// Kinds as their column spells them.
pub(super) fn kinds(words: &[String]) -> Result<Vec<DonationKind>, Fault> {
    let read = |word: &String| serde_json::from_value(serde_json::Value::String(word.clone()));
    Ok(words.iter().map(read).collect::<Result<_, _>>()?)
}

#[derive(Debug, FromRow)]
pub(super) struct PermitRow {
    pub(super) donor_id: DonorId,
    permits: String,
    kind: DonationKind,
    from_on: Day,
    until_on: Day,
}

impl PermitRow {
    pub(super) fn permit(&self) -> Permit {
        Permit { permits: permit_kind(&self.permits), kind: self.kind, from: self.from_on, until: self.until_on }
    }
}

/// What a permission permits, as its column spells it.
pub(crate) fn permit_kind(word: &str) -> PermitKind {
    if word == "age" { PermitKind::Age } else { PermitKind::Interval }
}

/// Birthdays: of the file that stands for each person.
pub(super) async fn births(tx: &mut Tx, scope: &Scope, donors: &[DonorId]) -> Result<Vec<(DonorId, Day)>, Fault> {
    Ok(sqlx::query_as(
        "select p.donor_id, d.born_on from recruit.donor p join recruit.donor d on d.donor_id = p.person_id
         where p.donor_id = any($1) and $2::uuid is null",
    )
    .bind(uuids(donors))
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// Every needle of each person.
pub(super) async fn needles(tx: &mut Tx, scope: &Scope, donors: &[DonorId]) -> Result<Vec<NeedleRow>, Fault> {
    Ok(sqlx::query_as(
        // `offset 0`: each part of the view is asked for one file by its index, and never gathered for everybody.
        "select p.donor_id, n.donation_id, n.on_day, n.kind, n.outcome, n.volume_ml, n.reaction
         from recruit.donor p join recruit.donor f on f.person_id = p.person_id
         cross join lateral (select v.* from recruit.v_needle v where v.donor_id = f.donor_id offset 0) n
         where p.donor_id = any($1) and $2::uuid is null",
    )
    .bind(uuids(donors))
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// Every deferral of each person that was not lifted.
pub(super) async fn deferrals(tx: &mut Tx, scope: &Scope, donors: &[DonorId]) -> Result<Vec<DeferralRow>, Fault> {
    Ok(sqlx::query_as(
        "select p.donor_id, x.kinds, x.until
         from recruit.donor p join recruit.donor f on f.person_id = p.person_id
         join recruit.deferral x on x.donor_id = f.donor_id and x.lifted_at is null
         where p.donor_id = any($1) and $2::uuid is null",
    )
    .bind(uuids(donors))
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// Every open permission of each person.
pub(super) async fn permits(tx: &mut Tx, scope: &Scope, donors: &[DonorId]) -> Result<Vec<PermitRow>, Fault> {
    Ok(sqlx::query_as(
        "select p.donor_id, x.permits, x.kind, x.from_on, x.until_on
         from recruit.donor p join recruit.donor f on f.person_id = p.person_id
         join recruit.permit x on x.donor_id = f.donor_id and x.used_at is null and x.withdrawn_at is null
         where p.donor_id = any($1) and $2::uuid is null",
    )
    .bind(uuids(donors))
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

fn uuids(donors: &[DonorId]) -> Vec<uuid::Uuid> {
    donors.iter().map(|donor| donor.uuid()).collect()
}

/// A person as a vehicle's table needs it: sealed documents, and everything that decides, gathered.
#[derive(Debug, FromRow)]
pub(super) struct StandingPerson {
    pub(super) person_id: DonorId,
    pub(super) name: String,
    pub(super) born_on: Day,
    pub(super) document_kinds: Vec<String>,
    pub(super) documents_sealed: Vec<Vec<u8>>,
    needle_days: Vec<Day>,
    needle_kinds: Vec<String>,
    needle_outcomes: Vec<String>,
    needle_volumes: Vec<i32>,
    needle_reactions: Vec<bool>,
    deferral_untils: Vec<Option<Day>>,
    deferral_kinds: Vec<String>,
    permit_kinds: Vec<String>,
    permit_permits: Vec<String>,
    permit_froms: Vec<Day>,
    permit_untils: Vec<Day>,
}

impl StandingPerson {
    /// What decides, but for what other stations say.
    pub(super) fn history(&self) -> Result<History, Fault> {
        let mut history = History::new(self.born_on);
        for (at, kind) in kinds(&self.needle_kinds)?.into_iter().enumerate() {
            let (on, outcome) = (self.needle_days[at], outcome(&self.needle_outcomes[at]));
            let (volume_ml, reaction) = (self.needle_volumes[at], self.needle_reactions[at]);
            history.needles.push(Needle { donation: None, on, kind, outcome, volume_ml, reaction });
        }
        for (until, words) in self.deferral_untils.iter().zip(&self.deferral_kinds) {
            let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
            history.deferrals.push(Deferral { kinds: kinds(&words)?, until: *until });
        }
        for (at, kind) in kinds(&self.permit_kinds)?.into_iter().enumerate() {
            let permits = permit_kind(&self.permit_permits[at]);
            history.permits.push(Permit { permits, kind, from: self.permit_froms[at], until: self.permit_untils[at] });
        }
        Ok(history)
    }
}

/// Every person with what decides, one after the other.
pub(super) async fn everybody(
    tx: &mut Tx,
    scope: &Scope,
    mut each: impl FnMut(StandingPerson) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let sql = "
        with documents as (
            select p.person_id, array_agg(o.kind) as kinds, array_agg(o.number_sealed) as sealed
            from recruit.document o join recruit.donor p on p.donor_id = o.donor_id
            where o.ended_how is distinct from 'corrected' group by p.person_id
        ), needles as (
            select f.person_id, array_agg(n.on_day) as days, array_agg(n.kind) as kinds,
                array_agg(n.outcome) as outcomes, array_agg(n.volume_ml) as volumes, array_agg(n.reaction) as reactions
            from recruit.v_needle n join recruit.donor f on f.donor_id = n.donor_id group by f.person_id
        ), deferrals as (
            select f.person_id, array_agg(x.until) as untils, array_agg(array_to_string(x.kinds, ' ')) as kinds
            from recruit.deferral x join recruit.donor f on f.donor_id = x.donor_id
            where x.lifted_at is null group by f.person_id
        ), permits as (
            select f.person_id, array_agg(x.kind) as kinds, array_agg(x.permits) as permits,
                array_agg(x.from_on) as froms, array_agg(x.until_on) as untils
            from recruit.permit x join recruit.donor f on f.donor_id = x.donor_id
            where x.used_at is null and x.withdrawn_at is null group by f.person_id
        )
        select s.donor_id as person_id, s.name, s.born_on, o.kinds as document_kinds, o.sealed as documents_sealed,
            coalesce(n.days, '{}') as needle_days, coalesce(n.kinds, '{}') as needle_kinds,
            coalesce(n.outcomes, '{}') as needle_outcomes, coalesce(n.volumes, '{}') as needle_volumes,
            coalesce(n.reactions, '{}') as needle_reactions, coalesce(x.untils, '{}') as deferral_untils,
            coalesce(x.kinds, '{}') as deferral_kinds, coalesce(t.kinds, '{}') as permit_kinds,
            coalesce(t.permits, '{}') as permit_permits, coalesce(t.froms, '{}') as permit_froms,
            coalesce(t.untils, '{}') as permit_untils
        from documents o join recruit.donor s on s.donor_id = o.person_id
        left join needles n on n.person_id = o.person_id
        left join deferrals x on x.person_id = o.person_id
        left join permits t on t.person_id = o.person_id
        where $1::uuid is null";
    let mut rows = sqlx::query_as(sql).bind(scope.only_org()).fetch(tx.conn());
    while let Some(person) = rows.try_next().await? {
        each(person)?;
    }
    Ok(())
}
