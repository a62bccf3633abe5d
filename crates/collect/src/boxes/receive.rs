//! The receiver opens the box and scans what is there.

use std::collections::BTreeMap;

use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{
    donation_number::DonationNumber,
    id::{ShipmentId, SiteId, UnitId},
    temperature::Celsius,
    text::Text,
    unit_state::{Fact, HoldKind, UnitEvent},
};
use vena_platform::{
    auth::{self, Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    BoxReceive, book, db,
    db::{BagRecord, BoxRecord},
    event, missing,
    record::{self, RecordShown},
    rules::{self, BoxState, Found},
    view::{self, HandOverBox},
};
use crate::binding;

/// What was found.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxOpened {
    /// Where; the caller's own place when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// The seal as it was found; empty when there was none.
    #[garde(length(chars, max = 60))]
    seal: String,
    /// Temperature in the box, °C.
    #[garde(skip)]
    temp_c: Option<Celsius>,
    /// Every bag that is there; what is not scanned is missing.
    #[garde(length(max = 500), dive)]
    bags: Vec<BoxBagFound>,
    /// Every tube that is there, scanned one after the other.
    #[garde(length(max = 2000), inner(length(chars, min = 1, max = 200)))]
    tubes: Vec<String>,
    /// What is to be known.
    #[garde(inner(length(chars, max = 300)))]
    note: Option<String>,
}

/// A bag that is there.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxBagFound {
    /// What was scanned on it.
    #[garde(length(chars, min = 1, max = 200))]
    scan: String,
    /// What is wrong with it; it is held then.
    #[garde(inner(length(chars, min = 2, max = 200)))]
    damage: Option<String>,
}

/// Receives a box: what is there is taken over, what is damaged or came at the wrong temperature is held, what is missing
/// stays on its way until it is found.
#[utoipa::path(post, path = "/api/collect/boxes/{id}/receive", tag = "collect", operation_id = "collect.box.receive",
    params(("id" = ShipmentId, Path)), request_body = BoxOpened, responses((status = 200, body = HandOverBox)))]
pub(super) async fn receive(
    auth: Allowed<BoxReceive>,
    Path(id): Path<ShipmentId>,
    Body(opened): Body<BoxOpened>,
) -> Result<Answer<HandOverBox>, Fault> {
    let mut tx = auth.write().await?;
    let head = view::locked(&mut tx, &auth.scope, id).await?;
    rules::needs(head.state, BoxState::Sent)?;
    let to = opened.site_id.unwrap_or(auth.scope.site);
    if !auth::db::site_belongs(&mut tx, to, auth.scope.org).await? {
        return Err(Problem::not_found("site", to).into());
    }
    rules::elsewhere(head.from_site, to)?;
    let note = opened.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    rules::seal(head.seal.as_deref().unwrap_or_default(), &opened.seal, note)?;
    let record = record::shown(&mut tx, &head).await?;
    let verdict = record.as_ref().map(RecordShown::verdict);
    record::rules::said(head.logger.as_deref(), verdict, note)?;
    let excursion = verdict.and_then(|verdict| verdict.excursion.as_ref());
    take_over(&mut tx, &auth.scope, (&head, to), &opened, excursion).await?;
    let row = db::Arrived { to, seal: opened.seal.trim(), temp_c: opened.temp_c, note };
    db::receive(&mut tx, &auth.scope, id, &row).await?;
    tx.announce("units", None).await?;
    let answer = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(answer).await
}

async fn take_over(
    tx: &mut Tx,
    scope: &Scope,
    (head, to): (&BoxRecord, SiteId),
    opened: &BoxOpened,
    excursion: Option<&Text>,
) -> Result<(), Fault> {
    let packed = db::bags(tx, head.box_id).await?;
    let found = bags(&packed, &opened.bags)?;
    let tubes = tubes(tx, head.box_id, &opened.tubes).await?;
    let mode = book::mode(&head.mode, head.day)?;
    let at_arrival = rules::out_of_range(mode, opened.temp_c.map(Celsius::degrees));
    let warm = excursion.map(|why| why.zh.clone()).or(at_arrival);
    let mut events = Vec::new();
    for (unit, damage) in &found {
        let received = Fact::Received { shipment: head.box_id, position: None };
        events.push(event(tx, scope, to, (*unit, received)));
        let holds = [(HoldKind::Damaged, *damage), (HoldKind::Excursion, warm.as_deref())];
        for (hold, reason) in holds {
            events.extend(reason.map(|reason| held(tx, scope, to, (*unit, hold), reason)));
        }
    }
    vena_ledger::append_all_or_refuse(tx, &events).await?;
    let missing: Vec<&BagRecord> = packed.iter().filter(|bag| !found.contains_key(&bag.unit_id)).collect();
    missing::open(tx, scope, head, &missing).await?;
    for bag in &packed {
        let there = found.get(&bag.unit_id);
        let outcome = match there {
            None => (Found::Missing, None),
            Some(None) => (Found::Good, None),
            Some(Some(damage)) => (Found::Damaged, Some(*damage)),
        };
        db::found_bag(tx, head.box_id, bag.unit_id, outcome).await?;
    }
    db::found_tubes(tx, head.box_id, &tubes).await
}

fn held(tx: &Tx, scope: &Scope, to: SiteId, (unit, hold): (UnitId, HoldKind), reason: &str) -> UnitEvent {
    UnitEvent { reason: Some(reason.to_owned()), ..event(tx, scope, to, (unit, Fact::Held { hold })) }
}

/// The bags that are there, each with its damage.
fn bags<'a>(packed: &[BagRecord], scanned: &'a [BoxBagFound]) -> Result<BTreeMap<UnitId, Option<&'a str>>, Fault> {
    let packed: Vec<(UnitId, DonationNumber)> = packed.iter().map(|bag| (bag.unit_id, bag.donation_number)).collect();
    let mut found = BTreeMap::new();
    for (index, bag) in scanned.iter().enumerate() {
        let seen: Vec<UnitId> = found.keys().copied().collect();
        let number = number(&format!("bags[{index}].scan"), &bag.scan)?;
        found.insert(rules::bag_found(&packed, &seen, number)?, bag.damage.as_deref().map(str::trim));
    }
    Ok(found)
}

async fn tubes(tx: &mut Tx, id: ShipmentId, scanned: &[String]) -> Result<BTreeMap<DonationNumber, i32>, Fault> {
    let packed = db::tubes(tx, id).await?.into_iter().map(|row| (row.donation_number, row.tubes)).collect();
    let numbers: Vec<DonationNumber> = scanned
        .iter()
        .enumerate()
        .map(|(index, scan)| number(&format!("tubes[{index}]"), scan))
        .collect::<Result<_, Fault>>()?;
    Ok(rules::tubes_found(&packed, &numbers)?)
}

fn number(field: &str, scan: &str) -> Result<DonationNumber, Fault> {
    binding::number_of(scan).map_err(|refusal| Problem::invalid(field, scan, &refusal.rule, refusal.reason).into())
}
