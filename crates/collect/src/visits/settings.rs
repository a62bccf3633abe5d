//! How a kiosk behaves and what it shows, and what an administrator may switch on at a site.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{clock::Instant, id::SiteId, text::Text};
use vena_platform::{
    auth::{Allowed, Answer},
    db::Tx,
    fault::Fault,
    http::{Body, Path},
};

use super::{
    KioskSettings, KioskSwitch, KioskSwitches, db, door,
    policy::{self, ConsentPage},
};
use crate::day;

/// A text that is read page by page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KioskText {
    /// Its name; goes back with the decision.
    version: String,
    /// What it says.
    pages: Vec<ConsentPage>,
}

impl From<&policy::Consent> for KioskText {
    fn from(text: &policy::Consent) -> Self {
        Self { version: text.version.clone(), pages: text.pages.clone() }
    }
}

/// How a kiosk behaves.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KioskSettings)]
pub(super) struct Settings {
    /// Name of the place.
    site_name: Text,
    /// After so long without a touch it asks whether somebody is there, seconds.
    idle_seconds: i32,
    /// So long after that it forgets everything, seconds.
    countdown_seconds: i32,
    /// What is read before a donation.
    consent: KioskText,
    /// An administrator has switched the comparison of faces on here.
    face_on: bool,
    /// The consent is read before the questions are asked.
    consent_first: bool,
    /// From here on two faces are the same person's, 0 to 1.
    face_same_min: f64,
    /// Up to here they are not.
    face_different_max: f64,
    /// What is read before the camera looks.
    camera: KioskText,
    /// An administrator has switched the greeting by camera on here. It greets nobody who has not agreed as well.
    greeting_on: bool,
    /// What is read before the camera waits for a face to greet.
    greeting: KioskText,
}

/// How the kiosk behaves today, and what it shows.
#[utoipa::path(get, path = "/api/collect/kiosk/settings", tag = "collect", operation_id = "collect.kiosk.settings",
    responses((status = 200, body = Settings)))]
pub(super) async fn settings(auth: Allowed<KioskSettings>) -> Result<Json<Settings>, Fault> {
    let mut tx = auth.read().await?;
    let today = day(tx.now());
    let (zh, en) = db::site_name(&mut tx, auth.scope.site).await?;
    let switches = db::switches(&mut tx, auth.scope.site).await?;
    let on = |wanted: &str| switches.iter().any(|(name, on)| name == wanted && *on);
    let kiosk = policy::kiosk(today);
    Ok(Json(Settings {
        site_name: Text { zh, en },
        idle_seconds: kiosk.idle_seconds,
        countdown_seconds: kiosk.countdown_seconds,
        consent: policy::consent(today).into(),
        face_on: on(Switch::FaceComparison.name()),
        consent_first: kiosk.consent_first,
        face_same_min: kiosk.face_same_min,
        face_different_max: kiosk.face_different_max,
        camera: policy::camera(today).into(),
        greeting_on: on(Switch::CameraGreeting.name()),
        greeting: policy::greeting(today).into(),
    }))
}

/// What an administrator may switch on at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SiteSwitchName)]
pub(super) enum Switch {
    /// The comparison of faces at the kiosk, for those who agree to it.
    FaceComparison,
    /// The papers that the rulebook names are signed here before the needle; elsewhere on paper.
    SignedPapers,
    /// The kiosk greets whoever has agreed to its camera a moment before.
    CameraGreeting,
}

impl Switch {
    const ALL: [Self; 3] = [Self::FaceComparison, Self::SignedPapers, Self::CameraGreeting];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::FaceComparison => "face_comparison",
            Self::SignedPapers => "signed_papers",
            Self::CameraGreeting => "camera_greeting",
        }
    }
}

/// A switch at a site.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteSwitch {
    /// Which.
    #[garde(skip)]
    name: Switch,
    /// On or off.
    #[garde(skip)]
    on: bool,
    /// Why: purpose and need, as the law on personal information asks before sensitive data are handled.
    #[garde(length(chars, min = 10, max = 300))]
    reason: String,
}

/// How a switch stands, and who has put it there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SiteSwitchShown)]
pub(super) struct Shown {
    /// Which.
    name: String,
    /// On or off; off until somebody switches it on.
    on: bool,
    /// Why.
    reason: Option<String>,
    /// Since when.
    since: Option<Instant>,
    /// Who switched it.
    by: Option<String>,
}

/// What may be switched at a site.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SiteSwitches {
    /// Names of what is on.
    on: Vec<String>,
    /// Every switch.
    switches: Vec<Shown>,
}

impl SiteSwitches {
    async fn of(tx: &mut Tx, site: SiteId) -> Result<Self, Fault> {
        let kept = db::switched(tx, site).await?;
        let shown = |switch: Switch| match kept.iter().find(|row| row.name == switch.name()) {
            Some(row) => Shown {
                name: row.name.clone(),
                on: row.is_on,
                reason: Some(row.reason.clone()),
                since: Some(row.since),
                by: Some(row.by_name.clone()),
            },
            None => Shown { name: switch.name().to_owned(), on: false, reason: None, since: None, by: None },
        };
        let switches: Vec<Shown> = Switch::ALL.into_iter().map(shown).collect();
        Ok(Self { on: switches.iter().filter(|one| one.on).map(|one| one.name.clone()).collect(), switches })
    }
}

/// How the switches of a site stand, with who put them there and why.
#[utoipa::path(get, path = "/api/collect/kiosk/sites/{id}/switches", tag = "collect",
    operation_id = "platform.site.switches", params(("id" = SiteId, Path)),
    responses((status = 200, body = SiteSwitches)))]
pub(super) async fn switches(
    auth: Allowed<KioskSwitches>,
    Path(id): Path<SiteId>,
) -> Result<Json<SiteSwitches>, Fault> {
    door::station_only(&auth.scope)?;
    let mut tx = auth.read().await?;
    let site = door::own_site(&mut tx, &auth.scope, Some(id)).await?;
    Ok(Json(SiteSwitches::of(&mut tx, site).await?))
}

/// Switches cameras or the signing of papers at a site on or off, with the reason. Everything is off until somebody does.
#[utoipa::path(post, path = "/api/collect/kiosk/sites/{id}/switches", tag = "collect",
    operation_id = "platform.site.switch", params(("id" = SiteId, Path)), request_body = SiteSwitch,
    responses((status = 200, body = SiteSwitches)))]
pub(super) async fn switch(
    auth: Allowed<KioskSwitch>,
    Path(id): Path<SiteId>,
    Body(asked): Body<SiteSwitch>,
) -> Result<Answer<SiteSwitches>, Fault> {
    door::station_only(&auth.scope)?;
    let mut tx = auth.write().await?;
    let site = door::own_site(&mut tx, &auth.scope, Some(id)).await?;
    tx.because(&asked.reason);
    db::switch(&mut tx, &auth.scope, site, (asked.name.name(), asked.on), &asked.reason).await?;
    tx.announce("visits", Some(auth.scope.org)).await?;
    let switches = SiteSwitches::of(&mut tx, site).await?;
    tx.ok(switches).await
}
