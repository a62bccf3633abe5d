//! What houses and vehicles have before the first donor comes: instruments, and gifts.

use serde_json::json;

use super::stage::Stage;
use crate::ground::{HOUSES, StationPeople, VEHICLES};

/// Kind, name, where it stands, and which calibrations it needs: days until the next one, none when it needs none.
const INSTRUMENTS: [(&str, &str, &str, Option<i64>); 7] = [
    ("temperature_gate", "测温门", "入口", Some(160)),
    ("scale_weight", "体重秤", "体检台", Some(120)),
    ("blood_pressure", "1 号血压计", "体检台", Some(75)),
    ("hemoglobin", "血红蛋白仪", "化验台", Some(40)),
    ("chemistry", "干式生化仪", "化验台", Some(200)),
    ("mixer", "1 号采血秤", "1 号椅", Some(90)),
    ("mixer", "2 号采血秤", "2 号椅", Some(90)),
];

impl Stage {
    /// Each place enters its instruments, whose calibrations end on different days, the last of them soon, and its gifts.
    pub(super) async fn instruments(&self) -> anyhow::Result<()> {
        let places = (0..HOUSES + VEHICLES).collect();
        self.each(places, |stage, _, place| Box::pin(stage.instruments_of(place))).await.map(|_: Vec<()>| ())
    }

    async fn instruments_of(&self, place: usize) -> anyhow::Result<Option<()>> {
        let collector = self.actor(&StationPeople::collector(place)).await?;
        for (number, (kind, name, stands, days)) in INSTRUMENTS.iter().enumerate() {
            let serial =
                format!("{}-{:04}", kind.to_uppercase().chars().take(2).collect::<String>(), place * 10 + number);
            let until = days.map(|days| {
                let left = days + self.dice("calibration", place * 10 + number).between(-30, 30);
                self.now().plus_seconds(left * 86_400).day_in(&vena_kernel::zone::china())
            });
            let body =
                json!({ "kind": kind, "serial": serial, "name": name, "place": stands, "calibrated_until": until });
            collector.act("instruments", "/api/collect/devices", body).await?;
        }
        for (gift, pieces) in [("towel", 240), ("umbrella", 60)] {
            let came = json!({ "gift": gift, "pieces": pieces, "note": "年度采购" });
            collector.act("gifts received", "/api/care/gifts/receive", came).await?;
        }
        Ok(None)
    }
}
