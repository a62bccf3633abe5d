//! Judging values live, and keeping a check.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    abo::BloodGroup, citizen_id::Sex, clock::Instant, eligibility::DonationKind, id::VisitId, refusal::Refusal, say,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    CheckCreate, CheckJudge, CheckView, db,
    rules::{self, Pressure, Source, Taken, Temperature, Within},
};
use crate::{
    Donors, day, readings,
    screening::{self, HealthCheck, Line},
    visits::{self, VisitState},
};

/// Values to be judged.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckValues {
    /// Limits differ by sex.
    #[garde(skip)]
    sex: Sex,
    /// What is to be given.
    #[garde(skip)]
    kind: DonationKind,
    /// What was measured.
    #[garde(dive)]
    check: HealthCheck,
}

/// What the rulebook says about values.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CheckVerdict {
    /// Every limit that is not kept; empty when all are.
    lines: Vec<Line>,
}

/// A check before a donation.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitCheckNew {
    /// What is to be given.
    #[garde(skip)]
    kind: DonationKind,
    /// What was measured.
    #[garde(dive)]
    check: HealthCheck,
    /// Where the values come from.
    #[garde(length(max = 20), dive)]
    #[serde(default)]
    sources: Vec<Source>,
    /// Every measurement of the blood pressure, in order.
    #[garde(length(max = 6), dive)]
    #[serde(default)]
    pressures: Vec<Pressure>,
    /// Every measurement of the temperature by hand, in order, where it is measured more than once.
    #[garde(length(max = 6), dive)]
    #[serde(default)]
    temperatures: Vec<Temperature>,
    /// Why it is measured once more after something was outside its limits: 休息后复测, 换另一侧手臂, 换设备.
    #[garde(length(chars, min = 2, max = 200))]
    #[serde(default)]
    again: Option<String>,
    /// Group by a rapid test.
    #[garde(skip)]
    rapid_group: Option<BloodGroup>,
}

/// The last check of a visit, and those before it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitCheck {
    /// The one that counts.
    #[serde(flatten)]
    last: VisitCheckKept,
    /// Earlier ones, the last of them first: what was outside its limits then stays in sight.
    earlier: Vec<VisitCheckKept>,
}

/// A check before a donation as it was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitCheckKept {
    /// What was to be given.
    kind: DonationKind,
    /// What was measured.
    check: HealthCheck,
    /// Where the values come from.
    sources: Vec<Source>,
    /// Every measurement of the blood pressure.
    pressures: Vec<Pressure>,
    /// Every measurement of the temperature by hand, where it was measured more than once.
    temperatures: Vec<Temperature>,
    /// Why it was measured once more.
    again: Option<String>,
    /// Group by a rapid test.
    rapid_group: Option<BloodGroup>,
    /// Every limit that is not kept.
    lines: Vec<Line>,
    /// When.
    checked_at: Instant,
    /// By whom.
    checked_by_name: String,
}

/// Judges values without keeping them.
#[utoipa::path(post, path = "/api/collect/checks/judge", tag = "collect", operation_id = "collect.check.judge",
    request_body = CheckValues, responses((status = 200, body = CheckVerdict)))]
pub(super) async fn judge(
    auth: Allowed<CheckJudge>,
    Body(values): Body<CheckValues>,
) -> Result<Json<CheckVerdict>, Fault> {
    let today = day(auth.read().await?.now());
    Ok(Json(CheckVerdict { lines: screening::measured(values.sex, values.kind, &values.check, today) }))
}

/// Keeps a check and says what the rulebook says. A later check of the same visit counts instead of an earlier one, which
/// stays beside it; after something was outside its limits it says why.
#[utoipa::path(post, path = "/api/collect/visits/{id}/check", tag = "collect", operation_id = "collect.visit.check",
    params(("id" = VisitId, Path)), request_body = VisitCheckNew, responses((status = 201, body = VisitCheck)))]
pub(super) async fn create(
    auth: Allowed<CheckCreate>,
    Extension(donors): Donors,
    Path(id): Path<VisitId>,
    Body(new): Body<VisitCheckNew>,
) -> Result<Answer<VisitCheck>, Fault> {
    let mut tx = auth.write().await?;
    visits::db::lock(&mut tx, &auth.scope, id).await?;
    let visit = visits::db::visit(&mut tx, &auth.scope, id).await?;
    let visit = visit.ok_or_else(|| Problem::not_found("visit", id))?;
    let donor = visit.donor_id.filter(|_| may_check(visit.state)).ok_or_else(not_now)?;
    visits::proof::proven(visit.identified_by, visit.face_verdict)?;
    let brief = donors.brief(&mut tx, &auth.scope, donor).await?;
    let brief = brief.ok_or_else(|| Problem::not_found("donor", donor))?;
    let (sex, today) = (if brief.male { Sex::Male } else { Sex::Female }, day(tx.now()));
    let mut lines = screening::measured(sex, new.kind, &new.check, today);
    let taken = new.taken(&mut tx, &auth.scope, id).await?;
    let within = Within { from: visit.arrived_at, now: tx.now(), today };
    rules::sourced(&new.check, &new.sources, &taken)?;
    rules::instants(&within, &new.pressures, &new.temperatures, &taken)?;
    rules::last_counts(&new.check, &new.pressures, &new.temperatures)?;
    let before = db::latest(&mut tx, id).await?;
    if let Some(before) = &before {
        rules::said_again(&before.lines.0, new.again.as_deref())?;
        rules::rested_since((&before.lines.0, &before.pressures.0), &new.pressures, today)?;
    }
    rules::measured_again(&lines, &new.pressures, today)?;
    lines.extend(rules::same_group(new.rapid_group, brief.group));
    let by_device = new.sources.iter().any(|source| source.field == "temperature_c" && source.reading_id.is_some());
    lines.extend(rules::hot_at_the_door(visit.hottest_c, by_device, &new.temperatures, today));
    let kept = db::NewCheck {
        kind: new.kind,
        check: &new.check,
        sources: &new.sources,
        pressures: &new.pressures,
        temperatures: &new.temperatures,
        again: new.again.as_deref(),
        rapid_group: new.rapid_group,
        lines: &lines,
    };
    db::insert(&mut tx, &auth.scope, id, &kept).await?;
    tx.announce("visits", Some(auth.scope.org)).await?;
    let shown = check_or_404(&mut tx, id).await?;
    tx.created(shown).await
}

fn may_check(state: VisitState) -> bool {
    matches!(state, VisitState::Arrived | VisitState::Asked | VisitState::Checked)
}

fn not_now() -> Refusal {
    let reason = say!("该到访尚未核对身份，或已有判定", "this visitor has no name yet, or was decided about already");
    Refusal::new("check.visit", reason)
}

impl VisitCheckNew {
    /// Takes the readings of instruments for this visit.
    async fn taken(&self, tx: &mut Tx, scope: &Scope, visit: VisitId) -> Result<Vec<Taken>, Fault> {
        let mut taken = Vec::new();
        for id in self.sources.iter().filter_map(|source| source.reading_id) {
            let record = readings::take(tx, scope, id, visit.uuid()).await?;
            taken.push(Taken { id, at: record.at, values: record.reading_values.0 });
        }
        Ok(taken)
    }
}

impl From<db::CheckRecord> for VisitCheckKept {
    fn from(found: db::CheckRecord) -> Self {
        Self {
            kind: found.kind,
            check: found.health_check.0,
            sources: found.sources.0,
            pressures: found.pressures.0,
            temperatures: found.temperatures.0,
            again: found.again,
            rapid_group: found.rapid_group,
            lines: found.lines.0,
            checked_at: found.checked_at,
            checked_by_name: found.checked_by_name,
        }
    }
}

async fn check_or_404(tx: &mut Tx, id: VisitId) -> Result<VisitCheck, Fault> {
    let mut all = db::all(tx, id).await?.into_iter().map(VisitCheckKept::from);
    let last = all.next().ok_or_else(|| Problem::not_found("check", id))?;
    Ok(VisitCheck { last, earlier: all.collect() })
}

/// The latest check of a visit, and those before it.
#[utoipa::path(get, path = "/api/collect/visits/{id}/check", tag = "collect", operation_id = "collect.visit.view_check",
    params(("id" = VisitId, Path)), responses((status = 200, body = VisitCheck)))]
pub(super) async fn view(auth: Allowed<CheckView>, Path(id): Path<VisitId>) -> Result<Json<VisitCheck>, Fault> {
    let mut tx = auth.read().await?;
    let visit = visits::db::visit(&mut tx, &auth.scope, id).await?;
    visit.ok_or_else(|| Problem::not_found("visit", id))?;
    Ok(Json(check_or_404(&mut tx, id).await?))
}
