//! Routes of holds.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    donation_number::DonationNumber,
    id::{EventId, UnitId},
    product::ProductCode,
    refusal::Refusal,
    say,
    text::Text,
    unit_state::{Fact, Hold, HoldKind, UnitEvent},
};
use vena_ledger::{Family, append_all_or_refuse, append_to_family, unit_or_404};
use vena_platform::{
    app::App,
    auth::{Allowed, Answer, Permission, PermissionInfo, Scope, Write},
    fault::{Fault, Problem},
    http::{Body, Page, Query, SeekQuery, cursor},
    permission,
};

use super::{db, rules};

permission! {
    HoldList = "govern.hold.list", "查看锁定", "See holds";
    HoldOpen = "govern.hold.open", "锁定与召回", "Hold and recall";
    HoldLift = "govern.hold.lift", "解除锁定", "Lift holds";
}

/// The permissions of holds.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![HoldList::INFO, HoldOpen::INFO, HoldLift::INFO]
}

/// The routes of holds.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, open)).routes(routes!(lift))
}

/// What to hold back, and why.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
struct HoldNew {
    /// These units with everything that was made of them.
    #[garde(length(max = 200))]
    #[serde(default)]
    units: Vec<UnitId>,
    /// Or everything that was made of these donations.
    #[garde(length(max = 200))]
    #[serde(default)]
    donation_numbers: Vec<DonationNumber>,
    /// Why, as a word.
    #[garde(skip)]
    kind: HoldKind,
    /// Why, in words.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// What became of one unit.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct HeldUnit {
    /// The unit.
    unit_id: UnitId,
    /// The hold that was opened: the id of its event.
    hold_id: EventId,
    /// Why it could not be held.
    refusal: Option<Refusal>,
}

/// What became of all of them.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct HoldOpened {
    /// Unit by unit.
    units: Vec<HeldUnit>,
}

/// Which hold to lift, and why.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
struct HoldLifted {
    /// The unit.
    #[garde(skip)]
    unit: UnitId,
    /// The hold.
    #[garde(skip)]
    hold_id: EventId,
    /// Why it may go on.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// The holds that are still open on a unit.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct OpenHolds {
    /// The unit.
    unit_id: UnitId,
    /// What still holds it.
    holds: Vec<Hold>,
}

/// A held unit.
#[derive(Debug, Serialize, ToSchema)]
struct HeldRow {
    unit_id: UnitId,
    donation_number: DonationNumber,
    product: ProductCode,
    group: Option<BloodGroup>,
    life: String,
    custodian_name: String,
    site_name: Option<String>,
    expires_at: Option<Instant>,
    holds: Vec<ShownHold>,
}

/// A hold as shown.
#[derive(Debug, Serialize, ToSchema)]
struct ShownHold {
    hold_id: EventId,
    kind: HoldKind,
    kind_name: Text,
    reason: String,
    since: Instant,
    /// Whether the caller may lift it, and if not, why.
    can_lift: Option<Refusal>,
}

/// Everything that is held back now.
#[utoipa::path(get, path = "/api/govern/holds", tag = "govern", operation_id = "govern.hold.list", params(SeekQuery),
    responses((status = 200, body = Page<HeldRow>)))]
async fn list(auth: Allowed<HoldList>, Query(page): Query<SeekQuery>) -> Result<Json<Page<HeldRow>>, Fault> {
    let after = cursor(page.cursor.as_deref())?;
    let mut tx = auth.read().await?;
    let rows = db::held(&mut tx, &auth.scope, after, page.limit() + 1).await?;
    let rows = rows.into_iter().map(|row| shown(&auth.scope, row)).collect::<Result<Vec<_>, _>>()?;
    Ok(Json(Page::cut(rows, page.limit(), tx.now(), |row| row.unit_id.to_string())))
}

fn shown(scope: &Scope, row: db::HeldRow) -> Result<HeldRow, Fault> {
    let holds: Vec<Hold> = serde_json::from_value(row.holds)?;
    let holds = holds.into_iter().map(|hold| ShownHold {
        hold_id: hold.hold_id,
        kind: hold.kind,
        kind_name: hold.kind.text(),
        reason: hold.reason,
        since: hold.since,
        can_lift: rules::another_person(hold.opened_by, scope.user).err(),
    });
    Ok(HeldRow {
        unit_id: row.unit_id,
        donation_number: row.donation_number,
        product: row.product,
        group: row.blood_group,
        life: row.life,
        custodian_name: row.custodian_name,
        site_name: row.site_name,
        expires_at: row.expires_at,
        holds: holds.collect(),
    })
}

/// Holds units or donations back, with everything that was made of them, wherever it is.
#[utoipa::path(post, path = "/api/govern/holds", tag = "govern", operation_id = "govern.hold.open", request_body = HoldNew,
    responses((status = 201, body = HoldOpened)))]
async fn open(auth: Allowed<HoldOpen>, Body(new): Body<HoldNew>) -> Result<Answer<HoldOpened>, Fault> {
    rules::by_hand(new.kind)?;
    let mut tx = auth.write().await?;
    tx.because(&new.reason);
    let mut units = Vec::new();
    for family in families(&mut tx, &auth.scope, &new).await? {
        let (scope, recall, now) = (&auth.scope, tx.new_id(), tx.now());
        let mut opened = Vec::new();
        let relatives = append_to_family(&mut tx, family, |unit| {
            let event_id = EventId::from_uuid(vena_platform::clock::new_id(now));
            opened.push(event_id);
            Some(event(scope, now, unit.unit_id, event_id, &new.reason, fact(new.kind, recall)))
        })
        .await?;
        let held = relatives.into_iter().zip(opened);
        units.extend(held.map(|(relative, hold_id)| HeldUnit {
            unit_id: relative.unit,
            hold_id,
            refusal: relative.outcome.refusal().cloned(),
        }));
    }
    tx.announce("stock", None).await?;
    tx.created(HoldOpened { units }).await
}

async fn families(tx: &mut Write, scope: &Scope, new: &HoldNew) -> Result<Vec<Family>, Fault> {
    let mut families: Vec<Family> = new.donation_numbers.iter().copied().map(Family::Donation).collect();
    for unit in &new.units {
        let found = unit_or_404(tx, *unit).await?;
        if !scope.sees(found.state.custody.org) {
            return Err(Problem::not_found("unit", unit).into());
        }
        families.push(Family::Unit(*unit));
    }
    if families.is_empty() {
        let detail = say!("请给出单位或献血编号", "name units or donation numbers");
        return Err(Problem::invalid("units", "", "hold.nothing-named", detail).into());
    }
    Ok(families)
}

fn fact(kind: HoldKind, recall: uuid::Uuid) -> Fact {
    match kind {
        HoldKind::Recall => Fact::Recalled { recall: recall.simple().to_string() },
        hold => Fact::Held { hold },
    }
}

fn event(scope: &Scope, at: Instant, unit: UnitId, event_id: EventId, reason: &str, fact: Fact) -> UnitEvent {
    let reason = Some(reason.to_owned());
    UnitEvent {
        event_id,
        unit,
        at,
        actor: scope.user,
        second: None,
        org: scope.org,
        site: scope.site,
        device: None,
        reason,
        fact,
    }
}

/// Lifts one hold of one unit.
#[utoipa::path(post, path = "/api/govern/holds/lift", tag = "govern", operation_id = "govern.hold.lift", request_body = HoldLifted,
    responses((status = 200, body = OpenHolds)))]
async fn lift(auth: Allowed<HoldLift>, Body(lifted): Body<HoldLifted>) -> Result<Answer<OpenHolds>, Fault> {
    let mut tx = auth.write().await?;
    tx.because(&lifted.reason);
    let unit = unit_or_404(&mut tx, lifted.unit).await?;
    if !auth.scope.sees(unit.state.custody.org) {
        return Err(Problem::not_found("unit", lifted.unit).into());
    }
    if let Some(hold) = unit.state.holds.iter().find(|hold| hold.hold_id == lifted.hold_id) {
        rules::another_person(hold.opened_by, auth.scope.user)?;
    }
    let fact = Fact::Lifted { hold_id: lifted.hold_id };
    let (event_id, now) = (EventId::from_uuid(tx.new_id()), tx.now());
    append_all_or_refuse(&mut tx, &[event(&auth.scope, now, lifted.unit, event_id, &lifted.reason, fact)]).await?;
    let unit = unit_or_404(&mut tx, lifted.unit).await?;
    tx.announce("stock", None).await?;
    tx.ok(OpenHolds { unit_id: unit.unit_id, holds: unit.state.holds }).await
}
