//! 制 Platelets of one group become one bag, before anybody labels them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::stage::{Component, Stage, text};

const BATCHES: &str = "/api/process/batches";
/// So many go into one bag, and into the welder at a time.
const BAGS: usize = 5;
/// Fewer are not worth the work.
const BAGS_MIN: usize = 4;
/// How long the welder works.
const WELD_SECONDS: i64 = 6 * 60;
/// What stays in the tubing of a pool, mL.
const LOSS_ML: i64 = 9;
/// Where the numbers of pools begin in a year: far beyond those of donations.
const SERIALS: usize = 800_001;

impl Stage {
    /// One pool a day, of the group of which there is most.
    pub(super) async fn pooling(&mut self) -> anyhow::Result<()> {
        let technician = self.actor("technician").await?;
        let candidates = technician.person.get("/api/process/pool-candidates").await?;
        let mut by_group: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for one in candidates["units"].as_array().into_iter().flatten() {
            if one["ok"] == true && one["unit"]["life"] == "in_process" {
                by_group.entry(text(one, "/group")).or_default().push(one["unit"].clone());
            }
        }
        let Some(mut bags) = by_group.into_values().max_by_key(Vec::len).filter(|bags| bags.len() >= BAGS_MIN) else {
            return Ok(());
        };
        bags.truncate(BAGS);
        let units: Vec<String> = bags.iter().map(|unit| text(unit, "/unit_id")).collect();
        if !self.weld(&units).await? {
            return Ok(());
        }
        let had: i64 = bags.iter().filter_map(|unit| unit["volume_ml"].as_i64()).sum();
        self.pools += 1;
        let number = format!("09932{:02}{:06}", self.year % 100, SERIALS + self.pools);
        let body = json!({ "number": number, "product": "PLT-P", "units": units, "volume_ml": had - LOSS_ML, "loss_ml": LOSS_ML });
        let technician = self.actor("technician").await?;
        let Some(pooled) = technician.act("pools", "/api/process/pools", body).await? else { return Ok(()) };
        self.waiting.label.retain(|component| !units.contains(&component.unit_id));
        let unit_id = text(&pooled, "/unit/unit_id");
        self.waiting.label.push(Component { unit_id, number, product: "PLT-P".to_owned() });
        Ok(())
    }

    /// Docks the bags to each other; whether all of them passed.
    async fn weld(&mut self, units: &[String]) -> anyhow::Result<bool> {
        let technician = self.actor("technician").await?;
        let body = json!({ "step": "weld", "equipment": "WD-1", "supplies": ["WB2605"] });
        let Some(batch) = technician.act("batches opened", BATCHES, body).await? else { return Ok(false) };
        let path = format!("{BATCHES}/{}", text(&batch, "/batch_id"));
        technician.act("batches filled", &format!("{path}/bags"), json!({ "scans": units })).await?;
        if technician.act("batches begun", &format!("{path}/begin"), json!({})).await?.is_none() {
            return Ok(false);
        }
        self.clock.set(self.now().plus_seconds(WELD_SECONDS));
        let bags: Vec<Value> =
            units.iter().map(|unit| json!({ "unit_id": unit, "readings": { "integrity": "pass" } })).collect();
        let technician = self.actor("technician").await?;
        let ended = technician.act("batches ended", &format!("{path}/end"), json!({ "bags": bags })).await?;
        self.batches += 1;
        self.checked(&path, "technician").await?;
        Ok(ended.is_some())
    }
}
