//! Seals look past a restore into a younger cluster: which transactions count as settled.

use vena_kernel::id::EventId;

use super::{SEAL_EVENTS_MAX, db::*};
use crate::digest::Digest;

fn events(count: i64, txid: i64) -> Vec<Settled> {
    let event = |_| Settled { event_id: EventId::from_uuid(uuid::Uuid::nil()), txid, hash: Digest::ZERO };
    (0..count).map(event).collect()
}

#[test]
fn the_next_seal_begins_where_this_one_stopped() {
    let ordinary = Horizon::judged(100, 250, 260);
    assert_eq!(ordinary.sealed_before(&events(3, 180)), 250, "a short page has taken everything that is settled");
    assert_eq!(ordinary.sealed_before(&events(SEAL_EVENTS_MAX, 180)), 180, "a full page may have stopped within 180");
}

#[test]
fn after_a_restore_everything_is_looked_at_until_it_is_sealed() {
    let restored = Horizon::judged(90_000, 700, 702);
    let full = restored.sealed_before(&events(SEAL_EVENTS_MAX, 80_000));
    assert_eq!(full, 90_000, "the next page knows that it is in a younger cluster, too");
    assert_eq!(restored.sealed_before(&events(5, 80_000)), 700, "from now on as usual");
}
