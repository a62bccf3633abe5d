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
    id::UnitId,
    refusal::Refusal,
    rulebook, say,
    unit_state::{Fact, HoldKind, Outcome, Test, UnitEvent},
};
use vena_ledger::{UnitRecord, append_all_or_refuse};
use vena_platform::{
    app::App,
    auth::{Allowed, Answer, Permission, PermissionInfo, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
    permission,
};

use super::{db, rules, sheet::LabelSheet};
use crate::{
    Ports,
    events::{Hand, event_id},
    units,
};

permission! {
    pub(crate) LabelPrint = "process.label.print", "打印血袋标签", "Print the label of a unit";
    pub(crate) LabelCheck = "process.label.check", "复核血袋标签", "Check the label of a unit";
}

/// The marker under which the group of a verdict stands in the ledger.
const GROUP_MARKER: &str = "abo_rhd";

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![LabelPrint::INFO, LabelCheck::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(print)).routes(routes!(check))
}

/// A label that was printed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabelPrinted {
    /// Identity of the print.
    print_id: Uuid,
    /// 1 for the first print of the unit.
    copy: i32,
    /// The unit.
    unit: UnitRow,
    /// What the label says.
    #[serde(flatten)]
    label: LabelSheet,
}

/// Nothing has to be said: everything on a label is in the record.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct LabelNew {}

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

#[utoipa::path(post, path = "/api/process/units/{id}/labels", tag = "process", operation_id = "process.label.print",
    params(("id" = UnitId, Path)), request_body = LabelNew, responses((status = 201, body = LabelPrinted)))]
async fn print(
    auth: Allowed<LabelPrint>,
    Extension(ports): Extension<Ports>,
    Path(id): Path<UnitId>,
    Body(LabelNew {}): Body<LabelNew>,
) -> Result<Answer<LabelPrinted>, Fault> {
    let mut tx = auth.write().await?;
    let record = own(&mut tx, &auth.scope, id).await?;
    let verdict = ports.verdicts.verdict(&mut tx, &record.facts.donation_number).await?;
    let hand = Hand::of(&auth.scope, &tx, None);
    let group = rules::may_print(&hand, id, &record.unit(), &verdict)?;
    if record.facts.group.is_none() {
        let tested = group_tested(&hand, &tx, id, group);
        append_all_or_refuse(&mut tx, &[tested]).await?;
    }
    let label = sheet(&mut tx, &auth.scope, &record, group).await?;
    let (print_id, copy) = db::insert_print(&mut tx, &auth.scope, id, &label).await?;
    tx.announce("units", None).await?;
    let unit = shown(&mut tx, &auth.scope, id).await?;
    tx.created(LabelPrinted { print_id, copy, unit, label }).await
}

/// The unit, when it is in the custody of the caller's organisation.
async fn own(tx: &mut Tx, scope: &Scope, id: UnitId) -> Result<UnitRecord, Fault> {
    let record = vena_ledger::unit(tx, id).await?.filter(|record| record.state.custody.org == scope.org);
    record.ok_or_else(|| Problem::not_found("unit", id).into())
}

/// A unit that was made after its donation was judged learns the group from the verdict.
fn group_tested(hand: &Hand, tx: &Tx, id: UnitId, group: BloodGroup) -> UnitEvent {
    let test = Test { marker: GROUP_MARKER.to_owned(), outcome: Outcome::Neutral, group: Some(group) };
    hand.event(event_id(tx), id, Fact::Tested(test))
}

async fn sheet(tx: &mut Tx, scope: &Scope, record: &UnitRecord, group: BloodGroup) -> Result<LabelSheet, Fault> {
    let product = rulebook::products().named(record.facts.product)?;
    let name = db::own_name(tx, scope).await?;
    let expires_at = record.facts.expires_at.unwrap_or(record.facts.collected_at);
    Ok(LabelSheet::of(&record.facts, product, group, expires_at, name))
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
    let printed = db::printed(&mut tx, &auth.scope, id).await?;
    rules::may_check(&hand, id, &record.unit(), printed.is_some())?;
    let reads: Result<Vec<rules::Read>, Refusal> = new.scans.iter().map(|text| rules::read(text)).collect();
    let label = rules::equal(&record.facts, &reads?)?;
    let event = hand.event(event_id(&tx), id, Fact::LabelVerified(label));
    let (event, appearance) = judged(event, &new)?;
    append_all_or_refuse(&mut tx, &[event]).await?;
    let check = db::Check { unit: id, scans: &new.scans, appearance, note: new.note.as_deref() };
    db::insert_check(&mut tx, &auth.scope, &check).await?;
    tx.announce("units", None).await?;
    let unit = shown(&mut tx, &auth.scope, id).await?;
    tx.ok(unit).await
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
