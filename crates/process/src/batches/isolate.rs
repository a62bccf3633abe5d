//! 隔离: the one place where a deviation of the hall keeps a bag back.

use vena_kernel::{
    id::{EventId, UnitId},
    unit_state::{Fact, HoldKind, UnitEvent},
};
use vena_platform::db::Tx;

use crate::{
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
