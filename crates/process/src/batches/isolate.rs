//! 隔离: the one place where a deviation of the hall keeps a bag back.

use vena_kernel::{
    id::{EventId, UnitId},
    text::Text,
    unit_state::{Fact, HoldKind, UnitEvent},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::{
    deviations::{NewDeviation, Origin, open},
    events::{Hand, event_id},
    plans::Deviation,
};

/// The hold that isolates a bag, to be appended. Its id is what the step remembers: the step counts once it is lifted.
pub(crate) fn isolate(
    tx: &Tx,
    hand: &Hand,
    unit: UnitId,
    batch_no: &str,
    deviations: &[Deviation],
) -> (EventId, UnitEvent) {
    let hold_id = event_id(tx);
    let mut event = hand.event(hold_id, unit, Fact::Held { hold: HoldKind::Investigation });
    let said: Vec<&str> = deviations.iter().map(|deviation| deviation.reason.zh.as_str()).collect();
    event.reason = Some(format!("制备偏差（批次 {batch_no}）：{}", said.join("；")));
    (hold_id, event)
}

/// Opens the case of a batch in which bags have deviated: one, with all of them.
pub(crate) async fn report(
    tx: &mut Tx,
    scope: &Scope,
    (batch_no, machine): (&str, &str),
    bags: &[(UnitId, &[Deviation])],
) -> Result<(), Fault> {
    let mut said: Vec<&Text> = Vec::new();
    for deviation in bags.iter().flat_map(|(_, deviations)| deviations.iter()) {
        if !said.contains(&&deviation.reason) {
            said.push(&deviation.reason);
        }
    }
    if said.is_empty() {
        return Ok(());
    }
    let joined =
        |of: fn(&Text) -> &str, between: &str| said.iter().map(|text| of(text)).collect::<Vec<_>>().join(between);
    let (zh, en) = (joined(|text| &text.zh, "；"), joined(|text| &text.en, "; "));
    let units = bags.iter().filter(|(_, deviations)| !deviations.is_empty()).map(|(unit, _)| *unit).collect();
    let new = NewDeviation {
        origin: Origin::Equipment,
        key: Some(format!("batch/{batch_no}")),
        title: Text::new(format!("制备批次 {batch_no}：{zh}"), format!("Batch {batch_no}: {en}")),
        units,
        lots: Vec::new(),
        place: Some(machine.to_owned()),
    };
    open(tx, scope, new).await.map(drop)
}
