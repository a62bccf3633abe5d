//! Which instruments stand where: entered, adopted, calibrated, retired.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::{Day, Instant},
    collection::reading::{self, ReadingKind},
    id::{DeviceId, SiteId},
    text::Text,
};
use vena_platform::{
    auth::{self, Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path, Query},
};

use super::{
    DeviceAdopt, DeviceCalibrate, DeviceCreate, DeviceList, DeviceRetire, db, rules,
    view::{self, Device},
};
use crate::day;

/// Of which site.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviceQuery {
    /// One site; all of the organisation when absent.
    #[garde(skip)]
    #[param(value_type = Option<String>)]
    site_id: Option<SiteId>,
}

/// Instruments and when this was true.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Devices {
    as_of: Instant,
    /// By site and kind.
    items: Vec<Device>,
    /// The programs at the sites that speak with them.
    agents: Vec<DeviceAgent>,
    /// Kinds that can be entered.
    kinds: Vec<DeviceKind>,
}

/// The program at a site that speaks with its instruments.
#[derive(Debug, Serialize, ToSchema)]
struct DeviceAgent {
    site_id: SiteId,
    heard_at: Instant,
    /// How far its clock was ahead of the server's then, seconds; negative when behind.
    clock_ahead_seconds: i64,
    version: String,
    /// Readings that waited at the site then.
    waiting: i64,
}

/// A kind of instrument.
#[derive(Debug, Serialize, ToSchema)]
struct DeviceKind {
    kind: ReadingKind,
    title: Text,
    /// Its readings count only while it is calibrated.
    calibrated: bool,
}

/// The instruments of a site, or of the whole organisation.
#[utoipa::path(get, path = "/api/collect/devices", tag = "collect", operation_id = "collect.device.list",
    params(DeviceQuery), responses((status = 200, body = Devices)))]
pub(super) async fn list(auth: Allowed<DeviceList>, Query(query): Query<DeviceQuery>) -> Result<Json<Devices>, Fault> {
    let mut tx = auth.read().await?;
    let now = tx.now();
    let records = db::devices(&mut tx, &auth.scope, query.site_id).await?;
    let items = records.into_iter().map(|record| Device::of(record, &auth.scope, now)).collect();
    let agents = db::agents(&mut tx, &auth.scope, query.site_id).await?.into_iter().map(agent).collect();
    let kinds = ReadingKind::ALL.into_iter().map(|kind| {
        let page = reading::kind(kind, day(now));
        DeviceKind { kind, title: page.title.clone(), calibrated: page.calibrated }
    });
    Ok(Json(Devices { as_of: now, items, agents, kinds: kinds.collect() }))
}

fn agent((site_id, heard_at, clock_at, version, waiting): (SiteId, Instant, Instant, String, i64)) -> DeviceAgent {
    DeviceAgent { site_id, heard_at, clock_ahead_seconds: clock_at.seconds_since(heard_at), version, waiting }
}

/// An instrument to be entered.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviceNew {
    #[garde(skip)]
    kind: ReadingKind,
    /// Serial number, as the instrument or its agent gives it.
    #[garde(length(chars, min = 1, max = 60))]
    serial: String,
    /// Where; the caller's own site when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// What people call it.
    #[garde(length(chars, min = 1, max = 60))]
    name: String,
    /// Where it stands: a chair, a desk.
    #[garde(length(chars, max = 60))]
    #[serde(default)]
    place: String,
    /// Last day of its calibration, where its kind needs one.
    #[garde(skip)]
    calibrated_until: Option<Day>,
}

impl DeviceNew {
    fn split(self) -> (ReadingKind, String, DevicePlace) {
        let Self { kind, serial, site_id, name, place, calibrated_until } = self;
        (kind, serial.trim().to_owned(), DevicePlace { site_id, name, place, calibrated_until })
    }
}

/// What people call an instrument, where it stands, and until when it is calibrated.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DevicePlace {
    /// Where; the caller's own site when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// What people call it.
    #[garde(length(chars, min = 1, max = 60))]
    name: String,
    /// Where it stands: a chair, a desk.
    #[garde(length(chars, max = 60))]
    #[serde(default)]
    place: String,
    /// Last day of its calibration, where its kind needs one.
    #[garde(skip)]
    calibrated_until: Option<Day>,
}

/// Enters an instrument before it has reported. One that is known by kind and serial number is brought to the site.
#[utoipa::path(post, path = "/api/collect/devices", tag = "collect", operation_id = "collect.device.create",
    request_body = DeviceNew, responses((status = 201, body = Device)))]
pub(super) async fn create(auth: Allowed<DeviceCreate>, Body(new): Body<DeviceNew>) -> Result<Answer<Device>, Fault> {
    let mut tx = auth.write().await?;
    let (kind, serial, place) = new.split();
    let device = enter(&mut tx, &auth.scope, (kind, &serial), &place).await?;
    tx.created(device).await
}

/// Brings a known instrument into use at a site: one that reported by itself, one from another site, a retired one.
#[utoipa::path(post, path = "/api/collect/devices/{id}/adopt", tag = "collect", operation_id = "collect.device.adopt",
    params(("id" = DeviceId, Path)), request_body = DevicePlace, responses((status = 200, body = Device)))]
pub(super) async fn adopt(
    auth: Allowed<DeviceAdopt>,
    Path(id): Path<DeviceId>,
    Body(place): Body<DevicePlace>,
) -> Result<Answer<Device>, Fault> {
    let mut tx = auth.write().await?;
    let known = view::found(&mut tx, &auth.scope, id).await?;
    let device = enter(&mut tx, &auth.scope, (known.kind, &known.serial), &place).await?;
    tx.ok(device).await
}

async fn enter(
    tx: &mut Tx,
    scope: &Scope,
    (kind, serial): (ReadingKind, &str),
    new: &DevicePlace,
) -> Result<Device, Fault> {
    let site = new.site_id.unwrap_or(scope.site);
    if !auth::db::site_belongs(tx, site, scope.org).await? {
        return Err(Problem::not_found("site", site).into());
    }
    let today = day(tx.now());
    rules::calibration_named(kind, new.calibrated_until, today).map_err(|refusal| {
        let value = new.calibrated_until.map(|day| day.to_string()).unwrap_or_default();
        Problem::invalid("calibrated_until", value, &refusal.rule, refusal.reason)
    })?;
    let calibrated_until = new.calibrated_until;
    let (name, place) = (new.name.trim(), new.place.trim());
    let id = db::enter(tx, scope, &db::Entered { site, kind, serial, name, place, calibrated_until }).await?;
    tx.announce("readings", Some(scope.org)).await?;
    view::again(tx, scope, id).await
}

/// A calibration.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviceCalibration {
    /// Last day on which it is valid.
    #[garde(skip)]
    calibrated_until: Day,
    /// Number of the certificate, or who calibrated it.
    #[garde(length(chars, min = 2, max = 200))]
    certificate: String,
}

/// Enters a new calibration.
#[utoipa::path(post, path = "/api/collect/devices/{id}/calibrate", tag = "collect",
    operation_id = "collect.device.calibrate", params(("id" = DeviceId, Path)), request_body = DeviceCalibration,
    responses((status = 200, body = Device)))]
pub(super) async fn calibrate(
    auth: Allowed<DeviceCalibrate>,
    Path(id): Path<DeviceId>,
    Body(said): Body<DeviceCalibration>,
) -> Result<Answer<Device>, Fault> {
    let mut tx = auth.write().await?;
    db::lock_device(&mut tx, &auth.scope, id).await?;
    let known = view::found(&mut tx, &auth.scope, id).await?;
    rules::in_use(known.state)?;
    let until = said.calibrated_until;
    rules::calibration_named(known.kind, Some(until), day(tx.now()))
        .map_err(|refusal| Problem::invalid("calibrated_until", until, &refusal.rule, refusal.reason))?;
    tx.because(&said.certificate);
    db::calibrate(&mut tx, id, until).await?;
    tx.announce("readings", Some(auth.scope.org)).await?;
    let device = view::again(&mut tx, &auth.scope, id).await?;
    tx.ok(device).await
}

/// Why an instrument is no longer used.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviceRetirement {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Takes an instrument out of use. What it has reported stays.
#[utoipa::path(post, path = "/api/collect/devices/{id}/retire", tag = "collect", operation_id = "collect.device.retire",
    params(("id" = DeviceId, Path)), request_body = DeviceRetirement, responses((status = 200, body = Device)))]
pub(super) async fn retire(
    auth: Allowed<DeviceRetire>,
    Path(id): Path<DeviceId>,
    Body(why): Body<DeviceRetirement>,
) -> Result<Answer<Device>, Fault> {
    let mut tx = auth.write().await?;
    db::lock_device(&mut tx, &auth.scope, id).await?;
    let known = view::found(&mut tx, &auth.scope, id).await?;
    rules::not_retired(known.state)?;
    tx.because(&why.reason);
    db::retire(&mut tx, id, &why.reason).await?;
    tx.announce("readings", Some(auth.scope.org)).await?;
    let device = view::again(&mut tx, &auth.scope, id).await?;
    tx.ok(device).await
}
