//! Statements about reactions.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{DonationId, DonorId, ReactionId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::donations::Severity;

/// When a reaction began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = ReactionPhase)]
pub(crate) enum Phase {
    /// 献血前
    Before,
    /// 献血中
    During,
    /// 献血后，在献血场所
    After,
    /// 离开献血场所后
    Away,
}

/// How a reaction became known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = ReactionWay)]
pub(crate) enum Way {
    /// 工作人员看到
    #[default]
    Seen,
    /// 献血者来电
    Phone,
    /// 献血者回来
    Visit,
}

/// What is written down about a reaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = ReactionNoteKind)]
pub(crate) enum NoteKind {
    /// 生命体征
    Vitals,
    /// 处置
    Measure,
    /// 随访
    FollowUp,
    /// 重新分级
    Grade,
    /// 暂缓献血的处理
    Deferral,
}

/// A reaction with the names around it.
#[derive(Debug, FromRow)]
pub(crate) struct ReactionRecord {
    pub(crate) reaction_id: ReactionId,
    pub(crate) donation_id: DonationId,
    pub(crate) donor_id: DonorId,
    pub(crate) donor_name_masked: String,
    pub(crate) donation_number: Option<DonationNumber>,
    pub(crate) donation_kind: DonationKind,
    pub(crate) site_name: String,
    #[sqlx(rename = "type")]
    pub(crate) kind: String,
    pub(crate) severity: Severity,
    pub(crate) onset_at: Instant,
    pub(crate) phase: Phase,
    pub(crate) seen: String,
    pub(crate) measures: String,
    pub(crate) over_at: Option<Instant>,
    pub(crate) serious: bool,
    pub(crate) follow_up_by: Option<Instant>,
    pub(crate) reported_at: Instant,
    pub(crate) reported_by_name: String,
    pub(crate) closed_at: Option<Instant>,
    pub(crate) closed_by_name: Option<String>,
    pub(crate) outcome: Option<String>,
    pub(crate) told_way: Way,
    pub(crate) treated: bool,
    pub(crate) followed_up: bool,
    pub(crate) deferral_decided_at: Option<Instant>,
    pub(crate) deferral_decided_by_name: Option<String>,
    pub(crate) deferral_code: Option<String>,
    pub(crate) deferral_reason: Option<String>,
}

/// A note.
#[derive(Debug, FromRow)]
pub(crate) struct NoteRecord {
    pub(crate) kind: NoteKind,
    pub(crate) at: Instant,
    pub(crate) by_name: String,
    pub(crate) text: String,
    pub(crate) systolic_mmhg: Option<i32>,
    pub(crate) diastolic_mmhg: Option<i32>,
    pub(crate) pulse_per_min: Option<i32>,
}

/// A reaction that is told.
#[derive(Debug)]
pub(crate) struct NewReaction<'a> {
    pub(crate) kind: &'a str,
    pub(crate) severity: Severity,
    pub(crate) onset_at: Instant,
    pub(crate) phase: Phase,
    pub(crate) seen: &'a str,
    pub(crate) measures: &'a str,
    pub(crate) over_at: Option<Instant>,
}

/// Keeps a reaction; the gravest one stands beside the donation.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    (id, donation): (ReactionId, DonationId),
    new: &NewReaction<'_>,
    (way, serious, follow_up_by): (Way, bool, Option<Instant>),
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.reaction (reaction_id, donation_id, type, severity, onset_at, phase, seen, measures, over_at,
             serious, follow_up_by, reported_at, reported_by, told_way)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(id)
    .bind(donation)
    .bind(new.kind)
    .bind(new.severity)
    .bind(new.onset_at)
    .bind(new.phase)
    .bind(new.seen)
    .bind(new.measures)
    .bind(new.over_at)
    .bind(serious)
    .bind(follow_up_by)
    .bind(now)
    .bind(scope.user)
    .bind(way)
    .execute(tx.conn())
    .await?;
    stands_beside(tx, donation, (new.severity, new.seen)).await
}

/// The gravest reaction stands beside the donation.
async fn stands_beside(tx: &mut Tx, donation: DonationId, (severity, seen): (Severity, &str)) -> Result<(), Fault> {
    sqlx::query(
        "update collect.donation set reaction_severity = $2, reaction_note = coalesce(reaction_note, nullif($3, ''))
         where donation_id = $1 and (reaction_severity is null
             or array_position(array['mild', 'moderate', 'severe'], reaction_severity)
              < array_position(array['mild', 'moderate', 'severe'], $2))",
    )
    .bind(donation)
    .bind(severity)
    .bind(seen)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Another grade. What quality has heard of stays serious, and a call that was due stays due.
pub(super) async fn regrade(
    tx: &mut Tx,
    record: &ReactionRecord,
    severity: Severity,
    (serious, follow_up_by): (bool, Option<Instant>),
) -> Result<(), Fault> {
    sqlx::query(
        "update collect.reaction set severity = $2, serious = serious or $3,
             follow_up_by = least(coalesce(follow_up_by, $4), coalesce($4, follow_up_by))
         where reaction_id = $1",
    )
    .bind(record.reaction_id)
    .bind(severity)
    .bind(serious)
    .bind(follow_up_by)
    .execute(tx.conn())
    .await?;
    stands_beside(tx, record.donation_id, (severity, &record.seen)).await
}

/// What was decided about the deferral that the rulebook proposes; no code when it was declined.
pub(super) async fn decide_deferral(
    tx: &mut Tx,
    scope: &Scope,
    id: ReactionId,
    (code, reason): (Option<&str>, &str),
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.reaction set deferral_decided_at = $2, deferral_decided_by = $3, deferral_code = $4,
             deferral_reason = $5
         where reaction_id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(code)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The reactions of a donation, in order.
pub(crate) async fn of_donation(tx: &mut Tx, donation: DonationId) -> Result<Vec<ReactionId>, Fault> {
    let sql = "select reaction_id from collect.reaction where donation_id = $1 order by onset_at, reaction_id limit 50";
    Ok(sqlx::query_scalar(sql).bind(donation).fetch_all(tx.conn()).await?)
}

/// The gravest reaction of a donation, with the time at which the last of them was over; `None` there while one is not.
pub(crate) async fn gravest(tx: &mut Tx, donation: DonationId) -> Result<Option<(String, Option<Instant>)>, Fault> {
    let row: Option<(Option<String>, Option<Instant>)> = sqlx::query_as(
        "select max(case severity when 'severe' then '3severe' when 'moderate' then '2moderate' else '1mild' end),
             case when bool_and(over_at is not null) then max(over_at) end
         from collect.reaction where donation_id = $1 and phase <> 'away'",
    )
    .bind(donation)
    .fetch_optional(tx.conn())
    .await?;
    let word = |(severity, over): (Option<String>, _)| Some((severity?.get(1..)?.to_owned(), over));
    Ok(row.and_then(word))
}

/// Whether the donor had a reaction after which an older donor does not go on.
pub(crate) async fn counts(tx: &mut Tx, donation: DonationId) -> Result<bool, Fault> {
    let sql = "select type, onset_at from collect.reaction where donation_id = $1 limit 50";
    let rows: Vec<(String, Instant)> = sqlx::query_as(sql).bind(donation).fetch_all(tx.conn()).await?;
    let counts = |(kind, at): &(String, Instant)| {
        vena_kernel::collection::reactions::kind(kind, crate::day(*at)).is_ok_and(|kind| kind.counts)
    };
    Ok(rows.iter().any(counts))
}

/// The reaction, if `scope` may see donations.
pub(super) async fn reaction(tx: &mut Tx, scope: &Scope, id: ReactionId) -> Result<Option<ReactionRecord>, Fault> {
    let sql = "select * from collect.v_reaction where reaction_id = $1 and org_id = $2";
    Ok(sqlx::query_as(sql).bind(id).bind(scope.org).fetch_optional(tx.conn()).await?)
}

/// Makes what is written about one reaction wait for each other.
pub(super) async fn lock(tx: &mut Tx, id: ReactionId) -> Result<(), Fault> {
    sqlx::query("select reaction_id from collect.reaction where reaction_id = $1 for update")
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A page of reactions, latest first: all, the open ones, the serious ones.
pub(super) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    (open, serious): (Option<bool>, bool),
    after: Option<(Instant, ReactionId)>,
    limit: i64,
) -> Result<Vec<ReactionRecord>, Fault> {
    Ok(sqlx::query_as(
        "select * from collect.v_reaction
         where org_id = $1 and ($2::boolean is null or $2 = (closed_at is null)) and (not $3 or serious)
           and ($4::timestamptz is null or (reported_at, reaction_id) < ($4, $5))
         order by reported_at desc, reaction_id desc limit $6",
    )
    .bind(scope.org)
    .bind(open)
    .bind(serious)
    .bind(after.map(|(at, _)| at))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// What was written about a reaction, in order.
pub(super) async fn notes(tx: &mut Tx, id: ReactionId) -> Result<Vec<NoteRecord>, Fault> {
    Ok(sqlx::query_as(
        "select n.kind, n.at, u.display_name as by_name, n.text, n.systolic_mmhg, n.diastolic_mmhg, n.pulse_per_min
         from collect.reaction_note n join platform.v_user u on u.user_id = n.by_user
         where n.reaction_id = $1 order by n.at, n.note_id limit 200",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// Writes a note.
pub(super) async fn note(
    tx: &mut Tx,
    scope: &Scope,
    id: ReactionId,
    (kind, text): (NoteKind, &str),
    vitals: [Option<i32>; 3],
) -> Result<(), Fault> {
    let (note_id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into collect.reaction_note (note_id, reaction_id, kind, at, by_user, text, systolic_mmhg, diastolic_mmhg,
             pulse_per_min)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(note_id)
    .bind(id)
    .bind(kind)
    .bind(now)
    .bind(scope.user)
    .bind(text)
    .bind(vitals[0])
    .bind(vitals[1])
    .bind(vitals[2])
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The reaction is over.
pub(super) async fn over(tx: &mut Tx, id: ReactionId, at: Instant) -> Result<(), Fault> {
    sqlx::query("update collect.reaction set over_at = $2 where reaction_id = $1")
        .bind(id)
        .bind(at)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The case is closed.
pub(super) async fn close(tx: &mut Tx, scope: &Scope, id: ReactionId, outcome: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update collect.reaction set closed_at = $2, closed_by = $3, outcome = $4 where reaction_id = $1")
        .bind(id)
        .bind(now)
        .bind(scope.user)
        .bind(outcome)
        .execute(tx.conn())
        .await?;
    Ok(())
}
