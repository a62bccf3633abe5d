//! 检 Tubes are received against the lists of the day, and the retention tubes go into their boxes.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vena_kernel::zone;

use super::stage::{Bag, Stage, text};
use crate::ground::{collecting_site, site};

const RECEIPTS: &str = "/api/lab/sample-receipts";
/// Of so many tubes in a thousand something is to be said.
const REMARKED: u32 = 12;
/// Of so many donations in a thousand the retention tube is not there.
const NO_RETENTION: u32 = 8;
/// Places of a retention box.
const BOX: usize = 96;

impl Stage {
    /// Each place's tubes of the day: scanned, closed with what differs, confirmed by another.
    pub(super) async fn samples(&mut self, bags: &[Bag]) -> anyhow::Result<()> {
        let mut places: BTreeMap<usize, Vec<Bag>> = BTreeMap::new();
        for bag in bags {
            places.entry(bag.place).or_default().push(bag.clone());
        }
        let kept = self
            .each(places.into_iter().collect(), |stage, _, (place, bags)| Box::pin(stage.receive_tubes(place, bags)))
            .await?;
        self.retain(kept.concat()).await
    }

    /// Receives the tubes of a place; answers whose retention tubes were there.
    async fn receive_tubes(&self, place: usize, bags: Vec<Bag>) -> anyhow::Result<Option<Vec<String>>> {
        let tester = self.actor(if place.is_multiple_of(2) { "tester" } else { "tester2" }).await?;
        let day = self.now().day_in(&zone::china());
        let new = json!({ "site_id": site(&collecting_site(place)), "day": day, "temperature_c": 14.5 });
        let Some(opened) = tester.act("sample receipts", RECEIPTS, new).await? else { return Ok(None) };
        let path = format!("{RECEIPTS}/{}", text(&opened, "/receipt_id"));
        let mut kept = Vec::new();
        let mut last = opened;
        for bag in bags {
            let mut dice = self.dice("tubes", bag.index);
            let (lost, fatty) = (dice.chance(NO_RETENTION), dice.chance(REMARKED));
            for role in ["serology", "nat", "retention"].into_iter().filter(|role| !(lost && *role == "retention")) {
                let findings: &[&str] = if fatty && role == "serology" { &["lipaemic"] } else { &[] };
                let body = json!({ "scan": bag.number, "role": role, "findings": findings });
                if let Some(scanned) = tester.act("tubes received", &format!("{path}/tubes"), body).await? {
                    last = scanned["receipt"].clone();
                }
            }
            if !lost {
                kept.push(bag.number);
            }
        }
        let why = if last["counts"]["missing"] == 0 {
            Value::Null
        } else {
            json!("留样管未随箱，采血点查找后补送")
        };
        let closed = tester.act("sample receipts closed", &format!("{path}/close"), json!({ "reason": why })).await?;
        // The last place's receipt waits for somebody to look at it.
        if closed.is_some() && place != 0 {
            let checker = self.actor("checker").await?;
            checker.act("sample receipts confirmed", &format!("{path}/confirm"), json!({})).await?;
        }
        Ok(Some(kept))
    }

    /// Retention tubes stand in boxes, one after another.
    async fn retain(&mut self, numbers: Vec<String>) -> anyhow::Result<()> {
        let tester = self.actor("tester").await?;
        for number in numbers {
            if self.retained.is_multiple_of(BOX) {
                let box_no = self.retained / BOX + 1;
                let body = json!({ "code": format!("LY-{box_no:03}"), "name": format!("留样盒 {box_no}"),
                    "room": format!("低温冰箱 2 · 第 {} 层", box_no % 5 + 1), "kind": "retention", "rows": 8, "columns": 12 });
                let made = tester.act("racks", "/api/lab/racks", body).await?.unwrap_or_default();
                self.known.insert("retention box", made["rack_id"].clone());
            }
            let rack = self.known.get("retention box").and_then(Value::as_str).unwrap_or_default().to_owned();
            let put = tester
                .act("tubes put away", &format!("/api/lab/racks/{rack}/tubes"), json!({ "scan": number }))
                .await?;
            self.retained += usize::from(put.is_some());
        }
        Ok(())
    }
}
