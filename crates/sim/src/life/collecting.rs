//! 采 Donors at houses and vehicles.

use serde_json::{Map, Value, json};
use vena_kernel::clock::Instant;

use super::{
    dice::Dice,
    invented::{Donor, donation_number, donor},
    stage::{Actor, Bag, Stage, text},
};
use crate::ground::{HOUSES, LOTS, StationPeople, VEHICLES};

/// Where visits are.
const VISITS: &str = "/api/collect/visits";
/// What is measured with instruments that are not connected.
const TYPED: [&str; 6] = ["weight_kg", "systolic_mmhg", "diastolic_mmhg", "pulse_per_min", "temperature_c", "hb_g_l"];

impl Stage {
    /// Donors come, one to each open place before the next to any.
    pub(super) async fn arrivals(&mut self, round: i64) -> anyhow::Result<()> {
        let inquiry = self.inquiry().await?;
        let day = usize::try_from(self.now().micros() / 86_400_000_000).unwrap_or(0);
        let first = self.dice("open", day).below(HOUSES + VEHICLES);
        let from = self.donors;
        // Steps of three come back to where they began; one more each time leads to every place.
        let all = HOUSES + VEHICLES;
        let place = |stop: usize| if stop == 0 { 0 } else { (first + stop * 3 + stop * 3 / all) % all };
        let visits: Vec<(usize, usize)> = (0..self.round).map(|stop| (from + stop, place(stop))).collect();
        let inquiry = &inquiry;
        let arrived =
            self.each(visits, |stage, _, (index, place)| Box::pin(stage.arrival(index, place, inquiry))).await?;
        self.donors += self.round;
        tracing::debug!(round, arrived = arrived.len(), "donors came");
        for (place, bag) in arrived {
            self.tables.entry(place).or_default().forms += 1;
            self.waiting.bind.extend(bag);
        }
        Ok(())
    }

    async fn inquiry(&mut self) -> anyhow::Result<Value> {
        if let Some(known) = self.known.get("inquiry") {
            return Ok(known.clone());
        }
        let asked = self.actor(&StationPeople::collector(0)).await?.person.get("/api/collect/inquiry").await?;
        self.known.insert("inquiry", asked.clone());
        Ok(asked)
    }

    /// One donor from the door to the physician's decision: where, and the bag to fill unless they may not give today. `None`
    /// when nobody was judged.
    async fn arrival(
        &self,
        index: usize,
        place: usize,
        inquiry: &Value,
    ) -> anyhow::Result<Option<(usize, Option<Bag>)>> {
        let donor = donor(self.seed, index, self.year);
        let registrar = self.actor(&StationPeople::registrar(place)).await?;
        let Some(donor_id) = register(&registrar, &donor).await? else { return Ok(None) };
        let Some(visit) = registrar.act("visits", VISITS, json!({"donor_id": donor_id})).await? else {
            return Ok(None);
        };
        let at = |verb: &str| format!("{VISITS}/{}/{verb}", text(&visit, "/visit_id"));
        let mut dice = self.dice("visit", index);
        // Some think better of it while they wait.
        if dice.chance(40) {
            registrar.act("visits left", &at("leave"), json!({"reason": "changed_mind"})).await?;
            return Ok(None);
        }
        registrar.act("consents", &at("consent"), json!({"research": dice.chance(300), "notice": true})).await?;
        let collector = self.actor(&StationPeople::collector(place)).await?;
        let sheet = json!({"version": inquiry["version"], "answers": answers(inquiry, &donor, dice.chance(25))});
        collector.act("inquiries", &at("answers"), sheet).await?;
        collector.act("checks", &at("check"), measured(&donor, &mut dice)).await?;
        let physician = self.actor(&StationPeople::physician(place)).await?;
        let yes = json!({"accept": true, "kind": "whole_blood", "volume_ml": donor.volume_ml, "appearance": "良好", "arms": "无异常"});
        let Some(donation) = physician.act("visits decided", &at("decide"), yes).await? else { return Ok(None) };
        if donation["state"] != "accepted" {
            self.note("visits refused", 1);
            collector.act("visits left", &at("leave"), json!({"reason": "refused"})).await?;
            return Ok(Some((place, None)));
        }
        let (group, volume_ml) = (donor.group, donor.volume_ml);
        let number = donation_number(self.year, index);
        let bag = Bag {
            index,
            place,
            donation_id: text(&donation, "/donation_id"),
            number,
            group,
            volume_ml,
            unit_id: String::new(),
            collected_ml: volume_ml,
            filling_seconds: 0,
            reaction: None,
        };
        Ok(Some((place, Some(bag))))
    }

    /// Donors sit down and are asked again; bags and tubes get their number.
    pub(super) async fn binding(&mut self) -> anyhow::Result<()> {
        let bags = std::mem::take(&mut self.waiting.bind);
        let bound = self.each(bags, |stage, _, bag| Box::pin(stage.bind(bag))).await?;
        self.waiting.needle.extend(bound);
        Ok(())
    }

    async fn bind(&self, bag: Bag) -> anyhow::Result<Option<Bag>> {
        let collector = self.actor(&StationPeople::collector(bag.place)).await?;
        let shown = donor(self.seed, bag.index, self.year).id_number;
        let seat = json!({"chair": format!("{}", bag.index % self.round + 1), "document_scan": shown});
        if collector.act("seated", &verb(&bag, "seat"), seat).await?.is_none() {
            return Ok(None);
        }
        Ok(collector.act("bound", &verb(&bag, "bind"), scanned(&bag)).await?.map(|_| bag))
    }

    /// Who has rested goes home.
    pub(super) async fn go_home(&mut self) -> anyhow::Result<()> {
        let rested = std::mem::take(&mut self.waiting.rest);
        self.waiting.rest = self.each(rested, |stage, _, bag| Box::pin(stage.goes_home(bag))).await?;
        Ok(())
    }

    /// The bag whose donor has to rest longer.
    async fn goes_home(&self, bag: Bag) -> anyhow::Result<Option<Bag>> {
        let collector = self.actor(&StationPeople::collector(bag.place)).await?;
        let gift = if bag.index.is_multiple_of(4) { json!({"gift": "towel"}) } else { json!({}) };
        if collector.act("donors gone home", &verb(&bag, "leave"), gift).await?.is_none() {
            return Ok(Some(bag));
        }
        if let Some(reaction) = &bag.reaction {
            let well = json!({"outcome": "离开时无不适"});
            collector.act("reactions closed", &reaction_verb(reaction, "close"), well).await?;
        }
        Ok(None)
    }

    /// A donor feels faint, lies down, and is well again.
    async fn treat(&self, collector: &Actor, reaction: &str) -> anyhow::Result<()> {
        let measure = json!({"kind": "measure", "text": "平卧、抬高下肢、口服糖水"});
        collector.act("reactions treated", &reaction_verb(reaction, "notes"), measure).await?;
        collector.act("reactions over", &reaction_verb(reaction, "over"), json!({})).await.map(drop)
    }

    /// The bags are full.
    pub(super) async fn needles(&mut self) -> anyhow::Result<()> {
        let bags = std::mem::take(&mut self.waiting.needle);
        let now = self.now();
        let full = self.each(bags, |stage, _, bag| Box::pin(stage.needle_out(bag, now))).await?;
        for bag in &full {
            self.tables.entry(bag.place).or_default().bags += 1;
        }
        self.waiting.rest.extend(full.iter().cloned());
        self.waiting.pack.extend(full);
        Ok(())
    }

    async fn needle_out(&self, mut bag: Bag, now: Instant) -> anyhow::Result<Option<Bag>> {
        let mut dice = self.dice("needle", bag.index);
        // Too little comes once in a while; such a unit is held by the product itself.
        let short = dice.chance(12);
        bag.collected_ml = if short { bag.volume_ml * 3 / 4 } else { bag.volume_ml + dice.between(-6, 8) };
        bag.filling_seconds = bag.volume_ml * dice.between(10, 18) / 10;
        let ended_at = now.plus_seconds(-dice.between(90, 240));
        let mut body = json!({"ended_at": ended_at, "volume_ml": bag.collected_ml, "self_excluded": dice.chance(6)});
        if dice.chance(20) {
            body["reaction"] = json!({"severity": "mild", "note": "头晕，平卧后缓解"});
        }
        let collector = self.actor(&StationPeople::collector(bag.place)).await?;
        let arm = if bag.index.is_multiple_of(3) { "right" } else { "left" };
        let start = json!({"arm": arm, "at": ended_at.plus_seconds(-bag.filling_seconds)});
        if collector.act("started", &verb(&bag, "start"), start).await?.is_none() {
            return Ok(None);
        }
        let Some(donation) = collector.act("donations", &verb(&bag, "complete"), body).await? else { return Ok(None) };
        bag.unit_id = text(&donation, "/unit_id");
        bag.reaction = donation["reactions"][0].as_str().map(str::to_owned);
        if let Some(reaction) = &bag.reaction {
            self.treat(&collector, reaction).await?;
        }
        Ok(Some(bag))
    }
}

/// Bag, tubes and record as they are scanned: the kit of the agreed volume, each tube in its place.
fn scanned(bag: &Bag) -> Value {
    let number = &bag.number;
    let label = |item: usize| {
        let (_, lot, article) = LOTS[item];
        format!("(01){article}(10){lot}")
    };
    let kit = match bag.volume_ml {
        200 => 0,
        300 => 1,
        _ => 2,
    };
    let tube = |role: &str, item: usize| json!({"role": role, "scan": number, "article_scan": label(item)});
    json!({
        "donation_number": number, "bag_scan": format!("a{number}b"),
        "tubes": [tube("serology", 5), tube("nat", 6), tube("retention", 7)],
        "bag": {"kit_scan": format!("{}(17)301231(21){number}", label(kit)), "medium": "CPDA-1"},
    })
}

fn verb(bag: &Bag, verb: &str) -> String {
    format!("/api/collect/donations/{}/{verb}", bag.donation_id)
}

fn reaction_verb(reaction: &str, verb: &str) -> String {
    format!("/api/collect/reactions/{reaction}/{verb}")
}

async fn register(registrar: &Actor, donor: &Donor) -> anyhow::Result<Option<String>> {
    let mut body = json!({
        "document": {"kind": "citizen_id", "number": donor.id_number},
        "name": donor.name, "phone": donor.phone, "consent_to_be_told": true,
    });
    let Some(mut answer) = registrar.act("registrations", "/api/recruit/donors", body.clone()).await? else {
        return Ok(None);
    };
    if answer["outcome"] == "candidates" {
        let shown = answer["candidates"].as_array().cloned().unwrap_or_default();
        body["confirm_not_duplicate_of"] = shown.into_iter().map(|candidate| candidate["donor_id"].clone()).collect();
        let Some(again) = registrar.act("namesakes told apart", "/api/recruit/donors", body).await? else {
            return Ok(None);
        };
        answer = again;
    }
    Ok(Some(text(&answer, "/donor/donor_id")).filter(|id| !id.is_empty()))
}

/// What the nurse measures and types.
fn measured(donor: &Donor, dice: &mut Dice) -> Value {
    let check = json!({
        "weight_kg": donor.weight_kg, "systolic_mmhg": dice.between(105, 134), "diastolic_mmhg": dice.between(64, 74),
        "pulse_per_min": dice.between(62, 92), "endurance_athlete": false, "temperature_c": 36.5, "hb_g_l": donor.hb_g_l,
    });
    let sources = TYPED.map(|field| json!({"field": field, "reason": "仪器未联机"}));
    json!({"kind": "whole_blood", "check": check, "sources": sources})
}

/// The expected answer to every question for this donor; one that refuses when they are unwell.
fn answers(inquiry: &Value, donor: &Donor, unwell: bool) -> Value {
    let sex = if donor.female { "female" } else { "male" };
    let asked = inquiry["questions"].as_array().cloned().unwrap_or_default();
    let for_them = asked.into_iter().filter(|question| question["sex"].is_null() || question["sex"] == sex);
    let mut answers: Map<String, Value> =
        for_them.map(|question| (text(&question, "/code"), question["expected"].clone())).collect();
    answers.insert("first_time_knows".to_owned(), json!(true));
    if unwell && let Some(answer) = answers.get_mut("well_today") {
        *answer = json!(false);
    }
    Value::Object(answers)
}
