//! What does not happen every day: imports, holds, deferrals, discards.

use serde_json::{Value, json};

use vena_kernel::zone;

use super::{
    SECONDS_PER_DAY,
    stage::{Actor, Held, Stage, text},
};
use crate::ground::{HospitalPeople, StationPeople};

const COLD_STORE: &str = include_str!("../../../../examples/cold-store-check.csv");
const SLIP: &str = include_str!("../../../../examples/transport-slip.csv");

impl Stage {
    /// The oddities of `day`, counted from the first day of the city.
    pub(super) async fn oddities(&mut self, day: i64) -> anyhow::Result<()> {
        match day {
            1 => {
                self.deferral().await?;
                self.files().await?;
            }
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

    /// The tables of the former system, as they came out of its printer; some rows are mended with the labels at hand.
    async fn imports(&mut self) -> anyhow::Result<()> {
        let keeper = self.actor("storekeeper").await?;
        let list = json!({"kind": "cold-store", "file_name": "冷库核对单.csv", "content": COLD_STORE});
        let list = keeper.act("imports", "/api/imports", list).await?;
        let slip = json!({"kind": "transport-slip", "file_name": "血液搬运单.csv", "content": SLIP});
        let slip = keeper.act("imports", "/api/imports", slip).await?;
        if let Some(list) = list {
            let collected = self.now().plus_seconds(-90 * SECONDS_PER_DAY).day_in(&zone::china());
            let year = collected.date().year().rem_euclid(100);
            for (row, serial) in [(1, "014700"), (2, "013280"), (9, "014010")] {
                let values = json!({
                    "条码": format!("01602{year:02}{serial}"), "采集日期": format!("{collected} 10:20"),
                    "检测日期": format!("{collected} 21:13"), "入库日期": format!("{collected} 18:20"),
                });
                mend(&keeper, &list, row, values).await?;
            }
        }
        if let Some(slip) = slip {
            let numbers = "01602-23096813;01602-23004085;01602-23006415;01602-23802921";
            mend(&keeper, &slip, 1, json!({"合计袋数": "4", "合计血量": "800", "批发标识": numbers})).await?;
        }
        Ok(())
    }

    /// Quality looks into a donation of today; the second time it is satisfied and another person lifts the hold.
    async fn holds(&mut self, lift: bool) -> anyhow::Result<()> {
        let Some(component) = self.waiting.label.first() else { return Ok(()) };
        let quality = self.actor("quality").await?;
        let reason = if lift { "复核采血车温度记录" } else { "献血者来电：献血当晚发热" };
        let body = json!({"donation_numbers": [component.number], "kind": "investigation", "reason": reason});
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

async fn mend(keeper: &Actor, report: &Value, row: i64, values: Value) -> anyhow::Result<()> {
    let path = format!("/api/imports/{}/rows/{row}/resubmit", text(report, "/import_id"));
    keeper.act("rows mended", &path, json!({"values": values})).await.map(drop)
}

/// The reason whose code speaks of `state`, else the first.
fn reason_for(reasons: &Value, state: &str) -> Value {
    let list = reasons.as_array().cloned().unwrap_or_default();
    let word = if state == "expired" { "expir" } else { "test" };
    let fitting = list.iter().find(|reason| text(reason, "/code").contains(word));
    fitting.or_else(|| list.first()).map(|reason| reason["code"].clone()).unwrap_or_default()
}
