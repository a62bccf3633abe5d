//! A house or vehicle on that day: its desk, its chairs, and its end.

use anyhow::ensure;
use serde_json::{Value, json};

use super::{
    hand::{Hand, Times, text},
    people::{End, Visitor},
};

/// Tubes bound to each donation.
const TUBES: usize = 3;

/// A place with its people.
pub(super) struct Station {
    index: usize,
    pub(super) site: String,
    desk: Hand,
    nurse: Hand,
    physician: Hand,
    technician: Hand,
}

impl Station {
    /// Signs in the people of place `index`.
    pub(super) async fn open(address: &str, index: usize, technician: &Hand) -> anyhow::Result<Self> {
        let named = |role: &str| if index == 0 { role.to_owned() } else { format!("{role}{:02}", index + 1) };
        let desk = Hand::open(address, &named("registrar")).await?;
        let nurse = Hand::open(address, &named("collector")).await?;
        let physician = Hand::open(address, &named("doctor")).await?;
        let session = nurse.get("/api/session").await?;
        let site = text(&session["site"], "site_id")?.to_owned();
        Ok(Self { index, site, desk, nurse, physician, technician: technician.clone() })
    }

    /// What the nurse asks everybody.
    pub(super) async fn inquiry(&self) -> anyhow::Result<Value> {
        self.nurse.get("/api/collect/inquiry").await
    }

    /// One visitor from the door to the way out; the number of the bag, if there is one.
    pub(super) async fn serve(
        &self,
        times: &Times,
        inquiry: &Value,
        (visitor, chair): (&Visitor, &str),
    ) -> anyhow::Result<Option<String>> {
        let donor = self.register(times, visitor).await?;
        let came = json!({ "donor_id": donor, "gate_temperature_c": 36.5 });
        let visit = self.desk.timed(times, "02 arrival", "/api/collect/visits", came).await?;
        let visit = format!("/api/collect/visits/{}", text(&visit, "visit_id")?);
        let (sheet, nurse) = (visitor.answers(inquiry), &self.nurse);
        let agreed = json!({ "research": false, "notice": true });
        self.desk.timed(times, "03 consent", &format!("{visit}/consent"), agreed).await?;
        nurse.timed(times, "03 inquiry", &format!("{visit}/answers"), sheet).await?;
        nurse.timed(times, "04 check", &format!("{visit}/check"), visitor.check()).await?;
        let decided =
            self.physician.timed(times, "05 decision", &format!("{visit}/decide"), visitor.decision()).await?;
        if visitor.end != End::Gives {
            ensure!(decided["state"] == "refused", "{visitor:?} was not refused: {decided}");
            let gone = json!({ "reason": "refused" });
            nurse.timed(times, "10 leaves", &format!("{visit}/leave"), gone).await?;
            return Ok(None);
        }
        ensure!(decided["state"] == "accepted", "{visitor:?}: {decided}");
        let at = format!("/api/collect/donations/{}", text(&decided, "donation_id")?);
        let seat = json!({ "chair": chair, "name": visitor.name(), "born_on": visitor.born_on() });
        nurse.timed(times, "06 seat", &format!("{at}/seat"), seat).await?;
        nurse.timed(times, "07 bind", &format!("{at}/bind"), visitor.binding()).await?;
        nurse.timed(times, "08 needle in", &format!("{at}/start"), json!({ "arm": "left" })).await?;
        let full = nurse.timed(times, "09 needle out", &format!("{at}/complete"), json!({ "volume_ml": 402 })).await?;
        ensure!(full["state"] == "completed", "{full}");
        // Ten minutes of rest cannot be hurried here: everybody insists on going.
        nurse.timed(times, "10 leaves", &format!("{at}/leave"), json!({ "early": "本人坚持提前离开" })).await?;
        Ok(Some(visitor.number()))
    }

    async fn register(&self, times: &Times, visitor: &Visitor) -> anyhow::Result<Value> {
        let (path, mut body) = ("/api/recruit/donors", visitor.registration());
        let mut made = self.desk.timed(times, "01 registration", path, body.clone()).await?;
        if made["outcome"] == "candidates" {
            let alike = made["candidates"].as_array().cloned().unwrap_or_default();
            body["confirm_not_duplicate_of"] = alike.into_iter().map(|one| one["donor_id"].clone()).collect();
            made = self.desk.timed(times, "01 registration", path, body).await?;
        }
        Ok(made["donor"]["donor_id"].clone())
    }

    /// The day ends: one box leaves and is received, everything is counted, explained and closed.
    pub(super) async fn close(&self, times: &Times, (numbers, judged): (&[String], usize)) -> anyhow::Result<()> {
        let day = self.today().await?;
        let path = format!("/api/collect/sessions/{}/{day}", self.site);
        self.hand_over(times, numbers).await?;
        let count = json!({ "bags": numbers.len(), "tubes": numbers.len() * TUBES, "forms": judged });
        let counted = self.nurse.timed(times, "14 count", &format!("{path}/count"), count).await?;
        for found in counted["differences"].as_array().into_iter().flatten() {
            if found["duty"] == "explain" {
                let said =
                    json!({ "kind": found["kind"], "about": found["about"], "said": "纸质知情同意书已签署并归档" });
                self.nurse.timed(times, "15 explanation", &format!("{path}/explain"), said).await?;
            }
        }
        let closed = self.nurse.timed(times, "16 close", &format!("{path}/close"), json!({})).await?;
        ensure!(!closed["closed_at"].is_null() || !closed["closed"].is_null(), "not closed: {closed}");
        Ok(())
    }

    async fn today(&self) -> anyhow::Result<String> {
        let days = self.nurse.get("/api/collect/sessions").await?;
        let rows = days["items"].as_array().cloned().unwrap_or_default();
        let own = rows.iter().filter(|row| row["site_id"] == self.site.as_str());
        let latest = own.filter_map(|row| row["day"].as_str()).max();
        Ok(latest.unwrap_or_default().to_owned())
    }

    async fn hand_over(&self, times: &Times, numbers: &[String]) -> anyhow::Result<()> {
        let new = json!({ "code": format!("BX-{:02}", self.index + 1), "mode": "ambient" });
        let opened = self.nurse.timed(times, "11 box packed", "/api/collect/boxes", new).await?;
        let path = format!("/api/collect/boxes/{}", text(&opened, "box_id")?);
        let tubes: Vec<&str> = numbers.iter().flat_map(|number| [number.as_str(); TUBES]).collect();
        let put = json!({ "bags": numbers, "tubes": tubes });
        self.nurse.timed(times, "11 box packed", &format!("{path}/put"), put).await?;
        let seal = format!("FB{:02}", self.index + 1);
        let leaving = json!({ "seal": seal, "carrier": "送血车 2 号", "temp_c": 21.8 });
        self.nurse.timed(times, "12 box sent", &format!("{path}/send"), leaving).await?;
        let bags: Vec<Value> = numbers.iter().map(|number| json!({ "scan": number })).collect();
        let found = json!({ "seal": seal, "temp_c": 21.4, "bags": bags, "tubes": tubes });
        self.technician.timed(times, "13 box received", &format!("{path}/receive"), found).await.map(drop)
    }
}
