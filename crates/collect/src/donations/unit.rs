//! What the ledger is told when a bag is full.

use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{EventId, SiteId, UnitId},
    product::{ExpiryFacts, MediumCode, Product, ProductCode, VolumeFacts, expiry},
    quantity::VolumeMl,
    refusal::Refusal,
    rulebook, say,
    unit_state::{Birth, Fact, HoldKind, UnitEvent},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A bag that is full.
#[derive(Debug)]
pub(super) struct FullBag {
    pub(super) unit: UnitId,
    pub(super) number: DonationNumber,
    pub(super) medium: MediumCode,
    pub(super) site: SiteId,
    pub(super) ended_at: Instant,
    pub(super) volume_ml: i32,
    pub(super) nominal_ml: i32,
    pub(super) self_excluded: bool,
}

/// Makes the bag a unit of the ledger: collected, pending; held when its volume is out of range, and rejected when the
/// donor has asked that it not be used. The reason in the ledger does not tell that the donor asked.
pub(super) async fn collect(tx: &mut Tx, scope: &Scope, bag: &FullBag) -> Result<(), Fault> {
    let mut facts = vec![(birth(bag)?, None)];
    if let Err(refusal) = volume(bag)? {
        facts.push((Fact::Held { hold: HoldKind::Investigation }, Some(refusal.reason.zh)));
    }
    if bag.self_excluded {
        facts.push((Fact::Rejected, Some("采集环节判定不予使用".to_owned())));
    }
    let events: Vec<UnitEvent> = facts
        .into_iter()
        .map(|(fact, reason)| UnitEvent {
            event_id: EventId::from_uuid(tx.new_id()),
            unit: bag.unit,
            at: bag.ended_at,
            actor: scope.user,
            second: None,
            org: scope.org,
            site: bag.site,
            device: None,
            reason,
            fact,
        })
        .collect();
    vena_ledger::append_all_or_refuse(tx, &events).await?;
    Ok(())
}

fn whole_blood() -> Result<&'static Product, Refusal> {
    rulebook::products().find("WB")
}

fn birth(bag: &FullBag) -> Result<Fact, Fault> {
    let product = whole_blood()?;
    let code: ProductCode = product.code;
    let collected =
        ExpiryFacts { collected_at: bag.ended_at, prepared_at: bag.ended_at, medium: Some(bag.medium), sources: &[] };
    let volume_ml = u32::try_from(bag.volume_ml).map_err(|error| Fault::Internal(error.into()))?;
    let mut birth = Birth::new(bag.number, code, volume_ml, bag.ended_at);
    birth.medium = Some(bag.medium);
    birth.expires_at = Some(expiry(product, &collected)?);
    Ok(Fact::Collected(birth))
}

/// Whether the collected volume is near enough to the one on the label.
fn volume(bag: &FullBag) -> Result<Result<(), Refusal>, Fault> {
    let impossible = || Refusal::new("donation.volume", say!("血量不合理", "this is no volume of a bag"));
    let actual = VolumeMl::new(bag.volume_ml).ok_or_else(impossible)?;
    let nominal = VolumeMl::new(bag.nominal_ml);
    let facts = VolumeFacts { actual, labelled: nominal, whole_blood: nominal, medium: Some(bag.medium) };
    Ok(whole_blood()?.volume.check(&facts))
}
