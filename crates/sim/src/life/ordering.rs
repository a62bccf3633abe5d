//! 发 运 Hospitals order, the station issues, vans deliver.

use serde_json::{Value, json};

use super::{
    dice::Dice,
    stage::{Delivery, Held, Order, Stage, text},
};
use crate::ground::HospitalPeople;

/// Hospitals that take turns to order; the first one orders every time, because it has the demo accounts.
const BUSY_HOSPITALS: usize = 24;
/// Hospitals that order in one half of a day.
const ORDERING: usize = 5;
const VEHICLES: [(&str, &str); 3] = [("琴B·20117", "driver"), ("琴B·20368", "driver2"), ("琴B·21550", "driver3")];
/// Every so many bags one arrives damaged.
const DAMAGED_PER_MILLE: u32 = 6;

impl Stage {
    /// Some hospitals order, one class of product in each order.
    pub(super) async fn order(&mut self, half: i64) -> anyhow::Result<()> {
        let first = self.orders;
        let mut hospitals = vec![0];
        let mut dice = self.dice("ordering", first);
        while hospitals.len() < ORDERING {
            let hospital = dice.below(BUSY_HOSPITALS);
            if !hospitals.contains(&hospital) {
                hospitals.push(hospital);
            }
        }
        let mut wanted: Vec<(usize, Value, &'static str)> = Vec::new();
        for hospital in hospitals {
            wanted.push((hospital, red_cells(&mut dice), urgency(&mut dice)));
            if dice.chance(450) {
                wanted.push((hospital, plasma(&mut dice), "routine"));
            }
            if half == 0 && dice.chance(500) {
                wanted.push((hospital, platelets(&mut dice), "urgent"));
            }
        }
        self.orders += wanted.len();
        let needed_by = self.now().plus_seconds(8 * 3600);
        let body = |lines: Value, urgency| json!({"lines": lines, "urgency": urgency, "needed_by": needed_by});
        let orders = wanted.into_iter().map(|(hospital, lines, urgency)| (hospital, body(lines, urgency))).collect();
        let placed = self.each(orders, |stage, _, (hospital, body)| Box::pin(stage.place(hospital, body))).await?;
        self.waiting.issue.extend(placed);
        Ok(())
    }

    async fn place(&self, hospital: usize, body: Value) -> anyhow::Result<Option<Order>> {
        let bank = self.actor(&HospitalPeople::technician(hospital)).await?;
        let order = bank.act("orders", "/api/issue/orders", body).await?;
        Ok(order.map(|order| Order { hospital, order_id: text(&order, "/order_id") }))
    }

    /// The station sets units aside, gives them out and packs a box for each order.
    pub(super) async fn issue(&mut self) -> anyhow::Result<()> {
        let orders = std::mem::take(&mut self.waiting.issue);
        let first = self.boxes;
        self.boxes += orders.len();
        let packed = self.in_turn(orders, |stage, at, order| Box::pin(stage.issue_one(order, first + at))).await?;
        self.waiting.hand_over.extend(packed);
        Ok(())
    }

    async fn issue_one(&self, order: Order, number: usize) -> anyhow::Result<Option<Delivery>> {
        let issuer = self.actor(if number.is_multiple_of(2) { "issuer" } else { "issuer2" }).await?;
        let path = format!("/api/issue/orders/{}", order.order_id);
        let Some(allocated) = issuer.act("allocations", &format!("{path}/allocate"), json!({})).await? else {
            return Ok(None);
        };
        if allocated["units"].as_array().is_none_or(Vec::is_empty) {
            self.note("orders without stock", 1);
            return Ok(None);
        }
        let Some(issued) = issuer.act("issues", &format!("{path}/issue"), json!({})).await? else { return Ok(None) };
        let given = |unit: &&Value| unit["state"] == "issued";
        let row = |unit: &Value| (text(unit, "/unit/unit_id"), text(unit, "/unit/product"), text(unit, "/unit/group"));
        let units: Vec<_> = issued["units"].as_array().into_iter().flatten().filter(given).map(row).collect();
        self.note("issued", units.len());
        let (plate, driver) = VEHICLES[number % VEHICLES.len()];
        let body = json!({
            "order_id": order.order_id, "box": format!("BOX-{:03}", number % 60 + 1), "vehicle": plate, "driver_name": driver,
        });
        let shipment = issuer.act("shipments", "/api/transport/shipments", body).await?;
        let delivery = |shipment: Value| Delivery {
            hospital: order.hospital,
            shipment_id: text(&shipment, "/shipment_id"),
            units,
        };
        Ok(shipment.map(delivery))
    }

    /// The boxes leave.
    pub(super) async fn hand_over(&mut self) -> anyhow::Result<()> {
        let deliveries = std::mem::take(&mut self.waiting.hand_over);
        let left = self.each(deliveries, |stage, at, delivery| Box::pin(stage.leave(at, delivery))).await?;
        self.waiting.deliver.extend(left);
        Ok(())
    }

    async fn leave(&self, at: usize, delivery: Delivery) -> anyhow::Result<Option<Delivery>> {
        let driver = self.actor(VEHICLES[at % VEHICLES.len()].1).await?;
        let path = format!("/api/transport/shipments/{}/hand-over", delivery.shipment_id);
        let body = json!({"temp_c": cold_enough(&delivery)});
        Ok(driver.act("handed over", &path, body).await?.map(|_| delivery))
    }

    /// The hospitals look at every bag.
    pub(super) async fn delivery(&mut self) -> anyhow::Result<()> {
        let deliveries = std::mem::take(&mut self.waiting.deliver);
        let received = self.each(deliveries, |stage, at, delivery| Box::pin(stage.receive(at, delivery))).await?;
        let received: Vec<_> = received.into_iter().flatten().collect();
        self.note("received", received.len());
        self.waiting.at_hospital.extend(received);
        Ok(())
    }

    async fn receive(&self, at: usize, delivery: Delivery) -> anyhow::Result<Option<Vec<Held>>> {
        let mut dice = self.dice("delivery", self.boxes * 100 + at);
        let bank = self.actor(&HospitalPeople::technician(delivery.hospital)).await?;
        let (mut checks, mut good) = (Vec::new(), Vec::new());
        for (unit, product, group) in &delivery.units {
            if dice.chance(DAMAGED_PER_MILLE) {
                checks.push(json!({"unit": unit, "condition": "damaged", "note": "外包装破损，袋体渗漏"}));
            } else {
                checks.push(json!({"unit": unit, "condition": "good"}));
                good.push(Held {
                    hospital: delivery.hospital,
                    unit_id: unit.clone(),
                    product: product.clone(),
                    group: group.clone(),
                });
            }
        }
        let path = format!("/api/transport/shipments/{}/receive", delivery.shipment_id);
        let body = json!({"units": checks, "temp_c": cold_enough(&delivery)});
        Ok(bank.act("deliveries", &path, body).await?.map(|_| good))
    }
}

/// A temperature at which the content of the box travels well, °C.
fn cold_enough(delivery: &Delivery) -> f64 {
    match delivery.units.first().map_or("", |(_, product, _)| product.as_str()) {
        product if product.starts_with("PLT") => 22.0,
        product if product.starts_with("RBC") => 4.6,
        _ => -21.5,
    }
}

fn group(dice: &mut Dice) -> String {
    let abo = dice.pick(&[("O", 300), ("A", 280), ("B", 320), ("AB", 100)]);
    let rhd = if dice.chance(15) { "-" } else { "+" };
    format!("{abo}{rhd}")
}

fn urgency(dice: &mut Dice) -> &'static str {
    dice.pick(&[("routine", 75), ("urgent", 20), ("emergency", 5)])
}

fn lines(dice: &mut Dice, product: &str, lines_max: i64, bags_max: i64) -> Value {
    let mut groups: Vec<String> = Vec::new();
    for _ in 0..dice.between(1, lines_max) {
        let group = group(dice);
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    let mut line = |group: String| json!({"product": product, "group": group, "bags": dice.between(1, bags_max)});
    groups.into_iter().map(&mut line).collect()
}

fn red_cells(dice: &mut Dice) -> Value {
    let product = dice.pick(&[("RBC-S-LR", 65), ("RBC-S", 35)]);
    lines(dice, product, 3, 2)
}

fn plasma(dice: &mut Dice) -> Value {
    let product = dice.pick(&[("FFP", 70), ("FP", 30)]);
    lines(dice, product, 2, 3)
}

fn platelets(dice: &mut Dice) -> Value {
    lines(dice, "PLT-C", 2, 2)
}
