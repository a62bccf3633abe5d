//! A town with a component hall, a house, and neighbours whose answers a test decides.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use vena_contracts::{
    Answer,
    collect::{DonationDesk, DonationFacts, Sibling},
    lab::{Verdict, Verdicts},
};
use vena_kernel::{
    clock::Day,
    donation_number::DonationNumber,
    id::{DonationId, DonorId, SiteId, UnitId},
    refusal::Refusal,
    text::Text,
    unit_state::{Birth, Fact, Spot},
};
use vena_platform::{
    db::Tx,
    documents::{Draft, DrawFault, Drawn, Form, LabelDraft, Press},
};
use vena_testkit::town::{Org, PICKER, Town};

/// The component hall of the station.
pub(crate) const HALL: &str = "00000000-0000-0000-0000-000000000301";
/// A donation house of the station.
const HOUSE: &str = "00000000-0000-0000-0000-000000000302";

/// What the neighbours answer, by donation number.
#[derive(Default)]
pub(crate) struct Neighbours {
    verdicts: Mutex<HashMap<DonationNumber, Verdict>>,
    donations: Mutex<HashMap<DonationNumber, DonationFacts>>,
}

impl Verdicts for Neighbours {
    fn verdict<'a>(&'a self, _: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Verdict> {
        let missing = || Verdict::Incomplete { missing: vec![Text::new("缺 NAT", "NAT is missing")] };
        let verdict = self.verdicts.lock().expect("a lock").get(number).cloned().unwrap_or_else(missing);
        Box::pin(async move { Ok(verdict) })
    }
}

impl DonationDesk for Neighbours {
    fn facts<'a>(&'a self, _: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Option<DonationFacts>> {
        let facts = self.donations.lock().expect("a lock").get(number).cloned();
        Box::pin(async move { Ok(facts) })
    }

    fn siblings<'a>(&'a self, _: &'a mut Tx, _: &'a DonationNumber) -> Answer<'a, Vec<Sibling>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

/// What would be drawn, in words: drawing itself is the business of another crate.
struct Dictation;

impl Press for Dictation {
    fn forms(&self, _: Day) -> Vec<Form> {
        Vec::new()
    }

    fn draw(&self, draft: &Draft<'_>) -> Result<Drawn, DrawFault> {
        Err(Refusal::new("template.unknown", Text::new(draft.form, draft.form)).into())
    }

    fn label(&self, draft: &LabelDraft<'_>) -> Result<Vec<u8>, Refusal> {
        let LabelDraft { size, output, facts, .. } = draft;
        let (unit, group, copy) = (facts.unit_label(), facts.group, facts.copy);
        Ok(format!("{size:?} {output:?} {unit} {group} copy {copy}").into_bytes())
    }
}

/// A station at work.
pub(crate) struct Station {
    pub(crate) town: Town,
    neighbours: Arc<Neighbours>,
}

impl Station {
    pub(crate) async fn new() -> Self {
        let neighbours = Arc::new(Neighbours::default());
        let town =
            Town::new(vec![vena_process::module(neighbours.clone(), neighbours.clone(), Arc::new(Dictation))]).await;
        for (site, kind) in [(HALL, "component_hall"), (HOUSE, "house")] {
            sqlx::query(
                "insert into platform.site (site_id, org_id, code, kind, name, name_en, pinyin, district)
                 values ($1::uuid, $2, $3, $3, $3, $3, $3, '市南')",
            )
            .bind(site)
            .bind(Org::Station.id())
            .bind(kind)
            .execute(town.db().pool())
            .await
            .expect("a site");
        }
        Self { town, neighbours }
    }

    /// 400 mL of whole blood, given two hours ago in six minutes, that lies in the house.
    pub(crate) async fn donated(&self, serial: u32) -> (DonationNumber, UnitId) {
        let number: DonationNumber = format!("0160226{serial:06}").parse().expect("a number");
        let ended = self.town.now().plus_seconds(-2 * 3600);
        let tx = self.town.db().begin().await.expect("a transaction");
        let (unit, donation_id) = (UnitId::from_uuid(tx.new_id()), DonationId::from_uuid(tx.new_id()));
        let facts = DonationFacts {
            donation_id,
            donor_id: DonorId::from_uuid(tx.new_id()),
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
        drop(tx);
        self.neighbours.donations.lock().expect("a lock").insert(number, facts);
        let mut birth = Birth::new(number, "WB".parse().expect("a product"), 400, ended);
        birth.medium = Some("CPDA-1".parse().expect("a medium"));
        birth.expires_at = Some(ended.plus_seconds(35 * 86_400));
        let house = Spot { place: site(HOUSE), position: None };
        self.town.happen(Org::Station, unit, vec![Fact::Collected(birth), Fact::Moved(house)]).await;
        // Ids are ordered by the clock: the next donation comes later.
        self.town.wait_seconds(1);
        (number, unit)
    }

    /// What the laboratory says from now on.
    pub(crate) fn judged(&self, number: DonationNumber, verdict: Verdict) {
        self.neighbours.verdicts.lock().expect("a lock").insert(number, verdict);
    }

    /// Everything in order, with this group.
    pub(crate) fn qualified(&self, number: DonationNumber, group: &str) {
        let group = group.parse().expect("a group");
        self.judged(number, Verdict::Qualified { group, evidence: "signed results".into() });
    }

    /// The donor calls and asks that the blood not be used.
    pub(crate) fn self_excluded(&self, number: DonationNumber) {
        self.neighbours.donations.lock().expect("a lock").get_mut(&number).expect("a donation").self_excluded = true;
    }

    /// Divides a donation into red cells and plasma; answers their ids.
    pub(crate) async fn split(&self, unit: UnitId) -> [UnitId; 2] {
        let body = json!({ "unit": unit, "loss_ml": 20, "outputs": [
            { "product": "RBC-S-LR", "volume_ml": 280, "additive_ml": 100 },
            { "product": "FFP", "volume_ml": 200 },
        ] });
        let split = self.town.post(PICKER, "/api/process/splits", body).await;
        [0, 1].map(|index| id(&split["children"][index]["unit_id"]))
    }

    /// Prints the label and scans all its codes.
    pub(crate) async fn labelled(&self, unit: UnitId) -> Value {
        let scans = self.codes(unit).await;
        let body = json!({ "scans": scans, "appearance": "normal" });
        self.town.post(PICKER, &format!("/api/process/units/{unit}/label-check"), body).await
    }

    /// Prints the label; answers the texts of its codes.
    pub(crate) async fn codes(&self, unit: UnitId) -> Vec<String> {
        let label = self.town.post(PICKER, &format!("/api/process/units/{unit}/labels"), json!({})).await;
        let codes = label["codes"].as_array().expect("codes").iter();
        codes.map(|code| code["text"].as_str().expect("a text").to_owned()).collect()
    }
}

pub(crate) fn site(text: &str) -> SiteId {
    text.parse().expect("a site")
}

pub(crate) fn id(value: &Value) -> UnitId {
    value.as_str().expect("an id").parse().expect("a unit id")
}
