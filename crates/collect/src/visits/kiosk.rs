//! What a kiosk may do: open the visit of the person in front of it, ask, show the consent, keep what its camera concluded,
//! call the staff, end. It sees no visit but the ones that it opened itself, for some minutes, and of those no name in full.

use std::collections::BTreeMap;

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    eligibility::DonationKind,
    id::{SiteId, VisitId},
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    KioskAnswer, KioskArrive, KioskConsent, KioskFace, KioskHelp, KioskLeave, KioskSheet,
    db::{self, VisitRecord},
    door::{self, Desks, Says},
    gate, policy, rules,
    settings::Switch,
    sheet,
    sheet::{Filling, Sheet, SoFar},
    view,
    words::{AnsweredWhere, FaceVerdict, IdentifiedBy, LeftReason, VisitState},
};
use crate::{Bookings, Donors, day};

/// A visit as the kiosk shows it to the person in front of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct KioskVisit {
    /// Identity.
    visit_id: VisitId,
    /// What the person takes along: `B012`.
    ticket: String,
    /// Name, masked; nobody knows yet when absent.
    name_masked: Option<String>,
    /// How it is known.
    identified_by: Option<IdentifiedBy>,
    /// What is to be given.
    kind: DonationKind,
    /// When the reserved slot begins.
    slot_at: Option<Instant>,
    /// How far it has come.
    state: VisitState,
    /// The questions are answered.
    answered: bool,
    /// The consent was read and given.
    consented: bool,
    /// The faces were compared, or the staff will look.
    face: Option<FaceVerdict>,
    /// The staff has been called.
    help_wanted: bool,
    /// Until when this kiosk goes on with it.
    until: Option<Instant>,
}

impl From<VisitRecord> for KioskVisit {
    fn from(record: VisitRecord) -> Self {
        Self {
            ticket: record.ticket(),
            kind: record.kind(),
            visit_id: record.visit_id,
            name_masked: record.donor_name_masked,
            identified_by: record.identified_by,
            slot_at: record.slot_at,
            state: record.state,
            answered: record.answered_at.is_some(),
            consented: record.consented_at.is_some(),
            face: record.face_verdict,
            help_wanted: record.help_wanted_at.is_some(),
            until: record.kiosk_until,
        }
    }
}

/// Who stands in front of the kiosk. With neither: somebody who wants a ticket and the staff.
#[derive(Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct KioskArrival {
    /// The whole number of the document that was read.
    #[garde(length(chars, min = 1, max = 40))]
    document_number: Option<String>,
    /// How that number came here; typed when absent, and then it is only what the person says.
    #[garde(skip)]
    #[serde(default)]
    read_by: ReadBy,
    /// The code of a reservation.
    #[garde(length(chars, min = 1, max = 60))]
    booking_code: Option<String>,
}

/// How the number of a document came to a kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = KioskReadBy)]
pub(super) enum ReadBy {
    /// The reader beside the kiosk has read the card.
    Reader,
    /// Somebody has typed it.
    #[default]
    Typed,
}

impl std::fmt::Debug for KioskArrival {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KioskArrival").finish_non_exhaustive()
    }
}

/// Opens the visit of the person in front of the kiosk, or goes on with the one that is open here.
#[utoipa::path(post, path = "/api/collect/kiosk/arrive", tag = "collect", operation_id = "collect.kiosk.arrive",
    request_body = KioskArrival, responses((status = 200, body = KioskVisit)))]
pub(super) async fn arrive(
    auth: Allowed<KioskArrive>,
    Extension(donors): Donors,
    Extension(bookings): Bookings,
    Body(asked): Body<KioskArrival>,
) -> Result<Answer<KioskVisit>, Fault> {
    door::station_only(&auth.scope)?;
    let mut tx = auth.write().await?;
    let desks = Desks { donors: &Extension(donors), bookings: &Extension(bookings) };
    let says = Says {
        donor_id: None,
        document_number: asked.document_number.as_deref(),
        booking_code: asked.booking_code.as_deref(),
    };
    let site = auth.scope.site;
    let mut comer = door::comer(&mut tx, &auth.scope, &desks, site, &says).await?;
    if let Some(known) = comer.known.as_mut().filter(|_| asked.read_by == ReadBy::Typed)
        && known.by == IdentifiedBy::Document
    {
        known.by = IdentifiedBy::Claimed;
    }
    let until = door::kiosk_until(tx.now());
    let nameless = comer.known.is_none();
    let id = match again(&mut tx, &auth.scope, &desks, (site, &comer)).await? {
        Some(id) => id,
        None => {
            let id = door::arrive(&mut tx, &auth.scope, &desks, (site, comer), (None, Some(until))).await?;
            gate::at_arrival(&mut tx, &auth.scope, id, None).await?;
            id
        }
    };
    db::at_kiosk(&mut tx, &auth.scope, id, until).await?;
    if nameless {
        db::want_help(&mut tx, id, true).await?;
    }
    shown(tx, &auth.scope, id).await
}

/// Somebody who showed the document and came back to the kiosk, at the same place and before the check began.
async fn again(
    tx: &mut Tx,
    scope: &Scope,
    desks: &Desks<'_>,
    (site, comer): (SiteId, &door::Comer),
) -> Result<Option<VisitId>, Fault> {
    let Some(known) = comer.known.as_ref().filter(|known| known.by != IdentifiedBy::Booking) else { return Ok(None) };
    let open = door::open_visit(tx, desks.donors, known.donor_id).await?;
    let Some(open) = open.filter(|open| open.site_id == site && open.org_id == scope.org) else { return Ok(None) };
    if open.state > VisitState::Asked {
        return Ok(None);
    }
    // A number that is typed once more takes nothing from a document that was seen before.
    if known.by == IdentifiedBy::Claimed && open.identified_by != Some(IdentifiedBy::Claimed) {
        return Ok(Some(open.visit_id));
    }
    db::identify(tx, open.visit_id, known).await?;
    Ok(Some(open.visit_id))
}

async fn shown(mut tx: vena_platform::auth::Write, scope: &Scope, id: VisitId) -> Result<Answer<KioskVisit>, Fault> {
    tx.announce("visits", Some(scope.org)).await?;
    let record = view::record_or_404(&mut tx, scope, id).await?;
    tx.ok(KioskVisit::from(record)).await
}

/// Whether this kiosk still goes on with the visit.
fn mine(record: VisitRecord, scope: &Scope, now: Instant) -> Result<VisitRecord, Fault> {
    let here = record.kiosk_user == Some(scope.user) && record.site_id == scope.site;
    if !here {
        return Err(Problem::not_found("visit", record.visit_id).into());
    }
    if record.kiosk_until.is_some_and(|until| now < until) {
        return Ok(record);
    }
    let reason = say!("时间已到，请重新出示证件", "the time is over: show your document again");
    Err(Refusal::new("visit.kiosk-over", reason).into())
}

async fn held(tx: &mut Tx, scope: &Scope, id: VisitId) -> Result<VisitRecord, Fault> {
    let now = tx.now();
    mine(view::opened(tx, scope, id).await?, scope, now)
}

/// What is asked after the answers so far.
#[utoipa::path(post, path = "/api/collect/kiosk/visits/{id}/sheet", tag = "collect", operation_id = "collect.kiosk.sheet",
    params(("id" = VisitId, Path)), request_body = SoFar, responses((status = 200, body = Filling)))]
pub(super) async fn sheet(
    auth: Allowed<KioskSheet>,
    Extension(donors): Donors,
    Path(id): Path<VisitId>,
    Body(so_far): Body<SoFar>,
) -> Result<Json<Filling>, Fault> {
    let mut tx = auth.read().await?;
    let now = tx.now();
    let record = mine(view::record_or_404(&mut tx, &auth.scope, id).await?, &auth.scope, now)?;
    rules::may_be_asked(record.consented_at.is_some(), policy::kiosk(day(now)).consent_first)?;
    let desk = (&Extension(donors), &auth.app.vault);
    Ok(Json(sheet::filling(&mut tx, desk, &record, (so_far, AnsweredWhere::Kiosk)).await?))
}

/// Keeps a whole sheet.
#[utoipa::path(post, path = "/api/collect/kiosk/visits/{id}/answers", tag = "collect",
    operation_id = "collect.kiosk.answer", params(("id" = VisitId, Path)), request_body = Sheet,
    responses((status = 200, body = KioskVisit)))]
pub(super) async fn answer(
    auth: Allowed<KioskAnswer>,
    Extension(donors): Donors,
    Path(id): Path<VisitId>,
    Body(sheet): Body<Sheet>,
) -> Result<Answer<KioskVisit>, Fault> {
    let mut tx = auth.write().await?;
    let record = held(&mut tx, &auth.scope, id).await?;
    rules::may_be_asked(record.consented_at.is_some(), policy::kiosk(day(tx.now())).consent_first)?;
    let desk = (&Extension(donors), &auth.app.vault);
    sheet::keep(&mut tx, &auth.scope, desk, &record, (&sheet, AnsweredWhere::Kiosk)).await?;
    shown(tx, &auth.scope, id).await
}

/// What the comparison of faces said, or that the person chose the staff.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = KioskFace)]
pub(super) struct Face {
    /// In a word.
    #[garde(skip)]
    verdict: FaceVerdict,
    /// Likeness; absent when nothing was compared.
    #[garde(range(min = 0.0, max = 1.0))]
    score: Option<f64>,
    /// The text that the person agreed to; absent when nothing was compared.
    #[garde(length(chars, max = 60))]
    consent_version: Option<String>,
}

/// Keeps the verdict of the comparison. No picture and nothing computed from one comes along.
#[utoipa::path(post, path = "/api/collect/kiosk/visits/{id}/face", tag = "collect", operation_id = "collect.kiosk.face",
    params(("id" = VisitId, Path)), request_body = Face, responses((status = 200, body = KioskVisit)))]
pub(super) async fn face(
    auth: Allowed<KioskFace>,
    Path(id): Path<VisitId>,
    Body(face): Body<Face>,
) -> Result<Answer<KioskVisit>, Fault> {
    let mut tx = auth.write().await?;
    let record = held(&mut tx, &auth.scope, id).await?;
    let today = day(tx.now());
    if face.verdict != FaceVerdict::NotWanted {
        face_allowed(&mut tx, record.site_id).await?;
        rules::camera_consent(face.consent_version.as_deref(), &policy::camera(today).version)?;
    }
    let limits = policy::kiosk(today);
    let verdict = rules::face(face.verdict, face.score, limits)
        .map_err(|refusal| Problem::invalid("score", "", &refusal.rule, refusal.reason))?;
    let score = face.score.filter(|_| verdict != FaceVerdict::NotWanted);
    db::face(&mut tx, id, verdict, score).await?;
    shown(tx, &auth.scope, id).await
}

async fn face_allowed(tx: &mut Tx, site: SiteId) -> Result<(), Fault> {
    let switches = db::switches(tx, site).await?;
    if switches.iter().any(|(name, on)| name == Switch::FaceComparison.name() && *on) {
        return Ok(());
    }
    let reason = say!(
        "本献血点没有启用人脸比对，请由工作人员核对",
        "the comparison of faces is not switched on here: the staff checks"
    );
    Err(Refusal::new("visit.face-off", reason).into())
}

/// What was read and agreed to.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = KioskConsent)]
pub(super) struct ConsentGiven {
    /// Version of the text.
    #[garde(length(chars, min = 1, max = 60))]
    version: String,
    /// The rest of a sample may serve research.
    #[garde(skip)]
    research: bool,
    /// News of the use of the blood are wanted.
    #[garde(skip)]
    notice: bool,
}

/// Keeps the consent that was given on the screen. The form is signed by hand later, before a witness or with a fingerprint.
#[utoipa::path(post, path = "/api/collect/kiosk/visits/{id}/consent", tag = "collect",
    operation_id = "collect.kiosk.consent", params(("id" = VisitId, Path)), request_body = ConsentGiven,
    responses((status = 200, body = KioskVisit)))]
pub(super) async fn consent(
    auth: Allowed<KioskConsent>,
    Path(id): Path<VisitId>,
    Body(given): Body<ConsentGiven>,
) -> Result<Answer<KioskVisit>, Fault> {
    let mut tx = auth.write().await?;
    let record = held(&mut tx, &auth.scope, id).await?;
    let current = &policy::consent(day(tx.now())).version;
    let first = policy::kiosk(day(tx.now())).consent_first;
    rules::may_consent(&view::stand(&record), &given.version, current, first)?;
    let choices = BTreeMap::from([("research".to_owned(), given.research), ("notice".to_owned(), given.notice)]);
    db::consent(&mut tx, id, current, &choices).await?;
    shown(tx, &auth.scope, id).await
}

/// Calls a member of the staff to the kiosk.
#[utoipa::path(post, path = "/api/collect/kiosk/visits/{id}/help", tag = "collect", operation_id = "collect.kiosk.help",
    params(("id" = VisitId, Path)), responses((status = 200, body = KioskVisit)))]
pub(super) async fn help(auth: Allowed<KioskHelp>, Path(id): Path<VisitId>) -> Result<Answer<KioskVisit>, Fault> {
    let mut tx = auth.write().await?;
    held(&mut tx, &auth.scope, id).await?;
    db::want_help(&mut tx, id, true).await?;
    shown(tx, &auth.scope, id).await
}

/// How somebody leaves the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum KioskWay {
    /// With the ticket: the visit goes on.
    Waits,
    /// Gives no blood today; nobody asks why.
    GoesHome,
}

/// How the person leaves.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct KioskParting {
    /// With the ticket, or home.
    #[garde(skip)]
    way: KioskWay,
}

/// The person leaves the kiosk: it forgets the visit, and the visit goes on or is over.
#[utoipa::path(post, path = "/api/collect/kiosk/visits/{id}/leave", tag = "collect", operation_id = "collect.kiosk.leave",
    params(("id" = VisitId, Path)), request_body = KioskParting, responses((status = 200, body = KioskVisit)))]
pub(super) async fn leave(
    auth: Allowed<KioskLeave>,
    Path(id): Path<VisitId>,
    Body(parting): Body<KioskParting>,
) -> Result<Answer<KioskVisit>, Fault> {
    let mut tx = auth.write().await?;
    let record = held(&mut tx, &auth.scope, id).await?;
    if parting.way == KioskWay::GoesHome {
        rules::may_go_home(&view::stand(&record))?;
        db::leave(&mut tx, id, LeftReason::ChangedMind, None).await?;
    }
    db::off_kiosk(&mut tx, id).await?;
    shown(tx, &auth.scope, id).await
}
