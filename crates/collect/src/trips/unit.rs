//! The bag of a trip becomes a unit: born when the needle came out, held when something does not agree.

use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{EventId, SiteId, UnitId},
    product::{ExpiryFacts, VolumeFacts, expiry},
    quantity::VolumeMl,
    refusal::Refusal,
    rulebook, say,
    unit_state::{Birth, Fact, HoldKind, UnitEvent},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};
use vena_trip::state::Kit;

/// A bag that came back.
#[derive(Debug)]
pub(super) struct Returned<'a> {
    pub(super) unit: UnitId,
    pub(super) number: DonationNumber,
    pub(super) kit: &'a Kit,
    pub(super) site: SiteId,
    pub(super) ended_at: Instant,
    pub(super) volume_ml: i32,
    pub(super) nominal_ml: i32,
    pub(super) self_excluded: bool,
    /// Why it is held.
    pub(super) held_for: Option<String>,
}

/// Makes it a unit of the ledger; answers the id of the hold that the cases share.
pub(super) async fn collect(tx: &mut Tx, scope: &Scope, bag: &Returned<'_>) -> Result<Option<EventId>, Fault> {
    let mut facts = vec![(birth(bag)?, None)];
    if let Err(refusal) = volume(bag)? {
        facts.push((Fact::Held { hold: HoldKind::Investigation }, Some(refusal.reason.zh)));
    }
    if let Some(why) = &bag.held_for {
        facts.push((Fact::Held { hold: HoldKind::Investigation }, Some(why.clone())));
    }
    let case_hold = bag.held_for.is_some().then(|| facts.len() - 1);
    if bag.self_excluded {
        facts.push((Fact::Rejected, Some("采集环节判定不予使用".to_owned())));
    }
    let events: Vec<UnitEvent> = facts
        .into_iter()
        .map(|(fact, reason)| event(tx, scope, (bag.unit, bag.site, bag.ended_at), fact, reason))
        .collect();
    vena_ledger::append_all_or_refuse(tx, &events).await?;
    Ok(case_hold.map(|place| events[place].event_id))
}

/// An event of `scope`'s person about a unit.
pub(super) fn event(
    tx: &Tx,
    scope: &Scope,
    (unit, site, at): (UnitId, SiteId, Instant),
    fact: Fact,
    reason: Option<String>,
) -> UnitEvent {
    UnitEvent {
        event_id: EventId::from_uuid(tx.new_id()),
        unit,
        at,
        actor: scope.user,
        second: None,
        org: scope.org,
        site,
        device: None,
        reason,
        fact,
    }
}

fn birth(bag: &Returned<'_>) -> Result<Fact, Fault> {
    let product = rulebook::products().find("WB")?;
    let medium = bag.kit.medium;
    let collected =
        ExpiryFacts { collected_at: bag.ended_at, prepared_at: bag.ended_at, medium: Some(medium), sources: &[] };
    let volume_ml = u32::try_from(bag.volume_ml).map_err(|error| Fault::Internal(error.into()))?;
    let mut birth = Birth::new(bag.number, product.code, volume_ml, bag.ended_at);
    birth.medium = Some(medium);
    birth.expires_at = Some(expiry(product, &collected)?);
    Ok(Fact::Collected(birth))
}

/// Whether the collected volume is near enough to the one on the label.
fn volume(bag: &Returned<'_>) -> Result<Result<(), Refusal>, Fault> {
    let impossible = || Refusal::new("donation.volume", say!("血量不合理", "this is no volume of a bag"));
    let actual = VolumeMl::new(bag.volume_ml).ok_or_else(impossible)?;
    let nominal = VolumeMl::new(bag.nominal_ml);
    let facts = VolumeFacts { actual, labelled: nominal, whole_blood: nominal, medium: Some(bag.kit.medium) };
    Ok(rulebook::products().find("WB")?.volume.check(&facts))
}
