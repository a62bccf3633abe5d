//! The routes of labels.

use axum::Extension;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;
use vena_contracts::shown::UnitRow;
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    id::{EventId, UnitId},
    quantity::VolumeMl,
    refusal::Refusal,
    rulebook, say,
    unit_state::{Fact, HoldKind, Life, Outcome, Test, UnitEvent},
};
use vena_ledger::{UnitRecord, append_all_or_refuse};
use vena_platform::{
    app::App,
    auth::{Allowed, Answer, Permission, PermissionInfo, Scope},
    db::Tx,
    documents::LabelSize,
    fault::{Fault, Problem},
    http::{Body, Path},
    permission,
};

use super::{
    db, rules,
    sheet::{LabelSheet, Origin, usual_size},
};
use crate::{
    Ports,
    events::{Hand, event_id},
    origins::Origins,
    splits::bench::donated,
    steps, units,
};

permission! {
    pub(crate) LabelPrint = "process.label.print", "打印血袋标签", "Print the label of a unit";
    pub(crate) LabelFile = "process.label.file", "取得标签打印文件", "Fetch the file of a label for a printer";
    pub(crate) LabelCheck = "process.label.check", "复核血袋标签", "Check the label of a unit";
}

/// The marker under which the group of a verdict stands in the ledger.
const GROUP_MARKER: &str = "abo_rhd";

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![LabelPrint::INFO, LabelFile::INFO, LabelCheck::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(print)).routes(routes!(super::file::file)).routes(routes!(check))
}

/// A label that was printed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabelPrinted {
    /// Identity of the print.
    print_id: Uuid,
    /// 1 for the first print of the unit; every earlier one is void.
    copy: i32,
    /// Which label.
    size: LabelSize,
    /// The unit.
    unit: UnitRow,
    /// What the label says.
    #[serde(flatten)]
    label: LabelSheet,
}

/// Everything on a label is in the record; only its size may be chosen.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct LabelNew {
    /// Which label; when absent the large one, and the small one for parts of a divided unit.
    #[garde(skip)]
    #[schema(inline)]
    size: Option<LabelSize>,
}

/// How a bag looks: colour, clots, gas, leaks, seals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Appearance {
    /// As it should.
    Normal,
    /// Not as it should: the unit is held.
    Abnormal,
}

/// What was read from a bag and how it looks.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct LabelCheckNew {
    /// Every code of the label, as scanned.
    #[garde(length(min = 1, max = 8), inner(length(chars, min = 1, max = 200)))]
    scans: Vec<String>,
    /// How the bag looks.
    #[garde(skip)]
    appearance: Appearance,
    /// What is wrong with it; needed when it looks abnormal.
    #[garde(inner(length(chars, min = 2, max = 300)))]
    note: Option<String>,
    /// When it was checked, if not now.
    #[garde(skip)]
    at: Option<Instant>,
}

/// Prints: what is recorded here is what the file of the label shows. Until the new label is scanned again the unit goes
/// nowhere, whatever the label before it said.
#[utoipa::path(post, path = "/api/process/units/{id}/labels", tag = "process", operation_id = "process.label.print",
    params(("id" = UnitId, Path)), request_body = LabelNew, responses((status = 201, body = LabelPrinted)))]
async fn print(
    auth: Allowed<LabelPrint>,
    Extension(ports): Extension<Ports>,
    Path(id): Path<UnitId>,
    Body(new): Body<LabelNew>,
) -> Result<Answer<LabelPrinted>, Fault> {
    let mut tx = auth.write().await?;
    let record = own(&mut tx, &auth.scope, id).await?;
    let number = record.facts.donation_number;
    let origins = Origins::of(&mut tx, &ports, &[number]).await?;
    let hand = Hand::of(&auth.scope, &tx, None);
    let group = rules::may_print(&hand, id, &record.unit(), &origins.verdict(&number))?;
    steps::finished(&mut tx, &auth.scope, &record).await?;
    if record.facts.group.is_none() {
        let tested = group_tested(&hand, &tx, id, group);
        append_all_or_refuse(&mut tx, &[tested]).await?;
    }
    let size = new.size.unwrap_or_else(|| usual_size(&record.facts));
    let label = sheet(&mut tx, &auth, &origins, (&record, group, size)).await?;
    let hold = held(&mut tx, &auth.scope, &hand, &record).await?;
    let print = db::NewPrint { unit: id, label: &label, size, hold };
    let (print_id, copy) = db::insert_print(&mut tx, &auth.scope, &print).await?;
    tx.announce("units", None).await?;
    let unit = shown(&mut tx, &auth.scope, id).await?;
    tx.created(LabelPrinted { print_id, copy, size, unit, label }).await
}

/// The unit, when it is in the custody of the caller's organisation.
pub(super) async fn own(tx: &mut Tx, scope: &Scope, id: UnitId) -> Result<UnitRecord, Fault> {
    let record = vena_ledger::unit(tx, id).await?.filter(|record| record.state.custody.org == scope.org);
    record.ok_or_else(|| Problem::not_found("unit", id).into())
}

/// A unit that was made after its donation was judged learns the group from the verdict.
fn group_tested(hand: &Hand, tx: &Tx, id: UnitId, group: BloodGroup) -> UnitEvent {
    let test = Test { marker: GROUP_MARKER.to_owned(), outcome: Outcome::Neutral, group: Some(group) };
    hand.event(event_id(tx), id, Fact::Tested(test))
}

async fn sheet(
    tx: &mut Tx,
    auth: &Allowed<LabelPrint>,
    origins: &Origins,
    (record, group, size): (&UnitRecord, BloodGroup, LabelSize),
) -> Result<LabelSheet, Fault> {
    let facts = &record.facts;
    let donated = donated(&origins.donations(&facts.donation_number));
    let drawn = donated.volume_ml.and_then(VolumeMl::new);
    // Without an address of its own an installation would print one that no telephone reaches.
    let is_public = !auth.app.config.public_url.is_empty();
    let trace_url = is_public.then(|| format!("{}/units/{}", auth.app.config.public_address(), record.unit_id));
    let origin = Origin {
        facts,
        product: rulebook::products().named(facts.product)?,
        group,
        expires_at: facts.expires_at.unwrap_or(facts.collected_at),
        station_name: db::own_name(tx, &auth.scope).await?,
        whole_blood: drawn.and_then(|drawn| rulebook::preparation().nominal(drawn)),
        trace_url,
    };
    Ok(LabelSheet::of(origin, size)?)
}

/// A unit that stands in stock with a verified label is held until its new label is scanned: the ledger asks for a verified
/// label, not for which one.
async fn held(tx: &mut Tx, scope: &Scope, hand: &Hand, record: &UnitRecord) -> Result<Option<EventId>, Fault> {
    let waiting = db::newest(tx, scope, record.unit_id).await?.and_then(|print| print.hold_id);
    if let Some(open) = waiting.filter(|hold| record.state.hold(*hold).is_some()) {
        return Ok(Some(open));
    }
    if record.state.life != Life::Stock || record.state.label_verified_at.is_none() {
        return Ok(None);
    }
    let hold = event_id(tx);
    let mut event = hand.event(hold, record.unit_id, Fact::Held { hold: HoldKind::Damaged });
    event.reason = Some("标签补打，等待回扫 label printed again".to_owned());
    append_all_or_refuse(tx, &[event]).await?;
    Ok(Some(hold))
}

async fn shown(tx: &mut Tx, scope: &Scope, id: UnitId) -> Result<UnitRow, Fault> {
    units::db::shown(tx, scope, &[id]).await?.pop().ok_or_else(|| Problem::not_found("unit", id).into())
}

#[utoipa::path(post, path = "/api/process/units/{id}/label-check", tag = "process", operation_id = "process.label.check",
    params(("id" = UnitId, Path)), request_body = LabelCheckNew, responses((status = 200, body = UnitRow)))]
async fn check(
    auth: Allowed<LabelCheck>,
    Path(id): Path<UnitId>,
    Body(new): Body<LabelCheckNew>,
) -> Result<Answer<UnitRow>, Fault> {
    let mut tx = auth.write().await?;
    let record = own(&mut tx, &auth.scope, id).await?;
    let hand = Hand::of(&auth.scope, &tx, new.at);
    let print = db::newest(&mut tx, &auth.scope, id).await?;
    rules::may_check(&hand, id, &record.unit(), print.as_ref().map(|print| &print.label))?;
    let print = print.ok_or_else(|| Problem::not_found("label", id))?;
    let reads: Result<Vec<rules::Read>, Refusal> =
        new.scans.iter().filter(|text| !is_trace(&print.label, text)).map(|text| rules::read(text)).collect();
    let label = rules::equal(&record.facts, &reads?)?;
    let verified = hand.event(event_id(&tx), id, Fact::LabelVerified(label));
    let (event, appearance) = judged(verified, &new)?;
    let lifted = print.hold_id.filter(|hold| appearance == "normal" && record.state.hold(*hold).is_some());
    let lifted = lifted.map(|hold_id| {
        let reason = Some("补打的标签已回扫一致 new label scanned".to_owned());
        UnitEvent { reason, ..hand.event(event_id(&tx), id, Fact::Lifted { hold_id }) }
    });
    let events: Vec<UnitEvent> = std::iter::once(event).chain(lifted).collect();
    append_all_or_refuse(&mut tx, &events).await?;
    let (scans, note) = (&new.scans[..], new.note.as_deref());
    let check = db::Check { unit: id, print: print.print_id, scans, appearance, note };
    db::insert_check(&mut tx, &auth.scope, &check).await?;
    tx.announce("units", None).await?;
    let unit = shown(&mut tx, &auth.scope, id).await?;
    tx.ok(unit).await
}

/// The address for telephones says nothing that a check compares.
fn is_trace(label: &LabelSheet, text: &str) -> bool {
    label.trace_url.as_deref() == Some(text.trim())
}

/// A bag that does not look right is held instead of verified.
fn judged(verified: UnitEvent, new: &LabelCheckNew) -> Result<(UnitEvent, &'static str), Fault> {
    match (new.appearance, &new.note) {
        (Appearance::Normal, _) => Ok((verified, "normal")),
        (Appearance::Abnormal, Some(note)) => {
            let fact = Fact::Held { hold: HoldKind::Damaged };
            Ok((UnitEvent { fact, reason: Some(note.clone()), ..verified }, "abnormal"))
        }
        (Appearance::Abnormal, None) => {
            let detail = say!("外观异常时须说明", "say what is wrong when the bag looks abnormal");
            Err(Problem::invalid("note", "", "label.note-needed", detail).into())
        }
    }
}
