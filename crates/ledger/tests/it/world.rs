//! A small city: one station, two hospitals, and units that have come as far as a test needs.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;
use vena_kernel::{clock::Instant, id::*, unit_state::*};
use vena_ledger::{Outcome, Sealed, UnitRecord, append, seal, signer::Signer, unit};
use vena_platform::db::Db;
use vena_testkit::TestDb;

/// The station.
pub(crate) fn station() -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(0x51))
}

/// A hospital.
pub(crate) fn hospital() -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(0x52))
}

/// Another hospital.
pub(crate) fn other_hospital() -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(0x53))
}

pub(crate) fn order(number: u128) -> OrderId {
    OrderId::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn patient(number: u128) -> PatientId {
    PatientId::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn shipment(number: u128) -> ShipmentId {
    ShipmentId::from_uuid(Uuid::from_u128(number))
}

fn user(number: u128) -> UserId {
    UserId::from_uuid(Uuid::from_u128(number))
}

/// A donation number with this serial number.
pub(crate) fn donation(serial: u32) -> vena_kernel::donation_number::DonationNumber {
    format!("0160226{serial:06}").parse().expect("a donation number")
}

/// An id that no other event or unit of this process has, later ones greater.
pub(crate) fn fresh() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1 << 32);
    Uuid::from_u128(u128::from(NEXT.fetch_add(1, Ordering::Relaxed)))
}

/// An event at the station with a second person and a reason, so that only the fact decides.
pub(crate) fn event(unit: UnitId, at: Instant, fact: Fact) -> UnitEvent {
    UnitEvent {
        event_id: EventId::from_uuid(fresh()),
        unit,
        at,
        actor: user(1),
        second: Some(user(2)),
        org: station(),
        site: SiteId::from_uuid(Uuid::from_u128(0x61)),
        device: None,
        reason: Some("test".into()),
        fact,
    }
}

/// The same event, done by another organisation.
pub(crate) fn by(org: OrgId, event: UnitEvent) -> UnitEvent {
    UnitEvent { org, ..event }
}

/// Whole blood of 400 mL, drawn an hour ago.
pub(crate) fn whole_blood(serial: u32, now: Instant) -> Birth {
    Birth {
        group: Some("A+".parse().expect("a group")),
        expires_at: Some(now.plus_seconds(35 * 86_400)),
        ..Birth::new(donation(serial), "WB".parse().expect("a product"), 400, now.plus_seconds(-3600))
    }
}

/// Does what no trigger and no reference would let happen, as the owner of the database could without being its superuser.
pub(crate) async fn tamper(db: &Db, sql: &str) {
    let sql = format!("{REFERENCES_GONE}; {}; {sql}; {}", triggers("disable"), triggers("enable"));
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(db.pool()).await.expect("the owner may do everything");
}

const REFERENCES_GONE: &str = "
    do $$ declare it record; begin
        for it in select conrelid::regclass as owner, conname from pg_constraint
            where contype = 'f' and connamespace = 'ledger'::regnamespace
        loop execute format('alter table %s drop constraint %I', it.owner, it.conname); end loop;
    end $$";

fn triggers(what: &str) -> String {
    format!(
        "do $$ declare it record; begin
            for it in select oid::regclass as name from pg_class
                where relkind = 'r' and relnamespace = 'ledger'::regnamespace
            loop execute format('alter table %s {what} trigger user', it.name); end loop;
        end $$"
    )
}

/// A test's world.
pub(crate) struct World {
    pub(crate) test: TestDb,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self { test: TestDb::new().await }
    }

    pub(crate) fn db(&self) -> &Db {
        self.test.db()
    }

    pub(crate) fn now(&self) -> Instant {
        self.test.clock().now()
    }

    /// Appends and commits.
    pub(crate) async fn append(&self, events: &[UnitEvent]) -> Vec<Outcome> {
        let mut tx = self.db().begin().await.expect("a transaction");
        let outcomes = append(&mut tx, events).await.expect("a working ledger");
        tx.commit().await.expect("a commit");
        outcomes
    }

    /// Appends and commits what must not be refused.
    pub(crate) async fn must(&self, events: &[UnitEvent]) {
        for (event, outcome) in events.iter().zip(self.append(events).await) {
            assert!(
                matches!(outcome, Outcome::Appended { .. }),
                "{} of {}: {outcome:?}",
                event.fact.kind(),
                event.unit
            );
        }
    }

    /// Seals until everything is sealed. The tests share a cluster, and a seal waits for every transaction that is open
    /// in it when the seal is made, also for those of other tests.
    pub(crate) async fn seal(&self, signer: &Signer) -> Sealed {
        let sql = "select (select count(*) from ledger.event) = (select count(*) from ledger.leaf)";
        let (mut last, mut new_events) = (None, 0);
        loop {
            if let Some(sealed) = seal(self.db(), signer).await.expect("a working ledger") {
                new_events += sealed.new_events;
                last = Some(sealed);
            }
            if sqlx::query_scalar(sql).fetch_one(self.db().pool()).await.expect("an answer") {
                return Sealed { new_events, ..last.expect("something new") };
            }
            tokio::task::yield_now().await;
        }
    }

    /// Comes back when some transaction of this database waits for another one.
    pub(crate) async fn until_somebody_waits(&self) {
        let sql = "select exists (select from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock')";
        while !sqlx::query_scalar::<_, bool>(sql).fetch_one(self.db().pool()).await.expect("an answer") {
            tokio::task::yield_now().await;
        }
    }

    pub(crate) fn event(&self, unit: UnitId, fact: Fact) -> UnitEvent {
        event(unit, self.now(), fact)
    }

    pub(crate) async fn unit(&self, id: UnitId) -> UnitRecord {
        let mut tx = self.db().begin_read().await.expect("a transaction");
        unit(&mut tx, id).await.expect("a working ledger").expect("the unit exists")
    }

    /// A donation: whole blood, just collected.
    pub(crate) async fn collected(&self, serial: u32) -> UnitId {
        let id = UnitId::from_uuid(fresh());
        self.must(&[self.event(id, Fact::Collected(whole_blood(serial, self.now())))]).await;
        id
    }

    /// The events that bring a collected or prepared unit into stock.
    pub(crate) fn release(&self, id: UnitId, birth: &Birth) -> Vec<UnitEvent> {
        let label = Label {
            donation_number: birth.donation_number,
            product: birth.product,
            division: birth.division,
            group: birth.group,
            expires_at: birth.expires_at,
        };
        let released = Fact::Released { evidence: "digest".into() };
        vec![self.event(id, Fact::LabelVerified(label)), self.event(id, released)]
    }

    /// Whole blood in the station's stock.
    pub(crate) async fn stock(&self, serial: u32) -> UnitId {
        let id = self.collected(serial).await;
        self.must(&self.release(id, &whole_blood(serial, self.now()))).await;
        id
    }

    /// A unit promised to order 1.
    pub(crate) async fn promised(&self, serial: u32) -> UnitId {
        let id = self.stock(serial).await;
        let until = self.now().plus_seconds(3600);
        self.must(&[self.event(id, Fact::Promised { order: order(1), until })]).await;
        id
    }

    pub(crate) fn issued(&self, id: UnitId) -> UnitEvent {
        self.event(id, Fact::Issued { order: order(1), to: hospital() })
    }

    /// A unit in the hospital's stock.
    pub(crate) async fn at_hospital(&self, serial: u32) -> UnitId {
        let id = self.promised(serial).await;
        let journey = Dispatch { shipment: shipment(1), to: hospital(), purpose: Travel::Delivery };
        let received = Fact::Received { shipment: shipment(1), position: None };
        self.must(&[
            self.issued(id),
            self.event(id, Fact::Dispatched(journey)),
            by(hospital(), self.event(id, received)),
        ])
        .await;
        id
    }

    /// Divides a collected unit into red cells and plasma of these volumes; returns the events and the children.
    pub(crate) fn division(&self, parent: UnitId, serial: u32, volumes: [u32; 2]) -> (Vec<UnitEvent>, [UnitId; 2]) {
        let children = [UnitId::from_uuid(fresh()), UnitId::from_uuid(fresh())];
        let births = ["RBC", "FFP"].map(|code| code.parse().expect("a product"));
        let shares = children.iter().zip(volumes).map(|(unit, volume_ml)| Share { unit: *unit, volume_ml }).collect();
        let lost = 400 - volumes.iter().sum::<u32>();
        let making = Making { children: shares, added_ml: 0, loss_ml: lost, rest_ml: 0 };
        let mut events = vec![self.event(parent, Fact::Divided(making))];
        for ((unit, product), volume_ml) in children.into_iter().zip(births).zip(volumes) {
            let birth = Birth {
                prepared_at: Some(self.now()),
                expires_at: Some(self.now().plus_seconds(35 * 86_400)),
                parents: vec![Parent { unit: parent, role: Role::Divided, volume_ml }],
                ..Birth::new(donation(serial), product, volume_ml, self.now().plus_seconds(-3600))
            };
            events.push(self.event(unit, Fact::Prepared(birth)));
        }
        (events, children)
    }
}
