//! What a registrar does with files between visits: more documents, what was given elsewhere, a second file of one person.

use serde_json::{Value, json};
use vena_kernel::zone;

use super::{
    SECONDS_PER_DAY,
    invented::donor,
    stage::{Stage, text},
};
use crate::ground::StationPeople;

impl Stage {
    /// Some donors bring a second document or speak of donations elsewhere; one comes with a passport and a slip of the pen.
    pub(super) async fn files(&mut self) -> anyhow::Result<()> {
        let registrar = self.actor(&StationPeople::registrar(0)).await?;
        let page = registrar.person.get("/api/recruit/donors?limit=6").await?;
        let donors: Vec<String> =
            page["items"].as_array().into_iter().flatten().map(|row| text(row, "/donor_id")).collect();
        for (index, id) in donors.iter().enumerate().take(4) {
            let number = format!("E{:08}", 70_000_000 + index);
            let passport = json!({
                "document": { "kind": "passport", "number": number, "valid_until": self.ahead(700) },
                "reason": "补充登记护照",
            });
            registrar.act("documents", &format!("/api/recruit/donors/{id}/documents"), passport).await?;
            let said =
                json!({ "channel": "call", "purpose": "marketing", "granted": index % 2 == 0, "source": "phone" });
            registrar.act("consents", &format!("/api/recruit/donors/{id}/consents"), said).await?;
        }
        for (id, days) in donors.iter().zip([900, 1300, 2000]) {
            let given = json!({
                "station": "泉城血液中心", "given_on": self.ahead(-days), "kind": "whole_blood", "outcome": "completed",
                "volume_ml": 300, "evidence": "certificate",
            });
            registrar.act("donations elsewhere", &format!("/api/recruit/donors/{id}/elsewhere"), given).await?;
        }
        registrar.act("registrations", "/api/recruit/donors", self.second_file()).await?;
        Ok(())
    }

    /// The first donor again, with a passport, another phone and one wrong digit in the birthday.
    fn second_file(&self) -> Value {
        let first = donor(self.seed, 0, self.year);
        let (year, month, day) = (&first.id_number[6..10], &first.id_number[10..12], &first.id_number[12..14]);
        let tens = if day.starts_with('1') { '2' } else { '1' };
        let day = format!("{tens}{}", &day[1..]);
        json!({
            "document": { "kind": "passport", "number": "E79999999" }, "name": first.name, "phone": "19900009999",
            "born_on": format!("{year}-{month}-{day}"), "sex": if first.female { "female" } else { "male" },
            "consent_to_be_told": true,
        })
    }

    fn ahead(&self, days: i64) -> String {
        self.now().plus_seconds(days * SECONDS_PER_DAY).day_in(&zone::china()).to_string()
    }
}
