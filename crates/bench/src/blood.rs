//! Invented units and what happens to them.

use anyhow::bail;
use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{EventId, OrgId, SiteId, UnitId, UserId},
    unit_state::{Birth, Fact, Spot, UnitEvent},
};

/// The unit with serial number `n`.
pub(crate) fn unit(n: u64) -> UnitId {
    UnitId::from_uuid(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 | u128::from(n)))
}

/// The number of the donation with serial number `n`: 99 stations' worth.
pub(crate) fn number(n: u64) -> anyhow::Result<DonationNumber> {
    Ok(format!("{:05}26{:06}", 1602 + n / 1_000_000, n % 1_000_000).parse()?)
}

/// A new id, later ones greater, as the product gives them.
#[allow(
    clippy::disallowed_methods,
    reason = "the raw rows have no transaction of the product that could stamp their ids"
)]
pub(crate) fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// An event of `unit` at `at`.
pub(crate) fn event(unit: UnitId, at: Instant, fact: Fact) -> UnitEvent {
    UnitEvent {
        event_id: EventId::from_uuid(new_id()),
        unit,
        at,
        actor: UserId::from_uuid(Uuid::from_u128(1)),
        second: None,
        org: OrgId::from_uuid(Uuid::from_u128(2)),
        site: SiteId::from_uuid(Uuid::from_u128(3)),
        device: None,
        reason: Some("基准".to_owned()),
        fact,
    }
}

/// The birth of the unit with serial number `n`.
pub(crate) fn birth(n: u64, at: Instant) -> anyhow::Result<UnitEvent> {
    let mut birth = Birth::new(number(n)?, "WB".parse()?, 400, at.plus_seconds(-60));
    birth.expires_at = Some(at.plus_seconds(35 * 24 * 3600));
    Ok(event(unit(n), at, Fact::Collected(birth)))
}

/// The unit with serial number `n` is taken over from another system, onto a shelf.
pub(crate) fn taken_over(n: u64, at: Instant) -> anyhow::Result<UnitEvent> {
    let UnitEvent { unit, fact: Fact::Collected(birth), .. } = birth(n, at)? else { bail!("a birth is collected") };
    Ok(event(unit, at, Fact::TakenOver(birth)))
}

/// The unit was seen on its shelf.
pub(crate) fn seen(unit: UnitId, at: Instant) -> UnitEvent {
    event(unit, at, Fact::Seen(Spot { place: SiteId::from_uuid(Uuid::from_u128(3)), position: Some("A-1".to_owned()) }))
}
