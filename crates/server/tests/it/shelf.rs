//! Many units on the station's shelf at once, for tests of races: through the ledger's own door, event by event, without
//! the forty requests that each would take.

use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{EventId, OrgId, SiteId, UnitId, UserId},
    unit_state::{Birth, Fact, Label, UnitEvent},
};
use vena_platform::db::Tx;

use crate::support::TestApp;

/// Who puts them there.
pub(crate) struct Hands {
    pub(crate) first: UserId,
    pub(crate) second: UserId,
    pub(crate) org: OrgId,
    pub(crate) site: SiteId,
}

impl Hands {
    /// Two release officers of the station.
    pub(crate) async fn of(app: &TestApp) -> Self {
        let me = |username: &'static str| async move { app.sign_in(username).await.get("/api/session").await.ok() };
        let (first, second) = (me("release1").await, me("release2").await);
        let id = |value: &serde_json::Value| value.as_str().expect("an id").to_owned();
        Self {
            first: id(&first["user"]["user_id"]).parse().expect("a user"),
            second: id(&second["user"]["user_id"]).parse().expect("a user"),
            org: id(&first["organisation"]["org_id"]).parse().expect("an organisation"),
            site: id(&first["site"]["site_id"]).parse().expect("a site"),
        }
    }

    fn event(&self, tx: &Tx, unit: UnitId, fact: Fact) -> UnitEvent {
        UnitEvent {
            event_id: EventId::from_uuid(tx.new_id()),
            unit,
            at: tx.now(),
            actor: self.first,
            second: Some(self.second),
            org: self.org,
            site: self.site,
            device: None,
            reason: Some("上架".to_owned()),
            fact,
        }
    }
}

/// `count` released units of O-positive red cells, ready to be issued.
pub(crate) async fn ready_units(app: &TestApp, hands: &Hands, count: u32) -> Vec<UnitId> {
    let mut units = Vec::new();
    for first in (0..count).step_by(400) {
        let mut tx = app.db.begin().await.expect("a transaction");
        let events: Vec<UnitEvent> =
            (first..count.min(first + 400)).flat_map(|serial| life(hands, &tx, serial, &mut units)).collect();
        vena_ledger::append_all_or_refuse(&mut tx, &events).await.expect("accepted");
        tx.commit().await.expect("committed");
    }
    units
}

fn life(hands: &Hands, tx: &Tx, serial: u32, units: &mut Vec<UnitId>) -> Vec<UnitEvent> {
    let unit = UnitId::from_uuid(tx.new_id());
    units.push(unit);
    let number: DonationNumber = crate::steps::number(900_000 - serial).parse().expect("a number");
    let now: Instant = tx.now();
    let expires = now.plus_seconds(30 * 24 * 3600);
    let mut birth = Birth::new(number, "RBC-S".parse().expect("a product"), 300, now.plus_seconds(-86_400));
    birth.group = Some("O+".parse().expect("a group"));
    birth.expires_at = Some(expires);
    let born = hands.event(tx, unit, Fact::TakenOver(birth.clone()));
    let label = Label {
        donation_number: number,
        product: birth.product,
        division: birth.division,
        group: birth.group,
        expires_at: Some(expires),
    };
    let mut lifted = hands.event(tx, unit, Fact::Lifted { hold_id: born.event_id });
    lifted.actor = hands.second;
    let verified = hands.event(tx, unit, Fact::LabelVerified(label));
    let released = hands.event(tx, unit, Fact::Released { evidence: "0".repeat(64) });
    vec![born, lifted, verified, released]
}
