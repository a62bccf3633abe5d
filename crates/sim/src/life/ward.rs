//! 用 Patients are sampled, matched and transfused.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::stage::{Held, Match, Stage, text};
use crate::{
    ground::{HospitalPeople, hospital_code, site},
    names::person,
};

/// Of what a hospital has, so much is used in one half of a day, per mille.
const USED_PER_MILLE: u32 = 450;
/// The first hospital, which has the demo accounts, keeps more for those who come to look.
const USED_AT_FIRST_PER_MILLE: u32 = 250;
/// Bags for one patient.
const BAGS_MAX: usize = 2;

/// Bags of one product and group for one patient of one hospital.
struct Need {
    hospital: usize,
    patient: usize,
    product: String,
    group: String,
    units: Vec<String>,
}

impl Stage {
    /// Some of what hospitals have is matched to patients.
    pub(super) async fn matching(&mut self) -> anyhow::Result<()> {
        let needs = self.needs();
        let matched = self.each(needs, |stage, _, need| Box::pin(stage.match_one(need))).await?;
        self.waiting.dispense.extend(matched.into_iter().flatten());
        Ok(())
    }

    fn needs(&mut self) -> Vec<Need> {
        let mut kept = Vec::new();
        let mut used: BTreeMap<(usize, String, String), Vec<String>> = BTreeMap::new();
        let mut dice = self.dice("use", self.patients);
        for held in std::mem::take(&mut self.waiting.at_hospital) {
            if dice.chance(if held.hospital == 0 { USED_AT_FIRST_PER_MILLE } else { USED_PER_MILLE }) {
                let Held { hospital, unit_id, product, group } = held;
                used.entry((hospital, product, group)).or_default().push(unit_id);
            } else {
                kept.push(held);
            }
        }
        self.waiting.at_hospital = kept;
        let mut needs = Vec::new();
        for ((hospital, product, group), units) in used {
            for units in units.chunks(BAGS_MAX) {
                self.patients += 1;
                let (product, group, units) = (product.clone(), group.clone(), units.to_vec());
                needs.push(Need { hospital, patient: self.patients, product, group, units });
            }
        }
        needs
    }

    async fn match_one(&self, need: Need) -> anyhow::Result<Option<Vec<Match>>> {
        let bank = self.actor(&HospitalPeople::technician(need.hospital)).await?;
        let mut dice = self.dice("patient", need.patient);
        let record_no = format!("ZY{}{:05}", self.year, need.patient);
        let female = dice.chance(480);
        let patient = json!({
            "record_no": record_no, "name": person(6000 + need.patient), "sex": if female { "female" } else { "male" },
            "born_on": format!("{}-{:02}-{:02}", self.year - dice.between(19, 84), dice.between(1, 12), dice.between(1, 28)),
            "ward": dice.pick(&[("血液内科", 3), ("普外科", 3), ("骨科", 2), ("产科", 1), ("重症医学科", 2)]), "group": need.group,
        });
        let Some(patient) = bank.act("patients", "/api/transfuse/patients", patient).await? else { return Ok(None) };
        let sample = json!({
            "patient_id": patient["patient_id"], "sample_no": format!("S{}{:05}", self.year % 100, need.patient),
            "drawn_at": self.now().plus_seconds(-dice.between(1800, 7200)), "group": need.group,
        });
        let Some(sample) = bank.act("samples", "/api/transfuse/samples", sample).await? else { return Ok(None) };
        let crossmatch = if need.product.starts_with("RBC") { "compatible" } else { "not_required" };
        let mut matches = Vec::new();
        for unit in need.units {
            let body = json!({
                "unit": unit, "patient_id": patient["patient_id"], "sample_id": sample["sample_id"],
                "crossmatch": {"result": crossmatch},
            });
            let Some(made) = bank.act("matches", "/api/transfuse/matches", body).await? else { continue };
            matches.push(Match {
                hospital: need.hospital,
                match_id: text(&made, "/match_id"),
                unit_id: unit,
                record_no: record_no.clone(),
                volume_ml: made.pointer("/unit/volume_ml").and_then(Value::as_i64).unwrap_or(0),
            });
        }
        Ok(Some(matches))
    }

    /// Units go to the ward.
    pub(super) async fn dispensing(&mut self) -> anyhow::Result<()> {
        let matches = std::mem::take(&mut self.waiting.dispense);
        let dispensed = self.each(matches, |stage, _, one| Box::pin(stage.dispense(one))).await?;
        self.waiting.bedside.extend(dispensed);
        Ok(())
    }

    async fn dispense(&self, one: Match) -> anyhow::Result<Option<Match>> {
        let bank = self.actor(&HospitalPeople::technician(one.hospital)).await?;
        let ward = site(&format!("{}-WARD", hospital_code(one.hospital)));
        let body = json!({"ward": ward, "visual_check": "ok"});
        Ok(bank.act("dispensed", &verb(&one, "dispense"), body).await?.map(|_| one))
    }

    /// Two nurses identify patient and unit; a few units come back untouched.
    pub(super) async fn bedside(&mut self) -> anyhow::Result<()> {
        let matches = std::mem::take(&mut self.waiting.bedside);
        let begun = self.each(matches, |stage, at, one| Box::pin(stage.begin_or_return(at, one))).await?;
        self.waiting.finish.extend(begun);
        Ok(())
    }

    async fn begin_or_return(&self, at: usize, one: Match) -> anyhow::Result<Option<Match>> {
        if !self.dice("return", self.patients * 100 + at).chance(15) {
            return self.begin(one).await;
        }
        let bank = self.actor(&HospitalPeople::technician(one.hospital)).await?;
        let body = json!({"reason": "手术取消，未使用", "minutes_out": 9, "seal_intact": true, "spiked": false});
        bank.act("returned", &verb(&one, "return"), body).await?;
        Ok(None)
    }

    async fn begin(&self, one: Match) -> anyhow::Result<Option<Match>> {
        let scans = json!({"patient_scan": one.record_no, "unit_scan": one.unit_id});
        let nurse = self.actor(&HospitalPeople::nurse(one.hospital)).await?;
        if nurse.act("bedside checks", &verb(&one, "start"), scans.clone()).await?.is_none() {
            return Ok(None);
        }
        let second = self.actor(&HospitalPeople::nurse2(one.hospital)).await?;
        Ok(second.act("transfusions begun", &verb(&one, "confirm-start"), scans).await?.map(|_| one))
    }

    /// Transfusions end; some patients react.
    pub(super) async fn finish(&mut self) -> anyhow::Result<()> {
        let matches = std::mem::take(&mut self.waiting.finish);
        if matches.is_empty() {
            return Ok(());
        }
        let reactions = self.reactions().await?;
        let reactions = reactions.as_slice();
        self.each(matches, |stage, at, one| Box::pin(stage.finish_one(at, one, reactions))).await.map(drop)
    }

    async fn finish_one(&self, at: usize, one: Match, reactions: &[String]) -> anyhow::Result<Option<()>> {
        let mut dice = self.dice("finish", self.patients * 100 + at);
        let mut body = json!({"volume_ml": one.volume_ml - dice.between(0, 6)});
        if dice.chance(25)
            && let Some(code) = reactions.get(dice.below(reactions.len()))
        {
            body["reaction"] = json!({"code": code, "severity": 1, "note": "对症处理后好转"});
        }
        let nurse = self.actor(&HospitalPeople::nurse(one.hospital)).await?;
        Ok(nurse.act("transfused", &verb(&one, "finish"), body).await?.map(drop))
    }

    /// The codes of reactions, mildest first.
    async fn reactions(&mut self) -> anyhow::Result<Vec<String>> {
        if !self.known.contains_key("codes") {
            let codes = self.actor(&HospitalPeople::technician(0)).await?.person.get("/api/transfuse/codes").await?;
            self.known.insert("codes", codes);
        }
        let reactions = self.known["codes"]["reactions"].as_array().cloned().unwrap_or_default();
        Ok(reactions.iter().map(|reaction| text(reaction, "/code")).collect())
    }
}

fn verb(one: &Match, verb: &str) -> String {
    format!("/api/transfuse/matches/{}/{verb}", one.match_id)
}
