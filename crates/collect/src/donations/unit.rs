//! What the ledger is told when the needle is out.

use std::collections::HashMap;

use vena_kernel::{
    clock::Instant,
    division::Division,
    donation_number::DonationNumber,
    id::{EventId, SiteId, UnitId},
    product::{ExpiryFacts, MediumCode, Product, ProductCode, VolumeFacts, expiry},
    quantity::VolumeMl,
    refusal::Refusal,
    rulebook, say,
    unit_state::{Attribute, Birth, Fact, HoldKind, UnitEvent},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// One bag.
#[derive(Debug)]
pub(super) struct DrawnBag {
    pub(super) unit: UnitId,
    pub(super) product: ProductCode,
    pub(super) medium: Option<MediumCode>,
    pub(super) volume_ml: i32,
}

/// Everything that one donation has given.
#[derive(Debug)]
pub(super) struct Drawn {
    pub(super) number: DonationNumber,
    pub(super) site: SiteId,
    pub(super) ended_at: Instant,
    pub(super) nominal_ml: i32,
    pub(super) apheresis: bool,
    pub(super) self_excluded: bool,
    /// The donor's file speaks against it by now.
    pub(super) speaks_against: bool,
    pub(super) bags: Vec<DrawnBag>,
}

/// Makes every bag a unit of the ledger: collected, pending; held when its volume is out of range or the file speaks against it,
/// and rejected when the donor has asked that it not be used. The reason in the ledger does not tell that the donor asked.
pub(super) async fn collect(tx: &mut Tx, scope: &Scope, drawn: &Drawn) -> Result<(), Fault> {
    let mut events = Vec::new();
    for (bag, division) in drawn.bags.iter().zip(drawn.divisions()) {
        let mut facts = vec![(drawn.birth(bag, division)?, None)];
        if let Err(refusal) = drawn.volume(bag)? {
            facts.push((Fact::Held { hold: HoldKind::Investigation }, Some(refusal.reason.zh)));
        }
        if drawn.speaks_against {
            facts.push((Fact::Held { hold: HoldKind::Investigation }, Some(FILE_AGAINST.to_owned())));
        }
        if drawn.self_excluded {
            facts.push((Fact::Rejected, Some(NOT_USED.to_owned())));
        }
        let unit = bag.unit;
        events.extend(facts.into_iter().map(|(fact, reason)| UnitEvent {
            event_id: EventId::from_uuid(tx.new_id()),
            unit,
            at: drawn.ended_at,
            actor: scope.user,
            second: None,
            org: scope.org,
            site: drawn.site,
            device: None,
            reason,
            fact,
        }));
    }
    vena_ledger::append_all_or_refuse(tx, &events).await?;
    Ok(())
}

/// Why a unit is held. What the file says may be confidential: whoever lifts the hold reads it there.
const FILE_AGAINST: &str = "献血者档案现不允许此次献血，请在档案中查看";

/// Said of a unit that nobody gets. Whose wish it was is not said.
pub(crate) const NOT_USED: &str = "采集环节判定不予使用";

impl Drawn {
    /// Several bags of one product are its parts; a single one is whole.
    fn divisions(&self) -> Vec<Division> {
        let mut seen: HashMap<ProductCode, u8> = HashMap::new();
        let count = |code| self.bags.iter().filter(|bag| bag.product == code).count();
        let mut division = |bag: &DrawnBag| {
            if count(bag.product) == 1 {
                return Division::WHOLE;
            }
            let index = seen.entry(bag.product).or_default();
            *index += 1;
            Division::first_level(*index - 1).unwrap_or_default()
        };
        self.bags.iter().map(&mut division).collect()
    }

    fn birth(&self, bag: &DrawnBag, division: Division) -> Result<Fact, Fault> {
        let product = rulebook::products().named(bag.product)?;
        let collected =
            ExpiryFacts { collected_at: self.ended_at, prepared_at: self.ended_at, medium: bag.medium, sources: &[] };
        let volume_ml = u32::try_from(bag.volume_ml).map_err(|error| Fault::Internal(error.into()))?;
        let mut birth = Birth::new(self.number, product.code, volume_ml, self.ended_at);
        birth.division = division;
        birth.medium = bag.medium;
        birth.expires_at = Some(expiry(product, &collected)?);
        if self.apheresis {
            birth.attributes.insert(Attribute::Apheresis);
        }
        Ok(Fact::Collected(birth))
    }

    /// Whether the volume is near enough to the label's, or within the range of the product.
    fn volume(&self, bag: &DrawnBag) -> Result<Result<(), Refusal>, Fault> {
        let impossible = || Refusal::new("donation.volume", say!("血量不合理", "this is no volume of a bag"));
        let actual = VolumeMl::new(bag.volume_ml).ok_or_else(impossible)?;
        let nominal = VolumeMl::new(self.nominal_ml).filter(|_| !self.apheresis);
        let labelled = nominal.or(Some(actual));
        let facts = VolumeFacts { actual, labelled, whole_blood: nominal, medium: bag.medium };
        let product: &Product = rulebook::products().named(bag.product)?;
        Ok(product.volume.check(&facts))
    }
}
