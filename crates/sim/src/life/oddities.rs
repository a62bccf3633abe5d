//! What does not happen every day: imports, holds, deferrals, discards.

use serde_json::{Value, json};

use super::stage::{Held, Stage, text};
use crate::ground::{HospitalPeople, StationPeople};

const COLD_STORE: &str = include_str!("../../../../examples/cold-store-check.csv");
const SLIP: &str = include_str!("../../../../examples/transport-slip.csv");

impl Stage {
    /// The oddities of `day`, counted from the first day of the city.
    pub(super) async fn oddities(&mut self, day: i64) -> anyhow::Result<()> {
        match day {
            1 => self.deferral().await?,
            2 => self.imports().await?,
            3 => self.holds(false).await?,
            4 => self.hospital_discard().await?,
            5 => self.holds(true).await?,
            _ => {}
        }
        self.discards().await
    }

    /// A donor comes back after a tooth was pulled.
    async fn deferral(&mut self) -> anyhow::Result<()> {
        let registrar = self.actor(&StationPeople::registrar(0)).await?;
        let donors = registrar.person.get("/api/recruit/donors?limit=3").await?;
        let Some(donor) = donors["items"].as_array().and_then(|items| items.last()) else { return Ok(()) };
        let path = format!("/api/recruit/donors/{}/deferrals", text(donor, "/donor_id"));
        registrar
            .act(
                "deferrals",
                &path,
                json!({"kind": "temporary", "code": "T02", "confidential": false, "note": "电话告知：昨日拔牙"}),
            )
            .await?;
        Ok(())
    }

    /// The tables of the former system, as they came out of its printer.
    async fn imports(&mut self) -> anyhow::Result<()> {
        let keeper = self.actor("storekeeper").await?;
        for (kind, name, content) in
            [("cold-store", "冷库核对单.csv", COLD_STORE), ("transport-slip", "血液搬运单.csv", SLIP)]
        {
            keeper.act("imports", "/api/imports", json!({"kind": kind, "file_name": name, "content": content})).await?;
        }
        Ok(())
    }

    /// Quality looks into a donation; the second time it is satisfied and lifts what it held.
    async fn holds(&mut self, lift: bool) -> anyhow::Result<()> {
        let quality = self.actor("quality").await?;
        let stock = quality.person.get("/api/store/stock?state=available&product=RBC-S-LR&limit=5").await?;
        let Some(unit) = stock["items"].as_array().and_then(|items| items.last()) else { return Ok(()) };
        let reason = if lift { "复核冷库温度记录" } else { "献血者来电：献血后次日发热" };
        let body = json!({"units": [unit["unit_id"]], "kind": "investigation", "reason": reason});
        let Some(held) = quality.act("holds", "/api/govern/holds", body).await? else { return Ok(()) };
        if lift {
            let second = self.actor("quality2").await?;
            for held in held["units"].as_array().into_iter().flatten() {
                let body =
                    json!({"unit": held["unit_id"], "hold_id": held["hold_id"], "reason": "温度记录完整，未超限"});
                second.act("holds lifted", "/api/govern/holds/lift", body).await?;
            }
        }
        Ok(())
    }

    /// Rejected and expired bags are destroyed by two persons.
    async fn discards(&mut self) -> anyhow::Result<()> {
        let keeper = self.actor("storekeeper").await?;
        let reasons = keeper.person.get("/api/store/discard-reasons").await?;
        for state in ["rejected", "expired"] {
            let stock = keeper.person.get(&format!("/api/store/stock?state={state}&limit=40")).await?;
            let own = |row: &&Value| row["can"]["discard"]["ok"] == true;
            let units: Vec<Value> =
                stock["items"].as_array().into_iter().flatten().filter(own).map(|row| row["unit_id"].clone()).collect();
            if units.is_empty() {
                continue;
            }
            let count = units.len();
            let body = json!({"units": units, "reason_code": reason_for(&reasons, state), "note": "每日清理"});
            let Some(proposed) = keeper.act("discards proposed", "/api/store/discards", body).await? else { continue };
            let path = format!("/api/store/discards/{}/confirm", text(&proposed, "/discard_id"));
            let second = self.actor("storekeeper2").await?;
            if second.act("discards confirmed", &path, json!({})).await?.is_some() {
                self.note("discarded", count);
            }
        }
        Ok(())
    }

    /// A hospital drops a bag.
    async fn hospital_discard(&mut self) -> anyhow::Result<()> {
        let Some(Held { hospital, unit_id: unit, .. }) = self.waiting.at_hospital.pop() else { return Ok(()) };
        let bank = self.actor(&HospitalPeople::technician(hospital)).await?;
        let codes = bank.person.get("/api/transfuse/codes").await?;
        let cause =
            codes["discard_causes"].as_array().and_then(|causes| causes.first()).map(|cause| cause["code"].clone());
        let body = json!({"unit": unit, "cause": cause, "reason": "取血时跌落，袋体破裂"});
        let Some(asked) = bank.act("hospital discards", "/api/transfuse/discards", body).await? else { return Ok(()) };
        let path = format!("/api/transfuse/discards/{}/confirm", text(&asked, "/discard_id"));
        let second = self.actor(&HospitalPeople::technician2(hospital)).await?;
        second.act("hospital discards confirmed", &path, json!({})).await?;
        Ok(())
    }
}

/// The reason whose code speaks of `state`, else the first.
fn reason_for(reasons: &Value, state: &str) -> Value {
    let list = reasons.as_array().cloned().unwrap_or_default();
    let word = if state == "expired" { "expir" } else { "test" };
    let fitting = list.iter().find(|reason| text(reason, "/code").contains(word));
    fitting.or_else(|| list.first()).map(|reason| reason["code"].clone()).unwrap_or_default()
}
