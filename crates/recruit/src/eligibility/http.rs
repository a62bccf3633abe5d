//! Routes of eligibility.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::{Day, Instant},
    eligibility::{
        AgeRule, Clause, FailedNeedle, Interval, Limit, PermitRule, RepeatDonor, Verdict, VolumeCap, VolumeChoice,
        YearCap,
    },
    id::DonorId,
    rulebook,
};
use vena_platform::{
    auth::Allowed,
    fault::{Fault, Problem},
    http::{Path, Query},
};

use super::{EligibilityView, RulesView, verdicts};
use crate::{
    book::{Book, Reason},
    reentry::Protocol,
    today,
};

/// For which day.
#[derive(Debug, Clone, Default, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OnDay {
    /// The day of the donation; today when absent.
    #[garde(skip)]
    on: Option<Day>,
}

/// From when on a donor may give what.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EligibilityShown {
    /// Whose.
    donor_id: DonorId,
    /// The day that was asked.
    on: Day,
    /// One answer a kind, with every rule that says no; why a donor is deferred is not told here.
    verdicts: Vec<Verdict>,
    /// When this was true.
    as_of: Instant,
}

/// Whether and from when a donor may give, line by line with its clauses; the same answer as at the chair.
#[utoipa::path(get, path = "/api/recruit/donors/{id}/eligibility", tag = "recruit",
    operation_id = "recruit.eligibility.view", params(("id" = DonorId, Path), OnDay),
    responses((status = 200, body = EligibilityShown)))]
pub(super) async fn view(
    auth: Allowed<EligibilityView>,
    Path(id): Path<DonorId>,
    Query(day): Query<OnDay>,
) -> Result<Json<EligibilityShown>, Fault> {
    let mut tx = auth.read().await?;
    let on = day.on.unwrap_or_else(|| today::day(tx.now()));
    let verdicts = verdicts(&mut tx, &auth.scope, &auth.app.vault, (id, on, &[])).await?;
    if verdicts.is_empty() {
        return Err(Problem::not_found("donor", id).into());
    }
    Ok(Json(EligibilityShown { donor_id: id, on, verdicts, as_of: tx.now() }))
}

/// The rules in force on one day, each with source, date and how sure we are.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EligibilityRules {
    /// The day.
    on: Day,
    /// Ages.
    age: Option<&'static AgeRule>,
    /// Who may give until a higher age.
    repeat_donor: Option<&'static RepeatDonor>,
    /// Measured limits.
    limits: Vec<&'static Limit>,
    /// Volumes that may be given.
    volumes: Vec<&'static VolumeChoice>,
    /// Intervals between donations.
    intervals: Vec<&'static Interval>,
    /// What a needle in vain counts for.
    failed_needle: Option<&'static FailedNeedle>,
    /// How often in a year.
    year_caps: Vec<&'static YearCap>,
    /// How much in a year.
    volume_caps: Vec<&'static VolumeCap>,
    /// Special permissions.
    permits: Vec<&'static PermitRule>,
    /// Grounds without a number of their own.
    clauses: Vec<&'static Clause>,
    /// Reasons for which a donor is deferred.
    reasons: Vec<&'static Reason>,
    /// Ways back.
    protocols: Vec<&'static Protocol>,
}

/// The rules by which donors are judged on a day.
#[utoipa::path(get, path = "/api/recruit/rules", tag = "recruit", operation_id = "recruit.rules.view", params(OnDay),
    responses((status = 200, body = EligibilityRules)))]
pub(super) async fn rules(auth: Allowed<RulesView>, Query(day): Query<OnDay>) -> Result<Json<EligibilityRules>, Fault> {
    let on = day.on.unwrap_or_else(|| today::day(auth.app.db.clock().now()));
    let rules = rulebook::eligibility().effective_on(on);
    let shown = rules.shown();
    Ok(Json(EligibilityRules {
        on,
        age: rules.age(),
        repeat_donor: rules.repeat_donor(),
        limits: rules.limits(),
        volumes: shown.volumes,
        intervals: rules.intervals(),
        failed_needle: rules.failed_needle(),
        year_caps: shown.year_caps,
        volume_caps: shown.volume_caps,
        permits: shown.permits,
        clauses: shown.clauses,
        reasons: Book::get().reasons(on),
        protocols: Protocol::all(on),
    }))
}
