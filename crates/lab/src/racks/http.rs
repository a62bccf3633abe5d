//! Requests and answers about racks.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::Instant,
    collection::{
        binding,
        chair::{self, TubeRole},
    },
    donation_number::DonationNumber,
    id::{RackId, TubeId},
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query},
};

use super::{
    RackList, RackMake, RackPut, RackTake, RackView,
    db::{self, Move, RackRow, StandingRow},
    rules::{self, Size, Tube},
};
use crate::{
    Ports,
    samples::{
        self,
        db::TubeRow,
        words::{self, TubeOutcome},
    },
};

/// What stands in a rack.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RackKind {
    /// Tubes that are being tested.
    Work,
    /// Retention tubes.
    Retention,
}

/// A rack to be registered.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabRackNew {
    /// On its label.
    #[garde(length(chars, min = 1, max = 30))]
    code: String,
    /// What people call it.
    #[garde(length(chars, min = 1, max = 60))]
    name: String,
    /// Room, freezer, shelf.
    #[garde(length(chars, min = 1, max = 60))]
    room: String,
    /// What stands in it.
    #[garde(skip)]
    kind: RackKind,
    /// Rows, named A to Z.
    #[garde(range(min = 1, max = 26))]
    rows: i32,
    /// Columns, counted from 1.
    #[garde(range(min = 1, max = 40))]
    columns: i32,
}

/// A rack.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabRack {
    /// Identity.
    rack_id: RackId,
    /// On its label.
    code: String,
    /// What people call it.
    name: String,
    /// Room, freezer, shelf.
    room: String,
    /// `work` or `retention`.
    kind: String,
    /// Rows.
    rows: i32,
    /// Columns.
    columns: i32,
    /// Places that are taken.
    used: i64,
    /// When it was registered.
    made_at: Instant,
    /// By whom.
    made_by_name: String,
}

impl From<RackRow> for LabRack {
    fn from(row: RackRow) -> Self {
        let RackRow { rack_id, code, name, room, kind, rows, columns, made_at, made_by_name, used } = row;
        Self { rack_id, code, name, room, kind, rows, columns, used, made_at, made_by_name }
    }
}

/// Which racks.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct RackQuery {
    /// Where the page begins.
    #[garde(length(chars, max = 60))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Racks by their codes.
#[utoipa::path(get, path = "/api/lab/racks", tag = "lab", operation_id = "lab.rack.list", params(RackQuery),
    responses((status = 200, body = Page<LabRack>)))]
pub(super) async fn list(
    auth: Allowed<RackList>,
    Query(query): Query<RackQuery>,
) -> Result<Json<Page<LabRack>>, Fault> {
    let mut tx = auth.read().await?;
    let limit = query.limit.unwrap_or(50);
    let after = query.cursor.unwrap_or_default();
    let rows = db::racks(&mut tx, &auth.scope, None, (&after, limit + 1)).await?;
    let rows = rows.into_iter().map(LabRack::from).collect();
    Ok(Json(Page::cut(rows, limit, tx.now(), |row: &LabRack| row.code.clone())))
}

/// Registers a rack. Refuses by `rack.code` a code that another one has.
#[utoipa::path(post, path = "/api/lab/racks", tag = "lab", operation_id = "lab.rack.create", request_body = LabRackNew,
    responses((status = 201, body = LabRackMap)))]
pub(super) async fn make(auth: Allowed<RackMake>, Body(new): Body<LabRackNew>) -> Result<Answer<LabRackMap>, Fault> {
    let mut tx = auth.write().await?;
    let kind = match new.kind {
        RackKind::Work => "work",
        RackKind::Retention => "retention",
    };
    let LabRackNew { code, name, room, rows, columns, .. } = &new;
    let rack = db::NewRack { code, name, room, kind, rows: *rows, columns: *columns };
    let made = db::insert(&mut tx, &auth.scope, &rack).await?;
    let id = made.ok_or_else(|| {
        let reason = say!("编号 {code} 已被使用", "the code {code} is taken");
        Problem::invalid("code", code, "rack.code", reason)
    })?;
    tx.announce("samples", Some(auth.scope.org)).await?;
    let map = load(&mut tx, &auth.scope, id).await?;
    tx.created(map).await
}

/// A tube in its place.
#[derive(Debug, Serialize, ToSchema)]
struct LabStanding {
    /// The tube.
    tube_id: TubeId,
    /// Its number.
    donation_number: DonationNumber,
    /// What it is for.
    role: TubeRole,
    /// Counted from 1.
    row: i32,
    /// Counted from 1.
    column: i32,
    /// As people name the place: `A1`.
    place: String,
    /// When it came to the laboratory.
    received_at: Instant,
}

impl From<StandingRow> for LabStanding {
    fn from(row: StandingRow) -> Self {
        Self {
            tube_id: row.tube_id,
            donation_number: row.donation_number,
            role: words::role(&row.role),
            row: row.rack_row,
            column: row.rack_column,
            place: rules::name((row.rack_row, row.rack_column)),
            received_at: row.received_at,
        }
    }
}

/// A rack with what stands in it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabRackMap {
    /// The rack.
    #[serde(flatten)]
    rack: LabRack,
    /// What stands in it, row by row.
    tubes: Vec<LabStanding>,
    /// When this was true.
    as_of: Instant,
}

/// A rack with what stands in it.
#[utoipa::path(get, path = "/api/lab/racks/{id}", tag = "lab", operation_id = "lab.rack.view",
    params(("id" = RackId, Path)), responses((status = 200, body = LabRackMap), (status = 404)))]
pub(super) async fn view(auth: Allowed<RackView>, Path(id): Path<RackId>) -> Result<Json<LabRackMap>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(load(&mut tx, &auth.scope, id).await?))
}

async fn load(tx: &mut Tx, scope: &Scope, id: RackId) -> Result<LabRackMap, Fault> {
    let rack = one(tx, scope, id).await?;
    let tubes = db::standing(tx, scope, id).await?.into_iter().map(LabStanding::from).collect();
    Ok(LabRackMap { rack: rack.into(), tubes, as_of: tx.now() })
}

async fn one(tx: &mut Tx, scope: &Scope, id: RackId) -> Result<RackRow, Fault> {
    let found = db::racks(tx, scope, Some(id), ("", 1)).await?.pop();
    found.ok_or_else(|| Problem::not_found("rack", id).into())
}

/// A tube that goes into a rack.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabPut {
    /// The label with the number.
    #[garde(length(chars, min = 1, max = 200))]
    scan: String,
    /// What it is for, where its label does not tell; in a box of retention tubes it is one.
    #[garde(skip)]
    role: Option<TubeRole>,
    /// Counted from 1; with `column` the place, the first that is free when both are absent.
    #[garde(range(min = 1, max = 26))]
    row: Option<i32>,
    /// Counted from 1.
    #[garde(range(min = 1, max = 40))]
    column: Option<i32>,
}

/// Puts a tube into a rack. Refuses by `rack.no-tube`, `sample.role`, `rack.disposed`, `rack.elsewhere`, `rack.retention`,
/// `rack.place`, `rack.occupied` and `rack.full`.
#[utoipa::path(post, path = "/api/lab/racks/{id}/tubes", tag = "lab", operation_id = "lab.rack.put",
    params(("id" = RackId, Path)), request_body = LabPut, responses((status = 200, body = LabRackMap)))]
pub(super) async fn put(
    auth: Allowed<RackPut>,
    Extension(ports): Extension<Ports>,
    Path(id): Path<RackId>,
    Body(put): Body<LabPut>,
) -> Result<Answer<LabRackMap>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    db::lock(&mut tx, scope, id).await?;
    let rack = one(&mut tx, scope, id).await?;
    let retention = rack.kind == "retention";
    let role = put.role.or(retention.then_some(TubeRole::Retention));
    let (number, role) = meant(&mut tx, &ports, &put.scan, role).await?;
    let tube = received(&mut tx, scope, number, role).await?;
    let taken = db::standing(&mut tx, scope, id).await?;
    let taken = taken.into_iter().map(|tube| (tube.rack_row, tube.rack_column)).collect();
    let size = Size { rows: rack.rows, columns: rack.columns, retention };
    let facts = Tube { role: tube.role(), stands: tube.position(), disposed: tube.disposed_at.is_some() };
    let (row, column) = rules::place(size, &taken, &facts, put.row.zip(put.column))?;
    let to = Some((id, row, column));
    db::keep_move(&mut tx, scope, &Move { tube: tube.tube_id, kind: "placed", to, reason: None }).await?;
    tx.announce("samples", Some(scope.org)).await?;
    let map = load(&mut tx, scope, id).await?;
    tx.ok(map).await
}

/// Which tube a scan means.
async fn meant(
    tx: &mut Tx,
    ports: &Ports,
    scan: &str,
    asked: Option<TubeRole>,
) -> Result<(DonationNumber, TubeRole), Fault> {
    let wrong = |refusal: Refusal| Problem::invalid("scan", scan, &refusal.rule, refusal.reason);
    let number = binding::number_of(scan).map_err(wrong)?;
    let sent = ports.tubes.of_donation(tx, number).await?;
    let said = match &sent {
        Some(sent) => chair::role_of(scan, None, sent.kind, sent.day).map_err(wrong)?,
        None => None,
    };
    let role = said.or(asked).ok_or_else(|| {
        let reason =
            say!("编号看不出是哪种试管，请先选管型", "the number does not tell which tube it is: choose that first");
        Problem::invalid("role", "", "sample.role", reason)
    })?;
    Ok((number, role))
}

/// The tube of this role that was received and is of use, locked.
async fn received(tx: &mut Tx, scope: &Scope, number: DonationNumber, role: TubeRole) -> Result<TubeRow, Fault> {
    let of_use = |tubes: Vec<TubeRow>| {
        tubes.into_iter().rev().find(|tube| tube.role() == role && tube.outcome != TubeOutcome::Refused)
    };
    let none = || {
        let reason = say!("{number} 没有接收过这种试管", "no such tube of {number} was received");
        Problem::invalid("scan", number, "rack.no-tube", reason)
    };
    let tube = of_use(samples::db::tubes(tx, &[number], None).await?).ok_or_else(none)?;
    db::lock_tube(tx, scope, tube.tube_id).await?;
    of_use(samples::db::tubes(tx, &[number], None).await?).ok_or_else(|| none().into())
}

/// Why a tube is taken out.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabTake {
    /// For what: a retest, a confirmation, a look-back.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Takes a tube out of its rack. Refuses by `rack.not-in` one that stands in another or in none.
#[utoipa::path(post, path = "/api/lab/racks/{id}/tubes/{tube}/take", tag = "lab", operation_id = "lab.rack.take",
    params(("id" = RackId, Path), ("tube" = TubeId, Path)), request_body = LabTake,
    responses((status = 200, body = LabRackMap)))]
pub(super) async fn take(
    auth: Allowed<RackTake>,
    Path((id, tube)): Path<(RackId, TubeId)>,
    Body(take): Body<LabTake>,
) -> Result<Answer<LabRackMap>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    db::lock(&mut tx, scope, id).await?;
    one(&mut tx, scope, id).await?;
    if !db::standing(&mut tx, scope, id).await?.iter().any(|one| one.tube_id == tube) {
        let reason = say!("此管不在这个架上", "this tube does not stand in this rack");
        return Err(Refusal::new("rack.not-in", reason).into());
    }
    db::keep_move(&mut tx, scope, &Move { tube, kind: "taken", to: None, reason: Some(&take.reason) }).await?;
    tx.announce("samples", Some(scope.org)).await?;
    let map = load(&mut tx, scope, id).await?;
    tx.ok(map).await
}
