//! Units that have come as far as a test needs.

use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{EventId, OrderId, ShipmentId, UnitId},
    unit_state::{Birth, Dispatch, Fact, Label, Travel, UnitEvent},
};
use vena_ledger::{Outcome, UnitRecord, append, unit};

use super::{DRIVER, Org, PICKER, Town};

/// What a bag shall be.
#[derive(Debug, Clone, Copy)]
pub struct Bag {
    /// Serial number of the donation.
    pub serial: u32,
    /// Product code.
    pub product: &'static str,
    /// Group.
    pub group: &'static str,
    /// Hours until it expires.
    pub hours: i64,
}

impl Bag {
    /// Leukoreduced red cells with 30 days to live.
    pub const fn red_cells(serial: u32, group: &'static str) -> Self {
        Self { serial, product: "RBC-S-LR", group, hours: 720 }
    }

    /// Its donation number.
    ///
    /// # Panics
    /// When the serial number has more than six digits.
    pub fn number(&self) -> DonationNumber {
        format!("0160226{:06}", self.serial).parse().expect("a donation number")
    }

    /// The text of its label.
    pub fn label(&self) -> String {
        format!("{}/{}/00", self.number().as_str(), self.product)
    }

    fn birth(&self, now: Instant) -> Birth {
        let mut birth =
            Birth::new(self.number(), self.product.parse().expect("a product"), 200, now.plus_seconds(-2 * 3600));
        birth.group = Some(self.group.parse().expect("a group"));
        birth.expires_at = Some(now.plus_seconds(self.hours * 3600));
        birth
    }
}

impl Town {
    /// An event at an organisation of the town, with a second person and a reason, so that only the fact decides.
    pub async fn event(&self, org: Org, unit: UnitId, fact: Fact) -> UnitEvent {
        let tx = self.db().begin().await.expect("a transaction");
        UnitEvent {
            event_id: EventId::from_uuid(tx.new_id()),
            unit,
            at: tx.now(),
            actor: PICKER.id(),
            second: Some(DRIVER.id()),
            org: org.id(),
            site: org.store(),
            device: None,
            reason: Some("test".into()),
            fact,
        }
    }

    /// Records what must not be refused.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn happen(&self, org: Org, unit: UnitId, facts: Vec<Fact>) {
        let mut tx = self.db().begin().await.expect("a transaction");
        for fact in facts {
            let event = self.event(org, unit, fact).await;
            let outcomes = append(&mut tx, std::slice::from_ref(&event)).await.expect("a working ledger");
            assert!(matches!(outcomes[0], Outcome::Appended { .. }), "{}: {:?}", event.fact.kind(), outcomes[0]);
        }
        tx.commit().await.expect("a commit");
    }

    /// A released unit in the station's stock.
    ///
    /// # Panics
    /// When the ledger refuses it.
    pub async fn stocked(&self, bag: Bag) -> UnitId {
        let unit = self.unreleased(bag).await;
        let evidence = "digest".to_owned();
        self.happen(Org::Station, unit, vec![Fact::Released { evidence }]).await;
        unit
    }

    /// A unit at the station whose label was verified and that waits for its release.
    ///
    /// # Panics
    /// When the ledger refuses it.
    pub async fn unreleased(&self, bag: Bag) -> UnitId {
        let unit = UnitId::from_uuid(self.db().begin().await.expect("a transaction").new_id());
        let birth = bag.birth(self.now());
        let label = Label {
            donation_number: birth.donation_number,
            product: birth.product,
            division: birth.division,
            group: birth.group,
            expires_at: birth.expires_at,
        };
        self.happen(Org::Station, unit, vec![Fact::Collected(birth), Fact::LabelVerified(label)]).await;
        unit
    }

    /// A free unit in the stock of a hospital.
    ///
    /// # Panics
    /// When the ledger refuses it.
    pub async fn delivered(&self, bag: Bag, hospital: Org) -> UnitId {
        let unit = self.stocked(bag).await;
        let tx = self.db().begin().await.expect("a transaction");
        let (order, shipment) = (OrderId::from_uuid(tx.new_id()), ShipmentId::from_uuid(tx.new_id()));
        let (to, until) = (hospital.id(), self.now().plus_seconds(3600));
        let facts = vec![
            Fact::Promised { order, until },
            Fact::Issued { order, to },
            Fact::Dispatched(Dispatch { shipment, to, purpose: Travel::Delivery }),
        ];
        drop(tx);
        self.happen(Org::Station, unit, facts).await;
        self.happen(hospital, unit, vec![Fact::Received { shipment, position: None }]).await;
        unit
    }

    /// The unit as the ledger knows it.
    ///
    /// # Panics
    /// When there is no such unit.
    pub async fn unit(&self, id: UnitId) -> UnitRecord {
        let mut tx = self.db().begin_read().await.expect("a transaction");
        unit(&mut tx, id).await.expect("a working ledger").expect("the unit exists")
    }

    /// The events of this kind in the unit's history, in their order.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn events(&self, id: UnitId, kind: &str) -> Vec<UnitEvent> {
        super::db::events(self.db(), id, kind).await.expect("the events are read")
    }
}
