//! How boxes are shown. No donor stands on any of them.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::{Can, Person};
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{ShipmentId, SiteId, UnitId, UserId},
    temperature::Celsius,
};
use vena_platform::{
    auth::{Allowed, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Page, Path, Query, cursor},
};

use super::{
    BoxList, BoxLog, BoxPut, BoxReceive, BoxSend, BoxUndo, BoxView,
    book::{self, Mode},
    db::{self, BagRecord, BoxRecord},
    record::{self, RecordShown},
    rules::{self, BoxState, Found},
};

/// Which boxes.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxQuery {
    /// How far they have come.
    #[garde(skip)]
    state: Option<BoxState>,
    /// Packed where.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// Packed on which day.
    #[garde(skip)]
    day: Option<Day>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// A box in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HandOverBoxRow {
    /// Identity: the journey of its bags.
    box_id: ShipmentId,
    /// What is printed on it.
    code: String,
    /// How far it has come.
    state: BoxState,
    /// How it keeps its contents.
    mode: String,
    /// Packed where.
    from_site_id: SiteId,
    /// Name of that place.
    from_site_name: String,
    /// Packed on which day.
    day: Day,
    /// Bags.
    bags: i64,
    /// Tubes.
    tubes: i64,
    /// Until when it should arrive, by its oldest bag.
    due_at: Option<Instant>,
    /// Begun.
    opened: BoxMark,
    /// Sealed and sent.
    sent: Option<BoxMark>,
    /// Opened and checked.
    received: Option<BoxMark>,
}

/// A box with its contents.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HandOverBox {
    #[serde(flatten)]
    row: HandOverBoxRow,
    /// The temperature logger inside.
    logger: Option<String>,
    /// The seal that closed it.
    seal: Option<String>,
    /// The seal as it was found.
    seal_found: Option<String>,
    /// Who carries it.
    carrier: Option<String>,
    /// Received where.
    to_site_name: Option<String>,
    /// Why it was undone.
    undone_reason: Option<String>,
    /// What is in it.
    contents: Vec<BoxBag>,
    /// What its logger has written down, judged.
    record: Option<RecordShown>,
    /// Tubes by donation.
    tube_counts: Vec<BoxTubes>,
    /// What may be done now.
    can: BoxCan,
    /// When this was true.
    as_of: Instant,
}

/// Who did a step, when, and what was measured or said.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BoxMark {
    /// When.
    at: Instant,
    /// Who.
    by: Person,
    /// Temperature in the box, °C.
    temp_c: Option<Celsius>,
    /// What was said.
    note: Option<String>,
}

/// A bag in a box.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BoxBag {
    /// The unit.
    unit_id: UnitId,
    /// Number of the donation.
    donation_number: DonationNumber,
    /// The number as people read it.
    donation_number_shown: String,
    /// What was given.
    kind: DonationKind,
    /// Volume, mL.
    volume_ml: i32,
    /// When the needle came out.
    ended_at: Option<Instant>,
    /// How it was found.
    found: Option<Found>,
    /// What is wrong with it.
    note: Option<String>,
}

/// The tubes of a donation in a box.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BoxTubes {
    /// Number of the donation.
    donation_number: DonationNumber,
    /// The number as people read it.
    donation_number_shown: String,
    /// How many were packed.
    tubes: i32,
    /// How many were found.
    found: Option<i32>,
}

/// What may be done with a box now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BoxCan {
    /// Put something in or take it out.
    put: Can,
    /// Seal and send.
    send: Can,
    /// Undo.
    undo: Can,
    /// Receive.
    receive: Can,
    /// Read the logger.
    record: Can,
}

/// How boxes can keep their contents.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BoxModes {
    /// The ways.
    modes: Vec<Mode>,
}

/// Boxes, latest first.
#[utoipa::path(get, path = "/api/collect/boxes", tag = "collect", operation_id = "collect.box.list",
    params(BoxQuery), responses((status = 200, body = Page<HandOverBoxRow>)))]
pub(super) async fn list(
    auth: Allowed<BoxList>,
    Query(query): Query<BoxQuery>,
) -> Result<Json<Page<HandOverBoxRow>>, Fault> {
    let limit = query.limit.unwrap_or(50);
    let after = cursor(query.cursor.as_deref())?;
    let wanted = db::Wanted { state: query.state, site: query.site_id, day: query.day, after, limit: limit + 1 };
    let mut tx = auth.read().await?;
    let rows = db::list(&mut tx, &auth.scope, &wanted).await?.into_iter().map(row).collect::<Result<_, Fault>>()?;
    Ok(Json(Page::cut(rows, limit, tx.now(), |row: &HandOverBoxRow| row.box_id.to_string())))
}

/// How boxes can keep their contents today.
#[utoipa::path(get, path = "/api/collect/boxes/modes", tag = "collect", operation_id = "collect.box.modes",
    responses((status = 200, body = BoxModes)))]
pub(super) async fn modes(auth: Allowed<super::BoxModesView>) -> Result<Json<BoxModes>, Fault> {
    let today = crate::day(auth.app.db.clock().now());
    Ok(Json(BoxModes { modes: book::modes(today).into_iter().cloned().collect() }))
}

/// A box.
#[utoipa::path(get, path = "/api/collect/boxes/{id}", tag = "collect", operation_id = "collect.box.view",
    params(("id" = ShipmentId, Path)), responses((status = 200, body = HandOverBox)))]
pub(super) async fn view(auth: Allowed<BoxView>, Path(id): Path<ShipmentId>) -> Result<Json<HandOverBox>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(shown(&mut tx, &auth.scope, id).await?))
}

/// The box, locked against every other change of it, or 404.
pub(super) async fn locked(tx: &mut Tx, scope: &Scope, id: ShipmentId) -> Result<BoxRecord, Fault> {
    if !db::lock(tx, scope, id).await? {
        return Err(Problem::not_found("box", id).into());
    }
    head_or_404(tx, scope, id).await
}

/// The box, or 404.
pub(super) async fn head_or_404(tx: &mut Tx, scope: &Scope, id: ShipmentId) -> Result<BoxRecord, Fault> {
    Ok(db::head(tx, scope, id).await?.ok_or_else(|| Problem::not_found("box", id))?)
}

/// The box after a change, which is announced.
pub(super) async fn changed(tx: &mut Tx, scope: &Scope, id: ShipmentId) -> Result<HandOverBox, Fault> {
    tx.announce("boxes", Some(scope.org)).await?;
    shown(tx, scope, id).await
}

async fn shown(tx: &mut Tx, scope: &Scope, id: ShipmentId) -> Result<HandOverBox, Fault> {
    let head = head_or_404(tx, scope, id).await?;
    let contents = db::bags(tx, id).await?.into_iter().map(BoxBag::from).collect();
    let tube_counts = db::tubes(tx, id).await?.into_iter().map(BoxTubes::from).collect();
    let (can, record) = (can(scope, &head), record::shown(tx, &head).await?);
    let (logger, seal, seal_found) = (head.logger.clone(), head.seal.clone(), head.seal_found.clone());
    let (carrier, to_site_name) = (head.carrier.clone(), head.to_site_name.clone());
    let undone_reason = head.undone_reason.clone();
    Ok(HandOverBox {
        row: row(head)?,
        logger,
        seal,
        seal_found,
        carrier,
        to_site_name,
        undone_reason,
        contents,
        record,
        tube_counts,
        can,
        as_of: tx.now(),
    })
}

fn can(scope: &Scope, head: &BoxRecord) -> BoxCan {
    let by = |permission, wanted| Can::by(scope, permission, rules::needs(head.state, wanted));
    BoxCan {
        put: by(BoxPut::INFO.name, BoxState::Packing),
        send: by(BoxSend::INFO.name, BoxState::Packing),
        undo: by(BoxUndo::INFO.name, BoxState::Packing),
        receive: by(BoxReceive::INFO.name, BoxState::Sent),
        record: Can::by(scope, BoxLog::INFO.name, rules::may_read(head.state)),
    }
}

fn row(head: BoxRecord) -> Result<HandOverBoxRow, Fault> {
    let mode = book::mode(&head.mode, head.day)?;
    let person = |user_id, display_name| Person { user_id, display_name };
    Ok(HandOverBoxRow {
        box_id: head.box_id,
        code: head.code,
        state: head.state,
        mode: head.mode,
        from_site_id: head.from_site,
        from_site_name: head.from_site_name,
        day: head.day,
        bags: head.bags,
        tubes: head.tubes,
        due_at: rules::deadline(mode, head.oldest_ended_at),
        opened: BoxMark {
            at: head.opened_at,
            by: person(head.opened_by, head.opened_by_name),
            temp_c: None,
            note: None,
        },
        sent: mark((head.sent_at, head.sent_by, head.sent_by_name), head.sent_temp, head.sent_note),
        received: mark(
            (head.received_at, head.received_by, head.received_by_name),
            head.received_temp,
            head.received_note,
        ),
    })
}

type Who = (Option<Instant>, Option<UserId>, Option<String>);

fn mark((at, by, name): Who, temp_c: Option<Celsius>, note: Option<String>) -> Option<BoxMark> {
    at.zip(Person::of(by, name)).map(|(at, by)| BoxMark { at, by, temp_c, note })
}

impl From<BagRecord> for BoxBag {
    fn from(bag: BagRecord) -> Self {
        Self {
            unit_id: bag.unit_id,
            donation_number: bag.donation_number,
            donation_number_shown: bag.donation_number.to_string(),
            kind: bag.kind,
            volume_ml: bag.volume_ml,
            ended_at: bag.ended_at,
            found: bag.found,
            note: bag.note,
        }
    }
}

impl From<db::TubesRecord> for BoxTubes {
    fn from(row: db::TubesRecord) -> Self {
        Self {
            donation_number: row.donation_number,
            donation_number_shown: row.donation_number.to_string(),
            tubes: row.tubes,
            found: row.found,
        }
    }
}
