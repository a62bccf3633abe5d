//! How reactions are shown.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::Instant,
    collection::reactions as page,
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{DonationId, DonorId, ReactionId},
    say,
    text::Text,
};
use vena_platform::{
    auth::{Allowed, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Page, Path, Query},
};

use super::{
    ReactionClose, ReactionDefer, ReactionList, ReactionNote, ReactionOver, ReactionRegrade, ReactionSerious,
    ReactionView,
    db::{self, NoteKind, NoteRecord, Phase, ReactionRecord, Way},
    rules,
};
use crate::{day, donations::Severity};

/// Which reactions.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReactionQuery {
    /// Open cases, or closed ones.
    #[garde(skip)]
    open: Option<bool>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// A reaction of a donor.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DonorReactionRow)]
pub(super) struct ReactionRow {
    /// Identity.
    reaction_id: ReactionId,
    /// After which donation.
    donation_id: DonationId,
    /// Name of the donor, masked.
    donor_name_masked: String,
    /// What was given.
    donation_kind: DonationKind,
    /// Where.
    site_name: String,
    /// What it was.
    kind: String,
    /// Its name.
    kind_name: Option<Text>,
    /// How bad it was.
    severity: Severity,
    /// When it began.
    onset_at: Instant,
    /// Before, during or after the donation.
    phase: Phase,
    /// When it was over.
    over_at: Option<Instant>,
    /// Told to quality.
    serious: bool,
    /// A person calls the donor by then.
    follow_up_by: Option<Instant>,
    /// When it was told.
    reported_at: Instant,
    /// How it became known.
    way: Way,
    /// What somebody has to do, the first thing first; nothing once the case is closed.
    due: Vec<rules::Due>,
    /// When the case was closed.
    closed_at: Option<Instant>,
}

/// A reaction as quality sees it: nothing of whose it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SeriousReaction)]
pub(super) struct Serious {
    /// Identity.
    reaction_id: ReactionId,
    /// What was given.
    donation_kind: DonationKind,
    /// Where.
    site_name: String,
    /// What it was.
    kind_name: Option<Text>,
    /// How bad it was.
    severity: Severity,
    /// When it began.
    onset_at: Instant,
    /// Before, during or after the donation.
    phase: Phase,
    /// When it was over.
    over_at: Option<Instant>,
    /// When the case was closed.
    closed_at: Option<Instant>,
}

/// A line that was written about a reaction.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DonorReactionNote)]
struct Note {
    /// What it is about.
    kind: NoteKind,
    /// When.
    at: Instant,
    /// By whom.
    by_name: String,
    /// In words.
    text: String,
    /// Systolic blood pressure, mmHg.
    systolic_mmhg: Option<i32>,
    /// Diastolic blood pressure, mmHg.
    diastolic_mmhg: Option<i32>,
    /// Pulse, beats per minute.
    pulse_per_min: Option<i32>,
}

/// What is possible with a reaction now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DonorReactionCan)]
struct ReactionCan {
    /// Write treatment, vital signs, follow-up.
    note: Can,
    /// Say that it is over.
    over: Can,
    /// Grade it anew.
    regrade: Can,
    /// Enter or decline the deferral that is proposed.
    defer: Can,
    /// Close the case.
    close: Can,
}

/// The deferral that the rulebook proposes, and what was decided about it.
#[derive(Debug, Serialize, ToSchema)]
struct ReactionDeferral {
    /// Code of the rulebook.
    code: String,
    /// Which case of the code.
    case: Option<String>,
    /// The clause that proposes it.
    clause: String,
    /// When somebody decided.
    decided_at: Option<Instant>,
    /// Who.
    decided_by_name: Option<String>,
    /// It was entered; declined otherwise.
    entered: bool,
    /// Why.
    reason: Option<String>,
}

/// A reaction of a donor with everything that was done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DonorReaction)]
pub(super) struct Reaction {
    /// As in the list.
    #[serde(flatten)]
    row: ReactionRow,
    /// Whose.
    donor_id: DonorId,
    /// Number of the donation.
    donation_number: Option<DonationNumber>,
    /// What was seen.
    seen: String,
    /// What was done at once.
    measures: String,
    /// Who told it.
    reported_by_name: String,
    /// Who closed the case.
    closed_by_name: Option<String>,
    /// How it ended.
    outcome: Option<String>,
    /// A physician has to treat.
    physician: bool,
    /// The deferral that the rulebook proposes.
    deferral: Option<ReactionDeferral>,
    /// What was written since.
    notes: Vec<Note>,
    /// What is possible now.
    can: ReactionCan,
}

impl ReactionRow {
    fn of(record: &ReactionRecord, now: Instant) -> Self {
        Self {
            way: record.told_way,
            due: rules::dues(standing(record), now),
            reaction_id: record.reaction_id,
            donation_id: record.donation_id,
            donor_name_masked: record.donor_name_masked.clone(),
            donation_kind: record.donation_kind,
            site_name: record.site_name.clone(),
            kind_name: name(record),
            kind: record.kind.clone(),
            severity: record.severity,
            onset_at: record.onset_at,
            phase: record.phase,
            over_at: record.over_at,
            serious: record.serious,
            follow_up_by: record.follow_up_by,
            reported_at: record.reported_at,
            closed_at: record.closed_at,
        }
    }

    fn cursor(&self) -> String {
        format!("{}.{}", self.reported_at.micros(), self.reaction_id)
    }
}

fn name(record: &ReactionRecord) -> Option<Text> {
    page::kind(&record.kind, day(record.onset_at)).ok().map(|kind| kind.name.clone())
}

impl From<NoteRecord> for Note {
    fn from(note: NoteRecord) -> Self {
        let NoteRecord { kind, at, by_name, text, systolic_mmhg, diastolic_mmhg, pulse_per_min } = note;
        Self { kind, at, by_name, text, systolic_mmhg, diastolic_mmhg, pulse_per_min }
    }
}

fn graded(record: &ReactionRecord) -> Option<&'static page::Grade> {
    page::grade(record.severity.word(), day(record.onset_at)).ok()
}

/// How a reaction stands.
pub(super) fn standing(record: &ReactionRecord) -> rules::Standing {
    let grade = graded(record);
    rules::Standing {
        over_at: record.over_at,
        closed: record.closed_at.is_some(),
        physician: grade.is_some_and(|grade| grade.physician),
        treated: record.treated,
        call_by: record.follow_up_by,
        followed_up: record.followed_up,
        deferral_open: grade.is_some_and(|grade| grade.deferral.is_some()) && record.deferral_decided_at.is_none(),
    }
}

/// What is proposed, or what was decided although a lighter grade proposes nothing any more.
fn deferral(record: &ReactionRecord) -> Option<ReactionDeferral> {
    let grade = graded(record)?;
    let proposed = grade.deferral.as_ref();
    let code = record.deferral_code.clone().or_else(|| proposed.map(|found| found.code.clone()))?;
    Some(ReactionDeferral {
        code,
        case: proposed.and_then(|found| found.case.clone()),
        clause: grade.basis.source.clone(),
        decided_at: record.deferral_decided_at,
        decided_by_name: record.deferral_decided_by_name.clone(),
        entered: record.deferral_code.is_some(),
        reason: record.deferral_reason.clone(),
    })
}

/// The reaction as `scope` may see it, or a 404.
pub(super) async fn reaction_or_404(tx: &mut Tx, scope: &Scope, id: ReactionId) -> Result<Reaction, Fault> {
    let record = record_or_404(tx, scope, id).await?;
    let notes = db::notes(tx, id).await?;
    let standing = standing(&record);
    Ok(Reaction {
        physician: standing.physician,
        deferral: deferral(&record),
        can: ReactionCan {
            note: Can::by(scope, ReactionNote::INFO.name, rules::open(standing)),
            over: Can::by(scope, ReactionOver::INFO.name, rules::open(standing)),
            regrade: Can::by(scope, ReactionRegrade::INFO.name, rules::open(standing)),
            defer: Can::by(scope, ReactionDefer::INFO.name, rules::may_defer(standing)),
            close: Can::by(scope, ReactionClose::INFO.name, rules::may_close(standing)),
        },
        row: ReactionRow::of(&record, tx.now()),
        donor_id: record.donor_id,
        donation_number: record.donation_number,
        seen: record.seen,
        measures: record.measures,
        reported_by_name: record.reported_by_name,
        closed_by_name: record.closed_by_name,
        outcome: record.outcome,
        notes: notes.into_iter().map(Note::from).collect(),
    })
}

/// The record, or a 404.
pub(super) async fn record_or_404(tx: &mut Tx, scope: &Scope, id: ReactionId) -> Result<ReactionRecord, Fault> {
    db::reaction(tx, scope, id).await?.ok_or_else(|| Problem::not_found("reaction", id).into())
}

/// Reactions of donors, latest first.
#[utoipa::path(get, path = "/api/collect/reactions", tag = "collect", operation_id = "collect.reaction.list",
    params(ReactionQuery), responses((status = 200, body = Page<ReactionRow>)))]
pub(super) async fn list(
    auth: Allowed<ReactionList>,
    Query(query): Query<ReactionQuery>,
) -> Result<Json<Page<ReactionRow>>, Fault> {
    let limit = query.limit.unwrap_or(50);
    let after = query.cursor.as_deref().map(cursor).transpose()?;
    let mut tx = auth.read().await?;
    let records = db::list(&mut tx, &auth.scope, (query.open, false), after, limit + 1).await?;
    let rows = records.iter().map(|record| ReactionRow::of(record, tx.now())).collect();
    Ok(Json(Page::cut(rows, limit, tx.now(), ReactionRow::cursor)))
}

fn cursor(text: &str) -> Result<(Instant, ReactionId), Fault> {
    let read = || {
        let (micros, id) = text.split_once('.')?;
        Some((Instant::from_micros(micros.parse().ok()?)?, id.parse().ok()?))
    };
    read().ok_or_else(|| {
        let detail = say!("翻页位置无效，请从第一页开始", "the cursor is not one of ours; begin with the first page");
        Problem::invalid("cursor", text, "page.cursor", detail).into()
    })
}

/// Serious reactions, latest first and at most 200, without whose they were.
#[utoipa::path(get, path = "/api/collect/serious-reactions", tag = "collect",
    operation_id = "collect.serious_reaction.list", responses((status = 200, body = Page<Serious>)))]
pub(super) async fn serious(auth: Allowed<ReactionSerious>) -> Result<Json<Page<Serious>>, Fault> {
    let mut tx = auth.read().await?;
    let records = db::list(&mut tx, &auth.scope, (None, true), None, 200).await?;
    let shown = |record: ReactionRecord| Serious {
        kind_name: name(&record),
        reaction_id: record.reaction_id,
        donation_kind: record.donation_kind,
        site_name: record.site_name,
        severity: record.severity,
        onset_at: record.onset_at,
        phase: record.phase,
        over_at: record.over_at,
        closed_at: record.closed_at,
    };
    Ok(Json(Page { items: records.into_iter().map(shown).collect(), next: None, as_of: tx.now() }))
}

/// A reaction with everything that was done.
#[utoipa::path(get, path = "/api/collect/reactions/{id}", tag = "collect", operation_id = "collect.reaction.view",
    params(("id" = ReactionId, Path)), responses((status = 200, body = Reaction)))]
pub(super) async fn view(auth: Allowed<ReactionView>, Path(id): Path<ReactionId>) -> Result<Json<Reaction>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(reaction_or_404(&mut tx, &auth.scope, id).await?))
}
