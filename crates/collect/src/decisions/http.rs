//! The physician's decision.

use axum::Extension;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vena_contracts::recruit::DeferralSource;
use vena_kernel::{
    clock::Day, collection::inquiry::About, eligibility::DonationKind, id::VisitId, refusal::Refusal, say,
};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    Deferrals, VisitDecide, db,
    entering::{Refused, enter},
    rules::Typed,
};
use crate::{
    Donors, chair, checks, day,
    donations::{Donation, DonationNew, donation_or_404, left_by, register},
    screening::Line,
    visits,
};

/// A deferral that the physician enters.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionDeferral {
    /// The rule whose deferral it replaces, such as `inquiry.medicine_other_on`; the note says why.
    #[garde(length(chars, max = 80))]
    #[serde(default)]
    instead_of: Option<String>,
    /// Code of the rulebook.
    #[garde(length(chars, min = 1, max = 20))]
    code: String,
    /// Which case of the code, where the rulebook tells several apart.
    #[garde(length(chars, max = 60))]
    case: Option<String>,
    /// The day from which the rulebook counts.
    #[garde(skip)]
    event_on: Option<Day>,
    /// Another last day than the rulebook's.
    #[garde(skip)]
    until: Option<Day>,
    /// For physicians.
    #[garde(length(chars, max = 500))]
    note: Option<String>,
}

/// The physician's decision.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitDecision {
    /// That the donor may give, as far as the physician is concerned.
    #[garde(skip)]
    accept: bool,
    /// What is given.
    #[garde(skip)]
    kind: DonationKind,
    /// The volume that is agreed, mL.
    #[garde(range(min = 1, max = 1000))]
    volume_ml: i32,
    /// Why not, in words that may be told to the donor.
    #[garde(length(chars, min = 2, max = 300))]
    reason: Option<String>,
    /// Deferrals that are added, or that change what follows from answers and measurements: that is entered anyhow.
    #[garde(length(max = 12), dive)]
    #[serde(default)]
    deferrals: Vec<DecisionDeferral>,
    /// What else is to be remembered.
    #[garde(length(chars, max = 500))]
    note: Option<String>,
    /// How the donor looks, for the health check: 良好.
    #[garde(length(chars, min = 1, max = 120))]
    appearance: Option<String>,
    /// The skin where the needle goes in, for the health check.
    #[garde(length(chars, min = 1, max = 120))]
    arms: Option<String>,
}

/// Decides about a visit: the donation is accepted, or refused with every clause.
#[utoipa::path(post, path = "/api/collect/visits/{id}/decide", tag = "collect", operation_id = "collect.visit.decide",
    params(("id" = VisitId, Path)), request_body = VisitDecision, responses((status = 201, body = Donation)))]
pub(super) async fn decide(
    auth: Allowed<VisitDecide>,
    Extension(donors): Donors,
    Extension(deferrals): Deferrals,
    Path(id): Path<VisitId>,
    Body(decision): Body<VisitDecision>,
) -> Result<Answer<Donation>, Fault> {
    let own = decision.own_line()?;
    let mut tx = auth.write().await?;
    visits::db::lock(&mut tx, &auth.scope, id).await?;
    let visit = visits::db::visit(&mut tx, &auth.scope, id).await?;
    let visit = visit.ok_or_else(|| Problem::not_found("visit", id))?;
    let donor = visit.donor_id.ok_or_else(|| missing("visit.unidentified"))?;
    let about = visits::about(&mut tx, &Extension(donors.clone()), &visit).await?;
    let about = about.ok_or_else(|| missing("visit.unidentified"))?;
    visits::proof::proven(visit.identified_by, visit.face_verdict)?;
    let (answers, version) = visit.answers.zip(visit.inquiry_version).ok_or_else(|| missing("decision.not-asked"))?;
    let consent = visits::consent::in_force(day(tx.now()));
    visits::proof::consented(visit.consent_version.as_deref(), consent)?;
    let check = checks::db::latest(&mut tx, id).await?.ok_or_else(|| missing("decision.not-checked"))?;
    if check.kind != decision.kind {
        return Err(missing("decision.other-check").into());
    }
    let new = DonationNew {
        donor_id: donor,
        site_id: visit.site_id,
        inquiry_version: version,
        answers: answers.0,
        check: check.health_check.0,
        about: About { kind: decision.kind, ..about },
        visit_id: id,
        volume_ml: decision.volume_ml,
        note: decision.note.clone(),
    };
    // Limits are judged again with the donation; what only the check station knows is added.
    let more =
        check.lines.0.into_iter().filter(|line| AT_THE_STATION.contains(&line.rule.as_str())).chain(own).collect();
    let dues = left_by(&new, day(tx.now()));
    let donation = register(&mut tx, &auth.scope, &donors, &new, more).await?;
    let typed: Vec<Typed<'_>> = decision.deferrals.iter().map(DecisionDeferral::typed).collect();
    let refused = Refused { donor, donation, source: DeferralSource::Physician };
    let (codes, until) = enter(&mut tx, &auth.scope, &deferrals, refused, (&dues, &typed)).await?;
    let said = db::Said {
        deferrals: &codes,
        deferred_until: until,
        appearance: decision.appearance.as_deref(),
        arms: decision.arms.as_deref(),
    };
    db::insert(&mut tx, &auth.scope, (id, donation), decision.accept, &said).await?;
    let (now, detail) = (tx.now(), json!({ "accept": decision.accept, "deferrals": codes }));
    chair::db::step(&mut tx, &auth.scope, donation, ("decided", now), detail).await?;
    tx.announce("visits", Some(auth.scope.org)).await?;
    let donation = donation_or_404(&mut tx, &auth.scope, donation).await?;
    tx.created(donation).await
}

/// Lines that only the check station knows; limits are judged again with the donation.
const AT_THE_STATION: [&str; 2] = ["check.group-differs", "check.hot-at-the-door"];

/// What a decision needs first.
fn missing(rule: &'static str) -> Refusal {
    let reason = match rule {
        "visit.unidentified" => say!("尚未核对身份", "nobody knows yet who this is"),
        "decision.not-asked" => say!("健康征询尚未完成", "the inquiry is not answered yet"),
        "decision.other-check" => {
            say!("检查是为另一种献血做的，请补做检查", "the check was for another kind of donation: check again")
        }
        _ => say!("尚未做献血前检查", "nothing was measured yet"),
    };
    Refusal::new(rule, reason)
}

impl DecisionDeferral {
    fn typed(&self) -> Typed<'_> {
        Typed {
            instead_of: self.instead_of.as_deref(),
            code: &self.code,
            case: self.case.as_deref(),
            event_on: self.event_on,
            until: self.until,
            note: self.note.as_deref(),
        }
    }
}

impl VisitDecision {
    /// The physician's own reason, when the rulebook would accept. Refuses by `decision.reason` a silent no.
    fn own_line(&self) -> Result<Option<Line>, Fault> {
        // What follows from the sheet may be changed under a yes too; the rules refuse it all the same.
        if self.accept && self.deferrals.iter().all(|one| one.instead_of.is_some()) {
            return Ok(None);
        }
        let Some(reason) = self.reason.as_deref().map(str::trim).filter(|_| !self.accept) else {
            let detail = say!(
                "不同意献血或登记暂缓时，请写明理由并选择不同意",
                "a no and a deferral need a reason, and are no yes"
            );
            return Err(Problem::invalid("reason", "", "decision.reason", detail).into());
        };
        Ok(Some(Line {
            rule: "decision.physician".to_owned(),
            reason: say!("医师判定：{reason}", "Physician: {reason}"),
            clause: "GB 18467-2011 献血者健康检查".to_owned(),
            confidential: false,
        }))
    }
}
