//! 制 The component hall, release, and the way into the cold rooms.

use serde_json::{Value, json};

use super::{
    stage::{Bag, Component, Stage, text},
    steps::Way,
};

/// Additive solution in red cells of 200 mL of whole blood, mL.
const ADDITIVE_ML_PER_200: i64 = 50;
/// So many units are released in one action at most.
const ONE_RELEASE: usize = 2000;
/// Every so many components one looks wrong and is held.
const DAMAGED_EVERY: usize = 160;

impl Stage {
    /// Every bag whose steps are behind it becomes red cells, plasma and sometimes platelets; the plasma is frozen.
    pub(super) async fn split(&mut self) -> anyhow::Result<()> {
        let ways = std::mem::take(&mut self.waiting.make);
        let made = self.each(ways, |stage, _, way| Box::pin(stage.split_one(way))).await?;
        let made: Vec<Component> = made.into_iter().flatten().collect();
        self.note("components", made.len());
        let frozen = |component: &&Component| matches!(component.product.as_str(), "FFP" | "FP");
        let plasma = made.iter().filter(frozen).map(|component| component.unit_id.clone()).collect();
        self.waiting.label.extend(made);
        self.freeze(plasma).await
    }

    async fn split_one(&self, way: Way) -> anyhow::Result<Option<Vec<Component>>> {
        let Way { bag, platelets, late, .. } = way;
        let technician = self.actor(if bag.index.is_multiple_of(2) { "technician" } else { "technician2" }).await?;
        let red = if is_filtered(self, &bag) { "RBC-S-LR" } else { "RBC-S" };
        let mut dice = self.dice("split", bag.index);
        let frozen = if !late && dice.chance(700) { "FFP" } else { "FP" };
        let mut made = |platelets| outputs(&bag, (red, frozen, platelets), &mut dice);
        let body = json!({"unit": bag.unit_id, "outputs": made(platelets), "loss_ml": loss_ml(&bag)});
        let mut answer = technician.act("splits", "/api/process/splits", body).await?;
        if answer.is_none() && platelets {
            let body = json!({"unit": bag.unit_id, "outputs": made(false), "loss_ml": loss_ml(&bag)});
            answer = technician.act("splits", "/api/process/splits", body).await?;
        }
        let children = answer.map(|split| split["children"].as_array().cloned().unwrap_or_default());
        let component = |child: &Value| Component {
            unit_id: text(child, "/unit_id"),
            number: bag.number.clone(),
            product: text(child, "/product"),
        };
        Ok(children.map(|children| children.iter().map(component).collect()))
    }

    /// Labels of everything that has been judged.
    pub(super) async fn labels(&mut self) -> anyhow::Result<()> {
        let waiting = std::mem::take(&mut self.waiting.label);
        let (hopeless, waiting): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|component| self.waiting.rejected.contains(&component.number));
        self.note("components not labelled", hopeless.len());
        let labelled = self.each(waiting, |stage, at, component| Box::pin(stage.label(at, component))).await?;
        self.waiting.release.extend(labelled);
        Ok(())
    }

    async fn label(&self, at: usize, component: Component) -> anyhow::Result<Option<Component>> {
        let technician = self.actor(if at.is_multiple_of(2) { "technician" } else { "technician2" }).await?;
        let path = format!("/api/process/units/{}", component.unit_id);
        let Some(label) = technician.act("labels", &format!("{path}/labels"), json!({})).await? else {
            return Ok(None);
        };
        let serial: usize = component.number.get(7..).and_then(|serial| serial.parse().ok()).unwrap_or(0);
        let codes = label["codes"].as_array().cloned().unwrap_or_default();
        let scans: Vec<String> = codes.iter().map(|code| text(code, "/text")).collect();
        let mut check = json!({"scans": scans, "appearance": "normal"});
        if serial % DAMAGED_EVERY == 77 {
            check["appearance"] = json!("abnormal");
            check["note"] = json!("袋口热合处渗漏");
        }
        let checked = technician.act("labels checked", &format!("{path}/label-check"), check).await?;
        Ok(checked.map(|_| component))
    }

    /// The first person proposes everything that is labelled.
    pub(super) async fn release_proposed(&mut self) -> anyhow::Result<()> {
        let mut ready = std::mem::take(&mut self.waiting.release);
        let officer = self.actor("release1").await?;
        while !ready.is_empty() {
            let rest = ready.split_off(ready.len().min(ONE_RELEASE));
            let units: Vec<&str> = ready.iter().map(|component| component.unit_id.as_str()).collect();
            let proposed = officer.act("releases proposed", "/api/process/releases", json!({"units": units})).await?;
            if let Some(release) = proposed {
                self.waiting.confirm.push((text(&release, "/release_id"), ready));
            }
            ready = rest;
        }
        Ok(())
    }

    /// The second person confirms.
    pub(super) async fn release_confirmed(&mut self) -> anyhow::Result<()> {
        let officer = self.actor("release2").await?;
        for (release, components) in std::mem::take(&mut self.waiting.confirm) {
            let path = format!("/api/process/releases/{release}/confirm");
            let Some(answer) = officer.act("releases confirmed", &path, json!({})).await? else { continue };
            let released = |unit: &&Value| unit["outcome"] == "released";
            let released: Vec<String> = answer["units"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(released)
                .map(|unit| text(unit, "/unit/unit_id"))
                .collect();
            self.note("released", released.len());
            self.waiting
                .put_away
                .extend(components.into_iter().filter(|component| released.contains(&component.unit_id)));
        }
        Ok(())
    }

    /// Red cells, plasma and platelets go into their rooms.
    pub(super) async fn put_away(&mut self) -> anyhow::Result<()> {
        let components = std::mem::take(&mut self.waiting.put_away);
        let places = self.places().await?;
        let places = &places;
        self.each(components, |stage, at, component| Box::pin(stage.shelve(at, component, places))).await.map(drop)
    }

    async fn shelve(&self, at: usize, component: Component, places: &Value) -> anyhow::Result<Option<()>> {
        let (code, rack) = room_of(&component.product);
        let keeper = self.actor(if code == "COLD-18" { "storekeeper2" } else { "storekeeper" }).await?;
        let position = format!("{rack}-{:02}-{}", at / 6 % 20 + 1, at % 6 + 1);
        let body = json!({"unit": component.unit_id, "site_id": places[code], "position": position});
        Ok(keeper.act("put away", "/api/store/put-aways", body).await?.map(drop))
    }

    /// Places of the station by code.
    pub(super) async fn places(&mut self) -> anyhow::Result<Value> {
        if let Some(known) = self.known.get("places") {
            return Ok(known.clone());
        }
        let sites = self.actor("storekeeper").await?.person.get("/api/store/places").await?;
        let by_code =
            sites["items"].as_array().into_iter().flatten().map(|site| (text(site, "/code"), site["site_id"].clone()));
        let by_code = Value::Object(by_code.collect());
        self.known.insert("places", by_code.clone());
        Ok(by_code)
    }
}

/// The code of the room that keeps `product`, and its racks.
fn room_of(product: &str) -> (&'static str, &'static str) {
    match product {
        _ if product.starts_with("PLT") => ("COLD-20-24", "P"),
        _ if product.starts_with("RBC") => ("COLD-2-6", "A"),
        _ => ("COLD-18", "F"),
    }
}

/// Whether the white cells of a bag are filtered out.
pub(super) fn is_filtered(stage: &Stage, bag: &Bag) -> bool {
    stage.dice("filter", bag.index).chance(620)
}

fn loss_ml(bag: &Bag) -> i64 {
    8 + bag.volume_ml / 100
}

/// What comes out of a bag: the volumes add up to what was in it, with the additive and without the loss.
fn outputs(bag: &Bag, (red, frozen, platelets): (&str, &str, bool), dice: &mut super::dice::Dice) -> Value {
    let additive = ADDITIVE_ML_PER_200 * bag.volume_ml / 200;
    let plasma = match bag.volume_ml {
        400 => dice.pick(&[(200, 6), (150, 2)]),
        300 => dice.pick(&[(150, 5), (100, 1)]),
        _ => 100,
    };
    let platelet_ml = if platelets { 55 } else { 0 };
    let plasma = if platelets { 150 } else { plasma };
    let cells = bag.collected_ml - plasma - platelet_ml - loss_ml(bag) + additive;
    let mut list = vec![
        json!({"product": red, "volume_ml": cells, "additive_ml": additive}),
        json!({"product": frozen, "volume_ml": plasma}),
    ];
    if platelets {
        list.push(json!({"product": "PLT-C", "volume_ml": platelet_ml}));
    }
    Value::Array(list)
}
