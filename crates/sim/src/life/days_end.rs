//! The way of the bags from houses and vehicles to the hall, in boxes, and the end of each place's day.

use std::collections::BTreeMap;

use serde_json::json;
use vena_kernel::zone;

use super::stage::{Bag, Stage, text};
use crate::ground::{StationPeople, collecting_site, site};

/// Tubes bound to each donation.
pub(super) const TUBES: usize = 3;

/// A box on its way.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    box_id: String,
    seal: String,
    bags: Vec<Bag>,
}

/// What lies on the table of a place at the end of its day.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Table {
    /// Donors who were judged, each with a signed form.
    pub(super) forms: usize,
    /// Bags that were filled.
    pub(super) bags: usize,
}

impl Stage {
    /// Each place packs what it has and hands the box to the van.
    pub(super) async fn packing(&mut self) -> anyhow::Result<()> {
        self.go_home().await?;
        let mut places: BTreeMap<usize, Vec<Bag>> = BTreeMap::new();
        for bag in std::mem::take(&mut self.waiting.pack) {
            places.entry(bag.place).or_default().push(bag);
        }
        let sent = self
            .each(places.into_iter().collect(), |stage, _, (place, bags)| Box::pin(stage.pack(place, bags)))
            .await?;
        self.waiting.receive.extend(sent);
        Ok(())
    }

    async fn pack(&self, place: usize, bags: Vec<Bag>) -> anyhow::Result<Option<Sent>> {
        let collector = self.actor(&StationPeople::collector(place)).await?;
        // Blood that may become platelets is not cooled before it is separated.
        let new = json!({ "code": format!("JX-{:02}", place + 1), "mode": "ambient" });
        let Some(opened) = collector.act("boxes", "/api/collect/boxes", new).await? else { return Ok(None) };
        let box_id = text(&opened, "/box_id");
        let numbers: Vec<&str> = bags.iter().map(|bag| bag.number.as_str()).collect();
        let tubes: Vec<&str> = numbers.iter().flat_map(|number| [*number; TUBES]).collect();
        let path = format!("/api/collect/boxes/{box_id}");
        collector.act("boxes packed", &format!("{path}/put"), json!({ "bags": numbers, "tubes": tubes })).await?;
        let hour = self.now().micros() / 3_600_000_000;
        let seal = format!("F{hour}{:02}", place + 1);
        let leaving = json!({ "seal": seal, "carrier": "送血车 2 号", "temp_c": 21.8 });
        let sent = collector.act("boxes sent", &format!("{path}/send"), leaving).await?;
        Ok(sent.map(|_| Sent { box_id, seal, bags }))
    }

    /// The van reaches the component hall.
    pub(super) async fn receipt(&mut self) -> anyhow::Result<()> {
        let boxes = std::mem::take(&mut self.waiting.receive);
        let bags = self.each(boxes, |stage, _, sent| Box::pin(stage.unpack(sent))).await?.concat();
        self.waiting.test.extend(bags.iter().cloned());
        self.waiting.split.extend(bags);
        Ok(())
    }

    async fn unpack(&self, sent: Sent) -> anyhow::Result<Option<Vec<Bag>>> {
        let technician = self.actor("technician").await?;
        let found: Vec<_> = sent.bags.iter().map(|bag| json!({ "scan": bag.number })).collect();
        let tubes: Vec<&str> = sent.bags.iter().flat_map(|bag| [bag.number.as_str(); TUBES]).collect();
        let body = json!({ "seal": sent.seal, "temp_c": 21.4, "bags": found, "tubes": tubes });
        let path = format!("/api/collect/boxes/{}/receive", sent.box_id);
        Ok(technician.act("receipts", &path, body).await?.map(|_| sent.bags))
    }

    /// Each place counts what lies on its table, and closes its day.
    pub(super) async fn closing(&mut self) -> anyhow::Result<()> {
        self.go_home().await?;
        let tables = std::mem::take(&mut self.tables).into_iter().collect();
        self.each(tables, |stage, _, (place, table)| Box::pin(stage.close(place, table))).await.map(|_: Vec<()>| ())
    }

    async fn close(&self, place: usize, table: Table) -> anyhow::Result<Option<()>> {
        let collector = self.actor(&StationPeople::collector(place)).await?;
        let day = self.now().day_in(&zone::china());
        let path = format!("/api/collect/sessions/{}/{day}", site(&collecting_site(place)));
        let count = json!({ "bags": table.bags, "tubes": table.bags * TUBES, "forms": table.forms });
        collector.act("days counted", &format!("{path}/count"), count).await?;
        collector.act("days closed", &format!("{path}/close"), json!({})).await?;
        Ok(None)
    }
}
