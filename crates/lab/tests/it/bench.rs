//! A town with a laboratory, and neighbours whose answers a test decides.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use uuid::Uuid;
use vena_contracts::{
    Answer,
    collect::{DonationCompleted, DonationDesk, DonationFacts, SessionSent, Sibling, TubeDesk, TubeStep, TubesSent},
    lab::Verdict,
    recruit::{Contact, DonorBrief, DonorDesk},
};
use vena_kernel::{
    abo::BloodGroup,
    clock::Day,
    donation_number::DonationNumber,
    eligibility,
    id::{DonationId, DonorId, OrgId, SiteId, UnitId},
    unit_state::{Birth, Fact, HoldKind, Making, Parent, Role, Share},
};
use vena_platform::{auth::Scope, db::Tx};
use vena_testkit::town::{DRIVER, HEAD, Org, PICKER, Someone, Town};

const WHOLE_BLOOD: vena_kernel::eligibility::DonationKind = vena_kernel::eligibility::DonationKind::WholeBlood;
/// Where everybody gives.
pub(crate) const HOUSE: SiteId = Org::Station.store();

/// Types and signs first.
pub(crate) const TESTER: Someone = PICKER;
/// Checks.
pub(crate) const CHECKER: Someone = DRIVER;

/// What the neighbours know and are told.
#[derive(Default)]
pub(crate) struct Neighbours {
    groups: Mutex<HashMap<DonorId, BloodGroup>>,
    confirmed: Mutex<Vec<(DonorId, BloodGroup)>>,
    donations: Mutex<HashMap<DonationNumber, DonationFacts>>,
    given: Mutex<Vec<(DonorId, Sibling)>>,
    sent: Mutex<Vec<TubesSent>>,
}

impl DonorDesk for Neighbours {
    fn brief<'a>(&'a self, _: &'a mut Tx, _: &'a Scope, donor: DonorId) -> Answer<'a, Option<DonorBrief>> {
        let group = self.groups.lock().expect("a lock").get(&donor).copied();
        let born_on = Day::new(1990, 5, 5).expect("a day");
        let brief = DonorBrief { donor_id: donor, name_masked: "试*".into(), male: true, born_on, group };
        Box::pin(async move { Ok(Some(brief)) })
    }

    fn verdicts<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a Scope,
        _: DonorId,
        _: Day,
        _: &'a [eligibility::Needle],
    ) -> Answer<'a, Vec<eligibility::Verdict>> {
        unreachable!("the laboratory does not ask who may give")
    }

    fn contact<'a>(&'a self, _: &'a mut Tx, _: DonorId) -> Answer<'a, Option<Contact>> {
        Box::pin(async { Ok(None) })
    }

    fn confirm_group<'a>(&'a self, _: &'a mut Tx, donor: DonorId, group: BloodGroup) -> Answer<'a, ()> {
        self.confirmed.lock().expect("a lock").push((donor, group));
        Box::pin(async { Ok(()) })
    }
}

impl DonationDesk for Neighbours {
    fn facts<'a>(&'a self, _: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Option<DonationFacts>> {
        let facts = self.donations.lock().expect("a lock").get(number).cloned();
        Box::pin(async move { Ok(facts) })
    }

    fn siblings<'a>(&'a self, _: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Vec<Sibling>> {
        let given = self.given.lock().expect("a lock");
        let donor = given.iter().find(|(_, one)| one.donation_number == *number).map(|(donor, _)| *donor);
        let others = given.iter().filter(|(whose, one)| Some(*whose) == donor && one.donation_number != *number);
        let others = others.map(|(_, one)| *one).collect();
        Box::pin(async move { Ok(others) })
    }
}

impl TubeDesk for Neighbours {
    fn of_session<'a>(&'a self, _: &'a mut Tx, site: SiteId, day: Day) -> Answer<'a, Vec<TubesSent>> {
        let sent = self.sent.lock().expect("a lock").clone();
        let mut found: Vec<_> = sent.into_iter().filter(|one| one.site_id == site && one.day == day).collect();
        found.sort_by_key(|one| one.donation_number);
        Box::pin(async move { Ok(found) })
    }

    fn of_donation<'a>(&'a self, _: &'a mut Tx, number: DonationNumber) -> Answer<'a, Option<TubesSent>> {
        let found = self.sent.lock().expect("a lock").iter().find(|one| one.donation_number == number).cloned();
        Box::pin(async move { Ok(found) })
    }

    fn sessions<'a>(&'a self, _: &'a mut Tx, _: OrgId, since: Day) -> Answer<'a, Vec<SessionSent>> {
        let mut counts: std::collections::BTreeMap<(Day, SiteId), i64> = std::collections::BTreeMap::new();
        for one in self.sent.lock().expect("a lock").iter().filter(|one| one.day >= since) {
            *counts.entry((one.day, one.site_id)).or_default() += 1;
        }
        let shown = |((day, site_id), donations)| SessionSent {
            site_id,
            site_name: "屋".into(),
            day,
            donations,
            tubes: donations * 3,
        };
        Box::pin(async move { Ok(counts.into_iter().map(shown).collect()) })
    }

    fn journey<'a>(&'a self, _: &'a mut Tx, number: DonationNumber) -> Answer<'a, Vec<TubeStep>> {
        let sent = self.sent.lock().expect("a lock").iter().find(|one| one.donation_number == number).cloned();
        let drawn = sent.map(|one| TubeStep {
            step: "drawn".into(),
            at: one.ended_at,
            by_name: "护士".into(),
            place: "屋".into(),
        });
        Box::pin(async move { Ok(drawn.into_iter().collect()) })
    }
}

/// A laboratory at work.
pub(crate) struct Lab {
    pub(crate) town: Town,
    neighbours: Arc<Neighbours>,
}

/// A donation whose tubes have arrived.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) number: DonationNumber,
    pub(crate) unit: UnitId,
}

impl Sample {
    /// The path of its donation with what follows.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/api/lab/donations/{}{rest}", self.number)
    }
}

impl Lab {
    pub(crate) async fn new() -> Self {
        let neighbours = Arc::new(Neighbours::default());
        let town = Town::new(vec![vena_lab::module(neighbours.clone(), neighbours.clone(), neighbours.clone())]).await;
        Self { town, neighbours }
    }

    /// Donor `donor` gave 400 mL two hours ago; collect has told it.
    pub(crate) async fn donated(&self, serial: u32, donor: u128) -> Sample {
        let sample = self.untold(serial, donor).await;
        let mut tx = self.town.db().begin().await.expect("a transaction");
        let facts = self.neighbours.donations.lock().expect("a lock").remove(&sample.number).expect("a donation");
        let told = DonationCompleted {
            donation_id: facts.donation_id,
            donation_number: sample.number,
            donor_id: facts.donor_id,
            kind: vena_kernel::eligibility::DonationKind::WholeBlood,
            unit_id: sample.unit,
            unit_ids: Vec::new(),
            site_id: Org::Station.store(),
            ended_at: facts.ended_at.expect("an end"),
            volume_ml: 400,
            reaction: false,
            news_unwanted: false,
        };
        tx.tell(&told).await.expect("news");
        tx.commit().await.expect("a commit");
        self.town.settle().await;
        sample
    }

    /// The same before the news of it has arrived: only collect knows it.
    pub(crate) async fn untold(&self, serial: u32, donor: u128) -> Sample {
        let number: DonationNumber = format!("0160226{serial:06}").parse().expect("a number");
        let ended = self.town.now().plus_seconds(-2 * 3600 + i64::from(serial));
        let unit = UnitId::from_uuid(Uuid::from_u128(0x9000 + u128::from(serial)));
        let facts = DonationFacts {
            donation_id: DonationId::from_uuid(Uuid::from_u128(0x8000 + u128::from(serial))),
            donor_id: donor_id(donor),
            kind: vena_kernel::eligibility::DonationKind::WholeBlood,
            nominal_ml: 400,
            makes: None,
            makes_why: None,
            machine_seconds: None,
            started_at: Some(ended.plus_seconds(-360)),
            ended_at: Some(ended),
            volume_ml: Some(400),
            bound: true,
            self_excluded: false,
        };
        self.neighbours.donations.lock().expect("a lock").insert(number, facts);
        let day = ended.day_in(&vena_kernel::zone::china());
        let sent = TubesSent { donation_number: number, kind: WHOLE_BLOOD, ended_at: ended, site_id: HOUSE, day };
        self.neighbours.sent.lock().expect("a lock").push(sent);
        let sibling = Sibling { donation_number: number, ended_at: ended };
        self.neighbours.given.lock().expect("a lock").push((donor_id(donor), sibling));
        let mut birth = Birth::new(number, "WB".parse().expect("a product"), 400, ended);
        birth.medium = Some("CPDA-1".parse().expect("a medium"));
        birth.expires_at = Some(ended.plus_seconds(35 * 86_400));
        self.town.happen(Org::Station, unit, vec![Fact::Collected(birth)]).await;
        Sample { number, unit }
    }

    /// The donor's file says this group.
    pub(crate) fn filed(&self, donor: u128, group: &str) {
        self.neighbours.groups.lock().expect("a lock").insert(donor_id(donor), group.parse().expect("a group"));
    }

    /// The groups that recruit was asked to keep.
    pub(crate) fn confirmed(&self) -> Vec<(DonorId, BloodGroup)> {
        self.neighbours.confirmed.lock().expect("a lock").clone()
    }

    /// Types results.
    pub(crate) async fn typed(&self, sample: Sample, results: Vec<Value>) -> Value {
        self.town.post(TESTER, &sample.path("/results"), json!({ "results": results })).await
    }

    /// Two persons sign, and a third issues.
    pub(crate) async fn signed(&self, sample: Sample) -> Value {
        self.town.post(TESTER, &sample.path("/sign"), json!({ "role": "tester" })).await;
        self.town.post(CHECKER, &sample.path("/sign"), json!({ "role": "checker" })).await;
        self.town.post(HEAD, &sample.path("/issue"), json!({})).await
    }

    /// Types and signs every mandatory result as it should be, for `group`.
    pub(crate) async fn judged(&self, sample: Sample, group: &str) -> Value {
        self.typed(sample, good(group)).await;
        self.signed(sample).await
    }

    /// The same, but reactive for HIV.
    pub(crate) async fn judged_reactive(&self, sample: Sample) -> Value {
        let mut results = good("O+");
        results[10] = result("HIV-RNA", 1, "丙厂", reactive());
        self.typed(sample, results).await;
        self.signed(sample).await
    }

    /// Divides the bag into red cells and plasma.
    pub(crate) async fn divided(&self, sample: Sample) -> [UnitId; 2] {
        let parent = self.town.unit(sample.unit).await.facts;
        let children = [0x1_0000, 0x2_0000]
            .map(|offset| UnitId::from_uuid(Uuid::from_u128(sample.unit.uuid().as_u128() + offset)));
        let shares = children.map(|unit| Share { unit, volume_ml: 200 }).to_vec();
        let making = Making { children: shares, added_ml: 0, loss_ml: 0, rest_ml: 0 };
        let mut events = vec![self.town.event(Org::Station, sample.unit, Fact::Divided(making)).await];
        for (unit, product) in children.into_iter().zip(["RBC-S", "FFP"]) {
            let mut birth = Birth::new(sample.number, product.parse().expect("a product"), 200, parent.collected_at);
            birth.prepared_at = Some(self.town.now());
            birth.expires_at = Some(self.town.now().plus_seconds(30 * 86_400));
            birth.parents = vec![Parent { unit: sample.unit, role: Role::Divided, volume_ml: 200 }];
            events.push(self.town.event(Org::Station, unit, Fact::Prepared(birth)).await);
        }
        let mut tx = self.town.db().begin().await.expect("a transaction");
        vena_ledger::append_all_or_refuse(&mut tx, &events).await.expect("the division stands");
        tx.commit().await.expect("a commit");
        children
    }

    /// What the port says.
    pub(crate) async fn verdict(&self, sample: Sample) -> Verdict {
        let mut tx = self.town.db().begin_read().await.expect("a transaction");
        vena_lab::verdicts().verdict(&mut tx, &sample.number).await.expect("an answer")
    }

    /// The kinds of holds open on the donation's bag, in the order of their names.
    pub(crate) async fn holds(&self, sample: Sample) -> Vec<HoldKind> {
        let holds = self.town.unit(sample.unit).await.state.holds;
        let mut kinds: Vec<HoldKind> = holds.iter().map(|hold| hold.kind).collect();
        kinds.sort_by_key(|kind| format!("{kind:?}"));
        kinds
    }

    /// What was told, oldest first.
    pub(crate) async fn told(&self) -> Vec<Value> {
        let sql = "select payload from platform.outbox where name = 'lab.donation_judged' order by outbox_id";
        sqlx::query_scalar(sql).fetch_all(self.town.db().pool()).await.expect("the outbox is read")
    }
}

pub(crate) fn donor_id(number: u128) -> DonorId {
    DonorId::from_uuid(Uuid::from_u128(number))
}

/// A result of a first run with the reagent of `maker`.
pub(crate) fn result(marker: &str, round: i16, maker: &str, value: Value) -> Value {
    json!({ "marker": marker, "round": round, "value": value, "reagent_maker": maker, "reagent_lot": "R26", "instrument": "E-1" })
}

/// The same as a retest.
pub(crate) fn retest(marker: &str, round: i16, repeat: i16, maker: &str, value: Value) -> Value {
    let mut result = result(marker, round, maker, value);
    result["repeat"] = json!(repeat);
    result
}

pub(crate) fn non_reactive() -> Value {
    json!({ "kind": "non_reactive" })
}

pub(crate) fn reactive() -> Value {
    json!({ "kind": "reactive" })
}

/// Every mandatory result as it should be, for `group`.
pub(crate) fn good(group: &str) -> Vec<Value> {
    let group: BloodGroup = group.parse().expect("a group");
    let mut results = Vec::new();
    for marker in ["HBSAG", "ANTI-HCV", "HIV-AG-AB", "ANTI-TP"] {
        results.push(result(marker, 1, "甲厂", non_reactive()));
        results.push(result(marker, 2, "乙厂", non_reactive()));
    }
    results.extend(["HBV-DNA", "HCV-RNA", "HIV-RNA"].map(|marker| result(marker, 1, "丙厂", non_reactive())));
    results.push(result("ALT", 1, "丁厂", json!({ "kind": "number", "number": 21.0 })));
    let abo = json!({ "kind": "abo", "abo": group.abo });
    results.extend(["ABO-FORWARD", "ABO-REVERSE"].map(|marker| result(marker, 1, "戊厂", abo.clone())));
    let rhd = json!({ "kind": "rhd", "rhd": group.rhd });
    results.push(result("RHD", 1, "戊厂", rhd.clone()));
    if group.rhd.as_str() == "-" {
        results.push(retest("RHD", 1, 1, "戊厂", rhd));
    }
    results
}
